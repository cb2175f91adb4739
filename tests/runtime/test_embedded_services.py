"""The embedded PostgreSQL and Redis: started, stopped, killed, left behind, side by side."""

import os
import shutil
import signal
import time
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from hubsync.embedded.data_directory import DataDirectory
from hubsync.embedded.postgres import EmbeddedPostgres
from hubsync.embedded.redis_server import EmbeddedRedis
from hubsync.embedded.service import ServiceFailed
from hubsync.embedded.services import EmbeddedServices

pytestmark = pytest.mark.slow


class Installed:
    """The services of one data directory, and what they said."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.said: list[str] = []
        self.services = EmbeddedServices(DataDirectory(folder), environ)
        self.postgres, self.redis = self.services
        assert isinstance(self.postgres, EmbeddedPostgres)
        assert isinstance(self.redis, EmbeddedRedis)

    def start(self) -> "Installed":
        self.services.start(self.said.append, dies_with_us=True)
        return self

    def sql(self, statement: str) -> list[tuple]:
        with closing(psycopg2.connect(self.postgres.url())) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
        return rows

    def cache(self) -> redis.Redis:
        return redis.Redis.from_url(self.redis.url(), decode_responses=True)

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.cwd().startswith(str(self.services.data.path)):
                    found.append(process)
            except psutil.Error:
                continue
        return found


@pytest.fixture
def folder(place):
    return place / "data"


@pytest.fixture
def install(folder):
    made: list[Installed] = []

    def install_one(at: Path = folder, **environ: str) -> Installed:
        made.append(Installed(at, **environ))
        return made[-1]

    yield install_one
    for installed in made:
        installed.services.stop()
        shutil.rmtree(installed.postgres.sockets, ignore_errors=True)


def wait_for(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_both_start_take_work_and_stop_without_trace(install, folder):
    installed = install().start()
    assert installed.sql("SELECT current_database(), current_user") == [("hubsync", "hubsync")]
    assert installed.cache().set("key", "value")

    installed.services.stop()

    assert installed.processes() == []
    assert not (folder / "postgres" / "postmaster.pid").exists()
    assert list((folder / "run").iterdir()) == []


def test_what_was_written_is_there_after_stop_and_start(install):
    installed = install().start()
    installed.sql("CREATE TABLE kept AS SELECT 1 AS n")
    installed.cache().set("key", "value")
    installed.services.stop()

    again = install().start()

    assert again.sql("SELECT n FROM kept") == [(1,)]
    assert again.cache().get("key") == "value"
    assert again.said == []


def test_committed_data_survive_kill_9_of_both(install):
    installed = install().start()
    installed.sql("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS n")
    installed.cache().set("key", "value")
    # Redis writes its log to disk once a second; the system keeps what a killed process wrote.
    wait_for(lambda: installed.cache().info("persistence")["aof_last_write_status"] == "ok")
    for process in (installed.postgres.process(), installed.redis.process()):
        process.kill()
    wait_for(lambda: not installed.postgres.is_up() and not installed.redis.is_up())

    installed.start()

    assert installed.sql("SELECT count(*) FROM kept") == [(10000,)]
    assert installed.cache().get("key") == "value"
    assert any("PostgreSQL was not stopped properly" in line for line in installed.said)


def test_server_processes_left_by_a_killed_postmaster_are_ended(install):
    installed = install().start()
    busy = psycopg2.connect(installed.postgres.url())
    busy.cursor().execute("BEGIN; SELECT pg_backend_pid()")
    postmaster = installed.postgres.process()
    backends = postmaster.children()
    # Stopped, they cannot notice that their postmaster is gone, and hold on to its shared memory.
    for backend in backends:
        backend.suspend()
    postmaster.kill()
    wait_for(lambda: not installed.postgres.is_up())

    installed.start()

    assert installed.sql("SELECT 1") == [(1,)]
    assert not any(backend.is_running() for backend in backends)


def test_pid_files_naming_another_program_are_stale(install, folder):
    installed = install().start()
    installed.services.stop()
    # As after a power cut in a container: the same pid is somebody else's now.
    lines = [str(os.getpid()), str(folder / "postgres"), "1700000000", "5432", str(folder / "run"), "", "1 1", "ready"]
    (folder / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (folder / "redis" / "redis.pid").write_text(str(os.getpid()))
    (folder / "run" / ".s.PGSQL.5432").touch()
    (folder / "run" / "redis.sock").touch()

    installed.start()

    assert installed.sql("SELECT 1") == [(1,)]
    assert installed.cache().ping()


def test_unreadable_redis_files_are_set_aside(install, folder):
    installed = install().start()
    installed.cache().set("key", "value")
    installed.services.stop()
    log = next((folder / "redis").glob("appendonly*"))
    log.write_bytes(b"this is no append-only file\r\n" * 10)

    again = install().start()

    assert again.cache().get("key") is None
    assert any("it starts empty" in line for line in again.said)
    assert (folder / "redis.broken").is_dir()


def test_kill_while_the_cluster_is_made_leaves_no_half_one(install, folder):
    half = folder / "postgres.new"
    folder.mkdir()
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    assert install().start().sql("SELECT 1") == [(1,)]
    assert not half.exists()


def test_data_of_another_postgres_version_is_refused_in_words(install, folder):
    installed = install().start()
    installed.services.stop()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")

    with pytest.raises(ServiceFailed, match=r"is PostgreSQL 16's; this hubsync brings PostgreSQL 18"):
        install().start()


def test_two_data_directories_side_by_side(install, place):
    one, other = install(place / "one").start(), install(place / "other").start()
    one.sql("CREATE TABLE mine AS SELECT 1 AS n")
    one.cache().set("key", "one")

    assert other.sql("SELECT to_regclass('mine')") == [(None,)]
    assert other.cache().get("key") is None


def test_paths_too_long_or_odd_for_a_socket(install, place):
    folder = place / ("a long name with spaces, é and % " * 4)
    installed = install(folder).start()

    assert installed.sql("SELECT 1") == [(1,)]
    assert installed.cache().ping()
    assert len(str(installed.services._services["DATABASE_URL"].sockets)) < 80


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's services run as another user")
def test_as_root_in_a_closed_folder_they_are_let_through_and_it_is_told(install, place):
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    installed = install(closed / "data").start()

    assert installed.sql("SELECT 1") == [(1,)]
    assert closed.stat().st_mode & 0o077 == 0o001
    assert any(str(closed) in line for line in installed.said)
    assert installed.postgres.process().username() != "root"
    assert installed.redis.process().username() != "root"


def test_sockets_are_closed_to_other_users(install, folder):
    installed = install().start()

    assert (folder / "run").stat().st_mode & 0o077 == 0
    assert (folder / "postgres").stat().st_mode & 0o077 == 0
    assert installed.sql("SHOW listen_addresses") == [("",)]


def test_postgres_keeps_what_it_committed_and_is_tuned_to_the_machine(install):
    installed = install().start()

    assert installed.sql("SELECT current_setting('fsync'), current_setting('synchronous_commit')") == [("on", "on")]
    assert installed.sql("SELECT current_setting('full_page_writes')") == [("on",)]
    megabytes = installed.sql("SELECT pg_size_bytes(current_setting('shared_buffers')) / 1024 / 1024")[0][0]
    assert 128 <= megabytes <= 4096


def test_given_addresses_need_no_services(folder):
    environ = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://cache/0"}
    services = EmbeddedServices(DataDirectory(folder), environ)

    assert services.addresses() == {}
    with services.borrowed(pytest.fail):
        assert not (folder / "postgres").exists()


def test_the_last_borrower_stops_them(install):
    first, second = install(), install()
    with first.services.borrowed(first.said.append):
        with second.services.borrowed(second.said.append):
            assert second.postgres.process() == first.postgres.process()
        assert first.sql("SELECT 1") == [(1,)]

    assert first.processes() == []


def test_a_borrower_leaves_them_to_who_holds_them(install):
    holder, borrower = install().start(), install()
    with holder.services.held():
        with borrower.services.borrowed(borrower.said.append):
            assert borrower.sql("SELECT 1") == [(1,)]
        assert holder.sql("SELECT 1") == [(1,)]


def test_redis_in_python_where_there_is_no_other(install):
    installed = install(HUBSYNC_REDIS="fakeredis").start()
    address = installed.redis.url()
    assert installed.cache().set("key", "value")
    assert "fakeredis" in installed.redis.description

    installed.services.stop()
    assert not installed.redis.is_up()

    assert install(HUBSYNC_REDIS="fakeredis").start().redis.url() == address


def test_stop_signal_reaches_them_when_who_started_them_is_killed(folder, place):
    """`kill -9` of bin/start: the kernel asks PostgreSQL and Redis to stop."""
    child = os.fork()
    if child == 0:
        Installed(folder).start()
        (place / "started").touch()
        time.sleep(60)
        os._exit(0)
    try:
        wait_for((place / "started").exists, seconds=30)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    installed = Installed(folder)
    wait_for(lambda: installed.processes() == [], seconds=20)
    assert not (folder / "postgres" / "postmaster.pid").exists()
