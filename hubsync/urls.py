"""Every address of the product, room by room (SPEC 12 lists those that programs rely on)."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.views import log_in_to_administration
from hubsync import search, views
from hubsync.health import healthz, readyz

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/found/", search.found, name="search-found"),
    path("", include("accounts.urls")),
    path("", include("crm.urls")),
    path("", include("crm.api.urls")),
    path("", include("shopify_connector.urls")),
    path("api/v1/", include("shopify_connector.api.urls")),
    path("api/", include("rest.docs")),
    path("", include("dashboards.urls")),
    path("", include("workflows.urls")),
    path("admin/login/", log_in_to_administration),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("rest.urls")),
]

if settings.DEBUG:
    from hubsync.styleguide import styleguide

    urlpatterns.append(path("styleguide", styleguide, name="styleguide"))

handler400 = "hubsync.error_pages.bad_request"
handler403 = "hubsync.error_pages.permission_denied"
handler404 = "hubsync.error_pages.not_found"
handler500 = "hubsync.error_pages.server_error"
