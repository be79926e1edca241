"""A backup made under writes is restored by the command: each follower takes the new epoch and builds its copy anew."""

import asyncio
import random
import shutil
import time
from pathlib import Path

from ..convergence import HEALING_SECONDS, follower, heads
from ..follower_state import take_snapshots
from ..installation import Daemon, Installation
from ..records import producer, province
from ..service import FeedItem, Service
from ..verdict import Scenario, Setting, Violation, expect

_FOLLOWERS = ("listing", "reporting")


async def _command(registry: Daemon, *words: str | Path) -> None:
    """Runs a command of the registry's program on its storage. Raises Violation when it fails."""
    process = await asyncio.create_subprocess_exec(
        registry.binary, *words, "--storage", f"sqlite:{registry.database}",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    expect(process.returncode == 0, f"ocop-registry {words[0]} ended with {process.returncode}: {errors.decode()}")


async def _write(client: Service, name: str, count: int) -> None:
    for number in range(count):
        await client.import_records(f"{name}-{number}", [producer(f"CT-{name}-{number}", name)])


async def _until_rebuilt(installation: Installation, epoch: str) -> float:
    """Until every follower of the registry has all of the new epoch. Raises Violation."""
    began = time.monotonic()
    wanted = (await heads(installation)).registry
    found = {}
    for name in _FOLLOWERS:
        async with installation[name].client() as client:
            while True:
                found[name] = follower(await client.status(5.0, True), "registry")
                if (
                    found[name].epoch == epoch
                    and found[name].applied_revision >= wanted
                    and found[name].connected
                ):
                    break
                if time.monotonic() - began > HEALING_SECONDS:
                    raise Violation(f"{name} has not built the new epoch {epoch} up to {wanted}: {found[name]}")
                await asyncio.sleep(0.02)
    return time.monotonic() - began


async def _round(setting: Setting, generator: random.Random) -> tuple[float, int]:
    """Returns how long the followers took, and how many events the restore took back."""
    async with Installation(setting.binaries) as installation:
        registry, backup = installation.registry, installation.folder / "backup.db"
        await installation.start_all()
        async with registry.client() as client:
            await client.import_records("province", province())
            await _write(client, "early", generator.randint(1, 20))
            async with asyncio.TaskGroup() as group:
                group.create_task(_write(client, "beside", generator.randint(5, 30)))
                group.create_task(_command(registry, "backup", backup))
            await _write(client, "late", generator.randint(1, 20))
            before = await client.status(5.0, True)
        await (registry.stop() if generator.random() < 0.5 else registry.kill())
        if setting.control == "by-hand":
            for suffix in ("-wal", "-shm"):
                Path(f"{registry.database}{suffix}").unlink(missing_ok=True)
            shutil.copyfile(backup, registry.database)
        else:
            await _command(registry, "restore", backup, "--replace")
        await registry.start()
        async with registry.client() as client:
            restored = await client.status(5.0, True)
            expect(restored.epoch != before.epoch, "the restored log has the old epoch")
            taken_back = before.revision - restored.revision
            await _write(client, "after", generator.randint(0, 5))
            elapsed = await _until_rebuilt(installation, restored.epoch)
            feed: list[FeedItem] = await client.whole_feed()
        for name in _FOLLOWERS:
            await installation[name].stop()
            for snapshot in take_snapshots(installation[name]):
                if snapshot.source == "registry":
                    snapshot.check(feed)
        return elapsed, taken_back


async def run(setting: Setting) -> str:
    generator = setting.generator("restores")
    rounds = setting.size(4, 20, control=1)
    results = [await _round(setting, generator) for _ in range(rounds)]
    return (
        f"{rounds} of {rounds} times both followers built their copies anew, at most "
        f"{max(elapsed for elapsed, _ in results):.2f} s after the start; "
        f"{sum(taken for _, taken in results)} events were taken back, and nobody has kept one"
    )


SCENARIO = Scenario(
    name="restore",
    proves="a backup made under writes and restored by the command begins a new epoch, and every follower rebuilds",
    run=run,
    controls=("by-hand",),
    limit_seconds=90,
    full_factor=5,
)
