"""Taking an import back: the contacts that it made, and that nobody and nothing touched since, can be deleted."""

from django.db.models import F, Func, QuerySet

from crm.models import Contact, ContactImport, ImportPiece


def made_by(contact_import: ContactImport) -> QuerySet[Contact]:
    """The live contacts that an import made."""
    pieces = ImportPiece.objects.filter(contact_import=contact_import)
    ids = pieces.annotate(made=Func(F("created_ids"), function="unnest")).values("made")
    return Contact.objects.filter(deleted_at__isnull=True, pk__in=ids)


def untouched(contact_import: ContactImport) -> QuerySet[Contact]:
    """Those of them that nobody changed, that Shopify does not know, and that have no deal."""
    moments = ImportPiece.objects.filter(contact_import=contact_import, at__isnull=False).values_list("at", flat=True)
    return made_by(contact_import).filter(
        updated_at__in=list(moments), shopify_updated_at__isnull=True, customers__isnull=True, deals__isnull=True
    )
