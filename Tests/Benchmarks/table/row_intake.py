"""Durable orders beside what SQLite can commit by itself on the same disk."""

import os
import statistics
import time
from pathlib import Path

from bench import Bench
from orders import order_call
from processes import RowFailure
from results import Row

TITLE = "durable intake of orders, one a call, 64 in flight"
_SHAPE = (1, 64)
_SYNCS = 200


def _sync_microseconds(path: Path) -> float:
    """The median fdatasync after an append of 4 KiB."""
    times = []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(_SYNCS):
            os.write(descriptor, b"\x5a" * 4_096)
            began = time.perf_counter_ns()
            os.fdatasync(descriptor)
            times.append((time.perf_counter_ns() - began) / 1_000)
    finally:
        os.close(descriptor)
        path.unlink()
    return statistics.median(times)


def _group_commit(bench: Bench) -> float:
    """Writes a second of SQLite alone: state row, event and operation for each, 64 a commit."""
    folder = bench.work / "group-commit"
    folder.mkdir()
    try:
        writes = "20000" if bench.is_quick else "200000"
        output = bench.processes.run("group_commit", [bench.group_commit, folder / "peer.db", writes, "64"], 120)
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    words = dict(word.split("=", 1) for word in output.split())
    if "per_second" not in words:
        raise RowFailure(f"group_commit printed no rate: {output[:200]}")
    return float(words["per_second"])


def measure(bench: Bench, row: Row) -> None:
    installation = bench.installation(row.name)
    installation.start_all()
    call = order_call(bench.root)
    process = installation.process("listing")
    for _ in range(bench.rounds):
        ours = bench.loads.closed(installation.target("listing"), call, _SHAPE, bench.seconds, {"listing": process})
        limit = _group_commit(bench)
        sync = _sync_microseconds(bench.work / "sync")
        row.add("orders/s ÷ SQLite's limit", "%", 100 * ours.calls_per_second / limit, (">=", 60))
        row.add("p99 ÷ one fdatasync", "", ours.p99_microseconds / sync, ("<=", 10))
        row.add("orders/s", "", ours.calls_per_second)
        row.add("p50", "µs", ours.p50_microseconds)
        row.add("p99", "µs", ours.p99_microseconds)
        row.add("CPU of listing for an order", "µs", ours.cpu_microseconds["listing"])
        row.add("SQLite: writes/s in groups of 64", "", limit)
        row.add("fdatasync of 4 KiB appended, median", "µs", sync)
    row.note(
        "the limit is [group_commit.c](Peers/sqlite/group_commit.c): three rows for a write, nothing around them; "
        "reporting follows listing meanwhile"
    )
