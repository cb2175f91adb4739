"""Why somebody leaves a workflow, what their next e-mail waits for, and why one was not sent."""

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
    RETRY = "retry", _("The mail server, which could not take it")
    REPAIR = "repair", _("Somebody who puts the e-mail right")


class SkippedBecause(models.TextChoices):
    """Why the e-mail of a step was not sent, for good."""

    LEFT = "left", _("They left the workflow")
    ITEMS_GONE = "items_gone", _("Nothing that was in the cart is sold any more")
    BY_HAND = "by_hand", _("Somebody decided so")


class NotEnrolled(models.TextChoices):
    """Why what sets a workflow off enrolled nobody; further reasons are those of LeftBecause not to write to them."""

    BEFORE_ON = "before_on", _("Happened before the workflow was turned on")
    OFF = "off", _("The workflow is off")
    NO_CONTACT = "no_contact", _("Nobody is known: it belongs to no contact")
    CART_GONE = "cart_gone", _("The cart is gone")
    COMPLETED = "completed", _("Completed the checkout")
    BOUGHT = "bought", _("Bought something meanwhile")
    NEWER_CART = "newer_cart", _("Left a newer cart, which counts")
    ALREADY_IN = "already_in", _("Was in the workflow already")
    TOO_LATE = "too_late", _("Seen too late to be of use")
    SOON = "soon", _("Comes in within seconds")
