"""Each service in turn is replaced by the next version under load, and then by the one before again; and a program goes
on serving when its schema becomes newer than it is, but does not start on such a one.

`run.py --binaries-old DIR` names the programs of the version before. Without it there is one version only: then every
exchange is made with the same programs, and what a later version would have done to the schema is done by hand.
"""

import asyncio
import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path

from ..constant_load import ConstantLoad
from ..convergence import until_converged
from ..installation import Daemon, DaemonEnded, Installation
from ..postgresql import PostgreSQL
from ..records import producer, province
from ..verdict import Scenario, Setting, Skipped, expect

_NAMES = ("registry", "listing", "reporting", "gateway")
_BETWEEN_SECONDS = 0.5
_ENDED_SECONDS = 15.0
# No version has ever so many.
_LATER_VERSION = 900


async def _exchange(daemon: Daemon, folder: Path) -> None:
    """The same service by the programs in another folder."""
    await daemon.stop()
    daemon.binary = folder / daemon.binary.name
    await daemon.start()
    await asyncio.sleep(_BETWEEN_SECONDS)


async def _roll_back(daemon: Daemon, folder: Path, newer: Path) -> bool:
    """False when the schema has become newer than the version before, which then says so."""
    await daemon.stop()
    daemon.binary = folder / daemon.binary.name
    try:
        await daemon.start()
    except DaemonEnded:
        said = daemon.tail()
        expect("newer" in said, f"{daemon.name} of the version before does not start, and does not say why:\n{said}")
        daemon.binary = newer / daemon.binary.name
        await daemon.start()
        return False
    await asyncio.sleep(_BETWEEN_SECONDS)
    return True


async def _versions(setting: Setting) -> str:
    older, newer = setting.binaries_old or setting.binaries, setting.binaries
    kept: list[str] = []
    async with Installation(older) as installation:
        gateway = installation.add_gateway()
        gateway.hold_socket()
        await installation.start_all()
        load = ConstantLoad(setting, installation, gateway.address)

        async def upgrade_and_back() -> None:
            await asyncio.sleep(_BETWEEN_SECONDS)
            for name in _NAMES:
                await _exchange(installation[name], newer)
            for name in reversed(_NAMES):
                if not await _roll_back(installation[name], older, newer):
                    kept.append(name)

        await load.during(upgrade_and_back)
        if setting.control != "lost-write":
            await until_converged(installation)
    tally = load.tally
    which = "two versions" if setting.binaries_old else "one version, exchanged for itself"
    stayed = f"; {', '.join(kept)} said that the schema is newer, and stayed" if kept else ""
    return (
        f"{which}: {tally.reads} reads and {tally.writes} writes answered, {tally.failed_attempts} attempts failed, "
        f"nothing lost or doubled{stayed}"
    )


async def _refused(daemon: Daemon) -> None:
    """The daemon does not start on a schema that is newer, and says so in a line."""
    process = await daemon.launch()
    code = await process.ended(_ENDED_SECONDS)
    said = daemon.tail()
    expect(code == 1, f"{daemon.name} ends with {code} on a schema that is newer than it:\n{said}")
    expect("newer" in said and str(_LATER_VERSION) in said, f"{daemon.name} does not say what is wrong:\n{said}")


async def _newer_file(setting: Setting) -> str:
    async with Installation(setting.binaries) as installation:
        registry = installation.registry
        await registry.start()
        async with registry.client() as client:
            await client.import_records("province", province())
        await registry.stop()
        if setting.control != "same-schema":
            with sqlite3.connect(registry.database) as database:
                database.execute("CREATE TABLE later (id INTEGER)")
                database.execute("INSERT INTO schema_migration VALUES (?, 'later')", (_LATER_VERSION,))
            database.close()
        await _refused(registry)
    return "a newer file is refused"


async def _newer_server(setting: Setting) -> str:
    """A later version migrates the schema on a server while the present one serves."""
    async with AsyncExitStack() as stack:
        try:
            server = await stack.enter_async_context(PostgreSQL())
        except Skipped as reason:
            return f"no newer schema on a server: {reason}"
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        registry.location = await server.make("registry")
        await registry.start()
        async with registry.client() as client:
            await client.import_records("province", province())
            writing = asyncio.create_task(_keep_writing(registry, "during"))
            # As a migration does it: what there is stays, and something is added.
            await server.run(
                "BEGIN; ALTER TABLE producer ADD COLUMN later TEXT; CREATE TABLE later (id BIGINT); "
                f"INSERT INTO schema_migration VALUES ({_LATER_VERSION}, 'later'); COMMIT",
                "registry",
            )
            await writing
            await _keep_writing(registry, "after")
            found = await client.get(3, "CT-after-9")
            expect(found.producer.name == "CT-after-9", f"a record has changed under a newer schema: {found}")
        await registry.stop()
        await _refused(registry)
    return "on a server it serves on under a newer schema, and does not start anew"


async def _keep_writing(registry: Daemon, name: str) -> None:
    async with registry.client() as client:
        for number in range(10):
            identifier = f"CT-{name}-{number}"
            await client.import_until_answered(f"{name}-{number}", [producer(identifier, identifier)])
            await asyncio.sleep(0.02)


async def run(setting: Setting) -> str:
    figures = []
    if setting.control != "same-schema":
        figures.append(await _versions(setting))
    figures.append(await _newer_file(setting))
    if not setting.control:
        figures.append(await _newer_server(setting))
    return "; ".join(figures)


SCENARIO = Scenario(
    name="upgrade",
    proves="neighbouring versions work together in both directions, and a schema that is newer is refused clearly",
    run=run,
    controls=("lost-write", "same-schema"),
    limit_seconds=90,
)
