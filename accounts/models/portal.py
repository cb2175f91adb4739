"""The portal itself: its tier, and what its pages count and show by."""

from secrets import token_hex

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """HubSpot's subscription tiers; what each opens is in `Portal.allows` (SPEC C9)."""

    FREE = "free", _("Free")
    BASIC = "basic", _("Basic")
    PRO = "pro", _("Pro")
    ENTERPRISE = "enterprise", _("Enterprise")


class Feature(models.TextChoices):
    """Features that take a tier above free."""

    LINE_ITEM_SEGMENTS = "line_item_segments", _("Segments by line item")
    WORKFLOWS = "workflows", _("Workflows")


TIER_NEEDED = {Feature.LINE_ITEM_SEGMENTS: Tier.BASIC, Feature.WORKFLOWS: Tier.PRO}


def new_salt() -> str:
    """Thirty-two random bytes, as hexadecimal digits."""
    return token_hex(32)


class Portal(models.Model):
    """The one portal of this installation (one installation = one portal = one store)."""

    name = models.CharField(_("Name"), max_length=150, blank=True)
    tier = models.CharField(_("Tier"), max_length=20, choices=Tier, default=Tier.ENTERPRISE)
    currency = models.CharField(_("Currency"), max_length=3, default="USD", help_text=_("ISO 4217; the store's own"))
    time_zone = models.CharField(
        _("Time zone"), max_length=64, default="UTC", help_text=_("IANA name; the store's own")
    )
    salesforce_enabled = models.BooleanField(_("Salesforce integration"), default=False)
    second_factor_required = models.BooleanField(_("Two-factor log-in for everybody"), default=False)
    # Never changes: what is erased is known again only by hashes made with it.
    erasure_salt = models.CharField(max_length=64, default=new_salt, editable=False)

    class Meta:
        verbose_name = _("Portal")
        verbose_name_plural = _("Portal")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_portal")]

    def __str__(self) -> str:
        return self.name or "hubsync"

    @classmethod
    def current(cls) -> "Portal":
        """The portal's row, made on first use."""
        return cls.objects.get_or_create(id=1)[0]

    @classmethod
    def hold(cls) -> "Portal":
        """The portal's row, held until this transaction ends: what concerns the whole portal is done one by one."""
        return cls.objects.select_for_update().get(pk=cls.current().pk)

    def allows(self, feature: Feature) -> bool:
        """Whether the portal's tier opens a feature (SPEC C9)."""
        order = list(Tier)
        return order.index(Tier(self.tier)) >= order.index(TIER_NEEDED[feature])
