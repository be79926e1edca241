"""Memory of idle daemons and of idle connections."""

import time

from bench import Bench
from installation import DAEMONS, Installation
from processes import RowFailure, memory_kibibytes
from results import Row

TITLE = "memory of idle daemons with the sample, and of 1,000 idle connections"
_CONNECTIONS = 1_000
_REST_SECONDS = 2.0
_HOLD_SECONDS = 8


def _connections(bench: Bench, row: Row, installation: Installation) -> None:
    process = installation.process("registry")
    before = memory_kibibytes(process)
    load = bench.loads.start_ocop([
        "--target", installation.target("registry"), "--call", "Health/Check", "--connections", str(_CONNECTIONS),
        "--in-flight", "1", "--arrival", "constant 1/s", "--warm-up", "0s", "--duration", f"{_HOLD_SECONDS}s",
    ])
    time.sleep(_HOLD_SECONDS / 2)
    held = memory_kibibytes(process)
    result = bench.loads.finish_ocop(load, _HOLD_SECONDS)
    opened = result["connection_set_up"]["count"]
    if opened < _CONNECTIONS:
        raise RowFailure(f"only {opened} of {_CONNECTIONS} connections were made; see ulimit -n and connections_max")
    grown = (held["VmRSS"] - before["VmRSS"]) / _CONNECTIONS
    row.add("registry: an idle connection", "KiB", grown, ("<=", 10))


def measure(bench: Bench, row: Row) -> None:
    installation = bench.installation()
    for _ in range(bench.rounds):
        # Anew: what an import has left in the allocator is not idle memory.
        installation.start_all()
        installation.stop_all()
        installation.start_all()
        time.sleep(_REST_SECONDS)
        for daemon in DAEMONS:
            memory = memory_kibibytes(installation.process(daemon))
            row.add(f"ocop-{daemon}, resident", "MiB", memory["VmRSS"] / 1_024, ("<=", 24))
            row.add(f"… of which its own (anonymous), {daemon}", "MiB", memory["RssAnon"] / 1_024)
        _connections(bench, row, installation)
        installation.stop_all()
    row.note("an idle connection: growth of the registry's resident memory, one Health/Check a second over all of them")
