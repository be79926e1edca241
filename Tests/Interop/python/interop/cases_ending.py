"""The cases of calls that end otherwise, and of what a client and a server owe each other under load."""

import asyncio
import random

from ocop_wire.backoff import Backoff
from ocop_wire.call import Call
from ocop_wire.channel import Channel
from ocop_wire.limits import Settings
from ocop_wire.status import Code

from .cases_basic import LARGE_REQUEST_BYTES, LARGE_RESPONSE_BYTES
from .context import (
    MANY_CALLS_SECONDS,
    CaseFailed,
    Context,
    check,
    check_that,
    end_of,
    next_response,
    output_request,
    status_of,
)
from .service import PUSHBACK_KEY, message, payload


async def cancel_after_begin(context: Context) -> None:
    async with context.call("StreamingInputCall") as call:
        await asyncio.sleep(0)
        call.cancel()
        check((await end_of(call)).code, Code.CANCELLED, "the status")
    await context.empty()


async def cancel_after_first_response(context: Context) -> None:
    async with context.call("FullDuplexCall") as call:
        await call.send(output_request(31415, payload_bytes=27182).SerializeToString())
        await next_response(call)
        call.cancel()
        check((await end_of(call)).code, Code.CANCELLED, "the status")
    await context.empty()


async def timeout_on_sleeping_server(context: Context) -> None:
    await context.empty()
    request = output_request(31415, payload_bytes=27182)
    request.response_parameters[0].interval_microseconds = 30_000_000
    async with context.call("FullDuplexCall", timeout_seconds=0.05) as call:
        started = context.channel.clock()
        status = await status_of(_send_and_receive(call, request.SerializeToString()))
        check(status.code, Code.DEADLINE_EXCEEDED, "the status")
        check_that(context.channel.clock() - started < 10, "the deadline of 50 ms was kept more than 10 s late")
    await context.empty()


async def _send_and_receive(call: Call, request: bytes) -> None:
    await call.send(request)
    await call.receive()


async def concurrent_large_unary(context: Context) -> None:
    request_bytes, response_bytes = (
        max(1, int(size * context.scale)) for size in (LARGE_REQUEST_BYTES, LARGE_RESPONSE_BYTES)
    )
    request = message("InteropRequest", response_bytes=response_bytes, payload=payload(request_bytes))

    async def one() -> None:
        # Not marked as repeatable: only what the server has not processed is repeated, when it is replaced meanwhile,
        # or when more large requests arrive at once than it wants to hold; then until the deadline.
        response, _ = await context.unary(
            request, is_idempotent=False, timeout_seconds=MANY_CALLS_SECONDS, attempts_max=1000
        )
        check(len(response.payload.body), response_bytes, "the payload's size")

    await asyncio.gather(*(one() for _ in range(1000)))


async def pushback(context: Context) -> None:
    """The server refuses the first attempt and says when to come back; the repetition comes no earlier."""
    wait_milliseconds = 300
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    channel = Channel(context.address.connect, sleep=note)
    quick = Context(context.address, channel)
    request = message("InteropRequest", response_bytes=10, payload=payload(10))
    try:
        response, answer = await quick.unary(request, metadata=((PUSHBACK_KEY, str(wait_milliseconds)),))
    finally:
        await channel.close()
    check(len(response.payload.body), 10, "the payload's size")
    check(answer.attempts, 2, "the number of attempts")
    check_that(
        len(pauses) == 1 and wait_milliseconds / 1000 <= pauses[0] < 5,
        f"pauses of {pauses} s before the repetition, {wait_milliseconds} ms asked for",
    )


async def more_than_max_streams(context: Context) -> None:
    """64 calls at once: the client has never more open than the server takes, and no attempt is refused."""
    await context.empty()
    request = message("InteropRequest", response_bytes=100000, payload=payload(100000))
    most = 0

    async def one() -> None:
        nonlocal most
        _, answer = await context.unary(request)
        check(answer.attempts, 1, "the number of attempts")
        most = max(most, 0 if context.channel.link is None else len(context.channel.link.client.streams))

    await asyncio.gather(*(one() for _ in range(64)))
    link = context.channel.link
    if link is None:
        raise CaseFailed("the connection was lost")
    allowed = link.client.peer.max_streams
    check_that(most <= allowed, f"{most} streams were open, {allowed} are allowed")


