"""What a mail server refused at once was written in the ledger alone: it is heard of, too, for lists to ask for."""

from django.db import migrations

_HEAR = """
    INSERT INTO workflows_emailevent (entry_id, kind, happened_at, url, is_machine)
    SELECT l.id, 'bounce', l.done_at, '', false
      FROM workflows_ledgerentry l
     WHERE l.state = 'bounced' AND l.done_at IS NOT NULL
        ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0007_email_events_by_moment")]

    operations = [migrations.RunSQL(_HEAR, migrations.RunSQL.noop)]
