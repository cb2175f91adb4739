"""What holds for an address that is written to, whoever has it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mailbox(models.Model):
    """An e-mail address, in lower case. Opting out belongs to the address, not to the contact (HUBSPOT's rule).

    Of an erased person's address the salted hash stands here in its place, if something is to be kept of it
    (workflows.subscriptions.erasing); what asks asks for both (workflows.subscriptions.reachability).
    """

    address = models.CharField(_("E-mail"), max_length=320, primary_key=True)
    unsubscribed_at = models.DateTimeField(_("Unsubscribed"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("Bounced for good"), null=True, blank=True)
    complained_at = models.DateTimeField(_("Reported as spam"), null=True, blank=True)
    last_email_at = models.DateTimeField(
        _("Last e-mail"), null=True, blank=True, help_text=_("When a workflow last wrote to it")
    )

    class Meta:
        verbose_name = _("Mailbox")
        verbose_name_plural = _("Mailboxes")

    def __str__(self) -> str:
        return self.address
