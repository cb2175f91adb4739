"""WSGI entry point (`granian --interface wsgi hubsync.wsgi:application`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsync.settings")

application = get_wsgi_application()
