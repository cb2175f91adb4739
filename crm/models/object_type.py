"""The kinds of record, under the names HubSpot's API gives them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectType(models.TextChoices):
    """A kind of record; the values are the path segments of HubSpot's CRM v3 API."""

    CONTACT = "contacts", _("Contacts")
    PRODUCT = "products", _("Products")
    DEAL = "deals", _("Deals")
    LINE_ITEM = "line_items", _("Line items")
