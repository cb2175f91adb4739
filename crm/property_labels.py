"""What properties are called for people."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from crm.models import Contact, Deal, LineItem, ObjectType, Product
from crm.properties import FIXED_PROPERTIES, TextLike

_MODELS: dict[ObjectType, type[Model]] = {
    ObjectType.CONTACT: Contact,
    ObjectType.PRODUCT: Product,
    ObjectType.DEAL: Deal,
    ObjectType.LINE_ITEM: LineItem,
}
_CATALOGUE = {
    object_type: {one.name: one.label for one in properties} for object_type, properties in FIXED_PROPERTIES.items()
}


def label_of(object_type: ObjectType, name: str) -> TextLike:
    """The label of a property: the catalogue's, else that of the model's field; of neither, its name."""
    label = _CATALOGUE[object_type].get(name)
    if label is not None:
        return label
    try:
        field = _MODELS[object_type]._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return getattr(field, "verbose_name", name)
