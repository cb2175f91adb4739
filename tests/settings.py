"""Settings for tests: hubsync's own, apart from what would slow tests down or let them meet each other."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "for-tests-only")

from hubsync.settings import *  # noqa: F403
from hubsync.settings import CACHES, DATABASES, REDIS_URL

# Parallel runs and parallel workers of one run each have a database and a Redis database of their own.
_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
_worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or os.getpid())
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE_NAME", f"test_hubsync_{_run}")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
REDIS_URL = re.sub(r"([?&]db=|(?<=\d)/)\d+$", rf"\g<1>{_worker % 15 + 1}", REDIS_URL)
CACHES["default"]["LOCATION"] = REDIS_URL

# Nothing of a test ends in the data directory of the clone.
DATA_DIR = Path(tempfile.mkdtemp(prefix="hubsync-test-data-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

# Queued in memory: nobody works on it unless the test starts a worker (celery.contrib.testing.worker).
CELERY_BROKER_URL = "memory://"

# Static files from where they lie, without collecting them first.
STATIC_COLLECTED = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

# Slow on purpose in production.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
