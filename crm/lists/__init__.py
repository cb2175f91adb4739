"""Lists of contacts: what they ask for, who is in them at any moment, and why (SPEC 7; docs/lists.md)."""
