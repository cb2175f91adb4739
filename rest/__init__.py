"""The ground of the REST API: who calls, what they may, how errors, pages and limits are told (docs/api.md)."""
