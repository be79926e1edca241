"""Reads systemd's unit files: sections of keys, each of which may come several times."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class UnitFile:
    """A unit: its values by section and key, in the order in which they come."""

    path: Path
    sections: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def all(self, section: str, key: str) -> list[str]:
        """Every value of a key."""
        return self.sections.get(section, {}).get(key, [])

    def one(self, section: str, key: str) -> str:
        """The value of a key that comes once."""
        values = self.all(section, key)
        if len(values) != 1:
            raise ValueError(f"{self.path.name}: [{section}] {key}= comes {len(values)} times, not once")
        return values[0]


def read_unit(path: Path) -> UnitFile:
    """Reads a unit file; raises ValueError that names the line which is none of a unit file's."""
    unit = UnitFile(path)
    section = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("[") and text.endswith("]"):
            section = text[1:-1]
            unit.sections.setdefault(section, defaultdict(list))
            continue
        key, equals, value = text.partition("=")
        if not equals or not section:
            raise ValueError(f"{path.name}:{number}: {text!r} is neither a section nor KEY=VALUE in one")
        unit.sections[section][key].append(value)
    return unit


def seconds(text: str) -> float:
    """A time as units write it, with one unit: "45s", "15min"."""
    units = {"ms": 0.001, "s": 1, "min": 60, "m": 60, "h": 3600}
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    name = text[len(digits) :] or "s"
    return float(digits) * units[name]
