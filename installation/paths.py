"""Where the installation stands."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The virtual environment; HUBSYNC_VENV lets several trees share one.
ENVIRONMENT = Path(os.environ.get("HUBSYNC_VENV") or ROOT / ".venv").absolute()
ENVIRONMENT_PYTHON = ENVIRONMENT / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
