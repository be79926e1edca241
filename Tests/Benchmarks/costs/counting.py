"""Counts what calls cost a daemon that runs under callgrind."""

import shutil
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

from callgrind import Counts, UnreadableDump, parse_dump, without_open_calls
from calls import GuardedCall
from connection import Connection, connect
from installation import DAEMONS, Installation
from processes import Processes, RowFailure

# Odd, so that the median is one of them: a timer or a checkpoint that falls into a batch does not count.
_BATCHES = 5
_START_SECONDS = 120
_CALL_SECONDS = 60
_COMMAND_SECONDS = 120
_VARIABLES = {
    # Seeds of dictionaries and sets are otherwise drawn at each start, and with them collisions and their order.
    "SWIFT_DETERMINISTIC_HASHING": "1",
    # Memory of one arena is at the same addresses more often than that of one arena a thread.
    "GLIBC_TUNABLES": "glibc.malloc.arena_max=1",
}


@dataclass(frozen=True)
class CallCosts:
    """What a call costs, and each batch that it was found from."""

    median: Counts
    batches: tuple[Counts, ...]


class Counting:
    """Daemons with the sample, each call on a copy of the same databases."""

    def __init__(self, processes: Processes, programs: Path, root: Path, work: Path, kept: Path) -> None:
        self._processes = processes
        self._root = root
        self._work = work
        self._kept = kept
        self._starts = 0
        self._programs = work / "programs"
        self._template = work / "template"
        self._prepare_programs(programs)
        self._prepare_template()

    def count(self, call: GuardedCall) -> CallCosts:
        """Starts the call's daemons, makes the calls, and ends the daemons. The last batch's dump is kept."""
        self._starts += 1
        folder = self._work / f"{call.name}-{self._starts}"
        # Databases alone: the sockets were those of other processes.
        shutil.copytree(self._template, folder, ignore=shutil.ignore_patterns("*.sock"))
        installation = Installation(self._processes, self._programs, self._root, folder)
        try:
            for neighbour in call.neighbours:
                installation.start(neighbour)
            installation.start(call.daemon, self._under_callgrind(folder), self._variables(), _START_SECONDS)
            return self._batches(call, folder, installation)
        except OSError as failure:
            raise RowFailure(f"{failure}; its log ends with: {self._processes.end_of_log(call.daemon)}") from failure
        finally:
            installation.stop_all()

    def _batches(self, call: GuardedCall, folder: Path, installation: Installation) -> CallCosts:
        process = installation.process(call.daemon)
        batches: list[str] = []
        with Connection(connect(installation.socket(call.daemon), _CALL_SECONDS)) as connection:
            numbers = iter(range(10**8))
            for size in (call.warm_up_calls, *[call.batch_calls] * _BATCHES):
                for _ in range(size):
                    answer = connection.call(call.method, call.request(next(numbers)))
                    if not call.is_right(answer):
                        raise RowFailure(f"{call.method} has another answer than is counted: {answer[:200]!r}")
                # Each dump begins a new count. The first is thrown away: start and warm-up. (callgrind's `zero` in its
                # place leaves in the count what threads that are waiting had counted before.)
                batches.append(self._dump(folder, process, len(batches) + 1))
        try:
            counted = [parse_dump(batch) for batch in batches[1:]]
        except UnreadableDump as failure:
            raise RowFailure(f"a dump of callgrind cannot be used: {failure}") from failure
        self._keep(call, batches[-1])
        each = tuple(
            Counts(counts.instructions / call.batch_calls, counts.allocations / call.batch_calls) for counts in counted
        )
        median = Counts(
            statistics.median(counts.instructions for counts in each),
            statistics.median(counts.allocations for counts in each),
        )
        return CallCosts(median, each)

    def kept_file(self, call: GuardedCall) -> Path:
        """The last batch of a call, for callgrind_annotate."""
        return self._kept / f"{call.name}.callgrind"

    def _keep(self, call: GuardedCall, dump: str) -> None:
        self._kept.mkdir(parents=True, exist_ok=True)
        self.kept_file(call).write_text(without_open_calls(dump), encoding="utf-8")

    def _dump(self, folder: Path, process: int, number: int) -> str:
        command: list[str | Path] = ["vgdb", f"--vgdb-prefix={folder}/vgdb", f"--pid={process}", "dump"]
        self._processes.run("vgdb", command, _COMMAND_SECONDS)
        return (folder / f"dump.{number}").read_text(encoding="utf-8", errors="replace")

    def _under_callgrind(self, folder: Path) -> list[str | Path]:
        return [
            "valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/dump", f"--vgdb-prefix={folder}/vgdb",
            # Threads take turns in order instead of as the kernel likes.
            "--fair-sched=try",
            # Where a program has no lines, they only make dumps long.
            "--dump-line=no",
        ]

    def _variables(self) -> dict[str, str]:
        return {**_VARIABLES, "LD_PRELOAD": str(self._work / "suspend.so")}

    def _prepare_programs(self, programs: Path) -> None:
        """Copies without debugging information, which valgrind 3.19 cannot read as Swift writes it (DWARF 5)."""
        self._programs.mkdir()
        for daemon in DAEMONS:
            name = f"ocop-{daemon}"
            command: list[str | Path] = ["objcopy", "--strip-debug", programs / name, self._programs / name]
            self._processes.run("objcopy", command, _COMMAND_SECONDS)
        (self._programs / "ocop").symlink_to((programs / "ocop").resolve())
        source = Path(__file__).with_name("suspend.c")
        library = self._work / "suspend.so"
        self._processes.run(
            "gcc", ["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source], _COMMAND_SECONDS
        )

    def _prepare_template(self) -> None:
        """The sample, imported as anybody would, and brought to every daemon that follows another."""
        installation = Installation(self._processes, self._programs, self._root, self._template)
        installation.start_all()
        report: list[str | Path] = [
            self._programs / "ocop", "report", "progress", "--as-of", "2021-11-05", "--geo", "2021", "--wait",
            "--gateway", installation.target("gateway"),
        ]
        self._processes.run("report", report, _COMMAND_SECONDS)
        installation.stop_all()
