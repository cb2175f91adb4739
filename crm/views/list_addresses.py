"""Addresses that show a list's members elsewhere."""

import json
from urllib.parse import urlencode

from django.urls import reverse

from crm.filters.families import LISTS
from crm.models import ContactList
from crm.properties import LIST_MEMBERSHIP


def members_query(contact_list: ContactList) -> str:
    """What the contacts table is asked for to show a list's members."""
    one = {
        "objectType": LISTS,
        "propertyName": LIST_MEMBERSHIP.api_name,
        "operator": "IN",
        "values": [str(contact_list.pk)],
    }
    return "?" + urlencode({"filters": json.dumps([{"filters": [one]}])})


def export_url(contact_list: ContactList) -> str:
    """Where a file of a list's members is asked for."""
    return reverse("export-records", args=["contacts"]) + members_query(contact_list)


def table_url(contact_list: ContactList) -> str:
    """A list's members in the contacts table."""
    return reverse("contacts") + members_query(contact_list)
