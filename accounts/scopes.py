"""What an API token may open: HubSpot's own scopes, and hubsync's for what HubSpot has none for."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

# By what they are about, as the page offers them. A write scope does not bring its read scope along, as at HubSpot.
GROUPS: tuple[tuple[Words, Mapping[str, Words]], ...] = (
    (
        _("Contacts"),
        {
            "crm.objects.contacts.read": _("Read contacts"),
            "crm.objects.contacts.write": _("Create, change and delete contacts"),
            "crm.schemas.contacts.read": _("Read the properties of contacts"),
            "crm.schemas.contacts.write": _("Create and change properties of contacts"),
        },
    ),
    (
        _("Deals"),
        {
            "crm.objects.deals.read": _("Read deals"),
            "crm.objects.deals.write": _("Create, change and delete deals"),
            "crm.schemas.deals.read": _("Read the properties and pipelines of deals"),
            "crm.schemas.deals.write": _("Create and change properties of deals"),
        },
    ),
    (
        _("Products"),
        {
            "crm.objects.products.read": _("Read products"),
            "crm.objects.products.write": _("Create, change and delete products"),
            "crm.schemas.products.read": _("Read the properties of products"),
            "crm.schemas.products.write": _("Create and change properties of products"),
        },
    ),
    (
        _("Line items"),
        {
            "crm.objects.line_items.read": _("Read line items"),
            "crm.objects.line_items.write": _("Create, change and delete line items"),
            "crm.schemas.line_items.read": _("Read the properties of line items"),
            "crm.schemas.line_items.write": _("Create and change properties of line items"),
        },
    ),
    (
        _("Lists"),
        {
            "crm.lists.read": _("Read lists and who is in them"),
            "crm.lists.write": _("Create, change and delete lists"),
        },
    ),
    (
        _("The portal"),
        {
            "crm.objects.owners.read": _("Read owners"),
            "sync.read": _("Read sync health, imports and comparisons"),
            "automation.read": _("Read workflows, e-mails and sends"),
            "reports.read": _("Read reports and their figures"),
        },
    ),
)

SCOPES: dict[str, Words] = {scope: words for _label, scopes in GROUPS for scope, words in scopes.items()}
READ_SCOPES = tuple(scope for scope in SCOPES if scope.endswith(".read"))


def in_order(scopes: Iterable[str]) -> list[str]:
    """The scopes as they are listed here, each once; raises KeyError for one that is not."""
    places = {scope: place for place, scope in enumerate(SCOPES)}
    return sorted(set(scopes), key=places.__getitem__)
