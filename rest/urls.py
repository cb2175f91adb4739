"""Addresses below those of the API where nothing is. They come after all others."""

from django.urls import path

from rest.views import Nothing

urlpatterns = [path("crm/<path:_rest>", Nothing.as_view()), path("api/<path:_rest>", Nothing.as_view())]
