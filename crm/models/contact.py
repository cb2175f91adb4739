"""Contacts, the Shopify customers behind them, and what they bought."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models.fields import Synced, as_of, changed_index, money


class OriginalSource(models.TextChoices):
    """HubSpot's original sources (hs_analytics_source)."""

    ORGANIC_SEARCH = "ORGANIC_SEARCH", _("Organic search")
    PAID_SEARCH = "PAID_SEARCH", _("Paid search")
    EMAIL_MARKETING = "EMAIL_MARKETING", _("E-mail marketing")
    SOCIAL_MEDIA = "SOCIAL_MEDIA", _("Organic social")
    PAID_SOCIAL = "PAID_SOCIAL", _("Paid social")
    REFERRALS = "REFERRALS", _("Referrals")
    OTHER_CAMPAIGNS = "OTHER_CAMPAIGNS", _("Other campaigns")
    DIRECT_TRAFFIC = "DIRECT_TRAFFIC", _("Direct traffic")
    OFFLINE = "OFFLINE", _("Offline sources")


class ContactQuerySet(models.QuerySet["Contact"]):
    """The contacts people speak of."""

    def live(self) -> "ContactQuerySet":
        """Not in the recycle bin."""
        return self.filter(deleted_at__isnull=True)

    def in_recycle_bin(self) -> "ContactQuerySet":
        """Deleted by a person; those that were merged into another contact live on in it."""
        return self.filter(deleted_at__isnull=False, merged_into__isnull=True)

    def live_at(self, email: str) -> "ContactQuerySet":
        """The live contact with an address, whatever its case; none for an empty one. Served by the unique index."""
        return self.live().exclude(email="").filter(Exact(Lower("email"), email.lower()))


class Contact(Synced):
    """A person, known by e-mail address whatever its case (SPEC K1).

    The sixteen properties that Shopify owns keep Shopify's names. `shopify_updated_at` is the version of the newest
    Shopify state merged in; `stale_properties` maps a property to the older state its value comes from, as [version,
    moment], where the newest state had it empty (an empty value there is no knowledge).
    """

    email = models.CharField(_("E-mail"), max_length=320, blank=True)
    first_name = models.TextField(_("First name"), blank=True)
    last_name = models.TextField(_("Last name"), blank=True)
    phone = models.TextField(_("Phone"), blank=True)
    address = models.TextField(_("Street address"), blank=True)
    city = models.TextField(_("City"), blank=True)
    state = models.TextField(_("State or region"), blank=True)
    zip = models.TextField(_("Postal code"), blank=True)
    country = models.TextField(_("Country"), blank=True)
    accepts_marketing = models.BooleanField(_("Accepts marketing"), null=True, blank=True)
    shopify_created_at = models.DateTimeField(_("Created at"), null=True, blank=True)
    note = models.TextField(_("Note"), blank=True)
    orders_count = models.IntegerField(_("Orders count"), null=True, blank=True)
    tags = ArrayField(models.TextField(), verbose_name=_("Tags"), default=list, blank=True)
    tax_exempt = models.BooleanField(_("Tax exempt"), null=True, blank=True)
    verified_email = models.BooleanField(_("Verified email"), null=True, blank=True)

    source = models.CharField(_("Original source"), max_length=20, choices=OriginalSource, blank=True)
    source_data_1 = models.TextField(_("Original source drill-down 1"), blank=True)
    source_data_2 = models.TextField(_("Original source drill-down 2"), blank=True)

    shopify_updated_at = models.DateTimeField(_("Changed in Shopify at"), null=True, blank=True)
    shopify_as_of = as_of()
    stale_properties = models.JSONField(_("Older values kept"), default=dict, blank=True)
    consent_as_of = models.DateTimeField(
        _("Consent as of"), null=True, blank=True, help_text=_("Since when accepts marketing is known to be so (UTC)")
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        verbose_name=_("Merged into"),
    )

    objects: ClassVar[models.Manager["Contact"]] = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(email=""),
                name="live_contact_email_unique",
            )
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="contact_newest"),
            models.Index(fields=["shopify_created_at"], name="contact_shopify_created"),
            # What programs look people up by beside the address.
            models.Index(Lower("last_name"), condition=~models.Q(last_name=""), name="contact_last_name"),
            models.Index(Lower("phone"), condition=~models.Q(phone=""), name="contact_phone"),
            changed_index("contact_changed"),
            models.Index(
                fields=["-deleted_at", "-id"], condition=models.Q(deleted_at__isnull=False), name="contact_deleted"
            ),
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="contact_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("contact", args=[self.pk])

    @property
    def full_name(self) -> str:
        """First and last name, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()


class CustomerLink(models.Model):
    """Which contact a Shopify customer is. Two customers with one e-mail address are one contact."""

    customer_id = models.BigIntegerField(_("Shopify customer id"), primary_key=True)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers", verbose_name=_("Contact")
    )
    updated_at = models.DateTimeField(
        _("Changed in Shopify at"), help_text=_("Version: updated_at of the newest state seen of this customer (UTC)")
    )
    as_of = as_of()
    deleted_at = models.DateTimeField(
        _("Deleted at"), null=True, blank=True, help_text=_("When Shopify deleted the customer (UTC)")
    )
    email = models.CharField(
        _("E-mail"), max_length=320, blank=True, help_text=_("Newest address known of this customer, in lower case")
    )
    waits_for_address = models.BooleanField(
        _("Waits for the address"), default=False, help_text=_("Another customer is still known by this address")
    )
    erased = models.BooleanField(_("Erased"), default=False, help_text=_("Its contact was erased here for good"))

    class Meta:
        verbose_name = _("Shopify customer")
        verbose_name_plural = _("Shopify customers")
        indexes = [
            models.Index(
                fields=["customer_id"], condition=models.Q(waits_for_address=True), name="customer_waits_for_address"
            )
        ]

    def __str__(self) -> str:
        return str(self.customer_id)


class PurchaseSummary(models.Model):
    """What a contact bought and left behind (SPEC K5), recomputed whenever one of their deals changes.

    Orders are deals in a won stage; revenue is net of refunds, in the store's currency.
    """

    contact = models.OneToOneField(
        Contact, primary_key=True, on_delete=models.CASCADE, related_name="purchases", verbose_name=_("Contact")
    )
    first_order_at = models.DateTimeField(_("First order date"), null=True, blank=True)
    last_order_at = models.DateTimeField(_("Last order date"), null=True, blank=True)
    number_of_orders = models.IntegerField(_("Number of orders"), default=0)
    total_revenue = money(_("Total revenue"))
    average_order_value = money(_("Average order value"))
    last_product = models.TextField(_("Last product bought"), blank=True)
    last_abandoned_at = models.DateTimeField(_("Last abandoned cart date"), null=True, blank=True)
    last_abandoned_amount = money(_("Last abandoned cart value"))
    last_abandoned_url = models.TextField(_("Last abandoned cart URL"), blank=True)
    last_abandoned_products = models.TextField(_("Last abandoned cart products"), blank=True)

    class Meta:
        verbose_name = _("Purchase summary")
        verbose_name_plural = _("Purchase summaries")
        indexes = [
            models.Index(fields=["last_order_at"], name="summary_last_order"),
            models.Index(fields=["total_revenue"], name="summary_revenue"),
        ]

    def __str__(self) -> str:
        return str(self.contact_id)
