"""What people and programs change: checked, locked where it is Shopify's, noted in the record's story, told upward.

The road of what comes from Shopify is crm/ingest. Errors are those of crm/editing/values.py.
"""
