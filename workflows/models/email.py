"""Marketing e-mails, their templates, versions, and what is being written of them."""

import copy
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workflows.models.content import Content
from workflows.models.kind import Kind
from workflows.styles import Style


class EmailState(models.TextChoices):
    """HubSpot's two states."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class _Emails(models.Manager["MarketingEmail"]):
    def get_queryset(self) -> models.QuerySet["MarketingEmail"]:
        return super().get_queryset().filter(is_template=False)


class _Templates(models.Manager["EmailTemplate"]):
    def get_queryset(self) -> models.QuerySet["EmailTemplate"]:
        return super().get_queryset().filter(is_template=True)


class MarketingEmail(Content):
    """An e-mail. Its content is what is sent once it is published; changes since then are edits (`as_written`).
    "Saved for automation" is published and offered to workflows.

    A template (EmailTemplate) is one that is never sent: others begin with its content and look as it says.
    """

    name = models.CharField(_("Name"), max_length=200, help_text=_("Shown to you and your colleagues only"))
    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(_("State"), max_length=10, choices=EmailState, default=EmailState.DRAFT)
    saved_for_automation = models.BooleanField(_("Saved for automation"), default=False)
    made_for = models.CharField(
        _("Made for the workflow"),
        max_length=20,
        choices=Kind,
        blank=True,
        help_text=_("Cart content works only in e-mails of the abandoned-cart workflow."),
    )
    is_template = models.BooleanField(_("Template"), default=False, editable=False)
    template = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="emails",
        limit_choices_to={"is_template": True},
        verbose_name=_("Template"),
    )
    # Which of its edits is the newest that was not undone; none where nothing is being written.
    edit_number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("Last changed"), auto_now=True)

    objects = _Emails()
    # Templates, too.
    every: ClassVar[models.Manager["MarketingEmail"]] = models.Manager()

    class Meta:
        verbose_name = _("E-mail")
        verbose_name_plural = _("E-mails")
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(saved_for_automation=False) | Q(state=EmailState.PUBLISHED),
                name="saved_for_automation_is_published",
                violation_error_message=_("Only a published e-mail can be saved for automation."),
            ),
            models.CheckConstraint(
                condition=Q(is_template=False) | Q(saved_for_automation=False), name="templates_are_never_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("email-template" if self.is_template else "email", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.state == EmailState.PUBLISHED

    @property
    def is_being_changed(self) -> bool:
        """Whether it is published and has changes that are not."""
        return self.is_published and bool(self.edit_number)

    @property
    def look(self) -> Style:
        """How it looks: as its template says, where it has one."""
        return self.template.own_style if self.template else self.own_style

    def as_written(self) -> Self:
        """The e-mail with what is being written of it, to look at and not to save. One query where there is any."""
        shown = copy.copy(self)
        if self.edit_number is not None:
            for name, value in self.edits.get(number=self.edit_number).written.items():
                setattr(shown, name, value)
        return shown

    def keep_version(self, by: User | None = None) -> "EmailVersion":
        """Keep the content as it is now as the next version; the newest one stays it where it says the same."""
        newest = self.versions.order_by("-number").first()
        if newest and newest.written == self.written:
            return newest
        return self.versions.create(number=newest.number + 1 if newest else 1, made_by=by, **self.written)


class EmailTemplate(MarketingEmail):
    """What e-mails are made from (SPEC E2, *Design manager*)."""

    objects: ClassVar[models.Manager["EmailTemplate"]] = _Templates()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("E-mail template")
        verbose_name_plural = _("E-mail templates")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("is_template", True)
        super().__init__(*args, **kwargs)


class EmailVersion(Content):
    """The content of an e-mail as it once was. Version 1 of a default e-mail is how hubsync made it."""

    email = models.ForeignKey(
        MarketingEmail, on_delete=models.CASCADE, related_name="versions", verbose_name=_("E-mail")
    )
    number = models.PositiveIntegerField(_("Version"))
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


class EmailEdit(Content):
    """The content of an e-mail after a change that is not published yet. Number 0 is how it was before the first.

    `about` is what was changed: changes of one thing by one person, one right after the other, are one edit.
    """

    email = models.ForeignKey(MarketingEmail, on_delete=models.CASCADE, related_name="edits", db_index=False)
    number = models.PositiveIntegerField()
    about = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("Unpublished change of an e-mail")
        verbose_name_plural = _("Unpublished changes of e-mails")
        ordering: ClassVar[list[str]] = ["email", "-number"]
        constraints = [models.UniqueConstraint(fields=["email", "number"], name="email_edit_number_unique")]

    def __str__(self) -> str:
        return f"{self.email} · {self.number}"
