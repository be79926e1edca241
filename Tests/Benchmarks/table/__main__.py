"""Measures the table of targets and writes it down: deploy/benchmark builds what this needs and starts it."""

import argparse
import datetime
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import row_binary
import row_gateway
import row_intake
import row_lookup
import row_memory
import row_overload
import row_report
import row_start
from bench import Bench
from loads import Loads
from processes import Processes, RowFailure
from results import Row, Verdict

ROWS: dict[str, tuple[str, Callable[[Bench, Row], None]]] = {
    "gateway": (row_gateway.TITLE, row_gateway.measure),
    "look-up": (row_lookup.TITLE, row_lookup.measure),
    "intake": (row_intake.TITLE, row_intake.measure),
    "report": (row_report.TITLE, row_report.measure),
    "start": (row_start.TITLE, row_start.measure),
    "memory": (row_memory.TITLE, row_memory.measure),
    "overload": (row_overload.TITLE, row_overload.measure),
    "binary": (row_binary.TITLE, row_binary.measure),
}
_SECONDS, _QUICK_SECONDS = 5.0, 1.0
# No row takes longer, however often something is tried again.
_ROW_SECONDS_MAX = 3_600
_FILES_MAX = 8_192


def _interrupt(*_: object) -> None:
    """Once: what was started is then ended in peace."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _too_long(*_: object) -> None:
    raise RowFailure(f"the row took more than {_ROW_SECONDS_MAX} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/benchmark", description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--programs", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--peers", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--release", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--shown", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", choices=list(ROWS), metavar="ROW")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    if not 1 <= arguments.rounds <= 100:
        parser.error("--rounds is a number from 1 to 100")
    return arguments


def _line_of(command: list[str], root: Path) -> str:
    """The first line that a program prints, or that it could not be asked."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=root, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return f"{command[0]}: not known"
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else f"{command[0]}: not known"


def _value(path: str, key: str) -> str:
    lines = (line.partition(":") for line in Path(path).read_text().splitlines())
    return next((value.strip() for name, _, value in lines if name.strip() == key), "not known")


def _machine(root: Path, work: Path) -> list[str]:
    memory = int(_value("/proc/meminfo", "MemTotal").split()[0]) / 1_048_576
    with open("/etc/os-release", encoding="utf-8") as file:
        system = next((line.partition("=")[2].strip().strip('"') for line in file if line.startswith("PRETTY")), "")
    return [
        f"{os.cpu_count()} cores ({_value('/proc/cpuinfo', 'model name')}), {memory:.1f} GiB, {system}, "
        f"Linux {platform.release()}",
        _line_of(["swift", "--version"], root),
        f"commit {_line_of(['git', 'describe', '--always', '--dirty'], root)}",
        f"data on {_line_of(['findmnt', '--noheadings', '--output', 'SOURCE,FSTYPE', '--target', str(work)], root)}",
    ]


def _load_average() -> str:
    return ", ".join(f"{average:.1f}" for average in os.getloadavg())


def _written(bench: Bench, rows: list[Row], machine: list[str], began: str, load_before: str, shown: str) -> str:
    figures = [figure for row in rows for figure in row.figures.values()]
    missed = sum(1 for figure in figures if figure.verdict is Verdict.MISSED)
    held = sum(1 for figure in figures if figure.verdict is Verdict.HELD)
    lines = ["# Figures of deploy/benchmark", ""]
    # Later averages hold the loads themselves, and earlier ones what this script has built.
    busy = float(load_before.split(", ")[0]) > (os.cpu_count() or 1)
    if bench.is_quick or busy:
        why = ["short loads (--quick)"] * bench.is_quick + ["other work ran on the machine"] * busy
        lines += [f"**A trial run**: {' and '.join(why)}. It shows that the script works; its figures mean little.", ""]
    lines += [f"- {began}; `{shown}`; {bench.rounds} round(s), {bench.seconds:g} s a load"]
    lines += [f"- {line}" for line in machine]
    lines += [f"- load average (1, 5, 15 min) before {load_before}; after {_load_average()}"]
    lines += [f"- {held} targets held, {missed} missed, {sum(1 for row in rows if row.failure)} rows failed", ""]
    for row in rows:
        lines += row.lines
    source = "deploy/release" if bench.release else "swift build -c release"
    lines += ["## Commands", "", f"Loads as they were made, each once; programs from `{source}`.", ""]
    return "\n".join([*lines, "```sh", *bench.loads.commands, "```", ""])


def _measure_rows(bench: Bench, names: list[str], rows: list[Row]) -> None:
    """Adds each row when it is begun, and prints it when it is measured."""
    expected = (RowFailure, OSError, KeyError, ValueError, subprocess.SubprocessError)
    for name in names:
        title, measure = ROWS[name]
        row = Row(name, title)
        rows.append(row)
        print(f"{name}: {title} …", flush=True)
        signal.alarm(_ROW_SECONDS_MAX)
        try:
            measure(bench, row)
        except expected as failure:
            # Of this row; the others go on.
            row.failure = " ".join(str(failure).split())
        finally:
            signal.alarm(0)
            bench.processes.stop_all()
        print("\n".join(row.lines[2:]), flush=True)


def main() -> int:
    arguments = _arguments()
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGALRM, _too_long)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, _FILES_MAX), most))
    began, load_before = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC", _load_average()
    rows: list[Row] = []
    # What is shipped, where it was built.
    programs = arguments.release or arguments.programs
    with tempfile.TemporaryDirectory(prefix="ocop-benchmark-") as folder:
        work = Path(folder)
        (work / "logs").mkdir()
        processes = Processes(work / "logs")
        bench = Bench(
            root=arguments.root, work=work, programs=programs,
            benchmark_server=arguments.programs / "benchmark-server",
            grpc_server=arguments.peers / "grpc-cpp-server", group_commit=arguments.peers / "group_commit",
            processes=processes, loads=Loads(processes, programs / "ocop-load", work),
            rounds=1 if arguments.quick else arguments.rounds,
            seconds=_QUICK_SECONDS if arguments.quick else _SECONDS, is_quick=arguments.quick,
            release=arguments.release,
        )
        machine = _machine(arguments.root, work)
        try:
            _measure_rows(bench, arguments.only or list(ROWS), rows)
        except KeyboardInterrupt:
            print("deploy/benchmark: stopped; nothing is written", file=sys.stderr)
            return 130
        text = _written(bench, rows, machine, began, load_before, arguments.shown)
        arguments.output.write_text(text, encoding="utf-8")
    print(f"Written to {arguments.output}")
    return 1 if any(row.failure for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
