"""Every address of the product, room by room (SPEC 12 lists those that programs rely on)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
