"""What a merge did."""

from dataclasses import dataclass, field
from enum import StrEnum


class SkipReason(StrEnum):
    """Why a record was left out on purpose; the words stand in shopify_connector's import page."""

    NO_EMAIL = "no_email"
    DELETED_HERE = "deleted_here"
    DELETED_IN_SHOPIFY = "deleted_in_shopify"


@dataclass(frozen=True, slots=True)
class Skip:
    """A record that was left out on purpose."""

    key: str
    reason: SkipReason


@dataclass(slots=True)
class MergeOutcome:
    """Ids of the records made and changed, how many needed nothing, and what was left out and why."""

    created: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[Skip] = field(default_factory=list)
    # Contacts whose purchases changed with the deals.
    contacts: list[int] = field(default_factory=list)
    # Those of `updated` of which a property or a part differed: not only the version had moved.
    differing: list[int] = field(default_factory=list)

    def add(self, other: "MergeOutcome") -> None:
        """Take in what another merge of the same kind did."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.skipped += other.skipped
        self.contacts += other.contacts
        self.differing += other.differing
