"""Three hosts; the line of one is cut under traffic, and later mended."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from ..convergence import follower, heads, until_converged
from ..hosts import Hosts
from ..identities import environments
from ..installation import Installation
from ..records import floor, producer, province
from ..service import REPORTING, new
from ..verdict import Scenario, Setting, expect

_PORT = 7400
_NAMES = ("registry", "listing", "reporting")
# For what was on its way when the line was cut.
_SETTLING_SECONDS = 0.5


async def _write(installation: Installation, name: str, count: int) -> None:
    async with installation.registry.client() as registry, installation.listing.client() as listing:
        for number in range(count):
            await registry.import_records(f"{name}-{number}", [producer(f"CT-{name}-{number}", name)])
            await listing.import_records(f"{name}-{number}", [floor("voso", f"{name} {number}")])
            await asyncio.sleep(0.02)


async def _applied(installation: Installation) -> tuple[int, int]:
    """What reporting has of registry and of listing."""
    async with installation.reporting.client() as client:
        status: Any = await client.status(5.0, True)
        return follower(status, "registry").applied_revision, follower(status, "listing").applied_revision


async def _answers(installation: Installation) -> None:
    """Cut off, reporting answers with what it has."""
    async with installation.reporting.client() as client:
        request = new("ocop.reporting.v1.GetProgressReportRequest", as_of="2021-11-05", edition=1)
        await client.call(f"{REPORTING}/GetProgressReport", request, "ocop.reporting.v1.ProgressReport", 2.0)


async def _partition(setting: Setting, installation: Installation, hosts: Hosts, number: int, seconds: float) -> float:
    await _write(installation, f"before-{number}", 5)
    if setting.control != "never-cut":
        await hosts.unplug("reporting")
    await asyncio.sleep(_SETTLING_SECONDS)
    before = await _applied(installation)
    await _write(installation, f"during-{number}", 10)
    await asyncio.sleep(seconds)
    await _answers(installation)
    after = await _applied(installation)
    expect(before == after, f"reporting went from {before} to {after} while it was cut off")
    now = await heads(installation)
    expect(after[0] < now.registry and after[1] < now.listing, "nothing was written while reporting was cut off")
    if setting.control != "never-mended":
        await hosts.plug_in("reporting")
    await _write(installation, f"after-{number}", 2)
    return await until_converged(installation)


async def run(setting: Setting) -> str:
    generator = setting.generator("partitions")
    rounds = setting.size(2, 10, control=1)
    slowest = 0.0
    async with AsyncExitStack() as stack:
        hosts = await stack.enter_async_context(Hosts(_NAMES))
        installation = await stack.enter_async_context(Installation(setting.binaries))
        identities = await environments(setting.binaries, installation.folder, _NAMES)
        for name in _NAMES:
            daemon = installation[name]
            daemon.environment |= identities[name]
            daemon.prefix = [*hosts.prefix(name)]
            # The socket in the folder is the harness's way in: files are the same on all of these hosts.
            daemon.also_listens = [f"tcp:{hosts.address(name)}:{_PORT}"]
            for source in daemon.sources:
                installation.find(name, source, f"tcp:{hosts.address(source)}:{_PORT}")
        await installation.start_all()
        async with installation.registry.client() as client:
            await client.import_records("province", province())
        await until_converged(installation)
        for number in range(rounds):
            seconds = generator.uniform(0.5, 4.0)
            slowest = max(slowest, await _partition(setting, installation, hosts, number, seconds))
        for name in reversed(_NAMES):
            await installation[name].stop()
    return f"{rounds} partitions of reporting from the others; converged at most {slowest:.2f} s after mending"


SCENARIO = Scenario(
    name="namespaces",
    proves="reporting, cut off from the other hosts, answers with what it has, and catches up afterwards",
    run=run,
    controls=("never-cut", "never-mended"),
    limit_seconds=90,
    full_factor=5,
)
