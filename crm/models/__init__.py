"""The records of the CRM (docs/data-model.md says what each is for)."""

from crm.models.contact import Contact, CustomerLink, PurchaseSummary
from crm.models.custom_property import CustomProperty
from crm.models.deal import Deal, LineItem, StageChange
from crm.models.history import ContactMerge, RecordChange, Tombstone
from crm.models.object_type import ObjectType
from crm.models.pipeline import Pipeline, Stage
from crm.models.product import Product, Variant
from crm.models.scoring import ScoreThresholds
from crm.models.words import ContactWords, DealWords, ProductWords, WordsProgress

__all__ = [
    "Contact",
    "ContactMerge",
    "ContactWords",
    "CustomProperty",
    "CustomerLink",
    "Deal",
    "DealWords",
    "LineItem",
    "ObjectType",
    "Pipeline",
    "Product",
    "ProductWords",
    "PurchaseSummary",
    "RecordChange",
    "ScoreThresholds",
    "Stage",
    "StageChange",
    "Tombstone",
    "Variant",
    "WordsProgress",
]
