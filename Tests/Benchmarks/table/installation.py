"""The four daemons on Unix sockets, with the sample of Lạng Sơn, in a folder of their own."""

import csv
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from processes import Processes, RowFailure
from wire import first_answer_seconds

DAEMONS = ("registry", "listing", "reporting", "gateway")
_IMPORT_SECONDS = 120


class Installation:
    """Started with its data where that is there already, else with the sample, which goes in through the gateway."""

    def __init__(self, processes: Processes, programs: Path, root: Path, folder: Path) -> None:
        self._processes = processes
        self._programs = programs
        self._root = root
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def socket(self, daemon: str) -> str:
        return str(self._folder / f"{daemon}.sock")

    def target(self, daemon: str) -> str:
        return f"unix:{self.socket(daemon)}"

    def process(self, daemon: str) -> int:
        return self._running[daemon].pid

    def start(
        self, daemon: str, under: Sequence[str | Path] = (), variables: dict[str, str] | None = None,
        seconds_max: float = 10.0,
    ) -> float:
        """Starts one daemon and returns the seconds until its first answer, which has to come within `seconds_max`.

        `under` is the command of a program that runs it, such as valgrind; `variables` are added to the environment.
        """
        arguments: list[str | Path] = [
            *under, self._programs / f"ocop-{daemon}", "--listen", self.target(daemon), "--log-format", "text",
        ]
        if daemon != "gateway":
            arguments += ["--storage", f"sqlite:{self._folder / daemon}.db"]
        if daemon != "registry":
            arguments += ["--registry-address", self.target("registry")]
        if daemon in ("reporting", "gateway"):
            arguments += ["--listing-address", self.target("listing")]
        if daemon == "gateway":
            arguments += ["--reporting-address", self.target("reporting")]
        began = time.monotonic()
        process = self._processes.start(daemon, arguments, variables)
        self._running[daemon] = process
        try:
            return first_answer_seconds(self.socket(daemon), began, seconds_max, lambda: process.poll() is None)
        except RowFailure as failure:
            raise RowFailure(f"{failure}; its log ends with: {self._processes.end_of_log(daemon)}") from failure

    def stop(self, daemon: str) -> None:
        self._processes.stop(self._running.pop(daemon))

    def start_all(self) -> None:
        is_new = not (self._folder / "registry.db").exists()
        self._folder.mkdir(parents=True, exist_ok=True)
        for daemon in DAEMONS:
            self.start(daemon)
        if is_new:
            sample = self._root / "deploy/sample"
            gateway = ["--gateway", self.target("gateway")]
            self._processes.run("import", [self._programs / "ocop", "import", sample, *gateway], _IMPORT_SECONDS)

    def stop_all(self) -> None:
        for daemon in reversed(DAEMONS):
            if daemon in self._running:
                self.stop(daemon)


def sample_column(root: Path, table: str, column: str) -> list[str]:
    """A column of one of the sample's files."""
    with (root / "deploy/sample" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]
