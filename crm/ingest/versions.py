"""Which of two states is the newer one, in SQL: by Shopify's version, then by when it was so (docs/ingest.md)."""


def is_newest(incoming_version: str, kept_version: str, kept_as_of: str) -> str:
    """Whether an incoming row `i` is at least as new as what is kept.

    Versions are whole seconds: of two states of one second the one that was so later counts. Equal ones count as
    newer, so that a corrected reading of the same state is taken in.
    """
    incoming = f"({incoming_version}, coalesce(i.as_of, {incoming_version}))"
    return f"({kept_version} IS NULL OR {incoming} >= ({kept_version}, coalesce({kept_as_of}, {kept_version})))"
