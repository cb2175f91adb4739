"""Lists of contacts: their filters, who is in them, and who is to be looked at again (docs/lists.md)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models.contact import Contact


class ProcessingType(models.TextChoices):
    """How a list gets its members; HubSpot's words."""

    DYNAMIC = "DYNAMIC", pgettext_lazy("list", "Active")
    SNAPSHOT = "SNAPSHOT", pgettext_lazy("list", "Static")
    MANUAL = "MANUAL", pgettext_lazy("list", "Static, by hand")


class ContactListQuerySet(models.QuerySet["ContactList"]):
    """The lists people speak of."""

    def live(self) -> "ContactListQuerySet":
        """Not deleted."""
        return self.filter(deleted_at__isnull=True)

    def active(self) -> "ContactListQuerySet":
        """Those that follow their filters."""
        return self.live().filter(processing_type=ProcessingType.DYNAMIC)

    def static(self) -> "ContactListQuerySet":
        """Those that people fill."""
        return self.live().exclude(processing_type=ProcessingType.DYNAMIC)

    def folders(self) -> list[str]:
        """The folders that they stand in, by name whatever its case. One query."""
        named = self.exclude(folder="").order_by(Lower("folder"), "folder").values_list("folder", flat=True).distinct()
        return list(dict.fromkeys(named))


class ContactList(models.Model):
    """A list of contacts.

    `filters` are groups in JSON (crm.filters.reading). What follows from them is kept beside them, so that a change
    finds the lists that it concerns: `list_ids` they are about, whether their answer changes with the day, depends on
    thresholds of scores, or on products.
    """

    name = models.CharField(_("Name"), max_length=200)
    processing_type = models.CharField(_("Type"), max_length=10, choices=ProcessingType, default=ProcessingType.DYNAMIC)
    filters = models.JSONField(_("Filters"), default=list, blank=True)
    version = models.PositiveIntegerField(_("Version of the filters"), default=1)
    folder = models.CharField(_("Folder"), max_length=100, blank=True)
    list_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Lists in its filters"), default=list, blank=True)
    is_timed = models.BooleanField(_("Changes with the day"), default=False)
    is_about_products = models.BooleanField(_("About products"), default=False)

    size = models.PositiveIntegerField(_("Size"), default=0)
    is_waiting = models.BooleanField(_("Waits to be sorted"), default=False, help_text=_("All contacts are looked at"))
    day = models.DateField(
        _("Right for the day"),
        null=True,
        blank=True,
        help_text=_("Of the store's calendar, by which members were chosen"),
    )
    basis = models.TextField(
        _("Basis"),
        blank=True,
        help_text=_("What the answer depends on beside records: time zone, thresholds of scores"),
    )
    problem = models.TextField(_("Problem"), blank=True, help_text=_("Why its filters cannot be answered any more"))
    audited_at = models.DateTimeField(_("Audited at"), null=True, blank=True)
    audit_missing = models.PositiveIntegerField(_("Missing at the audit"), default=0)
    audit_extra = models.PositiveIntegerField(_("Too many at the audit"), default=0)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Made by")
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Changed by")
    )
    created_at = models.DateTimeField(_("Made at"), default=timezone.now)
    updated_at = models.DateTimeField(_("Changed at"), default=timezone.now)
    filters_updated_at = models.DateTimeField(_("Filters changed at"), default=timezone.now)
    deleted_at = models.DateTimeField(_("Deleted at"), null=True, blank=True)

    objects: ClassVar[models.Manager["ContactList"]] = ContactListQuerySet.as_manager()

    class Meta:
        verbose_name = _("List")
        verbose_name_plural = _("Lists")
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(deleted_at__isnull=True), name="live_list_name_unique")
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_waiting=True), name="list_waiting"),
            models.Index(fields=["-updated_at", "-id"], name="list_changed"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("list", args=[self.pk])

    @property
    def is_active(self) -> bool:
        """Whether it follows its filters."""
        return self.processing_type == ProcessingType.DYNAMIC


class ListMembershipQuerySet(models.QuerySet["ListMembership"]):
    """Stays in lists."""

    def current(self) -> "ListMembershipQuerySet":
        """Those that go on."""
        return self.filter(left_at__isnull=True)


class ListMembership(models.Model):
    """A contact's stay in a list, from when to when (still: no `left_at`). Who comes back begins another one."""

    class How(models.TextChoices):
        """How a contact came in."""

        FILTERS = "filters", _("By its filters")
        PERSON = "person", _("By hand")
        FILE = "file", _("From a file")
        API = "api", _("By a program")

    contact_list = models.ForeignKey(
        ContactList,
        models.CASCADE,
        related_name="memberships",
        db_index=False,
        db_constraint=False,
        verbose_name=_("List"),
    )
    # Without a check in the database: half a million members are written at once. Rows of a contact that is gone are
    # ended and dropped when lists look at it next (crm.lists.sorting).
    contact = models.ForeignKey(
        Contact, models.DO_NOTHING, related_name="memberships", db_constraint=False, verbose_name=_("Contact")
    )
    joined_at = models.DateTimeField(_("Joined at"))
    left_at = models.DateTimeField(_("Left at"), null=True, blank=True)
    how = models.CharField(_("How"), max_length=10, choices=How, default=How.FILTERS)
    left_with_contact = models.BooleanField(
        _("Left with the contact"), default=False, help_text=_("The contact was deleted; restoring it brings it back")
    )

    objects: ClassVar[models.Manager["ListMembership"]] = ListMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("List membership")
        verbose_name_plural = _("List memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["contact_list", "contact"], condition=Q(left_at__isnull=True), name="member_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["contact_list", "joined_at", "contact"],
                condition=Q(left_at__isnull=True),
                name="member_by_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_list_id}: {self.contact_id}"


class ListCheck(models.Model):
    """A contact that changed, and that lists have not looked at since. Written with the change, in its transaction."""

    contact_id = models.BigIntegerField(_("Contact"))
    about = models.CharField(
        _("About"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: whatever changed; else the family of events of which one happened"),
    )

    class Meta:
        verbose_name = _("Contact to be sorted into lists")
        verbose_name_plural = _("Contacts to be sorted into lists")

    def __str__(self) -> str:
        return str(self.contact_id)


class ListSize(models.Model):
    """How many members a list had at the end of a day (UTC); today's row is the newest number."""

    contact_list = models.ForeignKey(
        ContactList, models.CASCADE, related_name="sizes", db_index=False, verbose_name=_("List")
    )
    day = models.DateField(_("Day"))
    size = models.PositiveIntegerField(_("Size"))

    class Meta:
        verbose_name = _("Size of a list")
        verbose_name_plural = _("Sizes of lists")
        constraints = [models.UniqueConstraint(fields=["contact_list", "day"], name="list_size_of_day")]

    def __str__(self) -> str:
        return f"{self.contact_list_id} {self.day}: {self.size}"
