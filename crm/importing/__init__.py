"""Contacts from a CSV file: read, mapped, checked, then written a piece at a time (docs/csv-import.md)."""
