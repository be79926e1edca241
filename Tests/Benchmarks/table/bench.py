"""What the rows share: the programs, the loads, the folder for their data, and how long to measure."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from installation import Installation
from loads import Loads
from processes import Processes, free_port, takes_connections, wait_until

PEER_ID = "SP-CL-0123456789"
PEER_REVISION = 123_456
PEER_PATH = "/ocop.testing.v1.Benchmark/LookUp"
_PEER_ROWS = 5_000


@dataclass
class Bench:
    root: Path
    work: Path
    # Our daemons and tools.
    programs: Path
    benchmark_server: Path
    grpc_server: Path
    group_commit: Path
    processes: Processes
    loads: Loads
    rounds: int
    # Of one load.
    seconds: float
    is_quick: bool
    # What deploy/release has made, or None.
    release: Path | None

    def installation(self, row: str) -> Installation:
        """Of the sample; a row has its own, so that it does not matter which were measured before."""
        return Installation(self.processes, self.programs, self.root, self.work / row)

    def start_grpc(self, with_database: bool) -> tuple[int, int]:
        """The server of gRPC C++, whose answer is fixed or comes from a table of SQLite. Its port and process id."""
        port = free_port()
        arguments: list[str | Path] = [self.grpc_server, str(port)]
        if with_database:
            arguments.append(_peer_table(self.work / "peer.db"))
        process = self.processes.start("grpc-cpp", arguments)
        wait_until(lambda: takes_connections(port), "the server of gRPC C++")
        return port, process.pid


def peer_body() -> bytes:
    """The request of a look-up with gRPC's five bytes in front: not compressed, length."""
    message = b"\x0a" + bytes([len(PEER_ID)]) + PEER_ID.encode() + b"\x10\xc0\xc4\x07"
    return b"\x00" + len(message).to_bytes(4, "big") + message


def _peer_table(path: Path) -> Path:
    """5,000 products, PEER_ID among them."""
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(
            "CREATE TABLE product (id TEXT PRIMARY KEY, name TEXT NOT NULL, unit_code TEXT NOT NULL,"
            " revision INTEGER NOT NULL, stars INTEGER NOT NULL)"
        )
        ids = [f"SP-CL-{number:010d}" for number in range(_PEER_ROWS - 1)] + [PEER_ID]
        database.executemany(
            "INSERT INTO product VALUES (?, 'Na Chi Lăng, loại một, thùng 10 kg', '06154', ?, 4)",
            [(identifier, PEER_REVISION) for identifier in ids],
        )
    database.close()
    return path
