"""A PostgreSQL server of a scenario's own, in a folder that goes with it, on a Unix socket there."""

import asyncio
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from .processes import OwnedProcess, run_tool
from .verdict import Skipped

_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_START_SECONDS = 30.0
# Short: the path of a Unix socket has 107 bytes.
_PREFIX = "ocop-pg-"


class PostgreSQL:
    """Use it as a context. Runs as the user `postgres` when the harness is root, as the server insists."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir="/tmp"))
        self._server: OwnedProcess | None = None

    @staticmethod
    def _as_server(*command: str | Path) -> list[str | Path]:
        if os.geteuid() != 0:
            return [*command]
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]

    async def __aenter__(self) -> "PostgreSQL":
        try:
            await self._start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def _start(self) -> None:
        if not (_PROGRAMS / "initdb").exists():
            raise Skipped(f"{_PROGRAMS}/initdb (postgresql-15) is not installed")
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        await run_tool(
            *self._as_server(_PROGRAMS / "initdb", "-D", data, "--locale=C", "--encoding=UTF8", "--auth=trust",
            "--no-sync", "-U", "postgres"), seconds=60,
        )  # fmt: skip
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}", "shared_buffers=32MB"]
        flags = [word for setting in settings for word in ("-c", setting)]
        # The log is this process's, so in a folder of its own.
        self._server = await OwnedProcess.start(
            self._as_server(_PROGRAMS / "postgres", "-D", data, *flags), Path(f"{self.folder}.log")
        )
        async with asyncio.timeout(_START_SECONDS):
            while True:
                with suppress(OSError):
                    await run_tool(_PROGRAMS / "pg_isready", "-h", self.folder, "-U", "postgres")
                    return
                await asyncio.sleep(0.05)

    def location(self, database: str, user: str = "postgres", parameters: str = "") -> str:
        """For a daemon's `storage`."""
        host = str(self.folder).replace("/", "%2F")
        return f"postgresql://{user}@{host}/{database}{parameters and '?' + parameters}"

    async def make(self, database: str) -> str:
        """An empty database; its location."""
        await self.run(f'CREATE DATABASE "{database}"')
        return self.location(database)

    async def require_password(self, user: str, password: str, database: str) -> None:
        """A user who owns the database and gets in by password only."""
        await self.run(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'")
        await self.run(f'ALTER DATABASE "{database}" OWNER TO {user}')
        access = self.folder / "data" / "pg_hba.conf"
        access.write_text(f"local all {user} scram-sha-256\n{access.read_text()}")
        await self.run("SELECT pg_reload_conf()")

    async def run(self, sql: str, database: str = "postgres") -> str:
        """What psql prints: rows with their columns separated by |. Raises OSError with the server's words."""
        return await run_tool(
            _PROGRAMS / "psql", "-h", self.folder, "-U", "postgres", "-d", database,
            "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql,
        )  # fmt: skip

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            await self._server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        if os.environ.get("KEEP_FAULTS"):
            return
        with suppress(FileNotFoundError):
            os.unlink(f"{self.folder}.log")
