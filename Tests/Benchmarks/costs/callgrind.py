"""Reads what callgrind has counted: instructions of the whole process, and how often memory was asked for."""

import re
from dataclasses import dataclass

# What the C library hands memory out by; Swift, SQLite, libsodium and protobuf-c all end here.
ALLOCATORS = frozenset({"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"})
# Swift's runtime finds metadata and conformances in hash tables by the addresses of what they are made of. How far it
# has to search depends on where threads happened to put these when the program started: up to 3 % of a call, and never
# the same. Only the search is left out; a program that asks more often is still seen, by the functions that ask.
LEFT_OUT = ("swift::ConcurrentReadableHashMap<", "swift::MetadataCacheKey::operator==")
# "fn=(12) name" names a function for the first time, "fn=(12)" again; "cfn" is one that is called.
_FUNCTION = re.compile(r"(c?)fn=\((\d+)\)(?: (.*))?")
_CALLS = re.compile(r"calls=(\d+) ")
# A position, which may be relative to the one before, and instructions.
_COST = re.compile(r"[+*-]?\d* (\d+)$")


class UnreadableDump(Exception):
    """A file is not a whole dump of callgrind; the text says what is missing."""


@dataclass(frozen=True)
class Counts:
    """What was counted between two dumps, or for a call."""

    instructions: float
    allocations: float


def parse_dump(text: str) -> Counts:
    """What one dump holds. Raises UnreadableDump when it was not written to its end, or counted something else."""
    names: dict[str, str] = {}
    events = caller = callee = ""
    total: int | None = None
    left_out = allocations = 0
    # The line behind `calls=` is what the called function took, and is in that function's own lines already.
    is_inclusive = False
    for line in text.splitlines():
        if cost := _COST.match(line):
            if not is_inclusive and _is_left_out(caller):
                left_out += int(cost[1])
            is_inclusive = False
        elif function := _FUNCTION.match(line):
            name = _name(function, names)
            if function[1]:
                callee = name
            else:
                caller = name
        elif calls := _CALLS.match(line):
            is_inclusive = True
            # What an allocator asks of another is not asked by the program: realloc of nothing is one malloc.
            if callee in ALLOCATORS and caller not in ALLOCATORS:
                allocations += int(calls[1])
        elif line.startswith("events: "):
            events = line.removeprefix("events: ")
        elif line.startswith("totals: "):
            total = int(line.removeprefix("totals: "))
    if events != "Ir":
        raise UnreadableDump(f"it does not count instructions alone but «{events}»")
    if total is None:
        raise UnreadableDump("it ends before its totals")
    return Counts(total - left_out, allocations)


def without_open_calls(text: str) -> str:
    """A dump without the calls that had not returned when it was written: the loops of threads.

    callgrind_annotate takes what is in these for instructions of the loop's own.
    """
    kept = []
    lines = iter(text.splitlines(keepends=True))
    for line in lines:
        if line.startswith("calls=0 "):
            next(lines, None)
        else:
            kept.append(line)
    return "".join(kept)


def _name(function: re.Match[str], names: dict[str, str]) -> str:
    number, name = function[2], function[3]
    if name is not None:
        names[number] = name
    if number not in names:
        raise UnreadableDump(f"function {number} has no name")
    return names[number]


def _is_left_out(name: str) -> bool:
    return any(part in name for part in LEFT_OUT)
