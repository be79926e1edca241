"""The cases of every kind of call, of compression, metadata and status: after gRPC's interoperability tests."""

from ocop_wire.status import Code

from .context import Context, check, end_of, next_response, output_request, status_of
from .service import INITIAL_KEY, SERVICE, TRAILING_KEY, message, payload

LARGE_REQUEST_BYTES = 271828
LARGE_RESPONSE_BYTES = 314159
REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)


async def empty_unary(context: Context) -> None:
    answer = await context.empty()
    check(answer.message.data, b"", "the response")


async def large_unary(context: Context) -> None:
    request = message("InteropRequest", response_bytes=LARGE_RESPONSE_BYTES, payload=payload(LARGE_REQUEST_BYTES))
    response, _ = await context.unary(request)
    check(response.payload.body, bytes(LARGE_RESPONSE_BYTES), "the payload")


async def client_streaming(context: Context) -> None:
    check(await _sum_of(context, [(size, False) for size in REQUEST_SIZES]), 74922, "the sum of the payloads")


async def server_streaming(context: Context) -> None:
    async with context.call_with("StreamingOutputCall", output_request(*RESPONSE_SIZES)) as call:
        for size in RESPONSE_SIZES:
            response, _ = await next_response(call)
            check(len(response.payload.body), size, "the payload's size")
        check((await end_of(call)).code, Code.OK, "the status")


async def ping_pong(context: Context) -> None:
    async with context.call("FullDuplexCall") as call:
        for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
            await call.send(output_request(response_size, payload_bytes=request_size).SerializeToString())
            response, _ = await next_response(call)
            check(len(response.payload.body), response_size, "the payload's size")
        call.finish_sending()
        check((await end_of(call)).code, Code.OK, "the status")


async def empty_stream(context: Context) -> None:
    async with context.call("FullDuplexCall") as call:
        call.finish_sending()
        check((await end_of(call)).code, Code.OK, "the status")


async def client_compressed_unary(context: Context) -> None:
    def request(is_expected: bool) -> object:
        return message(
            "InteropRequest",
            response_bytes=LARGE_RESPONSE_BYTES,
            payload=payload(LARGE_REQUEST_BYTES),
            expect_compressed=is_expected,
        )

    probe = await status_of(context.unary(request(True), compress=False))
    check(probe.code, Code.INVALID_ARGUMENT, "the status of a request that is not compressed and should be")
    for compress in (True, False):
        response, _ = await context.unary(request(compress), compress=compress)
        check(len(response.payload.body), LARGE_RESPONSE_BYTES, "the payload's size")


async def server_compressed_unary(context: Context) -> None:
    for compressed in (True, False):
        request = message(
            "InteropRequest",
            response_bytes=LARGE_RESPONSE_BYTES,
            payload=payload(LARGE_REQUEST_BYTES),
            response_compressed=compressed,
        )
        response, answer = await context.unary(request, accepts_compressed=True)
        check(answer.message.was_compressed, compressed, "whether the response was compressed")
        check(response.payload.body, bytes(LARGE_RESPONSE_BYTES), "the payload")
    request.response_compressed = True
    _, answer = await context.unary(request, accepts_compressed=False)
    check(answer.message.was_compressed, False, "whether a response was compressed that may not be")


async def client_compressed_streaming(context: Context) -> None:
    probe = await status_of(_sum_of(context, [(27182, False)], is_expected=True))
    check(probe.code, Code.INVALID_ARGUMENT, "the status of a request that is not compressed and should be")
    check(await _sum_of(context, [(27182, True), (45904, False)]), 73086, "the sum of the payloads")


async def server_compressed_streaming(context: Context) -> None:
    request = output_request(31415, 92653)
    request.response_parameters[0].compressed = True
    async with context.call_with("StreamingOutputCall", request, accepts_compressed=True) as call:
        for size, compressed in ((31415, True), (92653, False)):
            response, received = await next_response(call)
            check(received.was_compressed, compressed, "whether the response was compressed")
            check(response.payload.body, bytes(size), "the payload")
        check((await end_of(call)).code, Code.OK, "the status")


async def _sum_of(context: Context, sizes: list[tuple[int, bool]], is_expected: bool = False) -> int:
    """StreamingInputCall with payloads of these sizes, compressed or not, saying so; or claiming it."""
    async with context.call("StreamingInputCall") as call:
        for size, compress in sizes:
            request = message("InteropRequest", payload=payload(size), expect_compressed=compress or is_expected)
            await call.send(request.SerializeToString(), compress)
        call.finish_sending()
        received = await call.receive()
        assert received is not None, "OK without a response"
        response = message("StreamingInputResponse")
        response.ParseFromString(received.data)
        check((await end_of(call)).code, Code.OK, "the status")
        return int(response.aggregated_payload_bytes)


async def custom_metadata(context: Context) -> None:
    initial, trailing = "test_initial_metadata_value", bytes.fromhex("ababab")
    entries = ((INITIAL_KEY, initial), (TRAILING_KEY, trailing))
    request = message("InteropRequest", response_bytes=314159, payload=payload(271828))
    _, answer = await context.unary(request, metadata=entries)
    check(list(answer.headers), [(INITIAL_KEY, initial)], "the initial metadata")
    check(list(answer.status.trailers), [(TRAILING_KEY, trailing)], "the trailers")
    async with context.call("FullDuplexCall", metadata=entries) as call:
        await call.send(output_request(31415, payload_bytes=27182).SerializeToString())
        await next_response(call)
        call.finish_sending()
        status = await end_of(call)
        check(list(await call.initial_metadata()), [(INITIAL_KEY, initial)], "the initial metadata of a stream")
        check(list(status.trailers), [(TRAILING_KEY, trailing)], "the trailers of a stream")


async def status_code_and_message(context: Context) -> None:
    wanted = message("EchoStatus", code=2, message="test status message")
    status = await status_of(context.unary(message("InteropRequest", response_status=wanted)))
    check((status.code, status.message), (Code.UNKNOWN, wanted.message), "the status")
    async with context.call("FullDuplexCall") as call:
        await call.send(output_request(response_status=wanted).SerializeToString())
        call.finish_sending()
        status = await end_of(call)
        check((status.code, status.message), (Code.UNKNOWN, wanted.message), "the status of a stream")


async def special_status_message(context: Context) -> None:
    text = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    wanted = message("EchoStatus", code=2, message=text)
    status = await status_of(context.unary(message("InteropRequest", response_status=wanted)))
    check((status.code, status.message), (Code.UNKNOWN, text), "the status")


async def unimplemented_method(context: Context) -> None:
    status = await status_of(context.channel.unary(f"{SERVICE}/UnimplementedCall", b"", context.options()))
    check(status.code, Code.UNIMPLEMENTED, "the status")


async def unimplemented_service(context: Context) -> None:
    name = "ocop.testing.v1.UnimplementedInterop/UnimplementedCall"
    status = await status_of(context.channel.unary(name, b"", context.options()))
    check(status.code, Code.UNIMPLEMENTED, "the status")
