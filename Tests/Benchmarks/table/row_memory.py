"""Memory of idle daemons and of idle connections."""

import contextlib
import time

from bench import Bench
from installation import DAEMONS, Installation
from processes import memory_kibibytes
from results import Row
from wire import answered_connection

TITLE = "memory of idle daemons with the sample, and of 1,000 idle connections"
_CONNECTIONS = 1_000
_REST_SECONDS = 2.0


def _connections(row: Row, installation: Installation) -> None:
    process = installation.process("registry")
    before = memory_kibibytes(process)
    with contextlib.ExitStack() as held:
        # One after the other: of many that come at once, the daemon closes those that take longest (handshakes_max).
        for _ in range(_CONNECTIONS):
            held.enter_context(answered_connection(installation.socket("registry")))
        time.sleep(_REST_SECONDS)
        after = memory_kibibytes(process)
    # A daemon gives back the code of its start; what serves connections comes back with them, and is nobody's own.
    own, all_of_it = ((after[kind] - before[kind]) / _CONNECTIONS for kind in ("RssAnon", "VmRSS"))
    row.add("registry: an idle connection", "KiB", own, ("<=", 10))
    row.add("registry: the same with the program's code that comes back, shared by all", "KiB", all_of_it)


def measure(bench: Bench, row: Row) -> None:
    installation = bench.installation(row.name)
    for _ in range(bench.rounds):
        # Anew: what an import has left in the allocator is not idle memory.
        installation.start_all()
        installation.stop_all()
        installation.start_all()
        time.sleep(_REST_SECONDS)
        for daemon in DAEMONS:
            memory = memory_kibibytes(installation.process(daemon))
            row.add(f"ocop-{daemon}, resident", "MiB", memory["VmRSS"] / 1_024, ("<=", 24))
            row.add(f"ocop-{daemon}, of it anonymous", "MiB", memory["RssAnon"] / 1_024)
        _connections(row, installation)
        installation.stop_all()
    row.note("an idle connection: the registry's growth in memory of its own, each of 1,000 having had one answer")
