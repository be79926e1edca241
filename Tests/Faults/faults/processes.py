"""Processes that the harness owns: started, killed and paused by their id, and gone when the harness is gone."""

import asyncio
import ctypes
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_STOP_SECONDS = 15.0


def _die_with_parent() -> None:
    """Runs in the child before exec: should the harness be killed itself, nothing is left behind."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


class OwnedProcess:
    """One process. Its output goes to a file, so that it never waits for a reader."""

    def __init__(self, process: Process, log: Path) -> None:
        self._process = process
        self.log = log

    @classmethod
    async def start(
        cls,
        command: Sequence[str | Path],
        log: Path,
        environment: dict[str, str] | None = None,
        files: Sequence[int] = (),
    ) -> "OwnedProcess":
        """`files` are descriptors that it inherits, under the same numbers."""
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *map(str, command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})},
                preexec_fn=_die_with_parent,
                pass_fds=tuple(files),
            )
        return cls(process, log)

    @property
    def id(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for a signal."""
        return self._process.returncode

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def kill(self) -> None:
        """As a power cut: SIGKILL, and it is gone when this returns."""
        if self.exit_code is None:
            self.signal(signal.SIGKILL)
            await self._process.wait()

    async def stop(self) -> int:
        """In order: SIGTERM, and its exit code. Killed when it takes too long."""
        if self.exit_code is None:
            self.signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()
        return await self._process.wait()

    async def ended(self, seconds: float) -> int | None:
        """Its exit code once it has ended by itself; None when it has not in this time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._process.wait()
        return None

    def log_tail(self, lines: int = 12) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


async def run_tool(*command: str | Path, seconds: float = 30.0) -> str:
    """Runs a program to its end. Raises OSError with what it said when it fails or is missing."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        preexec_fn=_die_with_parent,
    )
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise OSError(f"{command[0]} did not end within {seconds} s") from None
    text = output.decode(errors="replace").strip()
    if process.returncode:
        raise OSError(f"{' '.join(map(str, command))} ended with {process.returncode}: {text}")
    return text
