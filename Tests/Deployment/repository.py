"""Where things are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
CONFIGURATION = DEPLOY / "config"
SERVICES = ("registry", "listing", "reporting", "gateway")
# Sets of configuration that are run: what is in use, and what the next version brings.
SETS = ("current", "next")
