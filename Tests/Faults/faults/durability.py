"""Judges a trace: no answer may leave before the sync of the log that holds its transaction has come back."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from ocop_wire.frames import Flag, FrameType, Header
from ocop_wire.limits import HEADER_BYTES, PREFACE
from ocop_wire.messages import decode

from .trace import SystemCall
from .verdict import Violation, expect

_SYNCS = {"fdatasync", "fsync"}
_SENDS = {"write", "writev", "sendto", "sendmsg"}
# SQLite writes each frame of its log as a header of 24 bytes and a page; bytes 4 to 7 of the header of a transaction's
# last frame are not 0 (sqlite.org/fileformat2.html, section 4.1).
_FRAME_HEADER_BYTES = 24
_ID = re.compile(r"trace-\d-\d{4}\.")


def operation_name(writer: int, number: int) -> str:
    """Of a length of its own kind, so that it is found in a page whatever follows it."""
    return f"trace-{writer}-{number:04}."


@dataclass(frozen=True, slots=True)
class Counts:
    answers: int
    transactions: int
    syncs: int


@dataclass(slots=True)
class _Log:
    """The write-ahead log as the trace shows it: when each operation's transaction was written whole."""

    # Line in which the last write of the transaction ended, by operation.
    written: dict[str, int] = field(default_factory=dict)
    transactions: int = 0
    _open: set[str] = field(default_factory=set)
    _ends_next: bool = False

    def take(self, call: SystemCall) -> None:
        if call.result == _FRAME_HEADER_BYTES:
            self._ends_next = any(call.data[4:8])
            return
        # An operation shows up in later transactions too, on a page it shares: the first one is its own.
        self._open |= set(_ID.findall(call.arguments)) - self.written.keys()
        if self._ends_next:
            self._ends_next = False
            self.transactions += 1
            self.written.update(dict.fromkeys(self._open, call.ended))
            self._open = set()


class _Outbound:
    """What goes out on one connection, as frames; each with the line of the write that held its first byte."""

    def __init__(self) -> None:
        self._waiting = b""
        # (bytes of the stream in front of the write, its line)
        self._writes: list[tuple[int, int]] = []
        self._received = 0
        self._consumed = 0
        self._has_preface = False

    def take(self, call: SystemCall) -> Iterable[tuple[int, int]]:
        """Yields (line, revision) of each import's answer."""
        data = call.data
        self._writes.append((self._received, call.began))
        self._received += len(data)
        self._waiting += data
        if not self._has_preface:
            if len(self._waiting) < len(PREFACE):
                return
            self._has_preface = True
            self._drop(len(PREFACE))
        while len(self._waiting) >= HEADER_BYTES:
            header = Header.read(self._waiting)
            if len(self._waiting) < HEADER_BYTES + header.length:
                return
            line = max(line for before, line in self._writes if before <= self._consumed)
            body = self._waiting[HEADER_BYTES + header.meta_length : HEADER_BYTES + header.length]
            self._drop(HEADER_BYTES + header.length)
            if header.type == FrameType.CLOSE and header.flags & Flag.HAS_MESSAGE:
                # Another method's answer does not decode; a missing import's answer is found missing in the end.
                with suppress(ValueError):
                    yield line, decode("ocop.common.v1.ImportSummary", body).revision

    def _drop(self, count: int) -> None:
        self._waiting = self._waiting[count:]
        self._consumed += count
        while len(self._writes) > 1 and self._writes[1][0] <= self._consumed:
            del self._writes[0]


def check_durability(calls: Iterable[SystemCall], log_path: str, operations: Mapping[int, str]) -> Counts:
    """`operations`: by the revision they were answered with. Raises Violation."""
    log = _Log()
    connections: dict[str, _Outbound] = {}
    syncs: list[tuple[int, int]] = []
    answers: dict[str, int] = {}
    # In the order in which they were begun: what an answer's write began behind had to be done by then.
    for call in sorted(calls, key=lambda call: call.began):
        if call.target == log_path and call.name == "pwrite64":
            log.take(call)
        elif call.target == log_path and call.name in _SYNCS and call.result == 0:
            syncs.append((call.began, call.ended))
        elif call.name in _SENDS and "socket:" in call.target:
            for line, revision in connections.setdefault(call.target, _Outbound()).take(call):
                if revision in operations:
                    answers[operations[revision]] = line
    missing = set(operations.values()) - answers.keys()
    expect(not missing, f"{len(missing)} answers are not in the trace: {sorted(missing)[:3]}")
    for operation, line in answers.items():
        _check_answer(operation, line, log.written, syncs)
    return Counts(len(answers), log.transactions, len(syncs))


def _check_answer(operation: str, line: int, written: Mapping[str, int], syncs: list[tuple[int, int]]) -> None:
    end = written.get(operation)
    if end is None or end > line:
        raise Violation(f"{operation} was answered in line {line}, before its transaction was written")
    expect(
        any(began > end and ended < line for began, ended in syncs),
        f"{operation} was answered in line {line}; no sync of the log lies between that and line {end}, where its "
        "transaction was written",
    )
