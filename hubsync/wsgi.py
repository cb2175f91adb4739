"""WSGI entry point (`granian --interface wsgi hubsync.wsgi:application`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsync.settings")

django_application = get_wsgi_application()

from shopify_connector.inbox.entrances import WebhooksFirst  # noqa: E402 (its models, once Django is set up)

application = WebhooksFirst(django_application)
