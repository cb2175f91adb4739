"""The documentation calls a property in French what its page calls it."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from crm.models import ObjectType
from crm.properties import FIXED_PROPERTIES, Property

MAPPING = Path(__file__).parents[2] / "docs" / "mapping.md"
SECTIONS = {
    ObjectType.CONTACT: "Contacts",
    ObjectType.PRODUCT: "Products",
    ObjectType.DEAL: "Deals",
    ObjectType.LINE_ITEM: "Line items",
}


def documented(section: str) -> dict[str, str]:
    """Column and label (`English / French`) of each row of a section's table, without the unit that values carry."""
    text = re.split(rf"^## {section}.*$", MAPPING.read_text(encoding="utf-8"), flags=re.MULTILINE)[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text.replace(" (g)", ""), re.MULTILINE))


def both_labels(one: Property) -> str:
    with translation.override("en"):
        english = str(one.label)
    with translation.override("fr"):
        return f"{english} / {one.label}"


@pytest.mark.parametrize("object_type", SECTIONS, ids=str)
def test_labels_are_those_of_the_product(object_type):
    rows = documented(SECTIONS[object_type])
    properties = {one.name: both_labels(one) for one in FIXED_PROPERTIES[object_type]}

    assert rows
    assert rows == {name: properties[name] for name in rows}
