"""The registry ends between writing its log and syncing it, by a kill or because the sync fails; the next process finds
the write, tells of it, and then the power fails. What was told must be there after that.

SQLite takes what it finds in its log for committed. That may be only in the memory of the system, so a process has to
sync the log it has found before it lets anybody see it. After a sync that failed, not even that is enough: the system
takes the pages that it could not write for clean, so they have to be written anew.
"""

import asyncio
from contextlib import AsyncExitStack, suppress

from ocop_wire.status import RpcError

from ..feed_check import check_feed
from ..installation import Daemon, Installation
from ..ledger import Ledger
from ..records import producer, province
from ..shim import Shim, Tampering
from ..verdict import Scenario, Setting, Violation, expect

_WAIT_SECONDS = 10.0


async def _end_at_a_failed_sync(registry: Daemon, shim: Shim, operation: str, records: list[object]) -> None:
    """The import's outcome is unknown, and the registry has ended by itself."""
    shim.gate.touch()
    async with registry.client() as client:
        with suppress(RpcError):
            await client.import_records(operation, records, _WAIT_SECONDS)
            raise Violation(f"{operation} was answered, though its sync has failed")
    process = registry.process
    code = await process.ended(_WAIT_SECONDS) if process is not None else None
    expect(code == 1, f"the registry has not ended with 1 after a sync that failed, but with {code}")
    shim.gate.unlink()


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
    rounds = setting.size(6, 50, control=1)
    found = 0
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        shim = await Shim.build(installation.folder)
        environment = shim.environment(registry, Tampering(sync="gated"))
        registry.environment = environment
        ledger = stack.enter_context(Ledger(installation.folder / "ledger.jsonl"))
        await registry.start()
        async with registry.client() as client:
            ledger.note_acknowledged("province", await client.import_records("province", province()))
        for number in range(rounds):
            operation, records = f"second-{number}", [producer(f"CT-{number}", "Hợp tác xã")]
            await (_end_at_a_failed_sync if number % 2 else _kill_before_the_sync)(registry, shim, operation, records)
            # The second process: it has found the write, or it has not; what it says of it is a promise.
            registry.environment = environment | {"OCOP_SHIM_SYNC": "none" if setting.control else "honest"}
            await registry.start()
            async with registry.client() as client:
                seen = await client.whole_feed()
                found += any(item.operation == operation for item in seen)
                ledger.note_acknowledged(operation, await client.import_until_answered(operation, records))
            await registry.kill()
            shim.cut_power(registry)
            # The next round's process.
            registry.environment = environment | {"OCOP_SHIM_SYNC": "gated" if number % 2 else "failing"}
            await registry.start()
            async with registry.client() as client:
                left = await client.whole_feed()
            expect(left[: len(seen)] == seen, f"round {number}: the feed had {len(seen)} events, and has {len(left)}")
            check_feed(left, ledger.acknowledged)
        await registry.stop()
    expect(found > 0, "no process has found what the one before it had written: the scenario has missed its moment")
    return f"in {found} of {rounds} rounds the next process found what was not synced, and kept what it told of it"


SCENARIO = Scenario(
    name="second-crash",
    proves="what an ended process has written and not synced, the next one brings to the disk before it tells of it",
    run=run,
    controls=("no-sync",),
)
