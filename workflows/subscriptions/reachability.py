"""Who may be written to (SPEC W7), as SQL over a contact: one rule for enrolling, sending and the contact's page.

A contact may be when there is no reason why not. `contact` is the alias of a row of crm_contact; `kind` an SQL
expression for the kind of workflow: a parameter, a column, a literal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from crm.models import Contact
from workflows.models import Kind, LeftBecause

# Of erased people the mailbox has the salted hash for its address (crm.ingest.tombstones.address_key makes the same).
_HASHED = """encode(sha256(convert_to((SELECT p.erasure_salt FROM accounts_portal p WHERE p.id = 1)
    || lower({contact}.email), 'UTF8')), 'hex')"""
_MAILBOXES = (
    """FROM workflows_mailbox mailbox
           LEFT JOIN workflows_optout opt_out
             ON opt_out.mailbox_id = mailbox.address AND opt_out.kind IN ('', {kind}) AND opt_out.undone_at IS NULL
          WHERE mailbox.address IN (lower({contact}.email), """
    + _HASHED
    + ")"
)
_REASON = (
    """CASE
    WHEN {contact}.deleted_at IS NOT NULL THEN 'contact_gone'
    WHEN {contact}.email = '' THEN 'no_address'
    ELSE COALESCE(
        (SELECT CASE WHEN count(mailbox.complained_at) > 0 THEN 'complained'
                     WHEN count(mailbox.bounced_at) > 0 THEN 'bounced'
                     WHEN count(mailbox.unsubscribed_at) > 0 OR count(opt_out.id) > 0 THEN 'unsubscribed' END
           """
    + _MAILBOXES
    + """),
        CASE WHEN {contact}.accepts_marketing IS NOT TRUE THEN 'no_consent' END)
    END"""
)
# What has no date holds for ever.
_SINCE = (
    """LEAST(
    {contact}.deleted_at,
    CASE WHEN {contact}.email = '' OR {contact}.accepts_marketing IS NOT TRUE THEN to_timestamp(0) END,
    (SELECT LEAST(min(mailbox.complained_at), min(mailbox.bounced_at), min(mailbox.unsubscribed_at),
                  min(opt_out.opted_out_at))
       """
    + _MAILBOXES
    + "))"
)


def unreachable_because(contact: str, kind: str) -> str:
    """SQL: why a contact may not be written to, a value of LeftBecause; NULL where it may be."""
    return "(" + _REASON.format(contact=contact, kind=kind) + ")"


def unreachable_since(contact: str, kind: str) -> str:
    """SQL: since when one reason or another has kept a contact from being written to, all of those that hold now; NULL
    where there is none."""
    return "(" + _SINCE.format(contact=contact, kind=kind) + ")"


def is_reachable(contact: str, kind: str) -> str:
    """SQL: whether a contact may be written to."""
    return f"({unreachable_because(contact, kind)} IS NULL)"


@dataclass(frozen=True, slots=True)
class Standing:
    """Why each kind of workflow may not write to a contact; None where it may."""

    reasons: Mapping[Kind, LeftBecause | None]

    @property
    def closed_to(self) -> list[Kind]:
        """The kinds that may not."""
        return [kind for kind, reason in self.reasons.items() if reason]

    @property
    def reason(self) -> LeftBecause | None:
        """Why none of them may; None where one may."""
        first, *others = self.reasons.values()
        return first if all(others) else None


def standing_of(contact: Contact) -> Standing:
    """Who may write to a contact. One query."""
    columns = ", ".join(unreachable_because("c", "%s") for _kind in Kind)
    with connection.cursor() as cursor:
        kinds = [kind.value for kind in Kind]
        cursor.execute(f"SELECT {columns} FROM crm_contact c WHERE c.id = %s", [*kinds, contact.pk])
        found = cursor.fetchone() or [LeftBecause.CONTACT_GONE] * len(Kind)
    reasons = {kind: LeftBecause(reason) if reason else None for kind, reason in zip(Kind, found, strict=True)}
    return Standing(reasons)
