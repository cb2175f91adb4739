"""The three kinds of workflow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """HubSpot's three e-commerce workflows. Their triggers and the kinds of their actions are fixed (SPEC W1)."""

    WELCOME = "welcome", _("New customer welcome")
    ABANDONED_CART = "abandoned_cart", _("Abandoned cart follow-up")
    RE_ENGAGEMENT = "re_engagement", _("Re-engage past customers")
