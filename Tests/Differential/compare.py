"""Counts random histories twice, and holds the two together. See README.md; `run` starts it."""

import argparse
import collections
import concurrent.futures
import sys
import time

from recount import controls
from recount.comparison import Comparison


def count(arguments, seeds):
    """Counts some histories in a process of its own."""
    comparison = Comparison(arguments.harness, arguments.questions)
    for seed in seeds:
        comparison.run(seed)
    comparison.harness.close()
    return comparison.tally, comparison.faults, comparison.by_indicator, comparison.seconds


def print_faults(faults, most):
    for seed, request, found in faults[:most]:
        print(f"seed {seed}: {' '.join(request.split())}")
        print("\n".join("  " + line for line in found[:12]))


def print_details(faults, by_indicator, seconds):
    print("figures that were not 0:", ", ".join(f"{n} {c}" for n, c in by_indicator.most_common()))
    print("seconds:", ", ".join(f"{name} {value:.0f}" for name, value in seconds.items()))
    lines = [line for _, _, found in faults for line in found]
    kinds = collections.Counter(
        line[:90] if line.startswith("refused") else line.split(": recount")[0].split(" ")[-1] for line in lines)
    print("differences:", kinds.most_common(60))


def main():
    parser = argparse.ArgumentParser(description="Counts random histories twice.")
    parser.add_argument("--harness", required=True, help="the program reporting-harness")
    parser.add_argument("--histories", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first history")
    parser.add_argument("--questions", type=int, default=6, help="reports of each history")
    parser.add_argument("--jobs", type=int, default=2, help="processes that count side by side")
    parser.add_argument("--faults", type=int, default=3, help="differences that are printed")
    parser.add_argument("--details", action="store_true", help="tells what was counted how often")
    parser.add_argument("--controls", action="store_true", help="instead: whether faults would be noticed")
    arguments = parser.parse_args()
    if arguments.controls:
        return controls.run(arguments.harness, arguments.seed)
    began = time.monotonic()
    seeds = range(arguments.seed, arguments.seed + arguments.histories)
    tally, by_indicator, seconds = (collections.Counter() for _ in range(3))
    faults = []
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        parts = [pool.submit(count, arguments, seeds[i::arguments.jobs]) for i in range(arguments.jobs)]
        for part in parts:
            for known, found in zip((tally, faults, by_indicator, seconds), part.result()):
                known.extend(found) if known is faults else known.update(found)
    faults.sort(key=lambda fault: fault[0])
    print_faults(faults, arguments.faults)
    if arguments.details:
        print_details(faults, by_indicator, seconds)
    words = ", ".join(f"{number} {name}" for name, number in tally.items())
    print(f"{words}; seeds {seeds.start} to {seeds.stop - 1}; {len(faults)} answers differ; "
          f"{time.monotonic() - began:.0f} s")
    if not tally["figures"]:
        print("nothing was counted")
        return 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
