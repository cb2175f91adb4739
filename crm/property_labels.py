"""What properties are called for people."""

from django.core.exceptions import FieldDoesNotExist

from crm.catalogue import MODELS
from crm.models import ObjectType
from crm.properties import FIXED_PROPERTIES, TextLike

_CATALOGUE = {
    object_type: {one.name: one.label for one in properties} for object_type, properties in FIXED_PROPERTIES.items()
}


def label_of(object_type: ObjectType, name: str) -> TextLike:
    """The label of a property: the catalogue's, else that of the model's field; of neither, its name."""
    label = _CATALOGUE[object_type].get(name)
    if label is not None:
        return label
    try:
        field = MODELS[object_type]._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return getattr(field, "verbose_name", name)
