"""A call as its handler sees it, and the task that runs the handler."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .changes import Changes
from .receiving import Message
from .server_connection import ServerConnection
from .status import Code, Metadata, RpcError, Status, rpc_error
from .stream import State, Stream

_log = logging.getLogger("ocop_wire")
_NANOSECONDS = 1_000_000_000


@dataclass(slots=True, eq=False)
class ServerCall:
    """A handler is cancelled when its call ends otherwise: by CANCEL, its deadline, or the end of the connection."""

    connection: ServerConnection
    stream: Stream
    # Sent with CLOSE, whatever the status.
    trailers: list[tuple[str, str | bytes]] = field(default_factory=list)
    _changes: Changes = field(default_factory=Changes)
    _task: asyncio.Task[None] | None = None
    _timer: asyncio.TimerHandle | None = None

    @property
    def metadata(self) -> Metadata:
        return self.stream.metadata.entries

    def entries(self, key: str) -> list[str | bytes]:
        return [value for name, value in self.metadata if name == key]

    @property
    def attempt(self) -> int:
        return self.stream.prelude.attempt

    @property
    def is_draining(self) -> bool:
        """The server is about to end: a long call may want to end early."""
        return self.connection.is_draining

    # What a handler does.

    async def receive(self) -> Message | None:
        """The next request, or None after the last. Raises RpcError."""
        stream = self.stream
        await self._changes.until(
            lambda: stream.receive.has_message or stream.is_closed or stream.state is State.HALF_CLOSED
        )
        if not stream.receive.has_message:
            if stream.status is not None:
                raise RpcError(stream.status)
            return None
        return stream.take()

    async def receive_only(self) -> Message:
        """The request of a method that takes one. None, or more, is INVALID_ARGUMENT."""
        message = await self.receive()
        if message is None:
            raise rpc_error(Code.INVALID_ARGUMENT, "the method takes a request, and there is none")
        if await self.receive() is not None:
            raise rpc_error(Code.INVALID_ARGUMENT, "the method takes one request, and there are more")
        return message

    async def send(self, message: bytes, compress: bool = False) -> None:
        """Returns when the response has left; a client that does not take it holds the handler back."""
        await self._until_sent()
        self.stream.load(message, compress)
        await self._until_sent()

    def send_headers(self, entries: Metadata) -> None:
        self.stream.send_headers(entries)

    def cancel(self) -> None:
        """Ends the call without a status: the client sees CANCELLED."""
        self.stream.cancel(Status(Code.CANCELLED, "cancelled by the handler"))

    async def _until_sent(self) -> None:
        await self._changes.until(lambda: self.stream.send.is_idle or self.stream.is_closed)
        if self.stream.status is not None:
            raise RpcError(self.stream.status)

    # What the server does.

    def start(self, handler: "Handler", on_returned: Callable[[], None]) -> None:
        """Runs the handler; `on_returned` is called when it has returned, however late that is."""
        self.stream.on_change = self._on_change
        timeout = self.stream.prelude.timeout_nanoseconds
        if timeout:
            self._timer = asyncio.get_running_loop().call_later(timeout / _NANOSECONDS, self._on_deadline)
        self._task = asyncio.create_task(self._run(handler))
        self._task.add_done_callback(lambda _: on_returned())

    def _on_change(self) -> None:
        self._changes.notify()
        if self.stream.is_closed:
            if self._timer is not None:
                self._timer.cancel()
            if self._task is not None:
                self._task.cancel()

    def _on_deadline(self) -> None:
        """Answers at once: the handler may take its time to notice."""
        self._finish(Status(Code.DEADLINE_EXCEEDED, "the deadline has passed"))
        if self._task is not None:
            self._task.cancel()

    async def _run(self, handler: "Handler") -> None:
        try:
            reply = await handler(self)
            await self._until_sent()
            self._finish(Status(), reply)
        except RpcError as error:
            self._finish(error.status)
        except asyncio.CancelledError:
            self._finish(Status(Code.CANCELLED, "the handler was cancelled"))
            raise
        except Exception:
            _log.exception("the handler of %s failed", self.stream.metadata.method)
            self._finish(Status(Code.UNKNOWN, "the handler failed"))

    def _finish(self, status: Status, reply: "Reply | None" = None) -> None:
        if not status.trailers:
            status = status.with_trailers(self.trailers)
        if reply is None:
            self.stream.finish(status)
        else:
            self.stream.finish(status, reply.message, reply.compress)


@dataclass(frozen=True, slots=True)
class Reply:
    """The last response of a call, sent with its CLOSE when it fits."""

    message: bytes
    compress: bool = False


# Returns the last response, or None when everything has been sent with `send`. Raises RpcError for another status.
Handler = Callable[[ServerCall], Awaitable[Reply | None]]
