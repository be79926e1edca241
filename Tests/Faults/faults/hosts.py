"""Hosts on one machine: network namespaces on a switch of their own, which nothing else is connected to."""

import os
import shutil
from contextlib import suppress

from .processes import run_tool
from .verdict import Skipped


class Hosts:
    """Use it as a context. Each host has an address in 10.77.0.0/24, in the order of the names, from .1 on."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._prefix = f"ocop-faults-{os.getpid()}"

    def _space(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    @staticmethod
    def _port(name: str) -> str:
        """The switch's end of a host's line; device names are short."""
        return f"p-{name}"[:15]

    def address(self, name: str) -> str:
        return f"10.77.0.{self._names.index(name) + 1}"

    def prefix(self, name: str) -> list[str]:
        """What a command that is to run on the host begins with."""
        return ["ip", "netns", "exec", self._space(name)]

    async def __aenter__(self) -> "Hosts":
        if shutil.which("ip") is None:
            raise Skipped("ip (iproute2) is not installed")
        try:
            await self._make()
        except OSError as error:
            await self.__aexit__()
            raise Skipped(f"no network namespaces: {error}") from error
        return self

    async def _make(self) -> None:
        await run_tool("ip", "netns", "add", self._space("switch"))
        await self._on_switch("link", "add", "switch", "type", "bridge")
        await self._on_switch("link", "set", "switch", "up")
        for name in self._names:
            space, port = self._space(name), self._port(name)
            await run_tool("ip", "netns", "add", space)
            await self._on_switch("link", "add", port, "type", "veth", "peer", "name", "line", "netns", space)
            await self._on_switch("link", "set", port, "master", "switch", "up")
            await run_tool("ip", "-n", space, "address", "add", f"{self.address(name)}/24", "dev", "line")
            for device in ("lo", "line"):
                await run_tool("ip", "-n", space, "link", "set", device, "up")

    async def _on_switch(self, *command: str) -> None:
        await run_tool("ip", "-n", self._space("switch"), *command)

    async def unplug(self, name: str) -> None:
        """What is on its way to the host or from it is lost, and nobody is told."""
        await self._on_switch("link", "set", self._port(name), "down")

    async def plug_in(self, name: str) -> None:
        await self._on_switch("link", "set", self._port(name), "up")

    async def __aexit__(self, *_: object) -> None:
        # A namespace takes its devices with it.
        for name in (*self._names, "switch"):
            with suppress(OSError):
                await run_tool("ip", "netns", "delete", self._space(name))
