"""What every address of the API shares."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from rest.errors import not_found


class ApiView(APIView):
    """A view that names its scopes by method, reads bodies by a serializer, and tells the rate limit."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    # By method; a view whose scopes depend on the address overrides `scopes_for`.
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {}

    def scopes_for(self, request: Request) -> tuple[str, ...]:
        """The scopes that this call takes. A method that the view answers must be listed: none is open by accident."""
        method = "GET" if request.method == "HEAD" else str(request.method)
        is_answered = method.lower() in self.http_method_names and hasattr(self, method.lower())
        return self.scopes[method] if is_answered else ()

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Adds the rate limit's headers."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        rate = getattr(request, "rate", None)
        if rate is not None:
            for name, value in rate.headers().items():
                answer[name] = value
        return answer


class Nothing(ApiView):
    """An address of the API where nothing is: told in HubSpot's form."""

    schema = None

    def scopes_for(self, request: Request) -> tuple[str, ...]:
        """None: whoever has a token may hear that nothing is there."""
        return ()

    def get(self, request: Request, **_: str) -> Response:
        """Always a 404."""
        raise not_found(f"Nothing is at {request.path}. /api/docs lists what there is.")

    post = put = patch = delete = get


def read(serializer: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    """What was sent, checked by a serializer; raises ValidationError, which becomes a 400 that names the places."""
    filled = serializer(data=data)
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)
