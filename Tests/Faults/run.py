#!/usr/bin/python3
"""Runs the daemons under faults and checks what they promise. See README.md beside this file.

    run.py [SCENARIO ...] [--seed N] [--full] [--controls] [--binaries DIR] [--binaries-old DIR] [--list]

Each scenario prints its seed; --seed repeats it. With --controls, something is broken on purpose in each scenario, and
it has to notice. Ends with 1 when a promise is broken, when a control goes unnoticed, or on any mishap.
"""

import argparse
import asyncio
import logging
import random
import signal
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from faults import REPOSITORY
from faults.scenarios.all import SCENARIOS
from faults.verdict import Scenario, Setting, Skipped, Violation


async def run_bounded(scenario: Scenario, setting: Setting) -> str:
    limit = scenario.limit_seconds * (scenario.full_factor if setting.is_full else 1)
    # In a task of its own: a group of tasks of which one fails can leave its task counted as cancelled (Python 3.11),
    # and then timeouts that come later in it are no TimeoutError any more.
    task = asyncio.ensure_future(scenario.run(setting))
    try:
        async with asyncio.timeout(limit):
            return await task
    except TimeoutError as error:
        raise RuntimeError(f"did not end within {limit} s") from error


async def run_honest(scenario: Scenario, setting: Setting) -> bool:
    """Whether every promise was kept, or could not be looked at here."""
    title = f"{scenario.name} --seed {setting.seed}"
    print(f"running {title}", flush=True)
    began = time.monotonic()
    try:
        measured = await run_bounded(scenario, setting)
    except Skipped as reason:
        print(f"skipped {title}: {reason}", flush=True)
        return True
    except Violation as violation:
        print(f"FAILED  {title}: {violation}", flush=True)
        return False
    except Exception:
        print(f"BROKEN  {title}:\n{traceback.format_exc()}", flush=True)
        return False
    print(f"passed  {title} ({time.monotonic() - began:.1f} s): {measured}", flush=True)
    return True


async def run_control(scenario: Scenario, setting: Setting) -> bool:
    """Whether the scenario noticed what is broken on purpose. A mishap does not count."""
    title = f"{scenario.name} --seed {setting.seed}, control «{setting.control}»"
    began = time.monotonic()
    try:
        measured = await run_bounded(scenario, setting)
    except Violation as violation:
        first = str(violation).splitlines()[0]
        print(f"noticed {title} ({time.monotonic() - began:.1f} s): {first}", flush=True)
        return True
    except Skipped as reason:
        print(f"skipped {title}: {reason}", flush=True)
        return True
    except Exception:
        print(f"BROKEN  {title}:\n{traceback.format_exc()}", flush=True)
        return False
    print(f"UNNOTICED {title}: {measured}", flush=True)
    return False


async def run(scenarios: list[Scenario], setting: Setting, with_controls: bool) -> int:
    task = asyncio.current_task()
    assert task is not None
    # Cancelled, so that everything that was started is ended on the way out.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    results: list[bool] = []
    for scenario in scenarios:
        if with_controls:
            for control in scenario.controls:
                results.append(await run_control(scenario, replace(setting, control=control)))
        else:
            results.append(await run_honest(scenario, setting))
    failed = results.count(False)
    print(f"{len(results) - failed} as they should be, {failed} not")
    return 1 if failed or not results else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the daemons under faults.")
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="default: all")
    parser.add_argument("--seed", type=int, default=None, help="default: a new one")
    parser.add_argument("--full", action="store_true", help="the large sizes; takes about half an hour")
    parser.add_argument("--controls", action="store_true", help="break something on purpose: it has to be noticed")
    parser.add_argument("--binaries", type=Path, default=REPOSITORY / ".build" / "debug", metavar="DIR")
    parser.add_argument("--binaries-old", type=Path, metavar="DIR", help="programs of the version before, for upgrade")
    parser.add_argument("--list", action="store_true", help="name the scenarios and what they prove")
    arguments = parser.parse_args()
    known = {scenario.name: scenario for scenario in SCENARIOS}
    if arguments.list:
        for scenario in SCENARIOS:
            print(f"{scenario.name:16} {scenario.proves} [controls: {', '.join(scenario.controls)}]")
        return 0
    for name in arguments.scenarios:
        if name not in known:
            parser.error(f"{name} is not a scenario: {', '.join(known)}")
    if not (arguments.binaries / "ocop-registry").exists():
        parser.error(f"there is no ocop-registry in {arguments.binaries}: build first, or name the folder")
    # The channel logs every connection that fails: here that is the point.
    logging.basicConfig(level=logging.CRITICAL)
    seed = random.SystemRandom().randrange(1_000_000) if arguments.seed is None else arguments.seed
    old = arguments.binaries_old
    if old is not None and not (old / "ocop-registry").exists():
        parser.error(f"there is no ocop-registry in {old}")
    setting = Setting(
        seed, arguments.binaries.resolve(), arguments.full, binaries_old=old and old.resolve()
    )
    chosen = [known[name] for name in arguments.scenarios] or SCENARIOS
    began = time.monotonic()
    try:
        return asyncio.run(run(chosen, setting, arguments.controls))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("interrupted", flush=True)
        return 130
    finally:
        print(f"seed {seed}, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
