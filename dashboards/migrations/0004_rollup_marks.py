"""Triggers that mark the hours whose days have to be counted anew, whichever way a record is written."""

from django.db import migrations

# Only days of this century are counted beforehand (dashboards/rollups/days.py).
# Of deals as they were and as they are: where each was counted. A contact's first sale, as it was and as it is, is one of
# them or the first of all others.
MARKS = """
    INSERT INTO dashboards_stalehour (rollup, hour)
    SELECT DISTINCT rollup, date_trunc('hour', at, 'UTC')
      FROM (SELECT 'created' AS rollup, shopify_created_at AS at FROM changed
            UNION ALL SELECT 'sales', closed_at FROM changed
            UNION ALL SELECT 'buyers', closed_at FROM changed WHERE contact_id IS NOT NULL
            UNION ALL
            SELECT 'buyers', (SELECT min(theirs.closed_at)
                                FROM (SELECT id, closed_at, stage_id, deleted_at FROM crm_deal
                                       WHERE contact_id = buyer.contact_id OFFSET 0) theirs
                               WHERE theirs.deleted_at IS NULL
                                     AND theirs.stage_id IN (SELECT id FROM crm_stage WHERE is_won)
                                     AND theirs.id NOT IN (SELECT id FROM changed))
              FROM (SELECT DISTINCT contact_id FROM changed WHERE contact_id IS NOT NULL) buyer
            UNION ALL
            SELECT 'processed', entered.at FROM changed
             CROSS JOIN LATERAL (SELECT at, to_stage_id FROM crm_stagechange WHERE deal_id = changed.id OFFSET 0) entered
             WHERE entered.to_stage_id = 'processed'
           ) AS mark
     WHERE at > '1999-12-30' AND at < '2100-01-03';
"""
COUNTED = "stage_id, deleted_at, shopify_created_at, closed_at, net_amount, currency, contact_id"
COLUMNS = "id, shopify_created_at, closed_at, contact_id"


def of_columns(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in COUNTED.split(", "))


CHANGED_DEALS = {
    "insert": f"SELECT {COLUMNS} FROM added",
    "delete": f"SELECT {COLUMNS} FROM gone",
    "update": f"""
        SELECT o.id, state.* FROM gone o JOIN added n ON n.id = o.id
         CROSS JOIN LATERAL (VALUES (o.shopify_created_at, o.closed_at, o.contact_id),
                                    (n.shopify_created_at, n.closed_at, n.contact_id))
                            AS state (shopify_created_at, closed_at, contact_id)
         WHERE ({of_columns("o")}) IS DISTINCT FROM ({of_columns("n")})""",
}
TABLES = {
    "insert": "NEW TABLE AS added",
    "delete": "OLD TABLE AS gone",
    "update": "OLD TABLE AS gone NEW TABLE AS added",
}

# All moments at which a deal entered Processed: which of them is the first may have changed.
STAGES = """
    INSERT INTO dashboards_stalehour (rollup, hour)
    SELECT DISTINCT 'processed', date_trunc('hour', at, 'UTC')
      FROM (SELECT at FROM changed
            UNION ALL SELECT entered.at FROM (SELECT DISTINCT deal_id FROM changed) deal
             CROSS JOIN LATERAL (SELECT at, to_stage_id FROM crm_stagechange
                                  WHERE deal_id = deal.deal_id OFFSET 0) entered
             WHERE entered.to_stage_id = 'processed'
           ) AS mark
     WHERE at > '1999-12-30' AND at < '2100-01-03';
"""
CHANGED_STAGES = {
    "insert": "SELECT deal_id, at FROM added WHERE to_stage_id = 'processed'",
    "delete": "SELECT deal_id, at FROM gone WHERE to_stage_id = 'processed'",
    "update": """SELECT deal_id, at FROM gone WHERE to_stage_id = 'processed'
                 UNION ALL SELECT deal_id, at FROM added WHERE to_stage_id = 'processed'""",
}

CONTACTS = """
    INSERT INTO dashboards_stalehour (rollup, hour)
    SELECT DISTINCT rollup, date_trunc('hour', d.closed_at, 'UTC')
      FROM gone o JOIN added n ON n.id = o.id
     CROSS JOIN LATERAL (SELECT closed_at FROM crm_deal WHERE contact_id = n.id OFFSET 0) d
     CROSS JOIN (VALUES ('sales'), ('buyers')) AS both_of_them (rollup)
     WHERE d.closed_at > '1999-12-30' AND d.closed_at < '2100-01-03' AND (o.source, o.deleted_at) IS DISTINCT FROM (n.source, n.deleted_at);
"""
TRUNCATED = ("crm_deal", "crm_stagechange", "crm_contact")
# Which stages are won is changed once in a portal's life, and tables are never emptied: everything is counted anew.
STAGE_KINDS = "DELETE FROM dashboards_rollupstate;"


# What hangs on a record is looked up by the one index on it, before anything else is asked of it (OFFSET 0): while tables
# fill, PostgreSQL takes them for small, and would read them whole, or by another index, for each.
def trigger(table: str, event: str, body: str, transition: str) -> str:
    name = f"dashboards_{table}_{event}"
    referencing = f"REFERENCING {transition}" if transition else ""
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$ BEGIN {body} RETURN NULL; END $$;
        CREATE TRIGGER {name} AFTER {event} ON {table} {referencing} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """


def made() -> str:
    statements = []
    for event, transition in TABLES.items():
        deals = MARKS.replace("INSERT INTO", f"WITH changed AS ({CHANGED_DEALS[event]}) INSERT INTO", 1)
        statements.append(trigger("crm_deal", event, deals, transition))
        stages = STAGES.replace("INSERT INTO", f"WITH changed AS ({CHANGED_STAGES[event]}) INSERT INTO", 1)
        statements.append(trigger("crm_stagechange", event, stages, transition))
    statements.append(trigger("crm_contact", "update", CONTACTS, TABLES["update"]))
    statements.append(trigger("crm_stage", "update", STAGE_KINDS, ""))
    statements += [trigger(table, "truncate", STAGE_KINDS, "") for table in TRUNCATED]
    return "\n".join(statements)


def taken_away() -> str:
    names = [(table, event) for table in ("crm_deal", "crm_stagechange") for event in TABLES]
    names += [("crm_contact", "update"), ("crm_stage", "update")]
    names += [(table, "truncate") for table in TRUNCATED]
    return "\n".join(f"DROP FUNCTION dashboards_{table}_{event}() CASCADE;" for table, event in names)


class Migration(migrations.Migration):
    """Marks are rows of their own: writing one waits for nobody."""

    dependencies = [("dashboards", "0003_rollups"), ("crm", "0016_deals_abandoned")]
    operations = [migrations.RunSQL(made(), taken_away())]
