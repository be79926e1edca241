"""Load by `benchmark-load`, a program that is fast enough not to be what is measured. Latencies are in milliseconds."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ocop_wire.address import Address

from .processes import OwnedProcess
from .service import REGISTRY
from .verdict import Setting, Violation

# The user «nobody».
_STRANGER = 65534
_ENDING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one load has seen."""

    fields: dict[str, str]

    def number(self, name: str) -> float:
        return float(self.fields.get(name, "0"))

    def milliseconds(self, percentile: str = "p99") -> float:
        return self.number(f"{percentile}_microseconds") / 1000

    @property
    def calls_per_second(self) -> float:
        return self.number("calls_per_second")

    @property
    def goodput(self) -> float:
        return self.number("goodput")

    @property
    def failed(self) -> int:
        return int(self.number("failed"))


@dataclass(frozen=True, slots=True)
class Load:
    """One load that can be run again. With `rate` an open loop: calls a second, timed from when they are due."""

    setting: Setting
    address: Address
    folder: Path
    method: str = f"{REGISTRY}/GetRecord"
    # The first of the producers that scenarios store.
    request: bytes = b"\x08\x03\x12\x04CT-0"
    rate: float = 0.0
    connections: int = 1
    in_flight: int = 64
    timeout_milliseconds: int = 5000
    # Whether it runs as another user than the harness, when that is root: on Unix sockets another caller.
    is_stranger: bool = False
    # The processor it runs on; empty: any.
    processor: str = ""

    def _command(self, seconds: float, warm_up: float) -> list[str]:
        options = {
            "server": self.address, "path": self.method, "request": self.request.hex(), "rate": self.rate,
            "connections": self.connections, "in-flight": self.in_flight, "timeout": self.timeout_milliseconds,
            "seconds": seconds, "warm-up": warm_up,
        }  # fmt: skip
        # Whoever starts it may have given up its own turns (`Processors.attacker`).
        command = ["chrt", "--other", "0"] if os.geteuid() == 0 else []
        if self.processor:
            command += ["taskset", "-c", self.processor]
        if self.is_stranger and os.geteuid() == 0:
            command += ["setpriv", f"--reuid={_STRANGER}", f"--regid={_STRANGER}", "--clear-groups"]
        command.append(str(self.setting.binaries / "benchmark-load"))
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        return command

    async def run(self, seconds: float, warm_up: float = 0.2) -> LoadResult:
        async with self.running(seconds, warm_up) as result:
            return await result

    @asynccontextmanager
    async def running(self, seconds: float, warm_up: float = 0.2) -> AsyncIterator["asyncio.Task[LoadResult]"]:
        """The load goes on beside the body; its result comes when `seconds` are over."""
        log = self.folder / f"load-{id(object()):x}-{asyncio.get_running_loop().time():.6f}.log"
        process = await OwnedProcess.start(self._command(seconds, warm_up), log)
        task = asyncio.create_task(self._result(process, seconds + warm_up + _ENDING_SECONDS))
        try:
            yield task
        finally:
            await process.kill()
            task.cancel()

    async def _result(self, process: OwnedProcess, seconds: float) -> LoadResult:
        code = await process.ended(seconds)
        text = process.log_tail(3)
        if code != 0:
            raise Violation(f"the load on {self.address} has ended with {code}: {text}")
        words = text.split()
        return LoadResult(dict(word.split("=", 1) for word in words if "=" in word))
