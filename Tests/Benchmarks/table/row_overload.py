"""Four times what a daemon can do: what it still does, and whether others notice."""

from typing import Any

from bench import Bench
from loads import latency_of, ok_count, statuses_of
from processes import RowFailure
from results import Row

TITLE = "reporting at four times its capacity, open loop"
_CALL = ["--call", "Reporting/GetProgressReport", "--request", '{"as_of": "2021-11-05"}']
_TIMEOUT = "250ms"
# Within it the daemon has found out what it can do.
_WARM_UP = "2s"
# How long a search may take beside its attempts, of which there are at most 40.
_ATTEMPTS_MAX = 40
_SHED = ("RESOURCE_EXHAUSTED", "UNAVAILABLE")


def _capacity(bench: Bench, targets: tuple[str, str]) -> float:
    """The highest rate at which 99 of 100 calls are answered within the timeout, with the other callers beside it."""
    seconds = 1 if bench.is_quick else 3
    precision = "0.3" if bench.is_quick else "0.1"
    seconds_max = (seconds + 2) * _ATTEMPTS_MAX
    others = bench.loads.start_ocop(_others(targets[1], seconds_max))
    try:
        result = bench.loads.ocop([
            "--target", targets[0], *_CALL, "--find-capacity", "--arrival", "constant 200/s",
            "--precision", precision, "--connections", "4", "--in-flight", "1024", "--timeout", _TIMEOUT,
            "--fail-if", "errors > 1%", "--warm-up", "0s", "--duration", f"{seconds}s",
        ], seconds_max)
    finally:
        bench.loads.stop_ocop(others)
    return ok_count(result) / float(result["description"]["duration_seconds"])


def _others(target: str, seconds: float) -> list[str]:
    return [
        "--target", target, "--call", "Registry/GetRecord",
        "--request", '{"kind": "RECORD_KIND_PRODUCT", "id": "SP-CL-01"}', "--arrival", "poisson 200/s",
        "--warm-up", _WARM_UP, "--duration", f"{seconds:g}s", "--least-share", "0.1",
    ]


def _loaded(bench: Bench, targets: tuple[str, str], rate: float) -> tuple[dict[str, Any], float]:
    """The result at a rate, and the p99 in milliseconds of other callers of another daemon meanwhile."""
    reporting, registry = targets
    others = bench.loads.start_ocop(_others(registry, bench.seconds))
    result = bench.loads.ocop([
        "--target", reporting, *_CALL, "--arrival", f"constant {rate:.0f}/s", "--connections", "4",
        "--in-flight", "4096", "--timeout", _TIMEOUT, "--warm-up", _WARM_UP, "--duration", f"{bench.seconds:g}s",
        "--least-share", "0.1",
    ], bench.seconds, (0, 1))
    latency = latency_of(bench.loads.finish_ocop(others, bench.seconds))
    if not latency:
        raise RowFailure("the callers of the registry had no answer beside the overload")
    return result, latency["p99_ns"] / 1e6


def measure(bench: Bench, row: Row) -> None:
    installation = bench.installation(row.name)
    installation.start_all()
    targets = (installation.target("reporting"), installation.target("registry"))
    for _ in range(bench.rounds):
        peak = _capacity(bench, targets)
        at_peak, others_at_peak = _loaded(bench, targets, peak)
        result, others = _loaded(bench, targets, 4 * peak)
        seconds = result["description"]["duration_seconds"]
        row.add("goodput ÷ peak", "%", 100 * ok_count(result) / seconds / peak, (">=", 80))
        shed = [latency_of(result, status, "service_time") for status in _SHED]
        slowest = max((part["p99_ns"] for part in shed if part), default=None)
        if slowest is not None:
            row.add("p99 of a refusal", "ms", slowest / 1e6, ("<=", 10))
        row.add("registry's p99, at 4 × ÷ at 1 × capacity", "", others / others_at_peak, ("<=", 2))
        row.add("peak (capacity)", "calls/s", peak)
        row.add("goodput at 1 × capacity", "calls/s", ok_count(at_peak) / seconds)
        row.add("goodput at 4 × capacity", "calls/s", ok_count(result) / seconds)
        row.add("registry's p99 at 1 ×", "ms", others_at_peak)
        row.add("registry's p99 at 4 ×", "ms", others)
        row.add("sent of those due at 4 ×", "%", 100 * result["counts"]["sent"] / result["counts"]["planned"])
        row.note(f"how calls ended at 4 ×: {statuses_of(result)}")
        if slowest is None:
            row.note("nothing was refused: the daemon answered all, or callers gave up first")
    row.note(
        f"Reporting/GetProgressReport, since it costs more than making the load does; calls give up after {_TIMEOUT}; "
        "the registry is asked 200 times a second meanwhile, from the same cores"
    )
