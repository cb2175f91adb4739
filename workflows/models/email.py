"""Marketing e-mails and their versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.blocks import Block, parse_body, validate_body
from workflows.models.kind import Kind


class EmailState(models.TextChoices):
    """HubSpot's two states."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class MarketingEmail(models.Model):
    """An e-mail: subject, preview text and a body of blocks (workflows.blocks), all of which may hold tokens
    (workflows.tokens). "Saved for automation" is published and offered to workflows."""

    name = models.CharField(_("Name"), max_length=200, help_text=_("Shown to you and your colleagues only"))
    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("Subject"), max_length=250)
    preview_text = models.CharField(_("Preview text"), max_length=250, blank=True)
    body = models.JSONField(_("Body"), default=list, blank=True, validators=[validate_body])
    state = models.CharField(_("State"), max_length=10, choices=EmailState, default=EmailState.DRAFT)
    saved_for_automation = models.BooleanField(_("Saved for automation"), default=False)
    made_for = models.CharField(
        _("Made for the workflow"),
        max_length=20,
        choices=Kind,
        blank=True,
        help_text=_("Cart content works only in e-mails of the abandoned-cart workflow."),
    )
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("Last changed"), auto_now=True)

    class Meta:
        verbose_name = _("E-mail")
        verbose_name_plural = _("E-mails")
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(saved_for_automation=False) | Q(state=EmailState.PUBLISHED),
                name="saved_for_automation_is_published",
                violation_error_message=_("Only a published e-mail can be saved for automation."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("email", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.state == EmailState.PUBLISHED

    @property
    def blocks(self) -> list[Block]:
        """The body's blocks. Raises ValueError where a row was written past the validator."""
        return parse_body(self.body)

    def keep_version(self) -> "EmailVersion":
        """Keep the content as it is now as the next version."""
        newest = self.versions.aggregate(newest=Max("number"))["newest"] or 0
        return self.versions.create(
            number=newest + 1, subject=self.subject, preview_text=self.preview_text, body=self.body
        )


class EmailVersion(models.Model):
    """The content of an e-mail as it once was. Version 1 of a default e-mail is how hubsync made it."""

    email = models.ForeignKey(
        MarketingEmail, on_delete=models.CASCADE, related_name="versions", verbose_name=_("E-mail")
    )
    number = models.PositiveIntegerField(_("Version"))
    subject = models.CharField(_("Subject"), max_length=250)
    preview_text = models.CharField(_("Preview text"), max_length=250, blank=True)
    body = models.JSONField(_("Body"), default=list, blank=True)
    made_at = models.DateTimeField(_("Made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("Made by"),
        help_text=_("Empty: hubsync"),
    )

    class Meta:
        verbose_name = _("E-mail version")
        verbose_name_plural = _("E-mail versions")
        ordering: ClassVar[list[str]] = ["email", "-number"]
        constraints = [models.UniqueConstraint(fields=["email", "number"], name="email_version_number_unique")]

    def __str__(self) -> str:
        return f"{self.email} · {self.number}"
