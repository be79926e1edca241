"""How a scenario ends, and what it is run with."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Violation(Exception):
    """A promise of the system was broken. What a control has to bring about; every other exception is a mishap."""


class Skipped(Exception):
    """This machine does not allow what the scenario needs."""


def expect(is_so: bool, otherwise: str) -> None:
    """Raises Violation unless it is so."""
    if not is_so:
        raise Violation(otherwise)


async def run_together(*work: Coroutine[Any, Any, Any]) -> None:
    """Runs all of it at once; when one part fails, the others are cancelled, and its own error is raised: a violation
    before any mishap that came with it."""
    try:
        async with asyncio.TaskGroup() as group:
            for part in work:
                group.create_task(part)
    except ExceptionGroup as errors:
        first = next((error for error in errors.exceptions if isinstance(error, Violation)), errors.exceptions[0])
    else:
        return
    raise first


@dataclass(frozen=True, slots=True)
class Setting:
    """One run of a scenario. `control` names what is broken on purpose; empty in an honest run."""

    seed: int
    binaries: Path
    is_full: bool = False
    control: str = ""
    # Programs of the version before, when there are any.
    binaries_old: Path | None = None

    def size(self, small: int, full: int, control: int | None = None) -> int:
        """How much of something: in CI, with --full, and under a control, where one finding is enough."""
        if self.control:
            return small if control is None else control
        return full if self.is_full else small

    def generator(self, purpose: str) -> random.Random:
        """Random numbers of one purpose: another one's use of them does not change these."""
        return random.Random(f"{self.seed} {purpose}")


@dataclass(frozen=True, slots=True)
class Scenario:
    """`run` returns what was measured, in a line. Each of `controls` must make it raise Violation."""

    name: str
    proves: str
    run: Callable[[Setting], Awaitable[str]]
    controls: tuple[str, ...]
    # Bound of an honest run in CI size, in seconds; --full gets `full_factor` times that.
    limit_seconds: float = 60.0
    full_factor: float = 40.0
