"""One thing done to many records: asked for once, done piece by piece, by any worker, to its end (docs/tables.md)."""

from crm.bulk.running import MOST_RECORDS, begin, clear_out, run, stop

__all__ = ["MOST_RECORDS", "begin", "clear_out", "run", "stop"]
