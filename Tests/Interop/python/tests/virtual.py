"""Tests of time without waiting: a loop whose clock jumps, and connections in memory that can be held up."""

import asyncio
import unittest
from collections.abc import Callable, Coroutine
from typing import Any, cast

from ocop_wire.channel import Channel, Dial
from ocop_wire.limits import Settings
from ocop_wire.server import Server
from ocop_wire.server_call import Handler


class _JumpingSelector:
    """Stands in front of the loop's selector: where it would wait, the clock jumps to the next timer instead."""

    def __init__(self, loop: "VirtualLoop", selector: Any) -> None:
        self._loop, self._selector = loop, selector

    def select(self, timeout: float | None) -> Any:
        events = self._selector.select(0)
        if not events:
            if timeout is None:
                raise RuntimeError("every task waits and no timer runs: the test would hang")
            self._loop.now += timeout
        return events

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Starts at time 0. Only for connections in memory."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__()
        self._selector = _JumpingSelector(self, self._selector)  # type: ignore[has-type]
        self._clock_resolution = 1e-9

    def time(self) -> float:
        return self.now


class MemoryTransport(asyncio.Transport):
    """One end. `is_held` on it keeps what it has written from arriving, as a peer that does not read does."""

    def __init__(self, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._protocol = protocol
        self._peer: "MemoryTransport | None" = None
        self._buffer = bytearray()
        self._high = 65536
        self._is_writing_paused = False
        self._is_closing = False
        self._is_lost = False
        self._is_held = False
        self.written_bytes = 0

    def connect(self, peer: "MemoryTransport") -> None:
        self._peer = peer
        self._loop.call_soon(self._protocol.connection_made, self)

    @property
    def buffered_bytes(self) -> int:
        return len(self._buffer)

    def hold(self, is_held: bool = True) -> None:
        self._is_held = is_held
        self._loop.call_soon(self._deliver)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._high = high if high is not None else self._high

    def write(self, data: Any) -> None:
        if self._is_closing or self._is_lost:
            return
        self._buffer += data
        self.written_bytes += len(data)
        if len(self._buffer) > self._high and not self._is_writing_paused:
            self._is_writing_paused = True
            self._protocol.pause_writing()
        self._loop.call_soon(self._deliver)

    def _deliver(self) -> None:
        peer = self._peer
        if self._is_lost or peer is None or self._is_held:
            return
        if self._buffer:
            piece = bytes(self._buffer[:65536])
            del self._buffer[:65536]
            if not peer._is_lost:
                peer._protocol.data_received(piece)
            if self._is_writing_paused and len(self._buffer) <= self._high // 4:
                self._is_writing_paused = False
                self._protocol.resume_writing()
        if self._buffer:
            self._loop.call_soon(self._deliver)
        elif self._is_closing:
            self.abort()

    def is_closing(self) -> bool:
        return self._is_closing or self._is_lost

    def close(self) -> None:
        self._is_closing = True
        self._loop.call_soon(self._deliver)

    def abort(self) -> None:
        """Both ends are told that the connection is gone."""
        for end in (self, self._peer):
            if end is not None and not end._is_lost:
                end._is_lost = True
                self._loop.call_soon(end._protocol.connection_lost, None)


class Network:
    """One server that can be reached, or not, and every connection ever made to it: (client's end, server's end)."""

    def __init__(self, accept: Callable[[], asyncio.Protocol]) -> None:
        self.accept = accept
        self.is_down = False
        self.attempts_at: list[float] = []
        self.connections: list[tuple[MemoryTransport, MemoryTransport]] = []

    async def dial(self, protocol: Callable[[], asyncio.Protocol]) -> None:
        self.attempts_at.append(asyncio.get_running_loop().time())
        if self.is_down:
            raise ConnectionRefusedError("nobody listens")
        client, server = MemoryTransport(protocol()), MemoryTransport(self.accept())
        client.connect(server)
        server.connect(client)
        self.connections.append((client, server))

    def cut(self) -> None:
        """The last connection breaks."""
        self.connections[-1][0].abort()


class World:
    """A server with handlers, and a channel to it."""

    def __init__(
        self,
        handlers: dict[str, Handler] | None = None,
        server_settings: Settings | None = None,
        client_settings: Settings | None = None,
    ) -> None:
        self.server = Server(handlers or {}, server_settings)
        self.network = Network(self.server.new_link)
        self.channel = Channel(cast(Dial, self.network.dial), client_settings)


class VirtualTest(unittest.TestCase):
    """Runs each coroutine on a loop of its own whose clock jumps."""

    def run_virtual(self, main: Callable[[], Coroutine[Any, Any, None]]) -> float:
        """Returns the seconds that passed on the virtual clock."""
        loop = VirtualLoop()
        try:
            loop.run_until_complete(main())
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
            return loop.time()
        finally:
            loop.close()


async def turns(count: int = 20) -> None:
    """Lets everything that can happen without time passing happen."""
    for _ in range(count):
        await asyncio.sleep(0)
