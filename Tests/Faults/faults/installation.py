"""Daemons of one installation, in a folder of their own that goes with it."""

import asyncio
import os
import shutil
import socket
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ocop_wire.address import Address
from ocop_wire.status import RpcError

from .processes import OwnedProcess
from .service import LISTING, REGISTRY, REPORTING, Service
from .verdict import Violation

_SERVICES = {"registry": REGISTRY, "listing": LISTING, "reporting": REPORTING}
_START_SECONDS = 30.0
# The protocol of systemd (sd_listen_fds(3)): the socket as descriptor 3, for the process with this id.
_ACTIVATION = (
    "bash", "-c", 'fd=$0; ((fd == 3)) || exec 3<&"$fd" {fd}<&-; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"',
)  # fmt: skip


class DaemonEnded(Violation):
    """It ended, or did not serve in time, when it was to start."""


@dataclass(slots=True)
class Daemon:
    """One daemon: how it is started, and its present process. `prefix` and `environment` are for the next start."""

    name: str
    binary: Path
    folder: Path
    # Addresses beside the socket in the folder.
    also_listens: list[str] = field(default_factory=list)
    # Addresses of the services it follows.
    sources: dict[str, str] = field(default_factory=dict)
    prefix: list[str | Path] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    process: OwnedProcess | None = None
    # Where the database is, when not in the folder.
    storage: Path | None = None
    # Where the data are, when in no file: a location as the daemon takes it.
    location: str = ""
    # False for the gateway.
    keeps_data: bool = True
    # What its clients call, unless they say otherwise.
    service: str = ""
    # More of the command line.
    flags: list[str] = field(default_factory=list)
    # The socket in the folder, when the harness holds it as systemd does: it outlives the process.
    held_socket: socket.socket | None = None

    @property
    def address(self) -> Address:
        return Address(path=str(self.folder / f"{self.name}.sock"))

    @property
    def database(self) -> Path:
        return self.storage or self.folder / f"{self.name}.db"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def client(self) -> Service:
        return Service(self.address, self.service)

    async def launch(self) -> OwnedProcess:
        """Starts the process, and does not wait for it."""
        own = str(self.address) if self.held_socket is None else "systemd:"
        files = [] if self.held_socket is None else [self.held_socket.fileno()]
        activation = [*_ACTIVATION, str(files[0])] if files else []
        command: list[str | Path] = [
            *self.prefix, *activation, self.binary, "--listen", ",".join([own, *self.also_listens]),
        ]  # fmt: skip
        if self.keeps_data:
            command += ["--storage", self.location or f"sqlite:{self.database}"]
        for source, address in self.sources.items():
            command += [f"--{source}-address", address]
        command += self.flags
        self.process = await OwnedProcess.start(command, self.log, self.environment, files)
        return self.process

    async def start(self, seconds: float = _START_SECONDS) -> float:
        """Starts it; returns after how many seconds it answered that it serves. Raises DaemonEnded."""
        began = time.monotonic()
        process = await self.launch()
        async with self.client() as client:
            while True:
                with suppress(RpcError):
                    status = await client.status(0.5)
                    if status.serving_status == 1:
                        return time.monotonic() - began
                if process.exit_code is not None or time.monotonic() - began > seconds:
                    raise DaemonEnded(f"{self.name} does not serve (exit code {process.exit_code}):\n{self.tail()}")
                await asyncio.sleep(0.01)

    def hold_socket(self) -> None:
        """From the next start on the process gets its socket handed over, as a systemd socket unit does it."""
        self.held_socket = socket.socket(socket.AF_UNIX)
        self.held_socket.bind(self.address.path)
        self.held_socket.listen(1024)

    async def kill(self) -> None:
        if self.process is not None:
            await self.process.kill()

    async def stop(self) -> None:
        """In order; another exit code than 0 is a violation."""
        if self.process is None or self.process.exit_code is not None:
            return
        code = await self.process.stop()
        if code:
            raise Violation(f"{self.name} ended with {code} after SIGTERM:\n{self.tail()}")

    def tail(self) -> str:
        return self.process.log_tail() if self.process is not None else ""


class Installation:
    """Use it as a context: whatever happens, its processes and its folder are gone afterwards.

    `KEEP_FAULTS=1` in the environment keeps the folder, to look at.
    """

    def __init__(self, binaries: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ocop-faults-"))
        self._binaries = binaries
        self._daemons = {
            name: Daemon(name, binaries / f"ocop-{name}", self.folder, service=service)
            for name, service in _SERVICES.items()
        }
        for name, source in (("listing", "registry"), ("reporting", "registry"), ("reporting", "listing")):
            self.find(name, source, str(self[source].address))

    def find(self, name: str, source: str, address: str) -> None:
        """Where a follower is to find its source, from its next start on."""
        self[name].sources[source] = address

    def add(self, name: str, program: str) -> Daemon:
        """One more process of a program, which is not started by itself."""
        service = _SERVICES.get(program, REGISTRY)
        daemon = Daemon(name, self._binaries / f"ocop-{program}", self.folder, service=service)
        self._daemons[name] = daemon
        return daemon

    def add_gateway(self, **replicas: str) -> Daemon:
        """A gateway in front of the services; `registry="unix:a,unix:b"` says where a service is instead."""
        gateway = self.add("gateway", "gateway")
        gateway.keeps_data = False
        for name in _SERVICES:
            gateway.sources[name] = replicas.get(name, str(self[name].address))
        return gateway

    def let_strangers_in(self, *names: str) -> None:
        """Other users of this machine can connect to these, from their next start on."""
        self.folder.chmod(0o711)
        for name in names:
            self[name].flags += ["--listen-mode", "0666"]

    def __getitem__(self, name: str) -> Daemon:
        return self._daemons[name]

    @property
    def registry(self) -> Daemon:
        return self._daemons["registry"]

    @property
    def listing(self) -> Daemon:
        return self._daemons["listing"]

    @property
    def reporting(self) -> Daemon:
        return self._daemons["reporting"]

    async def start_all(self) -> None:
        await self.start(*self._daemons)

    async def start(self, *names: str) -> None:
        """Some of them, at once."""
        await asyncio.gather(*(self._daemons[name].start() for name in names))

    async def __aenter__(self) -> "Installation":
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            for daemon in self._daemons.values():
                await daemon.kill()
                if daemon.held_socket is not None:
                    daemon.held_socket.close()
        finally:
            if not os.environ.get("KEEP_FAULTS"):
                shutil.rmtree(self.folder, ignore_errors=True)
