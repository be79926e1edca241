"""A client's call: one application-visible call over as many attempts as the protocol lets it have (section 11)."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from .changes import Changes
from .client_connection import OpenRequest
from .metadata import OpenMetadata
from .receiving import Message
from .repeat import RepeatPolicy
from .status import Code, Metadata, RpcError, Status
from .stream import State, Stream

if TYPE_CHECKING:
    from .channel import Channel, ClientLink

# Requests that are kept for a repetition. A call that has sent more cannot be repeated.
REPLAY_BYTES_MAX = 4194304


@dataclass(frozen=True, slots=True)
class CallOptions:
    timeout_seconds: float | None = None
    metadata: Metadata = ()
    traceparent: str = ""
    is_idempotent: bool = False
    accepts_compressed: bool = False
    # Whether the call waits while no connection can be made; otherwise it fails with UNAVAILABLE.
    wait_for_ready: bool = True
    attempts_max: int = 5


class Call:
    """Use it as a context: leaving it cancels what has not ended."""

    def __init__(
        self, channel: "Channel", method: str, options: CallOptions, only_request: tuple[bytes, bool] | None = None
    ) -> None:
        self._channel = channel
        self._metadata = OpenMetadata(method, options.traceparent, options.metadata)
        self._options = options
        self._only_request = only_request
        self._deadline = None if options.timeout_seconds is None else channel.clock() + options.timeout_seconds
        self._repeat = RepeatPolicy(options.attempts_max, options.is_idempotent, self._deadline)
        self._changes = Changes()
        self._stream: Stream | None = None
        self._final: Status | None = None
        # Messages by their number in the call, as long as they may be needed.
        self._log: dict[int, tuple[bytes, bool]] = {}
        self._log_bytes = 0
        self._logged = 0
        self._delivered = 0
        self._is_finished = only_request is not None
        self._is_committed = False
        self.attempts = 0
        self._driver = asyncio.create_task(self._drive())

    # What the application does.

    async def send(self, message: bytes, compress: bool = False) -> None:
        """Returns when the message has left; a peer that does not take it holds the caller back."""
        number = self._logged
        self._log[number] = (message, compress)
        self._log_bytes += len(message)
        self._logged += 1
        if self._log_bytes > REPLAY_BYTES_MAX:
            self._commit()
        self._changes.notify()
        await self._changes.until(lambda: self._delivered > number or self._final is not None)
        if self._final is not None:
            raise RpcError(self._final)

    def finish_sending(self) -> None:
        self._is_finished = True
        self._changes.notify()

    async def receive(self) -> Message | None:
        """The next response, or None at the end. Raises RpcError when the call ends with another code than OK."""
        await self._changes.until(lambda: self._has_message() or self._final is not None)
        if self._stream is not None and self._has_message():
            self._commit()
            try:
                return self._stream.take()
            except RpcError as error:
                self._fail(error.status)
                raise
        assert self._final is not None
        if self._final.code is Code.OK:
            return None
        raise RpcError(self._final)

    async def initial_metadata(self) -> Metadata:
        """The server's first metadata; empty when it sent none."""
        await self._changes.until(lambda: self._has_response() or self._final is not None)
        return (self._stream.headers or ()) if self._stream is not None else ()

    def cancel(self) -> None:
        self._fail(Status(Code.CANCELLED, "cancelled by the caller"))

    @property
    def status(self) -> Status | None:
        """How the call has ended, trailers included; None while it has not."""
        return self._final

    @property
    def stream(self) -> Stream | None:
        """The stream of the present attempt: for tests, which look at its credit."""
        return self._stream

    async def __aenter__(self) -> "Call":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    # Attempts.

    def _has_message(self) -> bool:
        return self._stream is not None and self._stream.receive.has_message

    def _has_response(self) -> bool:
        stream = self._stream
        return stream is not None and (stream.headers is not None or stream.has_data or stream.receive.has_message)

    def _fail(self, status: Status) -> None:
        """Ends the call here: what has been received and not taken is dropped."""
        if self._final is not None:
            return
        self._final = status
        if self._stream is not None:
            self._stream.cancel(status)
            self._stream = None
        self._log.clear()
        self._driver.cancel()
        self._changes.notify()

    def _commit(self) -> None:
        """From now on the call cannot be repeated: what has been delivered need not be kept."""
        self._is_committed = True
        for number in [number for number in self._log if number < self._delivered]:
            del self._log[number]

    async def _drive(self) -> None:
        try:
            async with asyncio.timeout_at(self._deadline):
                while True:
                    stream = await self._attempt()
                    status = stream.status or Status(Code.INTERNAL, "a stream without an end")
                    can_repeat = not self._is_committed and not self._has_response()
                    pause = self._repeat.pause(status, stream, self._channel.clock()) if can_repeat else None
                    if pause is None:
                        self._final = status
                        return
                    await self._channel.sleep(pause)
        except TimeoutError:
            self._fail(Status(Code.DEADLINE_EXCEEDED, "the deadline has passed"))
        except RpcError as error:
            self._fail(error.status)
        except Exception as error:
            self._fail(Status(Code.INTERNAL, f"{type(error).__name__}: {error}"))
            raise
        finally:
            self._changes.notify()

    async def _attempt(self) -> Stream:
        """Opens a stream, sends it everything, and returns it when it has closed."""
        link = await self._channel.usable_link(self._options.wait_for_ready)
        if self._only_request is not None and self._only_request[1]:
            await link.until_hello()
        stream = link.client.open(
            OpenRequest(
                self._metadata,
                deadline=self._deadline,
                attempt=self._repeat.attempt,
                is_idempotent=self._options.is_idempotent,
                accepts_compressed=self._options.accepts_compressed,
                message=None if self._only_request is None else self._only_request[0],
                compress=self._only_request is not None and self._only_request[1],
            )
        )
        self.attempts += 1
        self._stream = stream
        stream.on_change = self._changes.notify
        if self._only_request is None:
            await self._send_log(stream, link)
        await self._changes.until(lambda: stream.is_closed)
        return stream

    async def _send_log(self, stream: Stream, link: "ClientLink") -> None:
        """All messages from the first on: also those that were delivered in an earlier attempt."""
        position = 0
        while True:
            await self._changes.until(
                lambda: stream.is_closed or stream.state is not State.WAITING and stream.send.is_idle
            )
            if stream.is_closed:
                return
            self._note_delivered(position)
            if position < self._logged:
                message, compress = self._log[position]
                if compress:
                    await link.until_hello()
                stream.load(message, compress)
                position += 1
            elif self._is_finished:
                stream.finish_sending()
                return
            else:
                await self._changes.until(
                    lambda: stream.is_closed or position < self._logged or self._is_finished
                )

    def _note_delivered(self, count: int) -> None:
        self._delivered = max(self._delivered, count)
        if self._is_committed:
            self._commit()
        self._changes.notify()
