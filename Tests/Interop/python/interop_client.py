#!/usr/bin/python3
"""Runs the interoperability cases against a server of ocop.testing.v1.Interop on the OCOP wire.

    interop_client.py --server ADDRESS [--case NAME ...] [--scale FACTOR]

One line per case: «passed NAME» or «failed NAME: reason»; then «N passed, N failed». Ends with 1 on a failure.
"""

import argparse
import asyncio
import logging
import sys

from interop.cases import CASES
from interop.context import MANY_CALLS_SECONDS, CaseFailed, Context
from ocop_wire.address import Address
from ocop_wire.channel import Channel


async def run_case(name: str, address: Address, scale: float) -> str | None:
    """Why the case failed, or None. Each has a channel of its own, and its time."""
    channel = Channel(address.connect)
    try:
        async with asyncio.timeout(MANY_CALLS_SECONDS + 30):
            await CASES[name](Context(address, channel, scale))
        return None
    except CaseFailed as failure:
        return str(failure)
    except Exception as error:  # Whatever goes wrong in a case is its failure; the others go on.
        return f"{type(error).__name__}: {error}"
    finally:
        await channel.close()


async def run(names: list[str], address: Address, scale: float) -> int:
    failed = 0
    for name in names:
        problem = await run_case(name, address, scale)
        failed += problem is not None
        # A reason may quote what the server sent: kept to one line.
        reason = "" if problem is None else ": " + " ".join(problem.split())
        print(("passed " if problem is None else "failed ") + name + reason, flush=True)
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the interoperability cases on the OCOP wire.")
    parser.add_argument("--server", required=True, type=Address.parse, metavar="ADDRESS")
    parser.add_argument("--case", nargs="+", action="extend", choices=list(CASES), metavar="NAME", help="default: all")
    parser.add_argument("--scale", type=float, default=1.0, help="of concurrent_large_unary's payloads, up to 1")
    arguments = parser.parse_args()
    if not 0 < arguments.scale <= 1:
        parser.error("--scale is above 0 and at most 1")
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(message)s", stream=sys.stderr)
    return asyncio.run(run(arguments.case or list(CASES), arguments.server, arguments.scale))


if __name__ == "__main__":
    sys.exit(main())
