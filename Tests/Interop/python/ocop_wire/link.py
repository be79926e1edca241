"""A connection on an asyncio transport: written as far as the peer reads, kept alive, and closed in bounded time."""

import asyncio
import logging
import os
from collections.abc import Callable
from typing import cast

from .connection import Connection, ConnectionEnded, Event
from .status import Code, Violation

_log = logging.getLogger("ocop_wire")

# Bytes handed to the transport at once, and what it may hold before writing pauses.
_BATCH_BYTES = 65536
_HIGH_WATER_BYTES = 131072


class Link(asyncio.Protocol):
    """Reads always, whatever its application does: credit bounds what it must hold."""

    def __init__(
        self, connection: Connection, on_event: Callable[[Event], None], on_lost: Callable[[], None]
    ) -> None:
        self.connection = connection
        connection.on_output = self._schedule_pump
        self._on_event = on_event
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._is_paused = False
        self._is_pump_scheduled = False
        self._is_closing = False
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._received_at = self._loop.time()
        self._pinged_at: float | None = None
        self._is_refused = False
        self.is_lost = False
        self.lost = asyncio.Event()

    def refuse(self) -> None:
        """Closes the connection as soon as it is there: there are too many."""
        self._is_refused = True

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        if self._is_refused:
            self._transport.abort()
            return
        self._transport.set_write_buffer_limits(high=_HIGH_WATER_BYTES)
        settings = self.connection.settings
        self._received_at = self._loop.time()
        self._set_timer("handshake", settings.handshake_seconds, self._check_handshake)
        if settings.ping_interval_seconds > 0:
            self._set_timer("alive", settings.ping_interval_seconds, self._check_alive)
        self._schedule_pump()

    def data_received(self, data: bytes) -> None:
        self._received_at = self._loop.time()
        self._pinged_at = None
        for event in self.connection.receive(data):
            self._handle(event)
        self._schedule_pump()

    def eof_received(self) -> bool:
        return False

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False
        self._schedule_pump()

    def connection_lost(self, error: Exception | None) -> None:
        self.is_lost = True
        self.lost.set()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self.connection.connection_lost(str(error or "end of file"))
        self._on_lost()

    # Writing.

    def _schedule_pump(self) -> None:
        """One write for everything that comes up in a turn of the loop."""
        if not self._is_pump_scheduled and not self.is_lost:
            self._is_pump_scheduled = True
            self._loop.call_soon(self._pump)

    def _pump(self) -> None:
        self._is_pump_scheduled = False
        if self._transport is None or self.is_lost or self._transport.is_closing():
            return
        while not self._is_paused and (batch := self._next_batch()):
            self._transport.write(batch)
        if not self._is_paused and (self.connection.is_closing or self.connection.is_done or self._is_closing):
            self.close()

    def _next_batch(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while size < _BATCH_BYTES and (part := self.connection.next_bytes()):
            parts.append(part)
            size += len(part)
        return b"".join(parts)

    # Ending.

    def end_with(self, violation: Violation) -> None:
        """GOAWAY, then closed."""
        if not self.connection.is_closing:
            self._handle(self.connection.end_with(violation))
            self._schedule_pump()

    def close_when_written(self) -> None:
        """Closes as soon as nothing is left to write."""
        self._is_closing = True
        self._set_timer("closing", self.connection.settings.closing_seconds, self.abort)
        self._schedule_pump()

    def close(self) -> None:
        """Closes when what the transport holds is written, or when that has taken too long."""
        if self._transport is not None and not self.is_lost:
            self._set_timer("closing", self.connection.settings.closing_seconds, self.abort)
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None and not self.is_lost:
            self._transport.abort()

    def _handle(self, event: Event) -> None:
        if isinstance(event, ConnectionEnded):
            _log.warning("connection ended: %s", event.reason)
            self._set_timer("closing", self.connection.settings.closing_seconds, self.abort)
        self._on_event(event)

    # Time.

    def _set_timer(self, name: str, seconds: float, action: Callable[[], None]) -> None:
        if name in self._timers:
            self._timers[name].cancel()
        self._timers[name] = self._loop.call_later(seconds, action)

    def _check_handshake(self) -> None:
        if not self.connection.has_hello:
            self.end_with(Violation("preface and HELLO did not arrive in time", Code.UNAVAILABLE))

    def _check_alive(self) -> None:
        """Any byte is a sign of life; a PING is sent only into silence."""
        settings, now = self.connection.settings, self._loop.time()
        if self._pinged_at is not None:
            self.end_with(Violation("no sign of life after PING", Code.UNAVAILABLE))
            return
        left = self._received_at + settings.ping_interval_seconds - now
        if left <= 0:
            self._pinged_at = now
            self.connection.ping(os.urandom(8))
            left = settings.ping_timeout_seconds
        self._set_timer("alive", left, self._check_alive)
