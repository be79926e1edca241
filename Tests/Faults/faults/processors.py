"""Who runs where: the daemons on one processor, and what loads and attacks them on another, as on another machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .verdict import Skipped


@dataclass(frozen=True, slots=True)
class Processors:
    """Empty: any of them."""

    daemons: str = ""
    others: str = ""

    @classmethod
    def apart(cls) -> "Processors":
        allowed = sorted(os.sched_getaffinity(0))
        if len(allowed) < 2:
            raise Skipped("there is one processor only")
        return cls(str(allowed[0]), str(allowed[1]))

    @property
    def daemon_prefix(self) -> list[str | Path]:
        return ["taskset", "-c", self.daemons] if self.daemons else []

    @contextmanager
    def attacker(self) -> Iterator[None]:
        """This process runs with the others; and, as it attacks while they measure, only when they do not: a load that
        it starts meanwhile takes its turns back (`Load`). Only root gets them back, so nobody else gives them up."""
        if not self.others:
            yield
            return
        allowed, normal = os.sched_getaffinity(0), os.sched_param(0)
        os.sched_setaffinity(0, {int(self.others)})
        if os.geteuid() == 0:
            os.sched_setscheduler(0, os.SCHED_IDLE, normal)
        try:
            yield
        finally:
            if os.geteuid() == 0:
                os.sched_setscheduler(0, os.SCHED_OTHER, normal)
            os.sched_setaffinity(0, allowed)
