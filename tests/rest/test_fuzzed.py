"""The API against its own document: whatever is sent, nothing is answered with a 5xx (schemathesis)."""

import subprocess
import sys
from typing import Any

import pytest

from accounts.api_tokens import create_token
from accounts.scopes import SCOPES
from crm.stages import ensure_pipeline
from tests.crm.pages.conftest import make_contact, make_deal, make_product

__all__ = ["make_contact", "make_deal", "make_product"]


def fuzz(live_server: Any, folder: Any, examples: int, phases: str) -> subprocess.CompletedProcess[str]:
    token = create_token("Test", SCOPES, None)[1]
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("run", f"{live_server.url}/api/schema", "--url", live_server.url),
        *("--header", f"Authorization: Bearer {token}"),
        *("--checks", "not_a_server_error,status_code_conformance,content_type_conformance"),
        *("--max-examples", str(examples), "--seed", "7", "--phases", phases),
        *("--generation-database", "none", "--continue-on-failure", "--no-color"),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1800, check=False)


@pytest.fixture
def filled(live_server: Any, settings: Any, make_contact: Any, make_deal: Any, make_product: Any) -> Any:
    """A server with some records of each kind, and calls without number."""
    settings.API_CALLS_PER_TEN_SECONDS = 1_000_000
    ensure_pipeline()
    for number in range(3):
        make_deal(contact=make_contact(revenue=5), products=[make_product()], ecomm_synced=bool(number))
    return live_server


def test_nothing_is_answered_with_a_5xx(filled, tmp_path):
    done = fuzz(filled, tmp_path, 6, "examples,fuzzing")

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.nightly
def test_nothing_is_answered_with_a_5xx_however_much_is_tried(filled, tmp_path):
    done = fuzz(filled, tmp_path, 200, "examples,coverage,fuzzing")

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
