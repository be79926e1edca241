"""What a count means beside the accepted one, and the table that shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from callgrind import Counts

# Runs of the same programs, on two cores with a load average of 2 to 6, differed from each other by 0.2 % (health,
# look-up, gateway), 0.9 % (report) and 1.7 % (intake: prepared statements are found by where their text lies in
# memory, and at some starts two of them are in one place, see StatementCache); in allocations by 0.0 (health, look-up,
# gateway), 0.1 (intake) and 0.2 (report). The processor hardly matters: valgrind shows every program one of its own
# making, so that the C library's choice of memcpy is the same wherever there is AVX2; nor does the number of cores.
INSTRUCTIONS_ALLOWED_PERCENT = 2.0
ALLOCATIONS_ALLOWED = 0.5


class Verdict(Enum):
    """How a call stands."""

    HELD = "held"
    COSTLIER = "COSTS MORE"
    CHEAPER = "costs less"
    NEW = "not accepted yet"


@dataclass(frozen=True)
class Comparison:
    """A call's accepted figures, where there are any, and those of now."""

    title: str
    accepted: Counts | None
    now: Counts

    @property
    def change_percent(self) -> float:
        """Of the instructions. 0 where there is nothing to compare with."""
        if self.accepted is None or self.accepted.instructions <= 0:
            return 0.0
        return 100 * (self.now.instructions / self.accepted.instructions - 1)

    @property
    def verdict(self) -> Verdict:
        """More of one is not made up for by less of the other."""
        if self.accepted is None:
            return Verdict.NEW
        more = self.now.allocations - self.accepted.allocations
        if self.change_percent > INSTRUCTIONS_ALLOWED_PERCENT or more > ALLOCATIONS_ALLOWED:
            return Verdict.COSTLIER
        if self.change_percent < -INSTRUCTIONS_ALLOWED_PERCENT or more < -ALLOCATIONS_ALLOWED:
            return Verdict.CHEAPER
        return Verdict.HELD

    @property
    def line(self) -> str:
        """Of the table."""
        if self.accepted is None:
            instructions, allocations, change = "–", "–", "–"
        else:
            instructions, allocations = f"{self.accepted.instructions:,.0f}", f"{self.accepted.allocations:,.1f}"
            change = f"{self.change_percent:+.1f} %"
        return _columns(
            self.title, instructions, f"{self.now.instructions:,.0f}", change, allocations,
            f"{self.now.allocations:,.1f}", self.verdict.value,
        )


def compared_twice(title: str, accepted: Counts | None, count: Callable[[], Counts]) -> Comparison:
    """Counts once, and once more when that was more than accepted: the lower figures are the call's.

    An unlucky start (above) is not likely to come twice; a cost that somebody has added does.
    """
    first = Comparison(title, accepted, count())
    if first.verdict is not Verdict.COSTLIER:
        return first
    second = count()
    lower = Counts(
        min(first.now.instructions, second.instructions), min(first.now.allocations, second.allocations)
    )
    return Comparison(title, accepted, lower)


def heading() -> list[str]:
    """The first lines of the table."""
    return [
        _columns("", "instructions", "", "", "allocations", "", ""),
        _columns("call", "accepted", "now", "change", "accepted", "now", "verdict"),
    ]


def _columns(title: str, *rest: str) -> str:
    *figures, verdict = rest
    widths = (12, 9, 8, 11, 8)
    aligned = "  ".join(figure.rjust(width) for figure, width in zip(figures, widths, strict=True))
    return f"{title:<42}  {aligned}  {verdict}".rstrip()
