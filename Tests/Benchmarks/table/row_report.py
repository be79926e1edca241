"""The progress report while orders arrive."""

from bench import Bench
from loads import latency_of, ok_count, statuses_of
from orders import order_call
from processes import RowFailure
from results import Row

TITLE = "progress report of the sample while 2,000 orders arrive each second"
_ORDERS_PER_SECOND = 2_000
_REPORTS_PER_SECOND = 20


def measure(bench: Bench, row: Row) -> None:
    installation = bench.installation(row.name)
    installation.start_all()
    # Reports need enough calls for a 99th percentile.
    seconds = bench.seconds if bench.is_quick else max(bench.seconds, 20)
    for _ in range(bench.rounds):
        orders = bench.loads.start_ocop([
            "--target", installation.target("listing"), *order_call(bench.root),
            "--arrival", f"constant {_ORDERS_PER_SECOND}/s", "--least-share", "0.5",
            "--warm-up", "1s", "--duration", f"{seconds + 2:g}s",
        ])
        reports = bench.loads.ocop([
            "--target", installation.target("reporting"), "--call", "Reporting/GetProgressReport",
            "--request", '{"as_of": "2021-11-05"}', "--arrival", f"poisson {_REPORTS_PER_SECOND}/s",
            "--warm-up", "1s", "--duration", f"{seconds:g}s", "--least-share", "0.5",
        ], seconds, (0, 1))
        arrived = bench.loads.finish_ocop(orders, seconds)
        latency = latency_of(reports)
        if not latency:
            raise RowFailure(f"no report was answered: {statuses_of(reports)}")
        row.add("p99 of a report", "ms", latency["p99_ns"] / 1e6, ("<=", 20))
        row.add("p50 of a report", "ms", latency["p50_ns"] / 1e6)
        row.add("reports measured", "", latency["count"])
        share = 100 * ok_count(reports) / max(reports["counts"]["ended"], 1)
        row.add("reports that ended with OK", "%", share, (">=", 100))
        rate = ok_count(arrived) / arrived["description"]["duration_seconds"]
        row.add("orders taken in each second", "", rate, (">=", 0.95 * _ORDERS_PER_SECOND))
    row.note(
        "`ocop-reporting` on the sample of Lạng Sơn, not on the data of a country: for that see benchmark-reporting "
        f"in [README.md](README.md); {_REPORTS_PER_SECOND} reports a second, latency from when each was due"
    )
