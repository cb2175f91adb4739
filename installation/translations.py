"""Compiled message catalogues, made from the .po files by Babel (no gettext tools needed)."""

from pathlib import Path

from installation.paths import ENVIRONMENT_PYTHON, ROOT
from installation.steps import run, say

CATALOGUES = ROOT / "locale"


def ensure_translations() -> None:
    """Compile each catalogue whose .mo is missing or older than its .po."""
    stale = [source for source in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]
    if stale:
        say("Compiling translations …")
    for source in stale:
        locale = source.parent.parent.name
        compiled = source.with_suffix(".mo")
        compile_one: list[str | Path] = [
            "compile",
            "--input-file",
            source,
            "--output-file",
            compiled,
            "--locale",
            locale,
        ]
        run(
            [ENVIRONMENT_PYTHON, "-m", "babel.messages.frontend", *compile_one],
            failure=f"{source} could not be compiled:",
        )


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
