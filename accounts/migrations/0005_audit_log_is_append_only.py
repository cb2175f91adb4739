from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_and_audit'),
    ]

    operations = [
        # An entry is written once. It may be dropped when its time is over, but not changed, whoever tries.
        migrations.RunSQL(
            """
            CREATE FUNCTION accounts_auditentry_stays() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'An entry of the audit log is never changed.'; END $$;
            CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE ON accounts_auditentry
                FOR EACH ROW EXECUTE FUNCTION accounts_auditentry_stays();
            """,
            """
            DROP TRIGGER audit_log_is_append_only ON accounts_auditentry;
            DROP FUNCTION accounts_auditentry_stays();
            """,
        ),
    ]
