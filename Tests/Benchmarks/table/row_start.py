"""From the start of a daemon to its first answer."""

from bench import Bench
from installation import DAEMONS
from results import Row

TITLE = "start of each daemon to its first answer, with the sample"
_STARTS_PER_ROUND = 5


def measure(bench: Bench, row: Row) -> None:
    installation = bench.installation(row.name)
    installation.start_all()
    for _ in range(bench.rounds):
        for _ in range(1 if bench.is_quick else _STARTS_PER_ROUND):
            for daemon in DAEMONS:
                installation.stop(daemon)
                row.add(f"ocop-{daemon}", "ms", 1_000 * installation.start(daemon), ("<=", 100))
    row.note(
        "Health/Check in raw frames on a Unix socket, tried again each half millisecond; any state counts as an answer"
    )
