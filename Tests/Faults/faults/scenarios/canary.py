"""A mark in every secret is looked for wherever a daemon writes or shows something, through the errors and crashes that
can be brought about."""

import asyncio
import socket
from contextlib import AsyncExitStack
from pathlib import Path
from signal import SIGABRT
from typing import Any

from ocop_wire.call import CallOptions
from ocop_wire.frames import Flag, FrameType, OpenFlag, Prelude, encode
from ocop_wire.messages import message_class
from ocop_wire.status import RpcError

from ..hostile import GREETING, Hostile
from ..identities import environments, issue
from ..installation import Daemon, Installation
from ..postgresql import PostgreSQL
from ..processes import OwnedProcess
from ..records import PRODUCER_KIND, producer, province
from ..service import REGISTRY, new
from ..verdict import Scenario, Setting, Skipped, expect

# Each secret has a mark of its own, so that it is known what leaks. Letters only: nobody escapes them.
_TOKEN = "CanaryOfTokenQzx"
_KEY = "CanaryOfKeyQzx"
_PASSWORD = "CanaryOfPasswordQzx"
_ENDED_SECONDS = 20.0
_PAGES = ("/metrics", "/healthz", "/readyz", "/debug")


class _Search:
    """What was looked at, and where the secrets themselves are."""

    def __init__(self) -> None:
        # What must not be found, and what it is.
        self.marks = {mark: mark for mark in (_TOKEN, _KEY, _PASSWORD)}
        self.places = 0
        self.bytes = 0

    def text(self, where: str, data: bytes) -> None:
        self.places += 1
        self.bytes += len(data)
        for mark, name in self.marks.items():
            at = data.find(mark.encode())
            shown = data[max(0, at - 80) : at + 40]
            expect(at < 0, f"{name} is in {where}: {shown!r}")

    def add_secret(self, path: Path) -> None:
        """A part from the middle of each long word of a file: the ends are the same in many."""
        for word in path.read_text().split():
            if len(word) >= 40:
                self.marks[word[len(word) // 2 - 10 : len(word) // 2 + 10]] = f"a part of {path.name}"

    def files(self, folder: Path, secrets: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file() and secrets not in path.parents:
                self.text(str(path.relative_to(folder)), path.read_bytes())


async def _said(command: list[str | Path], folder: Path, environment: dict[str, str] | None = None) -> bytes:
    """All that a program says, which has to end by itself."""
    log = folder / "said.txt"
    log.unlink(missing_ok=True)
    process = await OwnedProcess.start(command, log, environment)
    try:
        code = await process.ended(_ENDED_SECONDS)
        expect(code is not None, f"{command[1:]} does not end")
        return log.read_bytes()
    finally:
        await process.kill()


async def _configurations(setting: Setting, folder: Path, secrets: Path, search: _Search) -> None:
    """Configurations that are wrong, and what is said of those that are right."""
    key, passwords = secrets / "key.pem", secrets / "passwords"
    url = f"postgresql://ocop:{_PASSWORD}@"
    nowhere = str(folder / "nowhere").replace("/", "%2F")
    wrong = {
        "password in the location": ["--storage", f"{url}{nowhere}/registry", "--check-config"],
        "password as a parameter": ["--storage", f"postgresql://x/registry?password={_PASSWORD}", "--check-config"],
        "a port that is none": ["--storage", f"{url}localhost:port/registry"],
        "a parameter that is none": ["--storage", f"{url}{nowhere}/registry?nonsense=1"],
        "an escape that is none": ["--storage", f"postgresql://ocop:{_PASSWORD}%zz@{nowhere}/registry"],
        "no host": ["--storage", f"{url}/registry"],
        "an at sign too many": ["--storage", f"postgresql://ocop:{_PASSWORD}@x@{nowhere}/registry"],
        "another scheme": ["--storage", f"mysql://ocop:{_PASSWORD}@localhost/registry"],
        "a server that is not there": ["--storage", f"{url}{nowhere}/registry"],
        "a password file": ["--storage", f"postgresql://ocop@{nowhere}/registry?passfile={passwords}"],
        "a key that is none": ["--tls-certificate", key, "--tls-key", key],
        "a key as authority": ["--tls-certificate", key, "--tls-key", key, "--tls-ca", key, "--tls-client-ca", key],
        "a key to look at": ["--tls-certificate", key, "--tls-key", key, "--check-config"],
        "a key as configuration": ["--config", key],
        "passwords as configuration": ["--config", passwords],
        "a key as a token": ["--identity-token", key, "--identity-keys", key],
        "passwords as identities": ["--identity-peers", passwords, "--identity-revoked", passwords],
        "a key as the database": ["--storage", f"sqlite:{key}"],
        "a backup of what is not there": ["backup", folder / "copy", "--storage", f"{url}{nowhere}/registry"],
    }  # fmt: skip
    listen = ["--listen", f"unix:{folder}/wrong.sock"]
    for name, flags in wrong.items():
        program = setting.binaries / "ocop-registry"
        search.text(f"what is said of {name}", await _said([program, *flags, *listen], folder))
    flagged = {"OCOP_REGISTRY_STORAGE": f"{url}localhost:port/registry"}
    command = [setting.binaries / "ocop-registry", *listen]
    search.text("what is said of a variable", await _said(command, folder, flagged))
    for number, flags in enumerate((
        ["--registry-address", f"file:{passwords}"], ["--routes", passwords], ["--rate-limits", passwords],
        ["--access-log", folder / "access.log"],
    )):  # fmt: skip
        gateway = [setting.binaries / "ocop-gateway", *listen, *flags]
        process = await OwnedProcess.start(gateway, folder / f"gateway-wrong-{number}.log")
        await asyncio.sleep(0.7)
        await process.stop()


async def _calls(daemon: Daemon, token: str, search: _Search) -> None:
    """Calls with tokens, good and bad, to methods that are there and are not, well ended and not."""
    await _calls_with(daemon, f"Bearer {token}", search)
    for altered in (_TOKEN, f"Bearer {_TOKEN}", f"Bearer {token[:-4]}AAAA", f"Bearer {token[:-9]}", f"Basic {token}"):
        await _calls_with(daemon, altered, search)
    await _bad_metadata(daemon, search)


async def _calls_with(daemon: Daemon, authorization: str, search: _Search) -> None:
    entries = (("authorization", authorization),)
    good, missing = (
        new("ocop.registry.v1.GetRecordRequest", kind=PRODUCER_KIND, id=name).SerializeToString()
        for name in ("CT-0", "CT-x")
    )
    calls = {
        "GetRecord": good, "GetRecord, not found": missing,
        "ImportRecords": b"\xff\xff\xff", "ListRecords": b"\x08\x63", "Watch": b"\x08\x01", "NoSuchMethod": b"",
    }  # fmt: skip
    async with daemon.client() as client:
        for name, request in calls.items():
            options = CallOptions(timeout_seconds=0.5, attempts_max=1, metadata=entries)
            try:
                await client.call_with_options(f"{REGISTRY}/{name.partition(',')[0]}", request, options)
            except RpcError as error:
                search.text(f"{daemon.name}'s answer to {name}", repr(error.status).encode())


async def _bad_metadata(daemon: Daemon, search: _Search) -> None:
    """Metadata that breaks the rules, around a token: its answers, read as bytes."""
    connection = await Hostile.connect(daemon.address, GREETING)
    stream = 1
    for key, value in (
        ("Authorization", _TOKEN), ("authorization", f"{_TOKEN}\n"), ("authorization", f"{_TOKEN}é"),
        ("authori zation", _TOKEN), ("", _TOKEN), ("authorization", _TOKEN * 400),
    ):  # fmt: skip
        metadata: Any = message_class("ocop.rpc.v1.OpenMetadata")(method=f"{REGISTRY}/GetRecord")
        metadata.entries.add(key=key, value=value)
        meta = Prelude(flags=OpenFlag.IDEMPOTENT).encoded() + metadata.SerializeToString()
        connection.send(encode(FrameType.OPEN, stream, Flag.END_STREAM | Flag.HAS_MESSAGE, meta, b""))
        stream += 2
    # A method that is a token, and metadata that is no message at all.
    method = message_class("ocop.rpc.v1.OpenMetadata")(method=f"{REGISTRY}/GetRecord", traceparent=_TOKEN)
    broken = Prelude().encoded() + method.SerializeToString() + b"\x12\x40" + _TOKEN.encode()
    connection.send(encode(FrameType.OPEN, stream, Flag.END_STREAM | Flag.HAS_MESSAGE, broken, b""))
    await asyncio.sleep(0.3)
    search.text(f"{daemon.name}'s answers to bad metadata", bytes(connection.received))
    connection.abort()


async def _shown(setting: Setting, daemon: Daemon, port: int, search: _Search) -> None:
    """What operators see: pages and introspection."""
    for page in _PAGES:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        search.text(f"{daemon.name}'s {page}", await reader.read())
        writer.close()
    for what in ([], ["slow"], ["calls"], ["connections"]):
        command = [setting.binaries / "ocop", "inspect", "--address", str(daemon.address), *what]
        search.text(f"ocop inspect {what}", await _said(command, daemon.folder))


def _keeps_no_memory(daemon: Daemon) -> None:
    """The kernel would write nothing of its memory into a core dump, whatever collects them."""
    assert daemon.process is not None
    proc = Path(f"/proc/{daemon.process.id}")
    kinds = int((proc / "coredump_filter").read_text(), 16)
    expect(kinds == 0, f"a core dump of {daemon.name} would hold its memory (coredump_filter {kinds:#x})")
    limits = next(line for line in (proc / "limits").read_text().splitlines() if "core file" in line)
    expect(limits.split()[4] == "0", f"{daemon.name} may write a core dump: {limits}")


async def _crash(daemon: Daemon) -> None:
    assert daemon.process is not None
    daemon.process.signal(SIGABRT)
    code = await daemon.process.ended(_ENDED_SECONDS)
    expect(code is not None and code < 0, f"{daemon.name} has ended with {code} after SIGABRT")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def _daemons(setting: Setting, installation: Installation, search: _Search, server: PostgreSQL | None) -> None:
    """Registry, its data where there is a password, and the gateway: calls, errors, what is shown, and a crash."""
    secrets = installation.folder / "secrets"
    gateway = installation.add_gateway()
    registry = installation.registry
    if server is not None:
        await server.make("registry")
        await server.require_password("ocop", _PASSWORD, "registry")
        registry.location = server.location("registry", "ocop", f"passfile={secrets / 'passwords'}")
    identities = await environments(setting.binaries, secrets, ("registry", "gateway"))
    token = await issue(setting.binaries, secrets, "thu", "province")
    for path in secrets.glob("*.token"):
        search.add_secret(path)
    search.add_secret(secrets / "identity.key")
    gateway.flags += ["--access-log", str(installation.folder / "calls.log")]
    ports = {}
    for daemon in (registry, gateway):
        ports[daemon.name] = _free_port()
        daemon.environment |= identities[daemon.name]
        daemon.flags += ["--log-level", "trace", "--slow-call-threshold", "1ms"]
        daemon.flags += ["--admin-listen", f"tcp:127.0.0.1:{ports[daemon.name]}"]
    await installation.start("registry", "gateway")
    async with registry.client() as client:
        await client.import_records("province", province())
        await client.import_records("maker", [producer("CT-0", "Chủ thể")])
    for daemon in (registry, gateway):
        _keeps_no_memory(daemon)
        await _calls(daemon, token, search)
        await _shown(setting, daemon, ports[daemon.name], search)
    if server is not None:
        # The password is changed under it: connections that are made from now on fail.
        await server.run("ALTER ROLE ocop PASSWORD 'another'")
        await server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ocop'")
        await asyncio.sleep(0.5)
        await _calls(registry, token, search)
        await _shown(setting, registry, ports["registry"], search)
    for daemon in (gateway, registry):
        await _crash(daemon)


async def run(setting: Setting) -> str:
    search = _Search()
    figures = []
    async with AsyncExitStack() as stack:
        server: PostgreSQL | None = None
        try:
            server = await stack.enter_async_context(PostgreSQL())
        except Skipped as reason:
            figures.append(f"without PostgreSQL: {reason}")
        installation = await stack.enter_async_context(Installation(setting.binaries))
        secrets = installation.folder / "secrets"
        secrets.mkdir(mode=0o700)
        (secrets / "key.pem").write_text(f"-----BEGIN PRIVATE KEY-----\n{_KEY}\n-----END PRIVATE KEY-----\n")
        (secrets / "passwords").write_text(f"*:*:*:ocop:{_PASSWORD}\n")
        for path in secrets.iterdir():
            path.chmod(0o600)
        await _configurations(setting, installation.folder, secrets, search)
        await _daemons(setting, installation, search, server)
        if setting.control == "told":
            installation.registry.log.open("a").write(f"error: {_PASSWORD}\n")
        search.files(installation.folder, secrets)
    figures.append(f"{search.places} places with {search.bytes:,} bytes, none holds a secret, nor would a core dump")
    return "; ".join(figures)


SCENARIO = Scenario(
    name="canary",
    proves="no key, password or token is in a log, an error, a page, or what is kept of a crash",
    run=run,
    controls=("told",),
    limit_seconds=60,
)
