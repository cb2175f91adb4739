"""Addresses under /api/v1/."""

from django.urls import path

from shopify_connector.api import views

urlpatterns = [
    path("sync", views.Health.as_view()),
    path("sync/drift", views.Drift.as_view()),
    path("sync/imports", views.Imports.as_view()),
    path("sync/comparisons", views.Comparisons.as_view()),
    path("sync/errors", views.Errors.as_view()),
]
