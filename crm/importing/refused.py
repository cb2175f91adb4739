"""The rows that were refused as CSV: the file's own columns, the number of the row, and what is wrong with it."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.csv_files import MARK, line_writer, safe
from crm.importing.cells import unguarded
from crm.importing.running import rows_of
from crm.models import ContactImport, ImportPiece


def refused_lines(contact_import: ContactImport) -> Iterator[str]:
    """Lines of the file, its head first. No cell is a formula. Read a piece at a time."""
    writer = line_writer()
    width = len(contact_import.headings)
    yield MARK + writer.writerow([*map(safe, contact_import.headings), _("Row"), _("Error")])
    for piece in written_pieces(contact_import).order_by("number").iterator(chunk_size=5):
        for number, cells, reason in rows_of(piece):
            fitted = _fitted(cells, width)
            yield writer.writerow([*(safe(unguarded(cell)) for cell in fitted), number, safe(reason)])


def _fitted(cells: list[str], width: int) -> list[str]:
    """As many cells as there are columns; what is beyond them joins the last one."""
    if len(cells) > width:
        return [*cells[: width - 1], " ".join(cells[width - 1 :])]
    return cells + [""] * (width - len(cells))


def written_pieces(contact_import: ContactImport) -> QuerySet[ImportPiece]:
    """Pieces that hold refused rows."""
    return ImportPiece.objects.filter(contact_import=contact_import, at__isnull=False).exclude(rows="[]")
