"""The product's addresses with the style guide, which otherwise takes DEBUG."""

from django.urls import path

from hubsync import urls
from hubsync.styleguide import styleguide

urlpatterns = [*urls.urlpatterns, path("styleguide", styleguide, name="styleguide")]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
