"""Rows of files that name somebody who is erased: they are forgotten with them."""

import orjson
from django.db.models import F

from crm.models import ContactImport, ImportPiece


def forget_rows_of(email: str) -> None:
    """Drop the rows with an address from files that are to be imported, and from those that were refused."""
    wanted = email.strip().lower()
    if not wanted:
        return
    for piece in ImportPiece.objects.select_for_update().filter(rows__icontains=wanted).order_by("pk"):
        rows = orjson.loads(piece.rows)
        kept = [row for row in rows if not any(wanted in cell.lower() for cell in row[1])]
        ImportPiece.objects.filter(pk=piece.pk).update(rows=orjson.dumps(kept).decode())
        if piece.at is None:
            unwritten = ContactImport.objects.filter(pk=piece.contact_import_id)
            unwritten.update(total=F("total") - (len(rows) - len(kept)))
