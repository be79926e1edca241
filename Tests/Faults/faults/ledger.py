"""The ledger: what was sent and what was acknowledged, in a file that no process under test can touch.

A line is on the disk before its write counts as acknowledged, so a check after a crash of the harness itself could
still be made from the file.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An operation and its answer: `changes` events, the last at `revision` (0: the answer did not say)."""

    operation: str
    revision: int
    changes: int


def _line(entry: dict[str, object]) -> bytes:
    return json.dumps(entry).encode() + b"\n"


class Ledger:
    """Use it as a context. Lines: {"sent": ID} and {"acknowledged": {…}}."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.sent: set[str] = set()
        self.acknowledged: dict[str, Acknowledged] = {}

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def note_sent(self, operation: str) -> None:
        """Not synced by itself: the next acknowledgement takes it along."""
        os.write(self._descriptor, _line({"sent": operation}))
        self.sent.add(operation)

    def note_acknowledged(self, operation: str, summary: object) -> Acknowledged:
        """`summary` is an ImportSummary. Returns after fsync."""
        entry = Acknowledged(
            operation,
            getattr(summary, "revision"),
            getattr(summary, "created") + getattr(summary, "updated"),
        )
        os.write(self._descriptor, _line({"acknowledged": asdict(entry)}))
        os.fsync(self._descriptor)
        self.acknowledged[operation] = entry
        return entry

    @property
    def unresolved(self) -> set[str]:
        """Sent, and never answered."""
        return self.sent - self.acknowledged.keys()

    @classmethod
    def read(cls, path: Path) -> tuple[set[str], dict[str, Acknowledged]]:
        """What a ledger file holds: for tests, and after a crash of the harness."""
        sent: set[str] = set()
        acknowledged: dict[str, Acknowledged] = {}
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            if "sent" in entry:
                sent.add(entry["sent"])
            else:
                found = Acknowledged(**entry["acknowledged"])
                acknowledged[found.operation] = found
        return sent, acknowledged