async def flow_control_pushback(context: Context) -> None:
    """Nobody takes responses, so the server stops within the window of this client; then it takes no requests either,
    and this client stops within the window of the server. When responses are taken, everything arrives.

    It is observed in the stream's counters: bytes of DATA received and sent, and the credit that is left.
    """
    size, count = 50000, 40
    request = output_request(size, payload_bytes=size).SerializeToString()
    async with context.call("FullDuplexCall") as call:
        sending = asyncio.create_task(_send_many(call, request, count))
        try:
            await _until_stuck(context, call)
            stream = call.stream
            check_that(stream is not None and not sending.done(), "the client sent everything to a server that waits")
            assert stream is not None and context.channel.link is not None
            window = context.channel.link.client.peer.stream_window_bytes
            given = context.channel.link.client.settings.response_credit_bytes
            received, sent = stream.receive.received_bytes, stream.send.sent_bytes
            # In each direction: what waits at its end, and what the handler had taken before it was held up.
            check_that(received <= given + size, f"{received} bytes received at a window of {given}")
            check_that(sent <= window + received + 3 * size, f"{sent} bytes sent at a window of {window}")
            for _ in range(count):
                response, _ = await next_response(call)
                check(len(response.payload.body), size, "the payload's size")
            await sending
            check((await end_of(call)).code, Code.OK, "the status")
        finally:
            sending.cancel()


async def _send_many(call: Call, request: bytes, count: int) -> None:
    for _ in range(count):
        await call.send(request)
    call.finish_sending()


async def _until_stuck(context: Context, call: Call) -> None:
    """Until both directions have stood still through several round trips of other calls on the same connection."""
    still, last = 0, (-1, -1)
    while still < 20:
        await context.empty()
        if call.status is not None:
            raise CaseFailed(f"the call ended with {call.status.code.name} before it stood still")
        stream = call.stream
        now = (-1, -1) if stream is None else (stream.send.sent_bytes, stream.receive.received_bytes)
        still = still + 1 if now == last and now[1] > 0 else 0
        last = now


async def reconnect_backoff(context: Context) -> None:
    """The server cannot be reached twice over, the connection breaking in between. Refused attempts and pauses are
    simulated at this side, so that no time passes and any server will do; the successful connections are real.
    """
    down, pauses = 8, []
    left = down
    backoff = Backoff(initial=0.1, multiplier=1.6, maximum=1.0, jitter=0.2, generator=random.Random())

    async def dial(protocol: object) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise ConnectionRefusedError("down, as far as this client can tell")
        await context.address.connect(protocol)  # type: ignore[arg-type]

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    # The clock stands still: so the pauses are exactly those that were drawn.
    channel = Channel(dial, Settings(), backoff, note, clock=lambda: 0.0)
    quick = Context(context.address, channel)
    try:
        for _ in range(2):
            left = down
            pauses.clear()
            await quick.empty(timeout_seconds=None)
            _check_pauses(pauses, down, backoff)
            assert channel.link is not None
            channel.link.abort()
            await channel.link.lost.wait()
    finally:
        await channel.close()


def _check_pauses(pauses: list[float], count: int, backoff: Backoff) -> None:
    check_that(len(pauses) in (count, count + 1), f"{len(pauses)} pauses for {count} refusals")
    for number, pause in enumerate(pauses[-count:]):
        base = min(backoff.initial * backoff.multiplier**number, backoff.maximum)
        low, high = base * (1 - backoff.jitter), base * (1 + backoff.jitter)
        check_that(low <= pause <= high, f"pause {number} of {pause:.3f} s is not in {low:.3f} to {high:.3f} s")
    check_that(len(set(pauses)) > count // 2, "the pauses have no random part")
