"""The pages of contacts, deals and products."""
