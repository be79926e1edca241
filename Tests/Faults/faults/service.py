"""A client of one daemon: typed calls, one attempt each, and what is known of a write when its call has failed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from ocop_wire.address import Address
from ocop_wire.backoff import Backoff
from ocop_wire.call import CallOptions
from ocop_wire.channel import Channel
from ocop_wire.messages import decode, message_class
from ocop_wire.status import CloseFlag, Code, RpcError

from .verdict import Violation

REGISTRY = "ocop.registry.v1.Registry"
LISTING = "ocop.listing.v1.Listing"
REPORTING = "ocop.reporting.v1.Reporting"
HEALTH = "ocop.rpc.v1.Health"

# Codes that say for certain that nothing was stored. RESOURCE_EXHAUSTED is the store's «disk is full; nothing was
# stored»; the others are judgements on the request.
_REFUSALS = {
    Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.ALREADY_EXISTS, Code.PERMISSION_DENIED, Code.RESOURCE_EXHAUSTED,
    Code.FAILED_PRECONDITION, Code.OUT_OF_RANGE, Code.UNIMPLEMENTED, Code.UNAUTHENTICATED,
}  # fmt: skip


def new(message: str, /, **fields: Any) -> Any:
    """A message by its full name."""
    return message_class(message)(**fields)


def is_refusal(error: RpcError) -> bool:
    """Whether the server has said that the call had no effect. Otherwise the outcome is unknown."""
    return bool(error.status.flags & CloseFlag.NOT_PROCESSED) or error.status.code in _REFUSALS


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One event of a feed, as far as the checks look at it."""

    revision: int
    operation: str
    change: bytes


class Service:
    """Use it as a context. Connects again at once after a loss: the daemons are next door."""

    def __init__(self, address: Address, service: str = REGISTRY) -> None:
        self.address = address
        self._package = service.rpartition(".")[0]
        self._service = service
        # Calls of `import_until_answered` that had to be made again.
        self.repeated_calls = 0
        self._channel = Channel(address.connect, backoff=Backoff(initial=0.01, multiplier=1.5, maximum=0.05))

    async def __aenter__(self) -> "Service":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._channel.close()

    async def call(
        self, method: str, request: Any, response: str, seconds: float = 5.0, waits: bool = True, attempts: int = 1
    ) -> Any:
        """One call. `waits`: for a daemon that is not up. Raises RpcError."""
        options = CallOptions(
            timeout_seconds=seconds, wait_for_ready=waits, attempts_max=attempts, is_idempotent=attempts > 1
        )
        answer = await self._channel.unary(method, request.SerializeToString(), options)
        return decode(response, answer.message.data)

    async def call_encoded(self, method: str, request: bytes, seconds: float = 5.0) -> bytes:
        """One call with a request as bytes, which need not be a message; the answer as bytes. Raises RpcError."""
        answer = await self._channel.unary(method, request, CallOptions(timeout_seconds=seconds, attempts_max=1))
        return answer.message.data

    async def call_with_options(self, method: str, request: bytes, options: CallOptions) -> list[bytes]:
        """All messages of the answer. Raises RpcError."""
        messages: list[bytes] = []
        async with self._channel.call_with(method, request, options) as call:
            while (message := await call.receive()) is not None:
                messages.append(message.data)
        return messages

    async def import_records(
        self, operation: str, records: list[Any], seconds: float = 5.0, registry_revision: int = 0, waits: bool = True
    ) -> Any:
        """An ImportSummary. One attempt: what a failure means is the caller's to find out."""
        request = new(f"{self._package}.ImportRecordsRequest", operation_id=operation, records=records)
        if registry_revision:
            request.registry_revision = registry_revision
        method = f"{self._service}/ImportRecords"
        summary = await self.call(method, request, "ocop.common.v1.ImportSummary", seconds, waits)
        if not summary.applied:
            raise Violation(f"{operation} was refused, though its records are right: {summary.violations[:3]}")
        return summary

    async def import_until_answered(
        self, operation: str, records: list[Any], seconds: float = 30.0, registry_revision: int = 0
    ) -> Any:
        """Repeats the operation until it is answered: that is what its id is for. Raises RpcError for a refusal that
        repeating does not change, Violation when there was no answer in time."""
        end = asyncio.get_running_loop().time() + seconds
        while True:
            try:
                return await self.import_records(operation, records, min(3.0, seconds), registry_revision)
            except RpcError as error:
                self.repeated_calls += 1
                if error.status.code in {Code.INVALID_ARGUMENT, Code.ALREADY_EXISTS}:
                    raise
                if asyncio.get_running_loop().time() > end:
                    raise Violation(f"{operation} has no answer after {seconds} s: {error}") from error
            await asyncio.sleep(0.01)

    async def get(self, kind: int, identifier: str, seconds: float = 5.0, waits: bool = True) -> Any:
        request = new(f"{self._package}.GetRecordRequest", kind=kind, id=identifier)
        return await self.call(f"{self._service}/GetRecord", request, f"{self._package}.Record", seconds, waits)

    async def status(self, seconds: float = 2.0, waits: bool = False) -> Any:
        """The daemon's ServiceStatus."""
        request = new("ocop.rpc.v1.GetStatusRequest")
        return await self.call(f"{HEALTH}/GetStatus", request, "ocop.rpc.v1.ServiceStatus", seconds, waits)

    async def watch(self, epoch: str = "", after: int = 0, seconds: float | None = None) -> AsyncIterator[Any]:
        """WatchResponse messages, as they come. Raises RpcError when the watch ends."""
        request = new("ocop.common.v1.WatchRequest", epoch=epoch, after_revision=after)
        options = CallOptions(timeout_seconds=seconds, attempts_max=1)
        call = self._channel.call_with(f"{self._service}/Watch", request.SerializeToString(), options)
        async with call:
            while (message := await call.receive()) is not None:
                yield decode("ocop.common.v1.WatchResponse", message.data)

    async def whole_feed(self, seconds: float = 60.0) -> list[FeedItem]:
        """Every event up to the head that the daemon's status names. Raises Violation when it cannot be had."""
        try:
            return await self._whole_feed(seconds)
        except RpcError as error:
            raise Violation(f"the feed of {self._service} cannot be read: {error}") from error

    async def _whole_feed(self, seconds: float) -> list[FeedItem]:
        head = (await self.status(5.0, waits=True)).revision
        items: list[FeedItem] = []
        if head == 0:
            return items
        async for response in self.watch(seconds=seconds):
            if response.WhichOneof("item") == "event":
                event = response.event
                items.append(FeedItem(event.revision, event.operation_id, event.change))
                if event.revision >= head:
                    break
        return items
