"""Each operation id is sent one to five times, at once and across restarts: one effect, and always the same answer."""

import asyncio
import random
import sqlite3
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from ocop_wire.status import Code, RpcError

from ..feed_check import check_feed
from ..installation import Daemon, Installation
from ..ledger import Ledger
from ..records import producer, province
from ..service import Service
from ..verdict import Scenario, Setting, Violation, expect, run_together

_WORKERS = 24
# Producers that many operations rename: done twice, an operation would leave an event too many.
_SHARED = 20


@dataclass(slots=True)
class _Sending:
    """What is sent, in its order, and the answers."""

    setting: Setting
    daemon: Daemon
    ledger: Ledger
    schedule: list[int]
    next: int = 0
    answers: dict[int, bytes] = field(default_factory=dict)
    repeated_calls: int = 0

    async def work(self) -> None:
        async with self.daemon.client() as client:
            while self.next < len(self.schedule):
                number = self.schedule[self.next]
                self.next += 1
                await self._send(client, number)
            self.repeated_calls += client.repeated_calls

    async def _send(self, client: Service, number: int) -> None:
        operation = f"operation-{number}"
        is_repetition = operation in self.ledger.sent
        self.ledger.note_sent(operation)
        sent_as = f"{operation}-again" if is_repetition and self.setting.control == "fresh-id" else operation
        try:
            summary = await client.import_until_answered(sent_as, _records(number), 60.0)
        except RpcError as error:
            raise Violation(f"{operation}: {error}") from error
        answer = summary.SerializeToString(deterministic=True)
        first = self.answers.setdefault(number, answer)
        expect(first == answer, f"{operation} was answered with {first.hex()}, and later with {answer.hex()}")
        if operation not in self.ledger.acknowledged:
            self.ledger.note_acknowledged(operation, summary)


def _records(number: int) -> list[object]:
    return [
        producer(f"CT-{number}", f"Hợp tác xã số {number}"),
        producer(f"CT-shared-{number % _SHARED}", f"Tổ hợp tác số {number}"),
    ]


def plan(generator: random.Random, operations: int) -> list[int]:
    """Each operation one to five times: half of the repetitions at once behind it, half at any time later."""
    places: list[tuple[float, int]] = []
    for number in range(operations):
        places.append((number, number))
        for _ in range(generator.randint(0, 4)):
            later = generator.random() if generator.random() < 0.5 else generator.uniform(1, operations)
            places.append((number + later, number))
    return [number for _, number in sorted(places)]


async def _restart(setting: Setting, registry: Daemon, generator: random.Random) -> None:
    if generator.random() < 0.5:
        await registry.kill()
    else:
        await registry.stop()
    if setting.control == "forgotten-operations":
        await registry.kill()
        with sqlite3.connect(registry.database) as database:
            database.execute("DELETE FROM operation_ledger")
        database.close()
    await registry.start()


async def _restart_now_and_then(setting: Setting, registry: Daemon, sending: _Sending, restarts: int) -> None:
    generator = setting.generator("restarts")
    for number in range(restarts):
        place = len(sending.schedule) * (number + generator.random()) / restarts
        while sending.next < place:
            await asyncio.sleep(0.005)
        await _restart(setting, registry, generator)


async def _check_conflicts(client: Service, count: int) -> None:
    """An id that was used for other records is refused."""
    for number in range(0, count, max(1, count // 20)):
        try:
            await client.import_records(f"operation-{number}", [producer("CT-other", "x")])
        except RpcError as error:
            expect(error.status.code is Code.ALREADY_EXISTS, f"operation-{number} with other records: {error}")
        else:
            raise Violation(f"operation-{number} was taken again with other records")


async def run(setting: Setting) -> str:
    operations = setting.size(1_000, 10_000, control=300)
    restarts = setting.size(4, 12, control=2)
    schedule = plan(setting.generator("operations"), operations)
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        await registry.start()
        ledger = stack.enter_context(Ledger(installation.folder / "ledger.jsonl"))
        client = await stack.enter_async_context(registry.client())
        ledger.note_acknowledged("province", await client.import_records("province", province()))
        sending = _Sending(setting, registry, ledger, schedule)
        disturbing = _restart_now_and_then(setting, registry, sending, restarts)
        await run_together(*(sending.work() for _ in range(_WORKERS)), disturbing)
        await _check_conflicts(client, operations)
        counts = check_feed(await client.whole_feed(120.0), ledger.acknowledged)
        await registry.stop()
    return (
        f"{operations} operations sent {len(schedule)} times over {restarts} restarts, {sending.repeated_calls} calls "
        f"without an answer repeated; {counts.events} events, one effect each"
    )


SCENARIO = Scenario(
    name="operations",
    proves="an operation id has one effect and one answer, however often and whenever it is sent",
    run=run,
    controls=("fresh-id", "forgotten-operations"),
    limit_seconds=90,
    full_factor=15,
)
