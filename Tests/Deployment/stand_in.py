"""Does for the daemons what systemd does with their units, in a folder instead of the whole machine: opens the sockets,
hands them over, starts the program with the environment, and hears what it notifies. Paths of the units and of the
configuration stand below that folder."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from repository import CONFIGURATION, UNITS
from unit_file import UnitFile, read_unit

_START_SECONDS = 30.0
_STOP_SECONDS = 30.0
_MOVED = ("/etc/ocop", "/run/ocop", "/var/lib/ocop")
# Opens nothing: moves the descriptors that it has got to where sd_listen_fds(3) says, and becomes the daemon.
_LAUNCHER = """
import os, sys
given = [int(text) for text in sys.argv[1].split(",")]
for index, descriptor in enumerate(given):
    os.dup2(descriptor, 200 + index)
for index in range(len(given)):
    os.dup2(200 + index, 3 + index, inheritable=True)
os.environ.update(LISTEN_PID=str(os.getpid()), WATCHDOG_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


class DidNotServe(Exception):
    """A daemon ended, or said nothing, where it was to be ready; the end of its log."""


@dataclass(slots=True)
class RunningUnit:
    """A service that was started from its unit."""

    name: str
    process: subprocess.Popen[bytes]
    notifications: socket.socket
    sockets: list[socket.socket]
    log: Path
    asked_to_stop: bool = False
    ended: int | None = None

    def next_notification(self, until: float) -> str:
        """The next thing it notifies; raises DidNotServe when it ends, or the time is over, before."""
        while time.monotonic() < until:
            self.notifications.settimeout(0.2)
            try:
                return self.notifications.recv(4096).decode()
            except TimeoutError:
                if self.process.poll() is not None:
                    break
        text = self.log.read_text(errors="replace")[-2000:]
        raise DidNotServe(f"ocop-{self.name} notified nothing (code {self.process.poll()}):\n{text}")

    def wait_for(self, word: str, seconds: float = _START_SECONDS) -> str:
        """The first notification that begins with a word."""
        until = time.monotonic() + seconds
        while not (text := self.next_notification(until)).startswith(word):
            pass
        return text

    def begin_stop(self) -> None:
        """Asks it to stop, once: a second signal would end it at once."""
        if not self.asked_to_stop and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.asked_to_stop = True

    def stop(self) -> int:
        """Stops it as systemd does; its exit code. Asked again, it says the same."""
        if self.ended is None:
            self.begin_stop()
            try:
                self.ended = self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.ended = self.process.wait()
            for each in [*self.sockets, self.notifications]:
                each.close()
        return self.ended


@dataclass(slots=True)
class StandIn:
    """A machine in a folder, with a set of configuration."""

    folder: Path
    binaries: Path
    units: Path = UNITS
    running: list[RunningUnit] = field(default_factory=list)
    # Put before each daemon's command.
    prefix: list[str] = field(default_factory=list)

    def install(self, configuration_set: str) -> None:
        """Puts a set of configuration in place."""
        for path in _MOVED:
            self._moved(path).mkdir(parents=True, exist_ok=True)
        for source in (CONFIGURATION / configuration_set).glob("*.conf"):
            text = source.read_text(encoding="utf-8")
            for path in _MOVED:
                text = text.replace(f"{path}/", f"{self._moved(path)}/")
            # Other programs of this machine may have the ports.
            text = "\n".join(
                "admin_listen = tcp:127.0.0.1:0" if line.startswith("admin_listen = tcp:") else line
                for line in text.splitlines()
            )
            (self._moved("/etc/ocop") / source.name).write_text(text + "\n", encoding="utf-8")

    def _moved(self, path: str) -> Path:
        return self.folder / path.lstrip("/")

    def configuration(self, name: str) -> Path:
        """The file that a service reads."""
        return self._moved("/etc/ocop") / f"{name}.conf"

    def start(self, name: str) -> RunningUnit:
        """Starts a service by its unit, and returns when it says that it is ready."""
        service = read_unit(self.units / f"ocop-{name}.service")
        sockets = self._open(read_unit(self.units / f"ocop-{name}.socket"))
        for state in service.all("Service", "StateDirectory"):
            self._moved(f"/var/lib/{state}").mkdir(mode=0o700, parents=True, exist_ok=True)
        notify = self.folder / f"{name}.notify"
        notify.unlink(missing_ok=True)
        notifications = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notifications.bind(str(notify))
        command = service.one("Service", "ExecStart").split(" ")
        command = [part.replace("/etc/ocop", str(self._moved("/etc/ocop"))) for part in command]
        command[0] = str(self.binaries / Path(command[0]).name)
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*self.prefix, "/usr/bin/python3", "-c", _LAUNCHER]
                + [",".join(str(each.fileno()) for each in sockets), *command],
                env=self._environment(service, len(sockets), notify),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[each.fileno() for each in sockets],
            )
        unit = RunningUnit(name, process, notifications, sockets, log)
        self.running.append(unit)
        unit.wait_for("READY=1")
        return unit

    def _environment(self, service: UnitFile, socket_count: int, notify: Path) -> dict[str, str]:
        # WATCHDOG_USEC is that of a unit with a watchdog of 1 s, so that a test need not wait for it.
        environment = {
            "PATH": "/usr/bin:/bin",
            "NOTIFY_SOCKET": str(notify),
            "WATCHDOG_USEC": "1000000",
            "LISTEN_FDS": str(socket_count),
        }
        for pair in service.all("Service", "Environment"):
            key, _, value = pair.partition("=")
            environment[key] = value
        return environment

    def _open(self, unit: UnitFile) -> list[socket.socket]:
        opened = []
        for address in unit.all("Socket", "ListenStream"):
            if address.startswith("/"):
                listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                path = self._moved(address)
                path.unlink(missing_ok=True)
                listening.bind(str(path))
                os.chmod(path, int(unit.one("Socket", "SocketMode"), 8))
            else:
                host, _, _ = address.rpartition(":")
                listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
                # Any port: the unit's own may be in use on this machine.
                listening.bind((host, 0))
            listening.listen(int(unit.one("Socket", "Backlog")))
            opened.append(listening)
        return opened

    def stop_all(self) -> dict[str, int]:
        """Stops everything; the exit codes by service."""
        return {unit.name: unit.stop() for unit in reversed(self.running)}
