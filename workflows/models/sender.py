"""Who the e-mails come from."""

from datetime import timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Portal


class Sender(models.Model):
    """What every e-mail says of its sender: one row. The store's name is the portal's (accounts.Portal)."""

    from_name = models.CharField(
        _("From name"), max_length=150, blank=True, help_text=_("Empty: the name of the portal")
    )
    from_address = models.EmailField(
        _("From address"), blank=True, help_text=_("An address of your own domain. Empty: the one of EMAIL_FROM")
    )
    reply_to = models.EmailField(
        _("Reply-to address"), blank=True, help_text=_("Where answers go. Empty: to the from address")
    )

    store_url = models.URLField(
        _("Address of the store"), blank=True, help_text=_("The store's own; taken anew whenever it is connected")
    )
    postal_address = models.TextField(
        _("Postal address"), blank=True, help_text=_("Company, street, city, region: at the foot of every e-mail")
    )
    pause_hours = models.PositiveSmallIntegerField(
        _("Pause between e-mails"),
        default=16,
        validators=[MaxValueValidator(720)],
        help_text=_("In hours: workflows write to one person no sooner after the last e-mail; later ones wait."),
    )

    class Meta:
        verbose_name = _("Sender")
        verbose_name_plural = _("Sender")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_sender")]

    def __str__(self) -> str:
        return self.store_url or self.postal_address or "—"

    @property
    def sent_from(self) -> str:
        """The From header: name and address."""
        name = " ".join((self.from_name or str(Portal.current())).split())
        return formataddr((name, self.from_address or settings.DEFAULT_FROM_EMAIL), charset="utf-8")

    @property
    def pause(self) -> timedelta:
        """The pause between two e-mails to one person."""
        return timedelta(hours=self.pause_hours)

    @classmethod
    def current(cls) -> "Sender":
        """The row, made on first use."""
        return cls.objects.get_or_create(id=1)[0]
