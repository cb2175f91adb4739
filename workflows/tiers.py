"""Which tier automation takes (SPEC C9)."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import TIER_NEEDED, Feature, Portal, Tier


def tier_needed() -> str:
    """A sentence when the portal's tier is too low for workflows; empty when it is not."""
    portal = Portal.current()
    if portal.allows(Feature.WORKFLOWS):
        return ""
    needed, now = Tier(TIER_NEEDED[Feature.WORKFLOWS]).label, Tier(portal.tier).label
    return _("Workflows take the %(needed)s tier or higher. This portal is on %(now)s.") % {
        "needed": needed,
        "now": now,
    }


def require_tier() -> None:
    """Raise PermissionDenied, in words, unless the portal's tier opens workflows."""
    if sentence := tier_needed():
        raise PermissionDenied(sentence)
