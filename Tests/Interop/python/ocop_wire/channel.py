"""A client of one address: keeps a connection while there are calls, and makes a new one when it ends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .backoff import Backoff
from .call import Call, CallOptions
from .changes import Changes
from .client_connection import ClientConnection
from .connection import Event
from .limits import Settings
from .link import Link
from .receiving import Message
from .status import Code, Metadata, Status, rpc_error

_log = logging.getLogger("ocop_wire")

# Makes a connection and gives it the protocol. Raises OSError.
Dial = Callable[[Callable[[], asyncio.Protocol]], Awaitable[None]]
_CONNECT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call with one response brought."""

    message: Message
    headers: Metadata
    status: Status
    attempts: int


class ClientLink(Link):
    """A client's connection, and what calls wait for on it."""

    def __init__(self, client: ClientConnection) -> None:
        self._changes = Changes()
        self.client = client
        super().__init__(client, self._on_client_event, self._changes.notify)

    def _on_client_event(self, event: Event) -> None:
        self._changes.notify()

    @property
    def is_usable(self) -> bool:
        return not self.is_lost and not self.client.is_closing and not self.client.is_going_away

    async def until_hello(self) -> None:
        """Returns also when the connection ends without one."""
        await self._changes.until(lambda: self.client.has_hello or not self.is_usable)

    async def until_unusable(self) -> None:
        await self._changes.until(lambda: not self.is_usable)

class Channel:
    """`sleep` is what pauses go through, and `clock` says the time, so that a test can do without waiting."""

    def __init__(
        self,
        dial: Dial,
        settings: Settings | None = None,
        backoff: Backoff | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._dial = dial
        self._settings = settings or Settings()
        self._backoff = backoff or Backoff()
        self.sleep = sleep
        self.clock = clock or asyncio.get_running_loop().time
        self._changes = Changes()
        self._link: ClientLink | None = None
        self._links: set[ClientLink] = set()
        self._connector: asyncio.Task[None] | None = None
        self._waiting = 0
        self._failures = 0
        self._problem = "no attempt yet"
        self._next_attempt_at = 0.0
        self._is_closed = False

    # Calls.

    def call(self, method: str, options: CallOptions = CallOptions()) -> Call:
        """A call of any kind: requests are sent and responses received as they come."""
        return Call(self, method, options)

    def call_with(self, method: str, request: bytes, options: CallOptions, compress: bool = False) -> Call:
        """A call with one request: one frame, if it fits."""
        return Call(self, method, options, (request, compress))

    async def unary(
        self, method: str, request: bytes, options: CallOptions = CallOptions(), compress: bool = False
    ) -> Answer:
        """One request, one response. None, or more than one, with OK is INTERNAL."""
        async with self.call_with(method, request, options, compress) as call:
            return await only_answer(call)

    # The connection.

    @property
    def link(self) -> ClientLink | None:
        """The present connection: for tests and cases that look at it."""
        return self._link

    async def usable_link(self, wait_for_ready: bool) -> ClientLink:
        """A connection that takes streams. Raises UNAVAILABLE when an attempt fails and the call does not wait."""
        failures = self._failures
        self._waiting += 1
        try:
            while self._link is None or not self._link.is_usable:
                if self._is_closed or not wait_for_ready and self._failures > failures:
                    raise rpc_error(Code.UNAVAILABLE, "the channel is closed" if self._is_closed else self._problem)
                if self._connector is None or self._connector.done():
                    self._connector = asyncio.create_task(self._keep_connected())
                seen = self._failures
                await self._changes.until(
                    lambda: self._link is not None and self._link.is_usable
                    or self._is_closed
                    or not wait_for_ready and self._failures > seen
                )
            return self._link
        finally:
            self._waiting -= 1

    async def _keep_connected(self) -> None:
        """Attempts as long as a call waits; their starts lie a pause apart that grows until a HELLO has come."""
        while self._waiting and not self._is_closed:
            if (left := self._next_attempt_at - self.clock()) > 0:
                await self.sleep(left)
            self._next_attempt_at = self.clock() + self._backoff.next_pause()
            link = await self._connect()
            if link is not None:
                self._link = link
                self._changes.notify()
                await link.until_hello()
            if link is not None and link.client.has_hello:
                self._backoff.reset()
                self._next_attempt_at = min(self._next_attempt_at, self.clock() + self._backoff.initial)
                await link.until_unusable()
            else:
                self._failures += 1
            self._link = None
            self._changes.notify()

    async def _connect(self) -> ClientLink | None:
        link = ClientLink(ClientConnection(self._settings, self.clock))
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await self._dial(lambda: link)
        except (OSError, TimeoutError) as error:
            self._problem = f"cannot connect: {error or type(error).__name__}"
            _log.info("%s", self._problem)
            return None
        self._links = {known for known in self._links if not known.is_lost} | {link}
        return link

    async def close(self) -> None:
        """Says goodbye and closes; calls that are open fail with UNAVAILABLE."""
        self._is_closed = True
        self._changes.notify()
        if self._connector is not None:
            self._connector.cancel()
        for link in self._links:
            if not link.is_lost:
                link.client.say_goodbye()
                link.close_when_written()
        for link in self._links:
            await link.lost.wait()


async def only_answer(call: Call) -> Answer:
    """The one response of a call. Raises RpcError."""
    message = await call.receive()
    if message is None:
        raise rpc_error(Code.INTERNAL, "OK without a response")
    if await call.receive() is not None:
        raise rpc_error(Code.INTERNAL, "more than one response")
    assert call.status is not None
    return Answer(message, await call.initial_metadata(), call.status, call.attempts)
