"""Reading objects from Shopify by its Admin API, one page or some ids at a time, as records (docs/live-sync.md)."""
