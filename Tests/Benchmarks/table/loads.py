"""The loads: ocop-load for our daemons, h2load for gRPC; both give the same figures."""

import json
import re
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import Processes, RowFailure, cpu_nanoseconds

# Time that a load may take beside its duration: connecting, the end of the last calls, writing.
_SPARE_SECONDS = 60
_GRPC_PREFIX_BYTES = 5


@dataclass(frozen=True)
class Load:
    """What one load has seen; latencies in microseconds, CPU in microseconds a call by process name."""

    calls_per_second: float
    p50_microseconds: float
    p99_microseconds: float
    cpu_microseconds: dict[str, float]


def _cpu_each(before: dict[str, int], after: dict[str, int], calls: int) -> dict[str, float]:
    return {name: (after[name] - before[name]) / max(calls, 1) / 1_000 for name in before}


class Loads:
    """Makes loads; the command of each that is measured is kept in `commands`, once."""

    def __init__(self, processes: Processes, ocop_load: Path, work: Path) -> None:
        self._processes = processes
        self._ocop_load = ocop_load
        self._work = work
        self._count = 0
        self.commands: list[str] = []

    def ocop(self, arguments: list[str], seconds: float, statuses: tuple[int, ...] = (0,)) -> dict[str, Any]:
        """Runs ocop-load and returns its result; with a status in `statuses` beside 0, also of a load that failed."""
        command, result = self._command(arguments)
        self._processes.run("ocop-load", command, seconds + _SPARE_SECONDS, statuses)
        return _read(result)

    def start_ocop(self, arguments: list[str]) -> tuple[subprocess.Popen[bytes], Path]:
        """Starts ocop-load beside what follows; `finish_ocop` ends it."""
        command, result = self._command(arguments)
        return self._processes.start(result.stem, command), result

    def finish_ocop(self, load: tuple[subprocess.Popen[bytes], Path], seconds: float) -> dict[str, Any]:
        process, result = load
        try:
            process.wait(seconds + _SPARE_SECONDS)
        except subprocess.TimeoutExpired:
            raise RowFailure("a load beside the measurement did not end") from None
        finally:
            self._processes.stop(process)
        if not result.exists():
            why = self._processes.end_of_log(result.stem)
            raise RowFailure(f"a load beside the measurement ended with {process.returncode}: {why}")
        return _read(result)

    def stop_ocop(self, load: tuple[subprocess.Popen[bytes], Path]) -> None:
        """Ends a load whose result nobody wants."""
        self._processes.stop(load[0])
        load[1].unlink(missing_ok=True)

    def closed(
        self, target: str, call: list[str], shape: tuple[int, int], seconds: float, watched: dict[str, int]
    ) -> Load:
        """A closed loop of ocop-load (connections, in flight), after a second of warm-up of its own.

        `watched` are the processes whose CPU is counted. The warm-up is a load apart, so that calls and CPU are of the
        same time.
        """
        shared = ["--target", target, *call, "--connections", str(shape[0]), "--in-flight", str(shape[1])]
        warm_up: list[str | Path] = [self._ocop_load, "run", *shared, "--warm-up", "0s", "--duration", "1s", "--quiet"]
        self._processes.run("ocop-load", warm_up, 1 + _SPARE_SECONDS)
        before = {name: cpu_nanoseconds(process) for name, process in watched.items()}
        result = self.ocop([*shared, "--warm-up", "0s", "--duration", f"{seconds:g}s"], seconds)
        after = {name: cpu_nanoseconds(process) for name, process in watched.items()}
        latency = latency_of(result)
        if not latency or ok_count(result) < result["counts"]["ended"]:
            raise RowFailure(f"calls at {target} ended with other than OK: {statuses_of(result)}")
        return Load(
            result["achieved_rate"], latency["p50_ns"] / 1_000, latency["p99_ns"] / 1_000,
            _cpu_each(before, after, ok_count(result)),
        )

    def h2load(
        self, port: int, path: str, body: bytes, shape: tuple[int, int], seconds: float, watched: dict[str, int]
    ) -> Load:
        """The same for gRPC. `body` is the request with gRPC's five bytes in front."""
        file, log = self._work / "body", self._work / "requests"
        file.write_bytes(body)
        shared: list[str | Path] = [
            "h2load", "-c", str(shape[0]), "-m", str(shape[1]), "-d", file, "-H", "content-type: application/grpc",
            "-H", "te: trailers",
        ]
        url = f"http://127.0.0.1:{port}{path}"
        self._processes.run("h2load", [*shared, "-D", "1", url], 1 + _SPARE_SECONDS)
        log.unlink(missing_ok=True)
        before = {name: cpu_nanoseconds(process) for name, process in watched.items()}
        command = [*shared, "-D", f"{seconds:g}", "--log-file", log, url]
        output = self._processes.run("h2load", command, seconds + _SPARE_SECONDS)
        after = {name: cpu_nanoseconds(process) for name, process in watched.items()}
        self._keep([*shared, "-D", f"{seconds:g}", url])
        rows = [line.split("\t") for line in log.read_text().splitlines()]
        times = sorted(int(row[2]) for row in rows if row[1] == "200")
        if not times or len(times) < 0.99 * len(rows):
            raise RowFailure(f"h2load at port {port} had {len(times)} answers of {len(rows)}: {output[-300:]}")
        # A call of gRPC that fails ends with 200, too, but brings no message, which is longer than its prefix.
        data = re.search(r"\((\d+)\) data", output)
        if data is None or int(data[1]) <= _GRPC_PREFIX_BYTES * len(times):
            raise RowFailure(f"the calls of h2load at port {port} brought no messages: {output[-300:]}")
        return Load(
            len(times) / seconds, statistics.median(times), times[int((len(times) - 1) * 0.99)],
            _cpu_each(before, after, len(times)),
        )

    def _command(self, arguments: list[str]) -> tuple[list[str | Path], Path]:
        self._count += 1
        result = self._work / f"load-{self._count}.json"
        self._keep([self._ocop_load, *arguments])
        return [self._ocop_load, "run", *arguments, "--quiet", "--json", result], result

    def _keep(self, command: list[str | Path]) -> None:
        words = [Path(word).name if isinstance(word, Path) else word for word in command]
        text = " ".join(f"'{word}'" if set(word) & set(" {}$\"") else word for word in words)
        text = text.replace(str(self._work), "$WORK")
        if text not in self.commands:
            self.commands.append(text)


def _read(path: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(path.read_text())
    path.unlink()
    return result


def _parts(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [status for method in result["methods"] for status in method["statuses"]]


def statuses_of(result: dict[str, Any]) -> dict[str, int]:
    """How many calls ended with each status."""
    counts: dict[str, int] = {}
    for part in _parts(result):
        counts[part["status"]] = counts.get(part["status"], 0) + part["count"]
    return counts


def ok_count(result: dict[str, Any]) -> int:
    return statuses_of(result).get("OK", 0)


def latency_of(result: dict[str, Any], status: str = "OK", kind: str = "latency") -> dict[str, Any]:
    """The distribution of one status of the only method ("latency" or "service_time"); empty when none ended so."""
    return next((part[kind] for part in _parts(result) if part["status"] == status), {})

