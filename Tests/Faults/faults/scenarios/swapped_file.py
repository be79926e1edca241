"""An old copy of the registry's database is put in its place: the followers notice, and refuse to go on."""

import asyncio
import random
import shutil
import time
from pathlib import Path

from ..convergence import follower, until_converged
from ..installation import Daemon, Installation
from ..records import producer, province
from ..service import Service
from ..verdict import Scenario, Setting, expect

_NOTICE_SECONDS = 10.0
_FOLLOWERS = ("listing", "reporting")
_FILES = ("", "-wal")


async def _write(client: Service, name: str, count: int) -> None:
    for number in range(count):
        await client.import_records(f"{name}-{number}", [producer(f"CT-{name}-{number}", name)])


def _copy(database: Path, where: Path) -> None:
    """Puts one database in the place of another; the log goes with it, or goes."""
    for suffix in (*_FILES, "-shm"):
        Path(f"{where}{suffix}").unlink(missing_ok=True)
    for suffix in _FILES:
        if Path(f"{database}{suffix}").exists():
            shutil.copyfile(f"{database}{suffix}", f"{where}{suffix}")


async def _end(daemon: Daemon, generator: random.Random) -> None:
    if generator.random() < 0.5:
        await daemon.stop()
    else:
        await daemon.kill()


async def _swap(setting: Setting, installation: Installation, generator: random.Random) -> int:
    """Everything up to the moment when the old file is in place and the registry is down. Returns the head that the
    followers have applied."""
    registry = installation.registry
    old = installation.folder / "old.db"
    await installation.start_all()
    async with registry.client() as client:
        await client.import_records("province", province())
        await _write(client, "early", generator.randint(0, 5))
        await _end(registry, generator)
        _copy(registry.database, old)
        await registry.start()
        await _write(client, "late", generator.randint(1, 5))
        await until_converged(installation)
        head: int = (await client.status(5.0, True)).revision
    await _end(registry, generator)
    if setting.control == "not-swapped":
        _copy(registry.database, old)
    _copy(old, registry.database)
    return head


async def _until_refused(daemon: Daemon, head: int) -> str:
    """Until the follower says that it has stopped; returns why. Raises Violation."""
    began = time.monotonic()
    async with daemon.client() as client:
        while True:
            found = follower(await client.status(5.0, True), "registry")
            expect(
                found.applied_revision == head,
                f"{daemon.name} went from revision {head} to {found.applied_revision} of a log that was put back",
            )
            if not found.connected and found.reason.startswith("stopped:"):
                break
            expect(
                time.monotonic() - began < _NOTICE_SECONDS,
                f"{daemon.name} has not refused within {_NOTICE_SECONDS} s "
                f"(connected: {found.connected}; {found.reason})",
            )
            await asyncio.sleep(0.02)
    is_loud = any("critical" in line and "stopped following" in line for line in daemon.log.read_text().splitlines())
    expect(is_loud, f"{daemon.name} has stopped following and does not say so in its log:\n{daemon.tail()}")
    return str(found.reason)


async def _shrunk(setting: Setting, generator: random.Random) -> str:
    """The old file ends before what the followers have applied."""
    async with Installation(setting.binaries) as installation:
        head = await _swap(setting, installation, generator)
        await installation.registry.start()
        reasons = [await _until_refused(installation[name], head) for name in _FOLLOWERS]
        for name in _FOLLOWERS:
            await installation[name].stop()
        return reasons[0]


async def _grown(setting: Setting, generator: random.Random) -> str:
    """The followers are down while the old file grows past what they have applied, with other events."""
    async with Installation(setting.binaries) as installation:
        for name in _FOLLOWERS:
            installation[name].log.touch()
        head = await _swap(setting, installation, generator)
        for name in _FOLLOWERS:
            await installation[name].stop()
        await installation.registry.start()
        async with installation.registry.client() as client:
            await _write(client, "other", head + 3)
        for name in _FOLLOWERS:
            await installation[name].start()
        return [await _until_refused(installation[name], head) for name in _FOLLOWERS][0]


async def run(setting: Setting) -> str:
    generator = setting.generator("swaps")
    rounds = setting.size(5, 20, control=1)
    reasons = []
    for _ in range(rounds):
        reasons = [await _shrunk(setting, generator), await _grown(setting, generator)]
    return (
        f"{rounds} of {rounds} times both followers refused («{reasons[0]}»), "
        f"and a file that had grown since («{reasons[1]}»)"
    )


SCENARIO = Scenario(
    name="swapped-file",
    proves="followers refuse, loudly, a log that is not the one they have applied: an old file was put back",
    run=run,
    controls=("not-swapped",),
    limit_seconds=90,
    full_factor=4,
)
