"""The CRM in the Django admin; what Shopify owns is read-only there."""

from crm.admin import contacts, deals, history, importing, lists, products, scoring, tables, words

__all__ = ["contacts", "deals", "history", "importing", "lists", "products", "scoring", "tables", "words"]
