"""Statistics of texts as filters compare them, in lower case (docs/filters.md).

Without them PostgreSQL guesses that half a percent of the rows are meant, and asks deal by deal about what an eighth of
all line items have. They cost a little of ANALYZE and nothing when rows are written, unlike indexes.
"""

from django.db import migrations

COLUMNS = {
    "crm_contact": ("city", "state", "zip", "country"),
    "crm_lineitem": ("title", "variant_title", "sku", "vendor"),
    "crm_product": ("title", "vendor", "product_type"),
}
OPERATIONS = [
    migrations.RunSQL(
        f"CREATE STATISTICS {table}_{column}_words ON (lower({column})) FROM {table}",
        f"DROP STATISTICS {table}_{column}_words",
    )
    for table, columns in COLUMNS.items()
    for column in columns
]


class Migration(migrations.Migration):
    dependencies = [("crm", "0014_lists")]
    operations = OPERATIONS
