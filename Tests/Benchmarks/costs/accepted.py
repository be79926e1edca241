"""The file of accepted figures: what each call may cost, and what that was counted with."""

import json
import platform
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from callgrind import Counts

# What is counted with a call but is not ours: another version of one of these costs something else.
_PACKAGES = ("libc6", "libprotobuf-c1", "libsodium23", "libsqlite3-0", "valgrind")


@dataclass
class Accepted:
    """Figures by call, the machine's kind, and versions by name."""

    machine: str
    versions: dict[str, str]
    calls: dict[str, Counts] = field(default_factory=dict)

    @classmethod
    def here(cls) -> Self:
        """Of this machine, without figures. What cannot be asked for its version is left out."""
        versions = {}
        swift = _first_line(["swift", "--version"])
        if "Swift version" in swift:
            versions["swift"] = swift.partition("Swift version ")[2].split()[0]
        for package in _PACKAGES:
            if version := _first_line(["dpkg-query", "-W", "-f", "${Version}", package]):
                versions[package] = version
        return cls(platform.machine(), versions)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ValueError when the file does not hold what `write` has written."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            calls = {
                name: Counts(float(figures["instructions"]), float(figures["allocations"]))
                for name, figures in content["calls"].items()
            }
            return cls(content["machine"], content["versions"], calls)
        except (KeyError, TypeError, AttributeError) as failure:
            raise ValueError(f"{path} is no file of accepted figures: {failure!r}") from failure

    def write(self, path: Path) -> None:
        figures = {
            name: {"instructions": round(counts.instructions), "allocations": round(counts.allocations, 2)}
            for name, counts in self.calls.items()
        }
        content = {"machine": self.machine, "versions": self.versions, "calls": figures}
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def differences(self, other: Self) -> list[str]:
        """What was another version when `other` was counted, in words."""
        return [
            f"{name} {self.versions.get(name, 'of no known version')} (now {other.versions.get(name, 'not known')})"
            for name in sorted({*self.versions, *other.versions})
            if self.versions.get(name) != other.versions.get(name)
        ]


def _first_line(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.strip().splitlines()
    return lines[0] if done.returncode == 0 and lines else ""
