"""What a process takes of the machine, from /proc."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def resident_bytes(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE_BYTES


def open_files(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


def processor_seconds(process: int) -> float:
    """User and system time so far. The name in parentheses may have blanks."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@dataclass(slots=True)
class ProcessorShare:
    """How much of one processor a process takes from now on."""

    process: int
    _began: float = 0.0
    _before: float = 0.0

    def __post_init__(self) -> None:
        self._began, self._before = time.monotonic(), processor_seconds(self.process)

    def so_far(self) -> float:
        return (processor_seconds(self.process) - self._before) / (time.monotonic() - self._began)
