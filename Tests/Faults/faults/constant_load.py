"""Reads and writes through the gateway, all the time, while something is done to the installation: every read is
answered, and every write ends in one of three ways, of which the last is found out."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from ocop_wire.address import Address
from ocop_wire.status import Code, RpcError

from .feed_check import check_feed
from .installation import Installation
from .ledger import Ledger
from .records import PRODUCER_KIND, floor, producer, province
from .service import LISTING, REGISTRY, REPORTING, Service, is_refusal, new
from .verdict import Setting, Violation, expect

_ANSWER_SECONDS = 15.0
_ATTEMPT_SECONDS = 3.0
_FLOOR_KIND = 1
_PAUSE_SECONDS = 0.004
_SERVICES = {"registry": REGISTRY, "listing": LISTING}


@dataclass(slots=True)
class Tally:
    """What has happened so far."""

    reads: int = 0
    writes: int = 0
    # Attempts without an answer, of calls that were answered in the end, by what was called and the error.
    failures: Counter[str] = field(default_factory=Counter)
    unknown_writes: int = 0
    refused_writes: int = 0
    slowest_seconds: float = 0.0

    @property
    def failed_attempts(self) -> int:
        return self.failures.total()


@dataclass(slots=True)
class ConstantLoad:
    """`during` runs the load beside a body; then everything that was acknowledged is compared with the stores. No call
    waits for a gateway that is not there: who cannot connect has failed."""

    setting: Setting
    installation: Installation
    gateway: Address
    readers: int = 2
    writers: int = 2
    tally: Tally = field(default_factory=Tally)
    _is_over: bool = False
    _written: dict[str, list[str]] = field(default_factory=lambda: {"registry": [], "listing": []})
    _ledgers: dict[str, Ledger] = field(default_factory=dict)

    async def during(self, body: Callable[[], Awaitable[None]]) -> None:
        """Raises Violation for the first read without an answer, the first write that cannot be resolved, and for
        whatever the stores have lost or doubled."""
        async with AsyncExitStack() as stack:
            for name in _SERVICES:
                ledger = Ledger(self.installation.folder / f"ledger-{name}.jsonl")
                self._ledgers[name] = stack.enter_context(ledger)
            await self._first_records()
            await self._run(body)
            await self._compare()

    async def _first_records(self) -> None:
        for name, records in (("registry", province()), ("listing", [floor("first", "first")])):
            async with Service(self.gateway, _SERVICES[name]) as client:
                await self._write(client, name, f"{name}-first", records, "")

    async def _run(self, body: Callable[[], Awaitable[None]]) -> None:
        async def disturb() -> None:
            try:
                await body()
                # What was begun at the end is answered, too.
                await asyncio.sleep(0.2)
            finally:
                self._is_over = True

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(disturb())
                for number in range(self.writers):
                    for name in _SERVICES:
                        group.create_task(self._keep_writing(name, number))
                for number in range(self.readers):
                    for name in _SERVICES:
                        group.create_task(self._keep_reading(name))
                    group.create_task(self._keep_reporting())
        except ExceptionGroup as errors:
            found = [error for error in errors.exceptions if isinstance(error, Violation)]
            raise found[0] if found else errors.exceptions[0] from errors

    # Writes.

    async def _keep_writing(self, name: str, worker: int) -> None:
        async with Service(self.gateway, _SERVICES[name]) as client:
            number = 0
            while not self._is_over:
                identifier = f"CT-{worker}-{number}" if name == "registry" else f"san-{worker}-{number}"
                record = producer(identifier, identifier) if name == "registry" else floor(identifier, identifier)
                await self._write(client, name, f"{name}-{worker}-{number}", [record], identifier)
                number += 1
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _write(self, client: Service, name: str, operation: str, records: list[Any], identifier: str) -> None:
        """Until it is known how it ended, which its operation id tells."""
        ledger, began = self._ledgers[name], time.monotonic()
        ledger.note_sent(operation)
        attempt = 0
        while True:
            is_fresh = self.setting.control == "fresh-id" and attempt > 0
            sent_as = f"{operation}-{attempt}" if is_fresh else operation
            attempt += 1
            try:
                summary = await client.import_records(sent_as, records, _ATTEMPT_SECONDS, waits=False)
                break
            except RpcError as error:
                self.tally.failures[f"a write to {name}: {error}"] += 1
                if is_refusal(error):
                    self.tally.refused_writes += 1
                else:
                    self.tally.unknown_writes += 1
                late = time.monotonic() - began > _ANSWER_SECONDS
                expect(not late, f"the write {operation} has no answer after {_ANSWER_SECONDS} s: {error}")
            await asyncio.sleep(0.01)
        ledger.note_acknowledged(operation, summary)
        self._note(began)
        self.tally.writes += 1
        if identifier:
            self._written[name].append(identifier)

    # Reads.

    async def _keep_reading(self, name: str) -> None:
        kind = PRODUCER_KIND if name == "registry" else _FLOOR_KIND
        async with Service(self.gateway, _SERVICES[name]) as client:
            while not self._is_over:
                if written := self._written[name]:
                    # The last that was acknowledged: a read that does not have it has lost it.
                    identifier = written[-1]
                    await self._read(
                        f"{name} {identifier}", lambda: client.get(kind, identifier, _ATTEMPT_SECONDS, False)
                    )
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _keep_reporting(self) -> None:
        request = new("ocop.reporting.v1.GetProgressReportRequest", as_of="2021-11-05", edition=1)
        response = "ocop.reporting.v1.ProgressReport"
        async with Service(self.gateway, REPORTING) as client:
            while not self._is_over:
                await self._read(
                    "a report",
                    lambda: client.call(f"{REPORTING}/GetProgressReport", request, response, _ATTEMPT_SECONDS, False),
                )
                await asyncio.sleep(10 * _PAUSE_SECONDS)

    async def _read(self, what: str, ask: Callable[[], Awaitable[Any]]) -> None:
        began = time.monotonic()
        while True:
            try:
                await ask()
                break
            except RpcError as error:
                expect(error.status.code is not Code.NOT_FOUND, f"{what} was acknowledged and is not found")
                self.tally.failures[f"a read: {error}"] += 1
                late = time.monotonic() - began > _ANSWER_SECONDS
                expect(not late, f"{what} has no answer after {_ANSWER_SECONDS} s: {error}")
            await asyncio.sleep(0.01)
        self._note(began)
        self.tally.reads += 1

    def _note(self, began: float) -> None:
        self.tally.slowest_seconds = max(self.tally.slowest_seconds, time.monotonic() - began)

    # Afterwards.

    async def _compare(self) -> None:
        for name, ledger in self._ledgers.items():
            if self.setting.control == "lost-write":
                ledger.note_acknowledged(f"{name}-never", new("ocop.common.v1.ImportSummary", created=1))
            async with self.installation[name].client() as client:
                check_feed(await client.whole_feed(60.0), ledger.acknowledged, ledger.unresolved)
