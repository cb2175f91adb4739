"""`bin/test`: pytest against a throw-away PostgreSQL and Redis, which are gone afterwards."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from hubsync.embedded.data_directory import DIRECTORY_MODE, DataDirectory
from hubsync.embedded.service import ServiceFailed
from hubsync.embedded.services import EmbeddedServices
from hubsync.running.installation import ROOT

# Two at a time: that is what the smallest machine in use has cores for. `-n` among the arguments wins.
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]
# What the person's own portal is configured with has no place in a test.
CONFIGURATION = (
    *("DATABASE_URL", "REDIS_URL", "PORT", "HOST", "APP_URL", "ALLOWED_HOSTS", "SECRET_KEY_FALLBACKS", "DEBUG"),
    *("ADMIN_EMAIL", "ADMIN_PASSWORD", "EMAIL_URL", "EMAIL_FROM", "EMAIL_WEBHOOK_SECRET"),
    *("EMAIL_LEASE_SECONDS", "EMAIL_RATE", "AUDIT_KEPT_DAYS"),
    *("STATIC_ROOT", "STATIC_COLLECTED", "BEHIND_PROXY"),
    *("SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "SHOPIFY_STORE_URL", "SHOPIFY_API_VERSION", "SHOPIFY_SCOPES"),
    *("DEMO_CUSTOMERS", "DEMO_ORDERS", "DEMO_LIVE", "HUBSYNC_REDIS", "DJANGO_SETTINGS_MODULE"),
)


def main() -> int:
    """pytest's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="hubsync-test-"))
    folder.chmod(DIRECTORY_MODE)
    services = EmbeddedServices(DataDirectory(folder), {}, durable=False)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    try:
        services.start(_say, dies_with_us=True)
        return _pytest({**services.addresses(), "HUBSYNC_DATA_DIR": str(folder), "SECRET_KEY": "for-tests-only"})
    except ServiceFailed as reason:
        _say(str(reason))
        return 1
    finally:
        services.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _pytest(environ: dict[str, str]) -> int:
    kept = {name: value for name, value in os.environ.items() if name not in CONFIGURATION}
    # Ctrl-C reaches pytest too: it sums up and ends, and so do we.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with subprocess.Popen(
        [*PYTEST, *sys.argv[1:]],
        cwd=ROOT,
        env={**kept, **environ},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads
    ) as pytest:
        try:
            return pytest.wait()
        except SystemExit:
            pytest.terminate()
            raise


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
