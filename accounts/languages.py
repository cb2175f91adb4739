"""The language of words that are written down before anybody reads them."""

from accounts.models import Role, User


def administrators_language() -> str:
    """The language the portal's first administrator chose; empty where no administrator chose one."""
    admins = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(language="")
    return admins.order_by("date_joined").values_list("language", flat=True).first() or ""
