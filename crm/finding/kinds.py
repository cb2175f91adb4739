"""What each kind of record is found by, and the statements that keep its words."""

from dataclasses import dataclass

from crm.finding.words_sql import joined, on_shelf, own_words, phone_words, words_around
from crm.models.object_type import ObjectType


@dataclass(frozen=True, slots=True)
class Indexed:
    """A kind of record and where its words are kept. `made` is an expression over the record `r`."""

    records: str
    table: str
    key: str
    made: str

    @property
    def _kept(self) -> str:
        """What is kept of a record. LIMIT 1 has it looked up by its key: a join would read the whole table."""
        return f"LEFT JOIN LATERAL (SELECT * FROM {self.table} WHERE {self.key} = r.id LIMIT 1) AS kept ON true"

    @property
    def _is_behind(self) -> str:
        """Whether the words are of another state than the record's."""
        return f"""
            CASE WHEN r.deleted_at IS NULL THEN kept.updated_at IS DISTINCT FROM r.updated_at
                 ELSE kept.{self.key} IS NOT NULL END"""

    @property
    def write(self) -> str:
        """Write the words of live records, given as `ids`, that have none, or others. As many rows as were written."""
        return f"""
            INSERT INTO {self.table} ({self.key}, words, updated_at)
            SELECT r.id, r.made, r.updated_at
              FROM (SELECT r.id, r.updated_at, {self.made} AS made FROM {self.records} r
                     WHERE r.id = ANY(%(ids)s) AND r.deleted_at IS NULL OFFSET 0) AS r {self._kept}
             WHERE kept.{self.key} IS NULL OR kept.updated_at <> r.updated_at OR kept.words <> r.made
             ORDER BY r.id
                ON CONFLICT ({self.key}) DO UPDATE SET words = excluded.words, updated_at = excluded.updated_at
        """

    @property
    def forget(self) -> str:
        """Drop the words of records, given as `ids`, that are deleted."""
        return f"""
            DELETE FROM {self.table} kept USING {self.records} r
             WHERE kept.{self.key} = ANY(%(ids)s) AND r.id = kept.{self.key} AND r.deleted_at IS NOT NULL
        """

    @property
    def behind(self) -> str:
        """Whether one of the records given as `ids` has words of another state than its own."""
        return f"""
            SELECT EXISTS (SELECT 1 FROM {self.records} r {self._kept}
                            WHERE r.id = ANY(%(ids)s) AND {self._is_behind})
        """

    @property
    def waiting(self) -> str:
        """Records changed `since` (NULL: ever) whose words are of another state than theirs, up to `limit`."""
        return f"""
            SELECT r.id FROM {self.records} r LEFT JOIN {self.table} kept ON kept.{self.key} = r.id
             WHERE (%(since)s::timestamptz IS NULL OR r.updated_at >= %(since)s::timestamptz)
                   AND {self._is_behind}
             LIMIT %(limit)s
        """

    @property
    def differing(self) -> str:
        """Of the records from id `first` to `last` that have not changed since `before`: (id, what is wrong)."""
        return f"""
            SELECT r.id, CASE WHEN r.deleted_at IS NOT NULL THEN 'left_over'
                              WHEN kept.{self.key} IS NULL THEN 'missing' ELSE 'outdated' END
              FROM {self.records} r LEFT JOIN {self.table} kept ON kept.{self.key} = r.id
             WHERE r.id BETWEEN %(first)s AND %(last)s AND r.updated_at < %(before)s
                   AND CASE WHEN r.deleted_at IS NOT NULL THEN kept.{self.key} IS NOT NULL
                            ELSE kept.{self.key} IS NULL OR kept.words <> {self.made} END
        """


_SKUS = "(SELECT coalesce(string_agg({sku}, ' '), '') FROM crm_variant v WHERE v.product_id = r.id)"

INDEXED = {
    ObjectType.CONTACT: Indexed(
        records="crm_contact",
        table="crm_contactwords",
        key="contact_id",
        made=on_shelf(
            "r.id",
            own_words(joined("r.first_name", "r.last_name", "r.email")),
            phone_words("r.phone"),
            words_around(joined("r.city")),
        ),
    ),
    ObjectType.DEAL: Indexed(
        records="crm_deal",
        table="crm_dealwords",
        key="deal_id",
        made=on_shelf("r.id", own_words(joined("r.name", "r.email", "coalesce(r.order_number::text, '')"))),
    ),
    ObjectType.PRODUCT: Indexed(
        records="crm_product",
        table="crm_productwords",
        key="product_id",
        made=on_shelf(
            "r.id",
            own_words(f"{joined('r.title')} || ' ' || {_SKUS.format(sku=joined('v.sku'))}"),
            words_around(joined("r.vendor", "r.product_type")),
        ),
    ),
}
