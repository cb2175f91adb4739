"""The one way in for data: batches of records merged by set-based SQL, one transaction a batch (docs/ingest.md).

The same code merges one record or ten thousand. Newest wins; applying any deliveries in any order, any number of
times, ends in the same state.
"""

from crm.ingest.abandonment import sweep_abandoned
from crm.ingest.consent import Consent, set_marketing_consent
from crm.ingest.contact_merge import merge_contacts
from crm.ingest.contacts import merge_customer_batch, merge_customers, prepare_customers
from crm.ingest.deals import merge_deal_batches, merge_deals, prepare_deals
from crm.ingest.deletions import (
    delete_checkout,
    delete_customers,
    delete_orders,
    delete_products,
    merge_customers_at_shopify,
)
from crm.ingest.outcome import MergeOutcome, Skip
from crm.ingest.products import merge_products
from crm.ingest.purchases import recompute_all_purchases
from crm.ingest.records import UNKNOWN, CustomerRecord, DealRecord, LineRecord, ProductRecord, VariantRecord

__all__ = [
    "UNKNOWN",
    "Consent",
    "CustomerRecord",
    "DealRecord",
    "LineRecord",
    "MergeOutcome",
    "ProductRecord",
    "Skip",
    "VariantRecord",
    "delete_checkout",
    "delete_customers",
    "delete_orders",
    "delete_products",
    "merge_contacts",
    "merge_customer_batch",
    "merge_customers",
    "merge_customers_at_shopify",
    "merge_deal_batches",
    "merge_deals",
    "merge_products",
    "prepare_customers",
    "prepare_deals",
    "recompute_all_purchases",
    "set_marketing_consent",
    "sweep_abandoned",
]
