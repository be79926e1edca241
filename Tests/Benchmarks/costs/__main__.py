"""Guards what calls cost, in instructions and allocations: deploy/count-costs builds what this needs and starts it."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from accepted import Accepted
from callgrind import Counts
from calls import GuardedCall, guarded_calls
from connection import CallFailure
from counting import Counting
from processes import Processes, RowFailure
from verdict import ALLOCATIONS_ALLOWED, INSTRUCTIONS_ALLOWED_PERCENT, Comparison, Verdict, compared_twice, heading

_PROGRAM = "deploy/count-costs"


def _interrupt(*_: object) -> None:
    """Once: what was started is then ended in peace."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=_PROGRAM, description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--programs", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--kept", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--only", action="append", metavar="CALL")
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("--batches", action="store_true")
    return parser.parse_args()


def _accepted(path: Path, here: Accepted, is_accepting: bool) -> Accepted:
    """What the file holds. Raises RowFailure when it cannot be compared with."""
    if not path.exists() and is_accepting:
        return here
    try:
        accepted = Accepted.read(path)
    except (OSError, ValueError) as failure:
        raise RowFailure(f"{failure}; {_PROGRAM} --accept writes it when it is not there") from failure
    if accepted.machine != here.machine and not is_accepting:
        raise RowFailure(
            f"the accepted figures are of {accepted.machine} and this machine is {here.machine}, which has other "
            "instructions: they cannot be compared"
        )
    return accepted


def _compared(arguments: argparse.Namespace, calls: list[GuardedCall], accepted: Accepted) -> dict[str, Comparison]:
    """Each call, counted. Everything that was started has ended when this returns or raises."""
    compared = {}
    with tempfile.TemporaryDirectory(prefix="ocop-costs-") as folder:
        work = Path(folder)
        (work / "logs").mkdir()
        processes = Processes(work / "logs")
        try:
            counting = Counting(processes, arguments.programs, arguments.root, work, arguments.kept)
            for call in calls:
                def count(call: GuardedCall = call) -> Counts:
                    return _counted(counting, call, arguments.batches)

                title = f"{call.name}: {call.title}"
                compared[call.name] = compared_twice(title, accepted.calls.get(call.name), count)
                print(compared[call.name].line, flush=True)
        finally:
            processes.stop_all()
    return compared


def _counted(counting: Counting, call: GuardedCall, with_batches: bool) -> Counts:
    costs = counting.count(call)
    if with_batches:
        for batch in costs.batches:
            print(f"{call.name}: {batch.instructions:,.1f} instructions, {batch.allocations:.3f} allocations")
    return costs.median


def _advice(comparisons: dict[str, Comparison], accepted: Accepted, here: Accepted, kept: Path) -> list[str]:
    """What to do next, for whoever reads that something costs more, or less."""
    def named(verdict: Verdict) -> list[str]:
        return [name for name, comparison in comparisons.items() if comparison.verdict is verdict]

    lines = []
    if costlier := named(Verdict.COSTLIER):
        lines += [
            "",
            f"More than accepted (allowed: {INSTRUCTIONS_ALLOWED_PERCENT:g} % of the instructions, "
            f"{ALLOCATIONS_ALLOWED:g} of an allocation): {', '.join(costlier)}.",
            "Where it goes, of the last batch of calls:",
            *(
                f"  callgrind_annotate --inclusive=yes {kept}/{name}.callgrind | swift demangle --compact | less"
                for name in costlier
            ),
            "The same of an older version, to compare with: its programs with --programs DIR --kept ANOTHER_DIR.",
            f"When the cost is meant: {_PROGRAM} --accept, and commit the file with the change that costs it.",
        ]
        if differences := accepted.differences(here):
            lines += ["It need not be our change. Accepted with another version of:", *(f"  {x}" for x in differences)]
    if cheaper := named(Verdict.CHEAPER):
        lines += ["", f"Less than accepted: {', '.join(cheaper)}. {_PROGRAM} --accept keeps it so."]
    if new := named(Verdict.NEW):
        lines += ["", f"Nobody has accepted a figure for: {', '.join(new)}. {_PROGRAM} --accept does."]
    return lines


def _compare(arguments: argparse.Namespace) -> int:
    known = guarded_calls(arguments.root)
    unknown = [name for name in arguments.only or [] if name not in known]
    if unknown:
        raise RowFailure(f"--only {unknown[0]} is no call; the calls are: {', '.join(known)}")
    calls = [call for name, call in known.items() if not arguments.only or name in arguments.only]
    here = Accepted.here()
    accepted = _accepted(arguments.file, here, arguments.accept)
    print("\n".join(heading()), flush=True)
    comparisons = _compared(arguments, calls, accepted)
    if arguments.accept:
        others = {name: counts for name, counts in accepted.calls.items() if name in known}
        here.calls = {**others, **{name: comparison.now for name, comparison in comparisons.items()}}
        here.write(arguments.file)
        print(f"\nAccepted, and written to {arguments.file}")
        return 0
    print("\n".join(_advice(comparisons, accepted, here, arguments.kept)))
    failed = (Verdict.COSTLIER, Verdict.NEW)
    return 1 if any(comparison.verdict in failed for comparison in comparisons.values()) else 0


def main() -> int:
    arguments = _arguments()
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _compare(arguments)
    except (RowFailure, CallFailure, OSError) as failure:
        print(f"{_PROGRAM}: {' '.join(str(failure).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{_PROGRAM}: stopped; nothing is written", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
