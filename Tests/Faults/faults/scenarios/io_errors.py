"""Errors injected into the I/O of the registry's database files, then a power cut; and a disk that is full."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from ocop_wire.status import Code, RpcError

from ..feed_check import check_feed
from ..installation import Daemon, DaemonEnded, Installation
from ..ledger import Ledger
from ..records import PRODUCER_KIND, producer, province
from ..service import Service, is_refusal
from ..shim import Shim, Tampering
from ..verdict import Scenario, Setting, Violation, expect
from .disk_full import fill_a_small_disk

# Number of the I/O, counted from the start of the process on a new database.
_NUMBERS = range(1, 301)
# The file itself is written at the start and when the log is moved into it, after 1,000 pages.
_MAIN_NUMBERS = range(1, 61)
_OPERATIONS_MAX = 200
# Operations tried after the first failure: the daemon may recover, refuse, or have ended.
_OPERATIONS_AFTER = 3
_START_SECONDS = 5.0


@dataclass(slots=True)
class _Outcome:
    """What became of one injection."""

    refused_to_start: int = 0
    refusals: int = 0
    unknown: int = 0
    survived: int = 0
    writes_undone: int = 0


@dataclass(slots=True)
class _Workload:
    """Imports until the fault has struck and a few more, and what is known of each operation."""

    client: Service
    ledger: Ledger
    outcome: _Outcome
    shim: Shim
    unknown: dict[str, list[Any]] = field(default_factory=dict)
    refused: dict[str, list[Any]] = field(default_factory=dict)
    _read_back: str = ""

    async def run(self) -> None:
        left = _OPERATIONS_AFTER
        for number in range(_OPERATIONS_MAX):
            records = [producer(f"CT-{number:04}-{index}", "x" * 190) for index in range(3)]
            await self.import_records(f"io-{number:04}", records)
            if self.shim.report():
                await self._check_read()
                left -= 1
                if left < 0:
                    return

    async def import_records(self, operation: str, records: list[Any]) -> None:
        self.ledger.note_sent(operation)
        try:
            summary = await self.client.import_records(operation, records, 3.0, waits=False)
            self.ledger.note_acknowledged(operation, summary)
            self._read_back = records[0].producer.producer_id or self._read_back
        except RpcError as error:
            if is_refusal(error):
                self.refused[operation] = records
                self.outcome.refusals += 1
            else:
                self.unknown[operation] = records
                self.outcome.unknown += 1

    async def _check_read(self) -> None:
        """A read may fail with the store; what it answers must be so."""
        if not self._read_back:
            return
        try:
            record = await self.client.get(PRODUCER_KIND, self._read_back, 2.0, waits=False)
            expect(record.producer.producer_id == self._read_back, f"read {record} instead of {self._read_back}")
        except RpcError as error:
            expect(error.status.code is not Code.NOT_FOUND, f"{self._read_back} was acknowledged and is not found")


def _plan(setting: Setting) -> list[Tampering]:
    random = setting.generator("injections")
    if setting.control == "lying-write":
        # Long ago enough that writes follow it, late enough that the daemon has started.
        return [Tampering("LIE", random.randint(120, 160), 1, "wal")]
    if setting.control == "no-sync":
        return [Tampering(sync="none", at=0)]
    kinds = ["EIO", "ENOSPC", "SHORT"]
    every = [Tampering(kind, number, count) for number in _NUMBERS for kind, count in zip(kinds, (1, 1, 2))]
    every += [Tampering(kind, number, 1, "main") for number in _MAIN_NUMBERS for kind in kinds]
    if setting.is_full:
        return every
    sample = random.sample(every, 25)
    return [
        # A disk that stays broken or full, for every third.
        Tampering(one.kind, one.at, 1000 if index % 3 == 0 else one.count, one.target)
        for index, one in enumerate(sample)
    ]


def _exit_code(daemon: Daemon) -> int | None:
    return daemon.process.exit_code if daemon.process is not None else None


async def _inject(setting: Setting, shim: Shim, tampering: Tampering, outcome: _Outcome) -> None:
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        ledger = stack.enter_context(Ledger(installation.folder / "ledger.jsonl"))
        client = await stack.enter_async_context(registry.client())
        work = _Workload(client, ledger, outcome, shim)
        registry.environment = shim.environment(registry, tampering)
        try:
            await registry.start(_START_SECONDS)
            await work.import_records("province", province())
            if not work.unknown and not work.refused:
                await work.run()
        except DaemonEnded:
            expect(_exit_code(registry) is not None, f"neither serves nor ends:\n{registry.tail()}")
            outcome.refused_to_start += 1
        expect(bool(shim.report()) or tampering.at == 0, f"never reached: {tampering}")
        code = _exit_code(registry)
        expect(code is None or code > 0, f"ended with {code}, as if all was well or by a crash:\n{registry.tail()}")
        outcome.survived += code is None
        await registry.kill()
        random = setting.generator(f"power cut {tampering}")
        # A power cut keeps any prefix of what was not synced; under the control, none of it.
        outcome.writes_undone += shim.cut_power(registry, None if setting.control else random)
        registry.environment = {}
        await _check_what_is_left(registry, client, work)


async def _check_what_is_left(registry: Daemon, client: Service, work: _Workload) -> None:
    try:
        await registry.start()
    except DaemonEnded as error:
        raise Violation(f"after the power cut: {error}") from error
    before = await client.whole_feed()
    check_feed(before, work.ledger.acknowledged, work.unknown.keys())
    for operation, records in (work.unknown | work.refused).items():
        # The province has to be there for anything else to be.
        summary = await client.import_until_answered(operation, records)
        work.ledger.note_acknowledged(operation, summary)
    check_feed(await client.whole_feed(), work.ledger.acknowledged)
    await registry.stop()


async def run(setting: Setting) -> str:
    outcome = _Outcome()
    if setting.control == "blind-disk":
        return await fill_a_small_disk(setting)
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(Installation(setting.binaries))
        shim = await Shim.build(home.folder)
        plan = _plan(setting)
        for tampering in plan:
            try:
                async with asyncio.timeout(60):
                    await _inject(setting, shim, tampering, outcome)
            except Violation as violation:
                raise Violation(f"{tampering}: {violation}") from violation
    if setting.control:
        return "nothing was noticed"
    disk = await fill_a_small_disk(setting)
    return (
        f"{len(plan)} injections ({outcome.refused_to_start} kept it from starting, {outcome.survived} were survived), "
        f"{outcome.refusals} refusals, {outcome.unknown} unknown outcomes resolved, {outcome.writes_undone} writes "
        f"taken back by power cuts; {disk}"
    )


SCENARIO = Scenario(
    name="io-errors",
    proves="no I/O error, full disk or power cut makes an answered write go, or a refused one stay",
    run=run,
    controls=("lying-write", "no-sync", "blind-disk"),
    limit_seconds=150,
    full_factor=12,
)
