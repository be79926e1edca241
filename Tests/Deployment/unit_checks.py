"""systemd's own judgement of the units: whether they can be loaded, and how much they leave to an intruder."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from repository import SERVICES, UNITS

# Of what systemd-analyze counts, in tenths of a point: what the units have. Left are the network, Unix sockets,
# and that the daemons see the real users of their peers.
EXPOSURE_MAX_TENTHS = 14
_BASE_TARGETS = ("sysinit", "basic", "shutdown", "sockets", "multi-user", "network", "paths", "slices", "timers")


def verify(units: Path) -> list[str]:
    """What systemd says against the units in a folder; it ends with 0 also for keys it does not know."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        installed = root / "usr/lib/systemd/system"
        installed.mkdir(parents=True)
        for target in _BASE_TARGETS:
            shutil.copy(Path("/usr/lib/systemd/system") / f"{target}.target", installed)
        names = sorted(path.name for path in units.iterdir() if path.suffix in (".service", ".socket"))
        for name in names:
            shutil.copy(units / name, installed)
        for example in (units / "examples").glob("*.conf"):
            drop_in = installed / "ocop-registry.service.d"
            drop_in.mkdir(exist_ok=True)
            shutil.copy(example, drop_in)
        programs = root / "usr/bin"
        programs.mkdir(parents=True)
        # They only have to be there, and executable.
        for program in ["kill", *(f"ocop-{service}" for service in SERVICES)]:
            (programs / program).touch(mode=0o755)
        result = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", f"--root={root}", *names], capture_output=True, text=True
        )
        said = (result.stdout + result.stderr).splitlines()
        return said or ([f"systemd-analyze verify ended with {result.returncode}"] if result.returncode else [])


def exposure(unit: Path) -> str | None:
    """Why a service leaves an intruder more than it should; None when it does not."""
    result = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_MAX_TENTHS}", str(unit)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    if result.returncode == 0:
        return None
    lines = (result.stdout + result.stderr).splitlines()
    return "\n".join(line for line in lines if "✗" in line or "Overall" in line or "ocop-" in line) or str(lines)


def allowed_system_calls(filters: list[str]) -> set[str]:
    """The system calls that SystemCallFilter= lines allow."""
    groups = _system_call_groups()
    allowed: set[str] = set()
    for line in filters:
        takes_away = line.startswith("~")
        for word in line.lstrip("~").split():
            calls = _members(groups, word)
            allowed = allowed - calls if takes_away else allowed | calls
    # What systemd always allows.
    return allowed | _members(groups, "@default")


def _members(groups: dict[str, list[str]], word: str) -> set[str]:
    if not word.startswith("@"):
        return {word}
    return set().union(*(_members(groups, member) for member in groups[word]))


def _system_call_groups() -> dict[str, list[str]]:
    output = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"], check=True, capture_output=True, text=True
    ).stdout
    groups: dict[str, list[str]] = {}
    name = ""
    for line in output.splitlines():
        if line.startswith("@"):
            name = line.strip()
            groups[name] = []
        elif name and line.startswith("    ") and not line.strip().startswith("#"):
            groups[name].append(line.strip())
    return groups
