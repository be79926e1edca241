"""What a case works with: a channel to the server under test, typed calls on it, and checks that say what is wrong."""

from dataclasses import dataclass
from typing import Any

from ocop_wire.address import Address
from ocop_wire.call import Call, CallOptions
from ocop_wire.channel import Answer, Channel
from ocop_wire.messages import decode
from ocop_wire.receiving import Message
from ocop_wire.status import Code, RpcError, Status

from .service import SERVICE, message, payload

# No case may hang: every call has a deadline, that of the thousand large ones a later one.
CALL_SECONDS = 15.0
MANY_CALLS_SECONDS = 120.0


class CaseFailed(Exception):
    """The server did not do what the case asks for."""


def check(found: object, wanted: object, what: str) -> None:
    if found != wanted:
        raise CaseFailed(f"{what} is {found!r}, not {wanted!r}")


def check_that(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise CaseFailed(otherwise)


@dataclass(slots=True)
class Context:
    """`scale` makes the payloads of concurrent_large_unary smaller."""

    address: Address
    channel: Channel
    scale: float = 1.0

    def options(self, **fields: Any) -> CallOptions:
        return CallOptions(**{"timeout_seconds": CALL_SECONDS, **fields})

    def call(self, method: str, **options: Any) -> Call:
        return self.channel.call(f"{SERVICE}/{method}", self.options(**options))

    def call_with(self, method: str, request: Any, **options: Any) -> Call:
        return self.channel.call_with(f"{SERVICE}/{method}", request.SerializeToString(), self.options(**options))

    async def empty(self, **options: Any) -> Answer:
        name = f"{SERVICE}/EmptyCall"
        return await self.channel.unary(name, b"", self.options(is_idempotent=True, **options))

    async def unary(self, request: Any, compress: bool = False, **options: Any) -> tuple[Any, Answer]:
        """UnaryCall: the response and all that came with it."""
        called = self.options(**{"is_idempotent": True, **options})
        answer = await self.channel.unary(f"{SERVICE}/UnaryCall", request.SerializeToString(), called, compress)
        return response(answer.message), answer


def response(received: Message) -> Any:
    return decode("ocop.testing.v1.InteropResponse", received.data)


async def next_response(call: Call) -> tuple[Any, Message]:
    """A response that has to come."""
    received = await call.receive()
    if received is None:
        raise CaseFailed("the responses ended too early")
    return response(received), received


async def end_of(call: Call) -> Status:
    """The end that has to come now, with whatever status."""
    try:
        if await call.receive() is not None:
            raise CaseFailed("a response more than was asked for")
    except RpcError:
        pass
    assert call.status is not None
    return call.status


async def status_of(awaitable: Any) -> Status:
    """The status a call failed with."""
    try:
        await awaitable
    except RpcError as error:
        return error.status
    return Status(Code.OK)


def output_request(*sizes: int, payload_bytes: int | None = None, **fields: Any) -> Any:
    """A StreamingOutputRequest for responses of these sizes."""
    parameters = [message("ResponseParameters", response_bytes=size) for size in sizes]
    if payload_bytes is not None:
        fields["payload"] = payload(payload_bytes)
    return message("StreamingOutputRequest", response_parameters=parameters, **fields)
