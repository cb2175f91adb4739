"""Why somebody leaves a workflow, and what their next e-mail waits for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeftBecause(models.TextChoices):
    """Why somebody left a workflow before its end (SPEC W5, W7; HUBSPOT's goals and suppression)."""

    BOUGHT = "bought", _("Bought something")
    COMPLETED = "completed", _("Completed the checkout")
    TAKEN_BACK = "taken_back", _("The first order was cancelled or refunded")
    CART_GONE = "cart_gone", _("The cart is gone")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BOUNCED = "bounced", _("The address bounces")
    COMPLAINED = "complained", _("Reported an e-mail as spam")
    NO_CONSENT = "no_consent", _("Does not accept marketing")
    NO_ADDRESS = "no_address", _("Has no e-mail address")
    CONTACT_GONE = "contact_gone", _("The contact was deleted")


class WaitsFor(models.TextChoices):
    """What the next e-mail waits for."""

    DELAY = "delay", _("The delay of the step")
    WINDOW = "window", _("The hours in which the workflow sends")
    PAUSE = "pause", _("A pause after another e-mail to the same person")
