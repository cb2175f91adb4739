"""The records of the CRM (docs/data-model.md says what each is for)."""

from crm.models.bulk_action import BulkAction
from crm.models.contact import Contact, CustomerLink, PurchaseSummary
from crm.models.contact_import import ContactImport, ImportPiece
from crm.models.contact_list import ContactList, ListCheck, ListMembership, ListSize, ProcessingType
from crm.models.custom_property import CustomProperty
from crm.models.deal import Deal, LineItem, StageChange
from crm.models.history import ContactMerge, RecordChange, Tombstone
from crm.models.object_type import ObjectType
from crm.models.pipeline import Pipeline, Stage
from crm.models.product import Product, Variant
from crm.models.record_export import ExportPart, RecordExport
from crm.models.saved_view import SavedView
from crm.models.scoring import ScoreThresholds
from crm.models.words import ContactWords, DealWords, ProductWords, WordsProgress

__all__ = [
    "BulkAction",
    "Contact",
    "ContactImport",
    "ContactList",
    "ContactMerge",
    "ContactWords",
    "CustomProperty",
    "CustomerLink",
    "Deal",
    "DealWords",
    "ExportPart",
    "ImportPiece",
    "LineItem",
    "ListCheck",
    "ListMembership",
    "ListSize",
    "ObjectType",
    "Pipeline",
    "ProcessingType",
    "Product",
    "ProductWords",
    "PurchaseSummary",
    "RecordChange",
    "RecordExport",
    "SavedView",
    "ScoreThresholds",
    "Stage",
    "StageChange",
    "Tombstone",
    "Variant",
    "WordsProgress",
]
