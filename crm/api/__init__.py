"""HubSpot's CRM API over hubsync's records, so that its own clients work by changing the host (docs/api.md)."""
