"""No inline styles or scripts: templates have none, and every page says so to the browser."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style[\s>]"),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "javascript: link": re.compile(r"javascript:", re.I),
    "htmx script": re.compile(r"\shx-on"),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_have_nothing_inline(template):
    text = template.read_text()

    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("address", ["/", "/settings/", "/contacts/", "/nothing-here/", "/search/?q=x"])
def test_pages_forbid_inline_code(admin_client, address):
    policy = admin_client.get(address).headers["Content-Security-Policy"]

    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"
    assert "unsafe" not in policy


def test_the_log_in_page_forbids_it_too(client, admin_user):
    assert "unsafe" not in client.get("/log-in/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("script", sorted(ROOT.glob("static/js/*.js")), ids=lambda path: path.name)
def test_scripts_stay_small(script):
    assert len(script.read_text().splitlines()) < 150
