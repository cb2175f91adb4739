"""Of an erased person no address stays readable, and what they asked for still holds (SPEC C8; docs/privacy.md)."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower
from django.dispatch import receiver

from crm.ingest.tombstones import address_keys
from crm.signals import addresses_erased
from workflows.models import LedgerEntry, Mailbox, OutboxEmail

# An erased address may have come back since, been erased again, and have a mailbox under its hash: the two become one.
_RENAME = """
    WITH gone AS (DELETE FROM workflows_mailbox WHERE address = %(address)s RETURNING *),
    moved AS (UPDATE workflows_optout SET mailbox_id = %(key)s WHERE mailbox_id = %(address)s RETURNING 1)
    INSERT INTO workflows_mailbox AS kept (address, unsubscribed_at, bounced_at, complained_at, last_email_at)
    SELECT %(key)s, unsubscribed_at, bounced_at, complained_at, NULL FROM gone
        ON CONFLICT (address) DO UPDATE
       SET unsubscribed_at = COALESCE(kept.unsubscribed_at, excluded.unsubscribed_at),
           bounced_at = COALESCE(kept.bounced_at, excluded.bounced_at),
           complained_at = COALESCE(kept.complained_at, excluded.complained_at)
"""
# Of what would stand twice the older one stays.
_DROP_DOUBLES = """
    DELETE FROM workflows_optout o
     WHERE o.mailbox_id = %(address)s AND o.undone_at IS NULL
           AND EXISTS (SELECT 1 FROM workflows_optout k
                        WHERE k.mailbox_id = %(key)s AND k.kind = o.kind AND k.undone_at IS NULL)
"""


@receiver(addresses_erased)
def forget_addresses(addresses: Collection[str], **_: Any) -> None:
    """Keep a salted hash in place of each address that must not be written to again, and nothing of the others.

    Within the transaction that erases.
    """
    lower = sorted({address.strip().lower() for address in addresses} - {""})
    if not lower:
        return
    # The ledger has addresses as they were written.
    LedgerEntry.objects.alias(lower=Lower("address")).filter(lower__in=lower).update(address="")
    OutboxEmail.objects.alias(lower=Lower("recipient")).filter(lower__in=lower).delete()
    suppressed = Q(unsubscribed_at__isnull=False) | Q(bounced_at__isnull=False) | Q(complained_at__isnull=False)
    opted_out = Q(opt_outs__undone_at__isnull=True, opt_outs__isnull=False)
    known = Mailbox.objects.filter(pk__in=lower)
    kept = set(known.filter(suppressed | opted_out).values_list("pk", flat=True))
    known.exclude(pk__in=kept).delete()
    with connection.cursor() as cursor:
        for key, address in address_keys(kept).items() if kept else ():
            cursor.execute(_DROP_DOUBLES, {"key": key, "address": address})
            cursor.execute(_RENAME, {"key": key, "address": address})
