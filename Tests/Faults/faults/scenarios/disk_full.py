"""The disk is full: writes fail soon and say so, reads go on, and writes are back soon after there is space."""

import asyncio
import time
from contextlib import AsyncExitStack

from ocop_wire.status import RpcError

from ..feed_check import check_feed
from ..installation import Daemon, Installation
from ..ledger import Ledger
from ..records import PRODUCER_KIND, producer, province
from ..service import Service
from ..small_disk import small_disk
from ..verdict import Setting, Skipped, expect

_BALLAST_BYTES = 3 * 1024 * 1024
_ERROR_SECONDS = 1.0
_RECOVERY_SECONDS = 5.0
_RECORDS_EACH = 200
_FAILURES = 10


def _records(number: int) -> list[object]:
    return [producer(f"CT-{number:04}-{index:03}", "Hợp tác xã " + "ă" * 150) for index in range(_RECORDS_EACH)]


async def _fill(client: Service, ledger: Ledger) -> tuple[int, float]:
    """Imports until the disk is full and has refused some. Returns the next number and the slowest error."""
    slowest, failures, number = 0.0, 0, 0
    while failures < _FAILURES:
        number += 1
        expect(number < 500, "the disk never became full")
        operation = f"fill-{number}"
        ledger.note_sent(operation)
        began = time.monotonic()
        try:
            ledger.note_acknowledged(operation, await client.import_records(operation, _records(number)))
        except RpcError:
            failures += 1
            slowest = max(slowest, time.monotonic() - began)
            record = await client.get(PRODUCER_KIND, "CT-0001-000", _ERROR_SECONDS)
            expect(record.producer.producer_id == "CT-0001-000", f"a read on the full disk brought {record}")
    return number, slowest


async def _check_recovery(registry: Daemon, client: Service, ledger: Ledger, freed: float) -> float:
    for operation in sorted(ledger.unresolved):
        number = int(operation.removeprefix("fill-"))
        while operation in ledger.unresolved:
            expect(time.monotonic() - freed < _RECOVERY_SECONDS, f"no write within {_RECOVERY_SECONDS} s of space")
            try:
                ledger.note_acknowledged(operation, await client.import_records(operation, _records(number), 2.0))
            except RpcError:
                await asyncio.sleep(0.05)
        break
    return time.monotonic() - freed


async def _run(setting: Setting) -> str:
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        where, kind = await stack.enter_async_context(small_disk(installation.folder))
        registry = installation.registry
        stack.push_async_callback(registry.kill)
        registry.storage = where / "registry.db"
        ballast = where / "ballast"
        ballast.write_bytes(bytes(_BALLAST_BYTES))
        await registry.start()
        process = registry.process
        ledger = stack.enter_context(Ledger(installation.folder / "ledger.jsonl"))
        client = await stack.enter_async_context(registry.client())
        ledger.note_acknowledged("province", await client.import_records("province", province()))
        _, slowest = await _fill(client, ledger)
        expect(slowest <= _ERROR_SECONDS, f"an error of the full disk took {slowest:.2f} s")
        if setting.control != "blind-disk":
            ballast.unlink()
        recovery = await _check_recovery(registry, client, ledger, time.monotonic())
        expect(process is not None and process.exit_code is None, "the registry has ended")
        check_feed(await client.whole_feed(), ledger.acknowledged)
        await registry.stop()
    return (
        f"8 MiB disk ({kind}) full: errors within {slowest * 1000:.0f} ms, reads went on, writes back after "
        f"{recovery * 1000:.0f} ms"
    )


async def fill_a_small_disk(setting: Setting) -> str:
    """Returns what was measured, or that it could not be."""
    try:
        return await _run(setting)
    except Skipped as reason:
        if setting.control:
            raise
        return f"full disk skipped: {reason}"
