"""How axes counts failed log-ins."""

from django.http import HttpRequest


def account_of(request: HttpRequest | None, credentials: dict[str, str] | None = None) -> str:
    """The account that is tried, whatever the case it is written in: ANA@ and ana@ share one count."""
    given = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    return given.strip().lower()
