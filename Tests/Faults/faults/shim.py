"""The preloaded shim: compiled, set up for a daemon, and what it has left behind."""

import random
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

from .installation import Daemon
from .processes import run_tool
from .verdict import Skipped

_SOURCE = Path(__file__).with_name("shim.c")
_RECORD = struct.Struct("=QQQ")


@dataclass(frozen=True, slots=True)
class Tampering:
    """What the shim does; see shim.c."""

    kind: str = "EIO"
    at: int = 0
    count: int = 1
    target: str = "any"
    sync: str = "honest"

    def __str__(self) -> str:
        more = f" and {self.count - 1} more" if self.count > 1 else ""
        return f"{self.kind} at I/O {self.at}{more} on {self.target}"


@dataclass(frozen=True, slots=True)
class UndoRecord:
    """What a write has replaced: `size` is that of the file before it."""

    offset: int
    size: int
    replaced: bytes


class Shim:
    """The compiled shim, in a folder of the caller's."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._folder = folder
        self._library = library

    @classmethod
    async def if_possible(cls, folder: Path) -> "Shim | None":
        """None without a compiler: then a kill cannot be made a power cut."""
        try:
            return await cls.build(folder)
        except Skipped:
            return None

    @classmethod
    async def build(cls, folder: Path) -> "Shim":
        """Raises Skipped without a compiler."""
        if shutil.which("gcc") is None:
            raise Skipped("gcc is not installed")
        library = folder / "shim.so"
        flags = ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
        await run_tool("gcc", *flags, "-o", library, _SOURCE)
        return cls(folder, library)

    def beside(self, name: str) -> "Shim":
        """The same, for another daemon: with what it leaves in a folder of its own."""
        folder = self._folder / name
        folder.mkdir()
        return Shim(folder, self._library)

    def environment(self, daemon: Daemon, tampering: Tampering) -> dict[str, str]:
        """For the daemon's starts from now on. Forgets what earlier ones have left."""
        for name in ("report", "main.undo", "wal.undo", "main.lost", "wal.lost"):
            (self._folder / name).unlink(missing_ok=True)
        return {
            "LD_PRELOAD": str(self._library),
            "OCOP_SHIM_DATABASE": str(daemon.database),
            "OCOP_SHIM_TARGET": tampering.target,
            "OCOP_SHIM_AT": str(tampering.at),
            "OCOP_SHIM_COUNT": str(tampering.count),
            "OCOP_SHIM_KIND": tampering.kind,
            "OCOP_SHIM_SYNC": tampering.sync,
            "OCOP_SHIM_FOLDER": str(self._folder),
        }

    @property
    def gate(self) -> Path:
        """While this file is there, «gated» syncs wait and «failing» ones fail."""
        return self._folder / "gate"

    def unsynced(self) -> int:
        """Bytes of the undo logs: 0 when everything that was written is synced."""
        logs = [self._folder / f"{name}.undo" for name in ("main", "wal")]
        return sum(log.stat().st_size for log in logs if log.exists())

    def report(self) -> list[str]:
        """The I/Os that were tampered with so far: "57 fdatasync wal EIO"."""
        path = self._folder / "report"
        return path.read_text().splitlines() if path.exists() else []

    def cut_power(self, daemon: Daemon, generator: random.Random | None = None) -> int:
        """Takes back what the killed daemon, and those killed before it, wrote and never synced: all of it, or, with a
        generator, all after a random point. Returns how many writes."""
        undone = 0
        for name, path in (("main", daemon.database), ("wal", Path(f"{daemon.database}-wal"))):
            log = self._folder / f"{name}.undo"
            records = read_undo(log.read_bytes() if log.exists() else b"")
            log.unlink(missing_ok=True)
            (self._folder / f"{name}.lost").unlink(missing_ok=True)
            kept = generator.randint(0, len(records)) if generator is not None else 0
            if path.exists():
                undo(path, records[kept:])
            undone += len(records) - kept
        # The index of the log is memory shared by processes: no power cut leaves any of it.
        Path(f"{daemon.database}-shm").unlink(missing_ok=True)
        return undone


def read_undo(log: bytes) -> list[UndoRecord]:
    """The records of an undo log, oldest first; one that was cut off is left out: its write never began."""
    records: list[UndoRecord] = []
    at = 0
    while at + _RECORD.size <= len(log):
        offset, size, count = _RECORD.unpack_from(log, at)
        at += _RECORD.size
        if at + count > len(log):
            break
        records.append(UndoRecord(offset, size, log[at : at + count]))
        at += count
    return records


def undo(path: Path, records: list[UndoRecord]) -> None:
    """Brings a file back to what it was before these writes."""
    with path.open("r+b") as file:
        for record in reversed(records):
            file.seek(record.offset)
            file.write(record.replaced)
            file.truncate(record.size)
