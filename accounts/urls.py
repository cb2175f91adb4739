"""Log-in, first-run set-up and the user's own settings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
