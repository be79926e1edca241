"""ocop.testing.v1.Interop as proto/ocop/testing/v1/interop.proto describes it."""

import asyncio
from collections.abc import Iterable
from typing import Any

from ocop_wire.messages import decode, message_class
from ocop_wire.server_call import Handler, Reply, ServerCall
from ocop_wire.status import CloseFlag, Code, Metadata, RpcError, Status, rpc_error

SERVICE = "ocop.testing.v1.Interop"
INITIAL_KEY = "x-echo-initial"
TRAILING_KEY = "x-echo-trailing-bin"
# A first attempt (attempt 0) of UnaryCall that carries it is refused: not processed, repeat after so many milliseconds.
PUSHBACK_KEY = "x-pushback-milliseconds"
# Far beyond what a case asks for: a request may not have the server fill its memory.
_RESPONSE_BYTES_MAX = 4194000


def message(name: str, **fields: Any) -> Any:
    """A message of package ocop.testing.v1."""
    return message_class(f"ocop.testing.v1.{name}")(**fields)


def payload(size: int) -> Any:
    return message("Payload", body=bytes(size))


def _read(name: str, data: bytes) -> Any:
    try:
        return decode(f"ocop.testing.v1.{name}", data)
    except ValueError as error:
        raise rpc_error(Code.INVALID_ARGUMENT, str(error)) from error


def _response(size: int) -> bytes:
    if size > _RESPONSE_BYTES_MAX:
        raise rpc_error(Code.INVALID_ARGUMENT, f"a response of {size} bytes is more than {_RESPONSE_BYTES_MAX}")
    encoded: bytes = message("InteropResponse", payload=payload(size)).SerializeToString()
    return encoded


def _echo_metadata(call: ServerCall) -> None:
    initial: Metadata = [(INITIAL_KEY, value) for value in call.entries(INITIAL_KEY)]
    if initial:
        call.send_headers(initial)
    call.trailers += [(TRAILING_KEY, value) for value in call.entries(TRAILING_KEY)]


def _raise_status(request: Any) -> None:
    """Ends the call as the request asks for. A code that is not defined is one of the request's mistakes."""
    asked = request.response_status
    if asked.code > 16:
        raise rpc_error(Code.INVALID_ARGUMENT, f"{asked.code} is no status code")
    if asked.code:
        raise RpcError(Status(Code(asked.code), asked.message))


def _check_compressed(request: Any, was_compressed: bool) -> None:
    if request.expect_compressed and not was_compressed:
        raise rpc_error(Code.INVALID_ARGUMENT, "the request was to be compressed and is not")


async def empty_call(call: ServerCall) -> Reply:
    _read("Empty", (await call.receive_only()).data)
    return Reply(b"")


async def unary_call(call: ServerCall) -> Reply:
    _push_back(call)
    received = await call.receive_only()
    request = _read("InteropRequest", received.data)
    _echo_metadata(call)
    _check_compressed(request, received.was_compressed)
    _raise_status(request)
    return Reply(_response(request.response_bytes), request.response_compressed)


def _push_back(call: ServerCall) -> None:
    for value in call.entries(PUSHBACK_KEY):
        if call.attempt == 0 and isinstance(value, str) and value.isdecimal():
            wait = min(int(value), 2**32 - 1)
            flags = CloseFlag.NOT_PROCESSED
            raise RpcError(
                Status(Code.UNAVAILABLE, f"come back in {wait} ms", flags=flags, retry_after_milliseconds=wait)
            )


async def _send_all(call: ServerCall, parameters: Iterable[Any]) -> None:
    for wanted in parameters:
        if wanted.interval_microseconds:
            await asyncio.sleep(wanted.interval_microseconds / 1_000_000)
        await call.send(_response(wanted.response_bytes), wanted.compressed)


async def streaming_output_call(call: ServerCall) -> None:
    request = _read("StreamingOutputRequest", (await call.receive_only()).data)
    _echo_metadata(call)
    await _send_all(call, request.response_parameters)
    _raise_status(request)


async def streaming_input_call(call: ServerCall) -> Reply:
    size = 0
    while (received := await call.receive()) is not None:
        request = _read("InteropRequest", received.data)
        _check_compressed(request, received.was_compressed)
        size += len(request.payload.body)
    return Reply(message("StreamingInputResponse", aggregated_payload_bytes=size).SerializeToString())


async def full_duplex_call(call: ServerCall) -> None:
    _echo_metadata(call)
    while (received := await call.receive()) is not None:
        request = _read("StreamingOutputRequest", received.data)
        await _send_all(call, request.response_parameters)
        _raise_status(request)


def handlers() -> dict[str, Handler]:
    """Every method the server has: UnimplementedCall is declared and not among them."""
    return {
        f"{SERVICE}/EmptyCall": empty_call,
        f"{SERVICE}/UnaryCall": unary_call,
        f"{SERVICE}/StreamingOutputCall": streaming_output_call,
        f"{SERVICE}/StreamingInputCall": streaming_input_call,
        f"{SERVICE}/FullDuplexCall": full_duplex_call,
    }
