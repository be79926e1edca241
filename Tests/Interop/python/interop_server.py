#!/usr/bin/python3
"""Serves ocop.testing.v1.Interop on the OCOP wire until SIGTERM or SIGINT, then drains.

    interop_server.py --listen tcp:127.0.0.1:0 [--max-streams 1024]
    interop_server.py --listen unix:PATH

Prints one line, «listening on ADDRESS», when it can be called.
"""

import argparse
import asyncio
import logging
import signal
import sys

from interop.service import handlers
from ocop_wire.address import Address
from ocop_wire.limits import Limits, Settings
from ocop_wire.server import Server

DRAIN_SECONDS = 10.0


async def serve(address: Address, max_streams: int) -> None:
    server = Server(handlers(), Settings(limits=Limits(max_streams=max_streams)))
    actual = await server.listen(address)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    print(f"listening on {actual}", flush=True)
    await stop.wait()
    await server.drain(DRAIN_SECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(description="Serves the interoperability methods on the OCOP wire.")
    parser.add_argument("--listen", required=True, type=Address.parse, metavar="ADDRESS")
    parser.add_argument("--max-streams", type=int, default=1024, metavar="N", help="streams a client may have open")
    arguments = parser.parse_args()
    if not 1 <= arguments.max_streams < 2**32:
        parser.error("--max-streams is a number from 1 to 4294967295")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        asyncio.run(serve(arguments.listen, arguments.max_streams))
    except OSError as error:
        print(f"cannot listen on {arguments.listen}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
