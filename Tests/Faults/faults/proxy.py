"""A proxy between two daemons, over TCP or a Unix socket, that delays, throttles, splits, holds, cuts and half-closes.

It works on bytes and knows nothing of the protocol, and keeps what TCP promises: bytes come in order and unchanged, or
the connection ends.
"""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from enum import Enum

from ocop_wire.address import Address

_CHUNK_BYTES = 65536
# A throttled direction gets so many bytes, and then waits so long. Fewer than the smallest event has.
_THROTTLE_BYTES = 64
_THROTTLE_SECONDS = 0.01


class Fault(Enum):
    NONE = "none"
    # Everything comes late.
    DELAY = "delay"
    # A few kilobytes a second.
    THROTTLE = "throttle"
    # One byte to seven at a time.
    SPLIT = "split"
    # Connections stay, and nothing comes through until it is healed.
    BLACKHOLE = "blackhole"
    # Connections end at once, and new ones after some bytes.
    CUT = "cut"
    # The one that listens ends its direction; the other direction stays open.
    HALF_CLOSE = "half-close"
    # New connections are closed at once; those that are there stay.
    REFUSE = "refuse"


class FaultProxy:
    """Use it as a context. `struck` counts, by fault, how often it hit bytes or a connection."""

    def __init__(self, target: Address, listen: Address, generator: random.Random) -> None:
        self._target = target
        self._listen = listen
        self._random = generator
        self._fault = Fault.NONE
        self._changed = asyncio.Event()
        self._pairs: set[_Pair] = set()
        self.struck: Counter[Fault] = Counter()
        self.connections = 0

    @property
    def address(self) -> Address:
        """Where it listens; with the port that was chosen."""
        if self._listen.path:
            return self._listen
        return Address(host=self._listen.host, port=self._server.sockets[0].getsockname()[1])

    @property
    def fault(self) -> Fault:
        return self._fault

    async def __aenter__(self) -> "FaultProxy":
        if self._listen.path:
            self._server = await asyncio.start_unix_server(self._accept, self._listen.path)
        else:
            self._server = await asyncio.start_server(self._accept, self._listen.host, self._listen.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for pair in list(self._pairs):
            pair.abort()
        # Wakes what is held; the connections are gone already, so nothing comes through.
        self.heal()
        while self._pairs:
            await asyncio.sleep(0.001)

    def set(self, fault: Fault) -> None:
        """From now on, for connections that are there and new ones."""
        self._fault = fault
        self._changed.set()
        self._changed = asyncio.Event()
        if fault is Fault.CUT:
            for pair in list(self._pairs):
                self.struck[fault] += 1
                pair.abort()
        elif fault is Fault.HALF_CLOSE:
            for pair in list(self._pairs):
                self.struck[fault] += 1
                pair.end_answers()

    def heal(self) -> None:
        self.set(Fault.NONE)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self._fault is Fault.REFUSE:
            self.struck[Fault.REFUSE] += 1
            writer.transport.abort()
            return
        try:
            if self._target.path:
                far_reader, far_writer = await asyncio.open_unix_connection(self._target.path)
            else:
                far_reader, far_writer = await asyncio.open_connection(self._target.host, self._target.port)
        except OSError:
            writer.transport.abort()
            return
        pair = _Pair(writer, far_writer, self._random.randint(100, 5000) if self._fault is Fault.CUT else None)
        self._pairs.add(pair)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(pair, reader, far_writer))
                group.create_task(self._pump(pair, far_reader, writer))
        except* (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            pair.abort()
            self._pairs.discard(pair)

    async def _pump(self, pair: "_Pair", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK_BYTES):
            await self._hold(pair)
            if pair.is_aborted:
                return
            if writer is pair.near and pair.has_ended_answers:
                continue
            if pair.spend(len(data)):
                self.struck[Fault.CUT] += 1
                pair.abort()
                raise ConnectionAbortedError
            await self._forward(writer, data)
        with suppress(OSError):
            if writer.can_write_eof() and not writer.transport.is_closing():
                writer.write_eof()

    async def _hold(self, pair: "_Pair") -> None:
        while self._fault is Fault.BLACKHOLE and not pair.is_aborted:
            self.struck[Fault.BLACKHOLE] += 1
            await self._changed.wait()
        if self._fault is Fault.DELAY:
            self.struck[Fault.DELAY] += 1
            await asyncio.sleep(self._random.uniform(0.01, 0.15))

    async def _forward(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        at = 0
        while at < len(data):
            size = len(data) - at
            if self._fault is Fault.SPLIT:
                size = self._random.randint(1, 7)
            elif self._fault is Fault.THROTTLE:
                size = _THROTTLE_BYTES
            if size < len(data) - at:
                self.struck[self._fault] += 1
            writer.write(data[at : at + size])
            await writer.drain()
            at += size
            if at < len(data):
                await asyncio.sleep(_THROTTLE_SECONDS if self._fault is Fault.THROTTLE else 0)


class _Pair:
    """A connection and the one behind it. `near` is towards the one that has connected."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter, bytes_until_cut: int | None) -> None:
        self.near = near
        self._far = far
        self._bytes_until_cut = bytes_until_cut
        self.has_ended_answers = False
        self.is_aborted = False

    def spend(self, count: int) -> bool:
        """Whether the connection is to be cut before these bytes."""
        if self._bytes_until_cut is None:
            return False
        self._bytes_until_cut -= count
        return self._bytes_until_cut < 0

    def end_answers(self) -> None:
        self.has_ended_answers = True
        with suppress(OSError):
            if not self.near.transport.is_closing():
                self.near.write_eof()

    def abort(self) -> None:
        self.is_aborted = True
        for writer in (self.near, self._far):
            writer.transport.abort()
