"""Who is in a list: its members as a table shows them, and the lists of one contact."""

from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from crm.models import Contact, ContactList, ListMembership


def members_of(contact_list: ContactList) -> QuerySet[Contact]:
    """The live contacts in a list, each with `joined_at` and `how` (ListMembership.How). Unordered."""
    inside = Contact.objects.live().filter(memberships__contact_list=contact_list.pk, memberships__left_at__isnull=True)
    return inside.annotate(joined_at=F("memberships__joined_at"), how=F("memberships__how"))


def lists_of(contact: Contact) -> list[ListMembership]:
    """A contact's stays in lists that are not deleted, by the lists' names."""
    current = ListMembership.objects.current().filter(contact=contact, contact_list__deleted_at__isnull=True)
    return list(current.select_related("contact_list").order_by(Lower("contact_list__name"), "contact_list_id"))
