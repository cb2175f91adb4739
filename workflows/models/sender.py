"""Who the e-mails come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sender(models.Model):
    """What every e-mail says of its sender: one row. The store's name is the portal's (accounts.Portal)."""

    store_url = models.URLField(
        _("Address of the store"), blank=True, help_text=_("The store's own; taken anew whenever it is connected")
    )
    postal_address = models.TextField(
        _("Postal address"), blank=True, help_text=_("Company, street, city, region: at the foot of every e-mail")
    )

    class Meta:
        verbose_name = _("Sender")
        verbose_name_plural = _("Sender")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_sender")]

    def __str__(self) -> str:
        return self.store_url or self.postal_address or "—"

    @classmethod
    def current(cls) -> "Sender":
        """The row, made on first use."""
        return cls.objects.get_or_create(id=1)[0]
