"""Sizes of the shipped programs, and that Foundation is not in the daemons."""

import re
from pathlib import Path

from bench import Bench
from installation import DAEMONS
from processes import RowFailure
from results import Row

TITLE = "shipped programs: stripped, with the static standard library of Swift"
_PROGRAM_SECONDS = 120
# Mangled names of Swift's Foundation modules, and the C names of CoreFoundation and ICU that it brings.
_FOUNDATION = re.compile(
    r"\$s(?:10Foundation|20FoundationEssentials|28FoundationInternationalization)|_CFBundle\w*Create"
)


def _foundation_symbols(bench: Bench, program: Path) -> int:
    """How many symbols that the program itself defines, and libraries that it needs, are Foundation's."""
    symbols = bench.processes.run("nm", ["nm", "--defined-only", program], _PROGRAM_SECONDS).splitlines()
    needed = bench.processes.run("readelf", ["readelf", "--dynamic", program], _PROGRAM_SECONDS).splitlines()
    if not symbols:
        raise RowFailure(f"{program} has no symbols to look at")
    libraries = [line for line in needed if "(NEEDED)" in line and "Foundation" in line]
    return len(libraries) + sum(1 for line in symbols if _FOUNDATION.search(line))


def measure(bench: Bench, row: Row) -> None:
    if bench.release is None:
        row.skipped = "it takes deploy/release, which builds everything again; ask for it with --release"
        return
    for daemon in DAEMONS:
        name = f"ocop-{daemon}"
        size = (bench.release / name).stat().st_size / 1_048_576
        row.add(f"{name}", "MiB", size, ("<=", 20))
        # Not stripped, so with its symbols.
        linked = bench.root / ".build-release/build/release" / name
        row.add(f"{name}: symbols and libraries of Foundation", "", _foundation_symbols(bench, linked), ("<=", 0))
