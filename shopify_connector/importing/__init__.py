"""The initial import (SPEC I1–I4; docs/import.md): sessions, their steps, and the road from Shopify's files to records.

bulk operation → file on disk → lines → objects with their children → records → crm.ingest
"""

from shopify_connector.importing.finish_notes import note_finished
from shopify_connector.importing.sessions import cancel, current, run, start, wait

__all__ = ["cancel", "current", "note_finished", "run", "start", "wait"]
