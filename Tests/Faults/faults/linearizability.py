"""Decides whether a history of reads and writes of one register is linearizable (Wing and Gong, 1993; with Lowe's memo
of configurations, 2017).

An operation takes effect at one moment between its call and its return. A write whose outcome is unknown may have taken
effect at any moment after its call, or never.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Configurations looked at before the search is given up. A history that needs more is too concurrent to be useful.
_STEPS_MAX = 2_000_000
_NEVER = float("inf")


class Undecided(Exception):
    """The search was given up: the history is neither accepted nor rejected."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`value` is what was written, or read. `returned` is infinite for a write whose outcome is unknown. Written
    values are unique in a history. Times are of one clock."""

    is_write: bool
    value: str
    called: float
    returned: float = _NEVER
    client: int = 0

    @property
    def is_certain(self) -> bool:
        return self.returned != _NEVER


def prune(history: Iterable[Operation]) -> list[Operation]:
    """Leaves out unknown writes that nobody has read: they may never have taken effect, and then nothing depends on
    them. Sound, because written values are unique."""
    operations = list(history)
    seen = {operation.value for operation in operations if not operation.is_write}
    return [operation for operation in operations if operation.is_certain or operation.value in seen]


def is_linearizable(history: Sequence[Operation], initial: str, steps_max: int = _STEPS_MAX) -> bool:
    """Whether there is an order of the operations that each read agrees with. Raises Undecided."""
    operations = sorted(prune(history), key=lambda operation: operation.called)
    count = len(operations)
    certain = sum(operation.is_certain for operation in operations)
    # Operations before `start` are all done; `done` are those behind it, as bits from `start` on.
    seen: set[tuple[int, int, str]] = set()
    stack: list[tuple[int, int, str, int]] = [(0, 0, initial, 0)]
    steps = 0
    while stack:
        start, done, value, certain_done = stack.pop()
        if certain_done == certain:
            return True
        while done & 1:
            start, done = start + 1, done >> 1
        if (start, done, value) in seen:
            continue
        seen.add((start, done, value))
        steps += 1
        if steps > steps_max:
            raise Undecided(f"{count} operations, given up after {steps} configurations")
        for index in _next(operations, start, done):
            operation = operations[index]
            if operation.is_write or operation.value == value:
                after = operation.value if operation.is_write else value
                stack.append((start, done | 1 << (index - start), after, certain_done + operation.is_certain))
    return False


def _next(operations: Sequence[Operation], start: int, done: int) -> list[int]:
    """Operations that may come next: called before any that is left has returned. The last of them in time first, so
    that the search looks at the earliest first."""
    first_return = _NEVER
    candidates: list[int] = []
    for index in range(start, len(operations)):
        operation = operations[index]
        if operation.called > first_return:
            break
        if done >> (index - start) & 1:
            continue
        candidates.append(index)
        first_return = min(first_return, operation.returned)
    return [index for index in reversed(candidates) if operations[index].called <= first_return]
