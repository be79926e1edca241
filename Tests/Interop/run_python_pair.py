#!/usr/bin/python3
"""Runs the interoperability client against the interoperability server: all cases, over TCP and a Unix socket, and
through a restart of the server that no call may notice.

    run_python_pair.py [--server COMMAND] [--client COMMAND] [--scale FACTOR]

Both are the Python ones unless a command says otherwise, so the same script runs the pairs with another implementation:
`--server .build/debug/interop-server`. Ends with 1 when a case fails, or when a server does not end well.
"""

import argparse
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from collections.abc import Iterator
from pathlib import Path

PYTHON = Path(__file__).resolve().parent / "python"
# For a server to begin and to end, and for a client with all cases.
SERVER_SECONDS = 20
CLIENT_SECONDS = 600


@contextmanager
def running_server(command: list[str], listen: str, *options: str) -> Iterator[tuple[str, list[str], int]]:
    """Gives the server's address, a list that gets what went wrong when it ended, and its process."""
    problems: list[str] = []
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [*command, "--listen", listen, *options], stdout=subprocess.PIPE, stderr=errors, text=True
        )
        assert process.stdout is not None
        hanging = threading.Timer(SERVER_SECONDS, process.kill)
        hanging.start()
        try:
            line = process.stdout.readline().strip()
            hanging.cancel()
            if not line.startswith("listening on "):
                raise SystemExit(f"{shlex.join(command)} printed {line!r}, not «listening on ADDRESS»")
            yield line.removeprefix("listening on "), problems, process.pid
        finally:
            hanging.cancel()
            process.send_signal(signal.SIGTERM)
            try:
                code = process.wait(SERVER_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                problems.append(f"the server did not end within {SERVER_SECONDS} s of SIGTERM")
            else:
                if code:
                    problems.append(f"the server ended with {code}")
            process.stdout.close()
            errors.seek(0)
            sys.stderr.write(errors.read())


def run_pair(server: list[str], client: list[str], listen: str, server_options: list[str], cases: list[str]) -> bool:
    """Whether all went well."""
    print(f"== {' '.join([listen.split(':')[0], *server_options])}", flush=True)
    with running_server(server, listen, *server_options) as (address, problems, _):
        code = subprocess.run([*client, "--server", address, *cases], timeout=CLIENT_SECONDS, check=False).returncode
    for problem in problems:
        print(problem)
    return code == 0 and not problems


def until_busy(server: int, client: "subprocess.Popen[str]") -> None:
    """Returns when the server has worked for a tenth of a second: calls are in flight. Or when the client has ended."""

    def ticks() -> int:
        fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    while ticks() < before + os.sysconf("SC_CLK_TCK") // 10 and client.poll() is None:
        time.sleep(0.005)


def run_restart(server: list[str], client: list[str], listen: str, scale: list[str]) -> bool:
    """The server is replaced under a thousand calls: it drains, a new one takes its place, and every call succeeds."""
    print("== restart", flush=True)
    cases = ["--case", "empty_unary", "concurrent_large_unary", *scale]
    with running_server(server, listen) as (address, problems, server_process):
        process = subprocess.Popen([*client, "--server", address, *cases], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        # The first case has passed: the thousand calls begin now.
        print(process.stdout.readline(), end="", flush=True)
        until_busy(server_process, process)
    with running_server(server, listen) as (_, more_problems, _):
        hanging = threading.Timer(CLIENT_SECONDS, process.kill)
        hanging.start()
        for line in process.stdout:
            print(line, end="", flush=True)
        process.stdout.close()
        code = process.wait()
        hanging.cancel()
    for problem in problems + more_problems:
        print(problem)
    return code == 0 and not problems + more_problems


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs a pair of interoperability client and server.")
    python = [sys.executable, "-B"]
    parser.add_argument("--server", type=shlex.split, default=[*python, str(PYTHON / "interop_server.py")])
    parser.add_argument("--client", type=shlex.split, default=[*python, str(PYTHON / "interop_client.py")])
    parser.add_argument("--scale", default="1")
    arguments = parser.parse_args()
    scale = ["--scale", arguments.scale]
    with tempfile.TemporaryDirectory() as folder:
        pairs = [
            ("tcp:127.0.0.1:0", [], scale),
            (f"unix:{folder}/interop.sock", [], scale),
            # Fewer streams than calls: here the client has to wait.
            (f"unix:{folder}/few.sock", ["--max-streams", "4"], ["--case", "more_than_max_streams"]),
        ]
        results = [run_pair(arguments.server, arguments.client, *pair) for pair in pairs]
        results.append(run_restart(arguments.server, arguments.client, f"unix:{folder}/restart.sock", scale))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
