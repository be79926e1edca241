"""A server: listens, runs a handler for each stream, keeps deadlines, and drains."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from .address import Address, Listener
from .connection import Event, PingAnswered, StreamOpened
from .limits import Settings
from .link import Link
from .server_call import Handler, ServerCall
from .server_connection import ServerConnection
from .status import CloseFlag, Code, Status

_log = logging.getLogger("ocop_wire")
# How long the first GOAWAY may stay unanswered before the final one follows.
_DRAIN_ANSWER_SECONDS = 1.0


class Server:
    """Handlers by the full name of their method: "ocop.testing.v1.Interop/UnaryCall"."""

    def __init__(self, handlers: Mapping[str, Handler], settings: Settings | None = None) -> None:
        self._handlers = handlers
        self._settings = settings or Settings()
        self._links: set[Link] = set()
        self._calls: set[ServerCall] = set()
        self._listeners: list[Listener] = []
        self._is_draining = False

    async def listen(self, address: Address) -> Address:
        """Starts to accept; returns where. Raises OSError."""
        listener = await address.listen(self.new_link)
        self._listeners.append(listener)
        return listener.address

    def new_link(self) -> Link:
        """The protocol of an accepted connection."""
        connection = ServerConnection(self._settings, asyncio.get_running_loop().time)
        link = Link(connection, lambda event: self._on_event(link, connection, event), lambda: self._on_lost(link))
        if len(self._links) >= self._settings.connections_max or self._is_draining:
            link.refuse()
        self._links.add(link)
        return link

    @property
    def running_count(self) -> int:
        """Handlers that run, those of cancelled calls included."""
        return len(self._calls)

    def _on_lost(self, link: Link) -> None:
        self._links.discard(link)

    def _on_event(self, link: Link, connection: ServerConnection, event: Event) -> None:
        if isinstance(event, StreamOpened):
            self._start(connection, event)
        elif isinstance(event, PingAnswered) and connection.is_drain_answered(event):
            connection.finish_drain()

    def _start(self, connection: ServerConnection, opened: StreamOpened) -> None:
        stream = opened.stream
        handler = self._handlers.get(stream.metadata.method)
        if stream.is_closed:
            return
        if handler is None:
            message = f"method {stream.metadata.method[:200]!r} is not known here"
            connection.refuse(stream, Status(Code.UNIMPLEMENTED, message))
        elif len(self._calls) >= self._settings.handlers_max:
            message = f"{len(self._calls)} calls are running"
            connection.refuse(stream, Status(Code.RESOURCE_EXHAUSTED, message, flags=CloseFlag.NOT_PROCESSED))
        else:
            call = ServerCall(connection, stream)
            self._calls.add(call)
            call.start(handler, partial(self._calls.discard, call))

    async def drain(self, seconds: float) -> None:
        """Ends in order (section 9): accepts no more, lets calls finish for at most `seconds`, closes."""
        self._is_draining = True
        for listener in self._listeners:
            listener.close()
        await asyncio.gather(*(self._drain_link(link, seconds) for link in list(self._links)))

    async def _drain_link(self, link: Link, seconds: float) -> None:
        connection = link.connection
        assert isinstance(connection, ServerConnection)
        connection.begin_drain()
        final = asyncio.get_running_loop().call_later(min(_DRAIN_ANSWER_SECONDS, seconds), connection.finish_drain)
        try:
            async with asyncio.timeout(seconds):
                await link.lost.wait()
        except TimeoutError:
            for stream in list(connection.streams.values()):
                stream.finish(Status(Code.UNAVAILABLE, "the server has shut down"))
            connection.finish_drain()
            link.close_when_written()
            await link.lost.wait()
        finally:
            final.cancel()
