"""Contact lists: what they are for, and which tier their filters on line items take."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import TIER_NEEDED, Feature, Portal, Tier


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The portal's lists: none yet."""
    return render(request, "crm/lists.html", {"tier_needed": line_item_tier_needed(Portal.current())})


def line_item_tier_needed(portal: Portal) -> str:
    """A sentence when the portal's tier is too low for segments by line item (SPEC C9); empty when it is not."""
    if portal.allows(Feature.LINE_ITEM_SEGMENTS):
        return ""
    needed, now = Tier(TIER_NEEDED[Feature.LINE_ITEM_SEGMENTS]).label, Tier(portal.tier).label
    return _("Segments by line item take the %(needed)s tier or higher. This portal is on %(now)s.") % {
        "needed": needed,
        "now": now,
    }
