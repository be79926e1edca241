"""The registry is killed between writing its log and syncing it; the next process finds the write, tells of it, and
then the power fails. What was told must be there after that.

SQLite takes what it finds in its log for committed. After a crash of the process alone, that may be only in the memory
of the system, so a process has to sync the log it has found before it lets anybody see it.
"""

import asyncio
from contextlib import AsyncExitStack, suppress

from ocop_wire.status import RpcError

from ..feed_check import check_feed
from ..installation import Daemon, Installation
from ..ledger import Ledger
from ..records import producer, province
from ..shim import Shim, Tampering
from ..verdict import Scenario, Setting, expect

_WAIT_SECONDS = 10.0


async def _kill_before_the_sync(registry: Daemon, shim: Shim, operation: str, records: list[object]) -> None:
    """Nobody has had an answer to this import."""
    shim.gate.touch()
    async with registry.client() as client:
        importing = asyncio.create_task(client.import_records(operation, records, _WAIT_SECONDS))
        async with asyncio.timeout(_WAIT_SECONDS):
            written, before = 0, -1
            # The writes of a transaction come one after the other; when no more come, it waits for its sync.
            while written == 0 or written != before:
                before = written
                await asyncio.sleep(0.05)
                written = shim.unsynced()
        expect(not importing.done(), f"{operation} was answered while its sync waited")
        await registry.kill()
        with suppress(RpcError):
            await importing
    shim.gate.unlink()


async def run(setting: Setting) -> str:
    rounds = setting.size(5, 50, control=1)
    found = undone = 0
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        shim = await Shim.build(installation.folder)
        gated = shim.environment(registry, Tampering(sync="gated"))
        registry.environment = gated
        ledger = stack.enter_context(Ledger(installation.folder / "ledger.jsonl"))
        await registry.start()
        async with registry.client() as client:
            ledger.note_acknowledged("province", await client.import_records("province", province()))
        for number in range(rounds):
            operation, records = f"second-{number}", [producer(f"CT-{number}", "Hợp tác xã")]
            await _kill_before_the_sync(registry, shim, operation, records)
            # The second process: it has found the write, or it has not; what it says of it is a promise.
            registry.environment = {**gated, "OCOP_SHIM_SYNC": "none" if setting.control == "no-sync" else "honest"}
            await registry.start()
            async with registry.client() as client:
                seen = await client.whole_feed()
                found += any(item.operation == operation for item in seen)
                ledger.note_acknowledged(operation, await client.import_until_answered(operation, records))
            await registry.kill()
            undone += shim.cut_power(registry)
            registry.environment = gated
            await registry.start()
            async with registry.client() as client:
                left = await client.whole_feed()
            expect(left[: len(seen)] == seen, f"round {number}: the feed had {len(seen)} events, and has {len(left)}")
            check_feed(left, ledger.acknowledged)
        await registry.stop()
    expect(found > 0, "no process has found what the one before it had written: the scenario has missed its moment")
    return f"{rounds} rounds, {found} found what was not synced; power cuts took back {undone} writes of no importance"


SCENARIO = Scenario(
    name="second-crash",
    proves="what a killed process has written and not synced is synced by the next before anybody is told of it",
    run=run,
    controls=("no-sync",),
)
