"""axe-core on a page in the browser."""

from functools import cache
from pathlib import Path

import axe_core_python
from playwright.sync_api import Page


@cache
def axe() -> str:
    return (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()


def problems_of(page: Page) -> list[str]:
    """What axe finds on the page, one line a problem: rule, why, where."""
    # A colour half way through its change is nobody's choice.
    page.evaluate(
        "Promise.all(document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))"
        ".map((one) => one.finished.catch(() => null)))"
    )
    page.evaluate(axe())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['failureSummary']} at {node['target']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def is_wider_than_the_window(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
