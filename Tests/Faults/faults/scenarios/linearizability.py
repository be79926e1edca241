"""Eight clients read and write a few records while the registry is killed and paused: the history is linearizable."""

import asyncio
import random
import signal
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from ocop_wire.address import Address
from ocop_wire.status import RpcError

from ..impostor import Impostor, Lie
from ..installation import Daemon, Installation
from ..linearizability import Operation, is_linearizable
from ..records import PRODUCER_KIND, producer, province
from ..service import Service, is_refusal
from ..verdict import Scenario, Setting, expect, run_together

_CLIENTS = 8
_SECONDS = 5.0
_REGISTERS = 5
_INITIAL = "initial"
# Short enough that a pause makes outcomes unknown.
_CALL_SECONDS = 0.4


@dataclass(slots=True)
class _History:
    """Operations by register."""

    by_register: dict[str, list[Operation]] = field(default_factory=dict)
    unknown: int = 0

    def add(self, register: str, operation: Operation) -> None:
        self.by_register.setdefault(register, []).append(operation)
        self.unknown += not operation.is_certain

    @property
    def count(self) -> int:
        return sum(map(len, self.by_register.values()))


async def _use(setting: Setting, address: Address, number: int, until: float, history: _History) -> None:
    generator = setting.generator(f"client {number}")
    async with Service(address) as client:
        count = 0
        while time.monotonic() < until:
            count += 1
            register = f"CT-{generator.randrange(_REGISTERS)}"
            if generator.random() < 0.5:
                await _write(client, history, register, f"{number}-{count}", number)
            else:
                await _read(client, history, register, number)


async def _write(client: Service, history: _History, register: str, value: str, number: int) -> None:
    called = time.monotonic()
    try:
        await client.import_records(f"write-{value}", [producer(register, value)], _CALL_SECONDS, waits=False)
    except RpcError as error:
        if is_refusal(error):
            return
        history.add(register, Operation(True, value, called, client=number))
        await asyncio.sleep(0.005)
    else:
        history.add(register, Operation(True, value, called, time.monotonic(), number))


async def _read(client: Service, history: _History, register: str, number: int) -> None:
    called = time.monotonic()
    try:
        record = await client.get(PRODUCER_KIND, register, _CALL_SECONDS, waits=False)
    except RpcError:
        # A read that failed says nothing.
        await asyncio.sleep(0.005)
    else:
        history.add(register, Operation(False, record.producer.name, called, time.monotonic(), number))


async def _disturb(registry: Daemon, generator: random.Random, until: float, counts: Counter[str]) -> None:
    while time.monotonic() < until - 0.5:
        await asyncio.sleep(generator.uniform(0.2, 0.7))
        process = registry.process
        assert process is not None
        if generator.random() < 0.5:
            await registry.kill()
            await registry.start()
            counts["kills"] += 1
        else:
            process.signal(signal.SIGSTOP)
            await asyncio.sleep(generator.uniform(0.05, 0.6))
            process.signal(signal.SIGCONT)
            counts["pauses"] += 1


def _plant_stale_read(history: _History, generator: random.Random) -> None:
    """A read, after everything else, of the first value: what a replica that lags behind would have answered."""
    register = generator.choice(sorted(history.by_register))
    now = time.monotonic()
    history.add(register, Operation(False, _INITIAL, now, now + 0.001))


async def _record(setting: Setting, round_number: int, history: _History) -> Counter[str]:
    generator = setting.generator(f"disturbances {round_number}")
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        await registry.start()
        async with registry.client() as client:
            await client.import_records("province", province())
            registers = [producer(f"CT-{number}", _INITIAL) for number in range(_REGISTERS)]
            await client.import_records("registers", registers)
        address = registry.address
        if setting.control == Lie.CACHED_READS.value:
            address = Address(path=str(installation.folder / "impostor.sock"))
            await stack.enter_async_context(Impostor(registry.address, address, Lie.CACHED_READS))
        until = time.monotonic() + (_SECONDS / 2 if setting.control else _SECONDS)
        disturbances = Counter[str]()
        using = (_use(setting, address, number, until, history) for number in range(_CLIENTS))
        await run_together(*using, _disturb(registry, generator, until, disturbances))
        await registry.stop()
        return disturbances


async def run(setting: Setting) -> str:
    rounds = setting.size(2, 20, control=1)
    operations = unknown = 0
    disturbances = Counter[str]()
    slowest = 0.0
    for number in range(rounds):
        history = _History()
        disturbances += await _record(setting, number, history)
        if setting.control == "stale-read":
            _plant_stale_read(history, setting.generator("stale read"))
        for register, found in sorted(history.by_register.items()):
            began = time.monotonic()
            is_so = is_linearizable(found, _INITIAL)
            expect(is_so, f"round {number}: the {len(found)} operations on {register} are not linearizable")
            slowest = max(slowest, time.monotonic() - began)
        operations, unknown = operations + history.count, unknown + history.unknown
    return (
        f"{rounds} histories, {operations} operations, {unknown} of unknown outcome, {disturbances['kills']} kills, "
        f"{disturbances['pauses']} pauses; slowest register checked in {slowest * 1000:.0f} ms"
    )


SCENARIO = Scenario(
    name="linearizability",
    proves="reads and writes of a record behave as if each took effect at one moment between call and answer",
    run=run,
    controls=("stale-read", Lie.CACHED_READS.value),
    limit_seconds=60,
    full_factor=10,
)
