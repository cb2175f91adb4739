"""/api/docs and the document behind it. Both are open: they say what there is, and nothing of what is in it."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

schema = SpectacularAPIView.as_view(throttle_classes=[])
docs = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="rest/docs.html", throttle_classes=[])

urlpatterns = [
    path("docs", login_not_required(docs), name="api-docs"),
    path("schema", login_not_required(schema), name="api-schema"),
]
