"""Tables of records: which columns, rows and order an address or a saved view asks for (docs/tables.md)."""
