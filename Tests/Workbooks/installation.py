"""The four daemons with the sample of Lạng Sơn, in a folder of their own, and the command line that talks to them."""

import csv
import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "deploy/sample"
BINARIES = Path(os.environ.get("OCOP_BINARIES", ROOT / ".build/debug"))
_COMMAND_SECONDS = 300.0
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


@dataclass(slots=True, frozen=True)
class FileReport:
    """What an import says of one file, as `--json` has it, with what it said besides."""

    members: dict[str, Any]
    exit_code: int
    notes: str

    @property
    def issues(self) -> list[tuple[str, str]]:
        """Cell and column of each fault."""
        return [(issue["cell"], issue["column"]) for issue in self.members["issues"]]

    @property
    def values(self) -> dict[str, dict[str, str]]:
        """By identifier: the fields that a dry run found new or changed."""
        return {
            difference["id"]: {field["name"]: field["new"] for field in difference["fields"]}
            for difference in self.members.get("differences", [])
        }

    @property
    def counts(self) -> tuple[int, int, int]:
        """Records created, updated and unchanged; of a dry run those that would be."""
        names = ("new", "changed", "same") if "new" in self.members else ("created", "updated", "unchanged")
        return tuple(self.members[name] for name in names)  # type: ignore[return-value]


class Installation:
    """Use it as a context: its processes and its folder are gone afterwards."""

    def __init__(self) -> None:
        # A short path: a socket's has at most 107 bytes.
        self._temporary = tempfile.TemporaryDirectory(prefix="ocop-")
        self.folder = Path(self._temporary.name)
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Installation":
        try:
            self._start("registry")
            self._start("listing", "registry")
            self._start("reporting", "registry", "listing")
            self._start("gateway", "registry", "listing", "reporting")
            until = time.monotonic() + _START_SECONDS
            while (status := self.run("status", "--timeout", "5")).returncode:
                if time.monotonic() > until:
                    raise AssertionError(f"the daemons do not serve: {status.stdout}{status.stderr}")
            loaded = self.run("import", SAMPLE)
            if loaded.returncode:
                raise AssertionError(f"the sample was refused: {loaded.stdout}{loaded.stderr}")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        self._temporary.cleanup()

    def _socket(self, service: str) -> str:
        return f"unix:{self.folder}/{service}.sock"

    def _start(self, service: str, *sources: str) -> None:
        command = [str(BINARIES / f"ocop-{service}"), "--listen", self._socket(service)]
        if service != "gateway":
            command += ["--storage", f"sqlite:{self.folder}/{service}.db"]
        for source in sources:
            command += [f"--{source}-address", self._socket(source)]
        with (self.folder / f"{service}.log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._processes.append(process)

    @property
    def environment(self) -> dict[str, str]:
        """What the command line needs to find this installation, and the mappings of the repository."""
        return {
            **os.environ,
            "OCOP_GATEWAY": self._socket("gateway"),
            "OCOP_MAPPINGS": str(ROOT / "deploy/mappings"),
        }

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """The command line, whatever its exit code."""
        return subprocess.run(
            [str(BINARIES / "ocop"), *map(str, arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_COMMAND_SECONDS,
        )

    def succeed(self, *arguments: str | Path) -> str:
        """The command line, which must end well; what it printed."""
        result = self.run(*arguments)
        if result.returncode:
            raise AssertionError(f"ocop {' '.join(map(str, arguments))}: {result.stdout}{result.stderr}")
        return result.stdout

    def import_file(self, path: Path, *flags: str) -> FileReport:
        """Imports one file; AssertionError when the command said nothing of it."""
        result = self.run("import", path, "--json", *flags)
        files = json.loads(result.stdout)["files"] if result.stdout else []
        if len(files) != 1:
            raise AssertionError(f"nothing was said of {path}: {result.stderr}")
        return FileReport(files[0], result.returncode, result.stderr)

    def exported(self, kind: str) -> list[dict[str, str]]:
        """Every record of a kind, from a CSV file."""
        path = self.folder / f"exported-{kind}.csv"
        self.succeed("export", kind, "--to", path)
        return csv_rows(path)


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file by their columns, without the apostrophe that keeps texts from being run as formulas."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: _unguarded(value) for name, value in row.items()} for row in csv.DictReader(file)]


def _unguarded(cell: str) -> str:
    rest = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and rest[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
