"""`bin/benchmark NAME [options]`: run one benchmark with services of its own, which are gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hubsync.embedded.data_directory import DIRECTORY_MODE, DataDirectory
from hubsync.embedded.services import EmbeddedServices
from hubsync.running.installation import ROOT

BENCHMARKS = {
    "api": "benchmarks.api",
    "board": "benchmarks.board",
    "dashboard": "benchmarks.dashboard",
    "emails": "benchmarks.emails",
    "import": "benchmarks.import_speed",
    "lists": "benchmarks.lists",
    "pages": "benchmarks.pages",
    "rehearsal": "benchmarks.rehearsal",
    "search": "benchmarks.search",
    "visible": "benchmarks.visible",
    "webhooks": "benchmarks.webhooks",
}


def main() -> int:
    """The benchmark's exit code; 2 for a name that there is none of."""
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHMARKS:
        print(f"usage: bin/benchmark {{{','.join(BENCHMARKS)}}} [options]", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="hubsync-benchmark-"))
    folder.chmod(DIRECTORY_MODE)
    services = EmbeddedServices(DataDirectory(folder), {}, durable=True)
    try:
        services.start(lambda line: print(line, file=sys.stderr), dies_with_us=True)
        environ = {**os.environ, **services.addresses(), "HUBSYNC_DATA_DIR": str(folder), "SECRET_KEY": "benchmark"}
        environ["DJANGO_SETTINGS_MODULE"] = "hubsync.settings"
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environ, check=True)
        command = [sys.executable, "-m", BENCHMARKS[sys.argv[1]], *sys.argv[2:]]
        return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
    finally:
        services.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
