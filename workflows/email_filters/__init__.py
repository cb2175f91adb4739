"""Contacts by what became of the e-mails that they were sent, as lists and tables ask for them."""
