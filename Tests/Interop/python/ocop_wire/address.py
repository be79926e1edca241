"""Addresses as text: "tcp:127.0.0.1:7001", "tcp:[::1]:0", "unix:/run/ocop.sock"."""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port, or the path of a Unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Raises ValueError that says what an address looks like."""
        kind, _, rest = text.partition(":")
        if kind == "unix" and rest:
            return cls(path=rest)
        host, _, port = rest.rpartition(":")
        if kind == "tcp" and host and port.isdecimal() and int(port) <= 65535:
            return cls(host=host.removeprefix("[").removesuffix("]"), port=int(port))
        raise ValueError(f"{text!r} is not an address: use tcp:HOST:PORT or unix:PATH")

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return f"tcp:[{self.host}]:{self.port}" if ":" in self.host else f"tcp:{self.host}:{self.port}"

    async def connect(self, protocol: Callable[[], asyncio.Protocol]) -> None:
        """Raises OSError when nobody answers."""
        loop = asyncio.get_running_loop()
        if self.path:
            await loop.create_unix_connection(protocol, self.path)
        else:
            transport, _ = await loop.create_connection(protocol, self.host, self.port)
            connected: socket.socket = transport.get_extra_info("socket")
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def listen(self, protocol: Callable[[], asyncio.Protocol]) -> "Listener":
        """Accepts connections, and gives each a protocol. Raises OSError."""
        loop = asyncio.get_running_loop()
        if self.path:
            return Listener(self, await loop.create_unix_server(protocol, self.path), os.stat(self.path).st_ino)
        server = await loop.create_server(protocol, self.host, self.port)
        return Listener(Address(host=self.host, port=server.sockets[0].getsockname()[1]), server, None)


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that accepts; `address` has the port that was chosen, if none was given."""

    address: Address
    _server: asyncio.Server
    _inode: int | None

    def close(self) -> None:
        """Accepts no more. The file of a Unix socket goes, unless it is already another server's."""
        self._server.close()
        with suppress(FileNotFoundError):
            if self._inode is not None and os.stat(self.address.path).st_ino == self._inode:
                os.unlink(self.address.path)
