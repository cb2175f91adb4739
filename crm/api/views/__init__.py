"""The addresses of HubSpot's CRM API."""
