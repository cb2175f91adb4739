"""docker-compose.yml, Dockerfile and .env.example keep their rules (no engine is needed to see that)."""

import re
from typing import Any

import pytest
import yaml

from hubsync.running.installation import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LONG_RUNNING = {"postgres", "redis", "web", "worker", "scheduler"}
SECRET_NAMES = re.compile(r"SECRET|PASSWORD|TOKEN|(?<!API_)KEY$")
REFERENCE = re.compile(r"\$\{(?P<name>\w+)(?P<rule>:[?-])?(?P<text>[^}]*)\}")


def references(value: Any) -> list[tuple[str, str, str]]:
    """Each ${NAME…} in a piece of the file: name, rule (":?", ":-" or "") and text."""
    return [(found["name"], found["rule"] or "", found["text"]) for found in REFERENCE.finditer(str(value))]


def test_every_part_of_the_portal_is_a_service_with_a_health_check():
    assert set(SERVICES) == LONG_RUNNING | {"prepare"}
    for name in LONG_RUNNING:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD", name
        assert SERVICES[name]["restart"] == "unless-stopped", name


def test_required_secrets_stop_compose_with_a_message():
    required = {name for name, rule, text in references(COMPOSE) if rule == ":?" and text}

    assert {"APP_URL", "SECRET_KEY", "POSTGRES_PASSWORD"} <= required


def test_no_secret_has_a_default():
    for name, rule, text in references(COMPOSE):
        if SECRET_NAMES.search(name):
            assert rule == ":?" or text == "", f"{name} has a default"
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if SECRET_NAMES.search(name) or name == "SHOPIFY_API_KEY":
                assert re.fullmatch(r"\$\{.*\}", str(value)), f"{name} is written in the file"


def test_data_are_in_named_volumes():
    named = set(COMPOSE["volumes"])
    for name in ("postgres", "redis", "web", "prepare"):
        (volume,) = SERVICES[name]["volumes"]
        assert volume.split(":")[0] in named


def test_databases_are_reached_from_inside_only():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_nothing_starts_before_the_database_is_prepared():
    for name in ("web", "worker", "scheduler"):
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", "prepare"])
def test_the_portals_processes_may_do_nothing_but_their_work(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def known_variables() -> set[str]:
    """The variables that the code reads: settings, and what bin/start looks at."""
    settings = (ROOT / "hubsync/settings.py").read_text()
    known = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", settings))
    for file in (ROOT / "hubsync/running").glob("*.py"):
        known |= set(re.findall(r"""environ(?:\.get\(|\[|\.setdefault\()"([A-Z_]+)\"""", file.read_text()))
    known |= set(re.findall(r"""given\.get\("([A-Z_]+)\"""", (ROOT / "hubsync/running/installation.py").read_text()))
    return known | {"DATABASE_URL", "REDIS_URL", "HUBSYNC_REDIS"}


def test_compose_gives_only_variables_that_the_code_reads():
    for name in ("web", "worker", "scheduler", "prepare"):
        assert set(SERVICES[name]["environment"]) <= known_variables()


def test_example_names_every_variable_and_no_other():
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    only_compose = {"POSTGRES_PASSWORD", "LISTEN"}
    of_processes = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTHONUNBUFFERED"}

    assert named - only_compose == known_variables() - of_processes
    assert {name for name, _, _ in references(COMPOSE)} <= named


def test_example_gives_no_value_in_force():
    lines = (ROOT / ".env.example").read_text().splitlines()

    assert all(line.startswith("#") or not line for line in lines)


def test_image_runs_as_an_ordinary_user_with_files_collected():
    dockerfile = (ROOT / "Dockerfile").read_text()
    last_stage = dockerfile.split("\nFROM ")[-1]

    assert dockerfile.count("\nFROM ") == 3
    assert re.search(r"^USER hubsync$", last_stage, re.MULTILINE)
    assert "collectstatic" in last_stage
    assert last_stage.index("collectstatic") < last_stage.index("USER hubsync") < last_stage.index("CMD")
    assert "npm ci --ignore-scripts" in dockerfile


def test_secrets_and_data_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert {".env", ".env.*", ".data*", ".git", "node_modules"} <= set(ignored)


def test_packages_left_out_of_the_image_are_in_the_requirements():
    """The list in the Dockerfile follows requirements.txt."""
    left_out = re.search(r"grep -vE \"\^\(([^)]*)\)", (ROOT / "Dockerfile").read_text())[1].split("|")
    requirements = (ROOT / "requirements.txt").read_text()

    assert all(re.search(rf"^{name}==", requirements, re.MULTILINE) for name in left_out)
