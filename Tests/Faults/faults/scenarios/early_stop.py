"""A daemon that is asked to stop the moment it can be reached stops in order."""

import asyncio
import signal
from contextlib import suppress

from ..installation import Daemon, Installation
from ..verdict import Scenario, Setting, expect

_CONNECT_SECONDS = 20.0


async def _until_reachable(daemon: Daemon) -> None:
    """Without a pause: the moment itself is what matters."""
    async with asyncio.timeout(_CONNECT_SECONDS):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_unix_connection(daemon.address.path)
                writer.close()
                return
            await asyncio.sleep(0)


async def run(setting: Setting) -> str:
    rounds = setting.size(10, 100, control=2)
    number = signal.SIGKILL if setting.control == "killed" else signal.SIGTERM
    names = ("registry", "listing", "reporting")
    for _ in range(rounds):
        async with Installation(setting.binaries) as installation:
            for name in names:
                daemon = installation[name]
                process = await daemon.launch()
                await _until_reachable(daemon)
                process.signal(number)
                code = await process.ended(20.0)
                expect(code == 0, f"{name} ended with {code} after {number.name}:\n{daemon.tail()}")
    return f"{rounds * len(names)} daemons stopped in order as soon as they could be reached"


SCENARIO = Scenario(
    name="early-stop",
    proves="SIGTERM stops a daemon in order from its first connection on",
    run=run,
    controls=("killed",),
)
