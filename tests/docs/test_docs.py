"""The documentation says what the code says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.scopes import SCOPES
from crm.properties import FIXED_PROPERTIES
from crm.stages import PIPELINE_ID, STAGES
from shopify_connector.mapping.refusal import RefusalReason
from shopify_connector.scopes import ASKED, WITHOUT

ROOT = Path(__file__).parents[2]
ROOMS = (
    "accounts",
    "crm",
    "shopify_connector",
    "workflows",
    "dashboards",
    "hubsync",
    "installation",
    "tests",
    "templates",
)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sources() -> Iterator[tuple[Path, str]]:
    for room in ROOMS:
        for kind in ("py", "html"):
            for file in (ROOT / room).rglob(f"*.{kind}"):
                if file != Path(__file__):
                    yield file, file.read_text(encoding="utf-8")


def test_readme_tells_every_variable_and_no_other():
    example = set(re.findall(r"^#?([A-Z_]+)=", page(".env.example"), re.MULTILINE))
    section = page("README.md").split("## Environment")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]

    assert set(re.findall(r"`([A-Z_]+)`", "".join(rows))) == example


def test_every_number_named_in_the_code_can_be_looked_up():
    numbers = set(re.findall(r"^\| ([A-Z]\d+) \|", page("docs/requirements.md"), re.MULTILINE))
    numbers |= set(re.findall(r"^## (\d+)\.", page("docs/requirements.md"), re.MULTILINE))
    named = {
        (number, file.name)
        for file, text in sources()
        for list_of_numbers in re.findall(r"SPEC ([A-Z]?\d+(?:(?:, | to |–)[A-Z]?\d+)*)", text)
        for number in re.findall(r"[A-Z]?\d+", list_of_numbers)
    }

    assert {(number, file) for number, file in named if number not in numbers} == set()


def test_every_property_is_described_with_its_api_name():
    text = page("docs/mapping.md") + page("docs/properties.md")
    properties = [one for properties in FIXED_PROPERTIES.values() for one in properties]

    missing = [one.name for one in properties if f"`{one.api_name}`" not in text]

    assert missing == []


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: str(stage.id))
def test_every_stage_is_in_the_table(stage):
    assert PIPELINE_ID in page("docs/pipeline.md")
    assert f"| `{stage.id}` | {stage.label} | {stage.label_fr} | {stage.probability} |" in page("docs/pipeline.md")


def test_every_reason_is_explained():
    assert [reason for reason in RefusalReason if f"`{reason}`" not in page("docs/import.md")] == []


def test_every_scope_of_the_api_is_in_its_table():
    assert set(re.findall(r"`((?:crm|sync|automation|reports)\.[a-z_.]+)`", page("docs/api.md"))) >= set(SCOPES)


def test_every_scope_is_explained():
    assert [scope for scope in {*ASKED, *WITHOUT} if f"`{scope}`" not in page("docs/shopify-api.md")] == []


def test_tests_named_in_the_security_page_exist():
    everything = "".join(text for file, text in sources() if file.is_relative_to(ROOT / "tests"))
    named = set(re.findall(r"`(test_[a-z_]+)`", page("docs/security.md")))

    assert {name for name in named if f"def {name}(" not in everything} == set()
    files = set(re.findall(r"`(?:tests/security/)?(test_\w+\.py)`", page("docs/security.md")))
    assert {name for name in files if not list((ROOT / "tests").rglob(name))} == set()
