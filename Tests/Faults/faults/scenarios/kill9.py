"""The registry is killed again and again while four writers import, and half of the kills are power cuts: what was
acknowledged is there, once, in order."""

import asyncio
from contextlib import AsyncExitStack

from ocop_wire.address import Address

from ..feed_check import check_feed
from ..impostor import Impostor, Lie
from ..installation import Daemon, Installation
from ..ledger import Ledger
from ..records import producer, province
from ..service import Service
from ..shim import Shim, Tampering
from ..verdict import Scenario, Setting, expect, run_together

_WRITERS = 4
_SERVING_SECONDS = 1.0


class _Writing:
    """The four writers: each repeats an operation until it is answered, then goes on to the next."""

    def __init__(self, setting: Setting, address: Address, ledger: Ledger) -> None:
        self._setting = setting
        self._address = address
        self._ledger = ledger
        self.is_over = False
        self.repeated_calls = 0

    async def run(self) -> None:
        await run_together(*(self._write(number) for number in range(_WRITERS)))

    async def _write(self, number: int) -> None:
        random = self._setting.generator(f"writer {number}")
        async with Service(self._address) as service:
            count = 0
            while not self.is_over:
                count += 1
                operation = f"kill9-{number}-{count}"
                records = [
                    producer(f"CT-{number}-{count}-{index}", f"Hợp tác xã số {random.randrange(1000)}")
                    for index in range(random.randint(1, 3))
                ]
                self._ledger.note_sent(operation)
                summary = await service.import_until_answered(operation, records)
                self._ledger.note_acknowledged(operation, summary)
            self.repeated_calls += service.repeated_calls


async def _serving_again(registry: Daemon) -> float:
    """Seconds until it served; the best of three from the same state, when the first was too long: a machine that is
    busy with other things is no fault of the registry's."""
    best = await registry.start()
    for _ in range(2):
        if best > _SERVING_SECONDS:
            await registry.kill()
            best = min(best, await registry.start())
    return best


async def run(setting: Setting) -> str:
    random = setting.generator("kills")
    kills = setting.size(20, 200, control=1 if setting.control == "slow-start" else 8)
    slowest, power_cuts, undone = 0.0, 0, 0
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        has_no_syncs = setting.control == "no-sync"
        shim = await (Shim.build if has_no_syncs else Shim.if_possible)(installation.folder)
        if shim is not None:
            tampering = Tampering(sync="none" if has_no_syncs else "honest")
            registry.environment = shim.environment(registry, tampering)
        await registry.start()
        async with registry.client() as client:
            await client.import_until_answered("province", province())
        ledger = stack.enter_context(Ledger(installation.folder / "ledger.jsonl"))
        address = registry.address
        if setting.control == Lie.EARLY_ACKNOWLEDGEMENT.value:
            address = Address(path=str(installation.folder / "impostor.sock"))
            await stack.enter_async_context(Impostor(registry.address, address, Lie.EARLY_ACKNOWLEDGEMENT))
        writing = _Writing(setting, address, ledger)
        writers = asyncio.create_task(writing.run())
        stack.callback(writers.cancel)
        for _ in range(kills):
            await asyncio.sleep(random.uniform(0.02, 0.4))
            await registry.kill()
            if shim is not None and (random.random() < 0.5 or has_no_syncs):
                power_cuts += 1
                undone += shim.cut_power(registry, random)
            if random.random() < 0.25:
                # Killed again while it starts: recovery itself must survive that.
                await registry.launch()
                await asyncio.sleep(random.uniform(0.0, 0.1))
                await registry.kill()
            if setting.control == "slow-start":
                registry.prefix = ["/bin/sh", "-c", f'sleep {_SERVING_SECONDS}; exec "$0" "$@"']
            slowest = max(slowest, await _serving_again(registry))
        writing.is_over = True
        await writers
        expect(not ledger.unresolved, f"operations without an outcome: {ledger.unresolved}")
        async with registry.client() as client:
            items = await client.whole_feed()
        await registry.stop()
    items = [item for item in items if item.operation != "province"]
    first = items[0].revision - 1
    if setting.control == "dropped-event":
        del items[random.randrange(1, len(items) - 1)]
    # The province came first: its events are the only ones in front.
    expect(first == len(province()), f"the first write is at revision {first + 1}")
    counts = check_feed(items, ledger.acknowledged, after=first)
    expect(slowest <= _SERVING_SECONDS, f"serving again took {slowest:.2f} s, more than {_SERVING_SECONDS} s")
    return (
        f"{kills} kills ({power_cuts} of them power cuts, which took back {undone} writes), {counts.operations} "
        f"operations, {counts.events} events, {writing.repeated_calls} calls without an answer repeated; serving again "
        f"within {slowest * 1000:.0f} ms"
    )


SCENARIO = Scenario(
    name="kill9",
    proves="no kill -9 or power cut loses, doubles or tears apart an acknowledged write; it serves again within 1 s",
    run=run,
    controls=("early-acknowledgement", "dropped-event", "no-sync", "slow-start"),
)
