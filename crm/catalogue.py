"""Every property of a kind of record: the fixed ones, those of the record itself, and the merchant's own."""

from django.db.models import Model

from crm.models import Contact, ContactList, CustomProperty, Deal, LineItem, ObjectType, Product
from crm.models.contact import OriginalSource
from crm.models.custom_property import PropertyType
from crm.models.pipeline import Pipeline, Stage
from crm.properties import FIXED_PROPERTIES, RECORD_PROPERTIES, Kind, Owner, Property, TextLike

MODELS: dict[ObjectType, type[Model]] = {
    ObjectType.CONTACT: Contact,
    ObjectType.PRODUCT: Product,
    ObjectType.DEAL: Deal,
    ObjectType.LINE_ITEM: LineItem,
}
KIND_OF_TYPE = {
    PropertyType.STRING: Kind.STRING,
    PropertyType.NUMBER: Kind.NUMBER,
    PropertyType.BOOL: Kind.BOOL,
    PropertyType.DATETIME: Kind.DATETIME,
    PropertyType.ENUMERATION: Kind.ENUMERATION,
}


def properties_of(object_type: ObjectType) -> dict[str, Property]:
    """Every property by its name in the API, own ones last. One query."""
    fixed = (*FIXED_PROPERTIES[object_type], *RECORD_PROPERTIES[object_type])
    return {one.api_name: one for one in (*fixed, *own_properties(object_type))}


def own_properties(object_type: ObjectType) -> list[Property]:
    """The merchant's own properties, by label. Line items have none: a line is written anew with its order."""
    if object_type == ObjectType.LINE_ITEM:
        return []
    return [as_property(one) for one in CustomProperty.objects.filter(object_type=object_type)]


def as_property(own: CustomProperty) -> Property:
    """One of the merchant's own properties as the catalogue describes them."""
    kind = KIND_OF_TYPE[PropertyType(own.type)]
    options = tuple((value, own.option_labels.get(value) or value) for value in own.options)
    return Property(own.name, own.label, kind, own.group, Owner.PERSON, own.name, is_custom=True, options=options)


def options_of(one: Property) -> dict[str, TextLike]:
    """The values that an enumeration may have, or the lists, each with its words; {} for all other kinds. One query."""
    if one.kind == Kind.MEMBERSHIP:
        lists = ContactList.objects.live().order_by("name")
        return {str(pk): name for pk, name in lists.values_list("pk", "name")}
    if one.kind != Kind.ENUMERATION:
        return {}
    if one.is_custom:
        return dict(one.options)
    if one.name == "stage":
        return {stage.pk: str(stage) for stage in Stage.objects.all()}
    if one.name == "pipeline":
        return {pipeline.pk: pipeline.label for pipeline in Pipeline.objects.all()}
    return dict(OriginalSource.choices)
