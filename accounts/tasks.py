"""Celery entry points of accounts: one line each."""

from celery import shared_task
from django.utils import timezone

from accounts import audit, passwords


@shared_task
def mail_password_link(email: str, language: str, address: str | None) -> None:
    """Looked up and sent here, so that the page takes the same time whether there is such an account or not."""
    passwords.mail_password_link(email, language, address)


@shared_task
def drop_old_audit_entries() -> None:
    """Drop what the audit log need not keep any longer."""
    audit.drop_old(timezone.now())
