"""Programs that a row starts: where they write, what CPU and memory they took, and that each is ended by its id."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

_STOP_SECONDS = 15


class RowFailure(Exception):
    """A row cannot be measured; the text says why, and what to do where that is known."""


def cpu_nanoseconds(process: int) -> int:
    """CPU of a process and of its children that are there, from the scheduler's own count.

    The process' CPU clock is the sum that /proc/PID/task/*/schedstat shows by thread, with threads that have ended.
    """
    # The number of another process' clock, as clock_getcpuclockid(3) makes it.
    total = time.clock_gettime_ns((~process << 3) | 2)
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return total + sum(cpu_nanoseconds(int(child)) for child in children)


def memory_kibibytes(process: int) -> dict[str, int]:
    """Resident memory: "VmRSS" of all, "RssAnon" of what belongs to the process alone."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {key: int(value.split()[0]) for key, value in pairs if key in ("VmRSS", "RssAnon")}


def free_port() -> int:
    """A port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Raises RowFailure when the condition does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RowFailure(f"{what} did not come about within {seconds:g} s")
        time.sleep(0.02)


def takes_connections(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


class Processes:
    """What was started and has to end: in the opposite order, each by its id, also after Ctrl-C."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[subprocess.Popen[bytes]] = []

    def start(
        self, name: str, arguments: list[str | Path], variables: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a program that stays; what it writes goes to logs/NAME.log. Its own session keeps Ctrl-C for us.

        `variables` are added to the environment.
        """
        with (self._logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, env={**os.environ, **(variables or {})},
            )
        self._running.append(process)
        return process

    def end_of_log(self, name: str) -> str:
        """The last lines that a program wrote."""
        lines = (self._logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return " ".join(lines[-3:])

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ends a program by its id: asked first, forced when it takes long."""
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process in self._running:
            self._running.remove(process)

    def stop_all(self) -> None:
        while self._running:
            self.stop(self._running[-1])

    def run(self, name: str, arguments: list[str | Path], seconds: float, statuses: tuple[int, ...] = (0,)) -> str:
        """Runs a program to its end and returns its output. Raises RowFailure when it fails or takes too long."""
        shown = " ".join(str(argument) for argument in arguments[:4])
        process = self.start_piped(arguments)
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise RowFailure(f"{name} ({shown} …) took more than {seconds:g} s") from None
        finally:
            self.stop(process)
        (self._logs / f"{name}.log").write_bytes(output + errors)
        if process.returncode not in statuses:
            last = (errors or output).decode(errors="replace").strip().splitlines()[-3:]
            raise RowFailure(f"{name} ({shown} …) ended with {process.returncode}: {' '.join(last)}")
        return output.decode(errors="replace")

    def start_piped(self, arguments: list[str | Path]) -> subprocess.Popen[bytes]:
        """Starts a program whose output is wanted; it is ended with the others."""
        process = subprocess.Popen(
            [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        self._running.append(process)
        return process
