"""One of two processes behind the gateway is there and does not answer: stopped, silent from the start, or cut off."""

import asyncio
import time
from contextlib import AsyncExitStack
from signal import SIGCONT, SIGSTOP

from ocop_wire.messages import decode
from ocop_wire.status import Code

from ..disturbance import Disturbance
from ..hosts import Hosts
from ..identities import environments, issue
from ..installation import Daemon, Installation
from ..load import Load
from ..processors import Processors
from ..raw_caller import RawCaller
from ..records import PRODUCER_KIND, floor, producer, province
from ..service import LISTING, REGISTRY, new
from ..verdict import Scenario, Setting, Skipped, expect

_TIMEOUT_SECONDS = 0.3
_LATE_SECONDS = 0.05
# This process is late itself when the machine is busy.
_OBSERVER_SECONDS = 0.05
_FAILURES_MAX = 5
_PROBE_RATE = 200.0
_STOPPED_SECONDS = 3.0
_GROWTH = 1.5
_PORT = 7400
# Ejected for 5 s, the second time in a row for 10, and so on; then looked at every half second, asked every 2 s; a
# machine that is busy.
_EJECTED_SECONDS = 5.0
_BACK_SECONDS = 7.0
_NAMES = {"registry": "the first", "registry-2": "the second"}


class _Client:
    """Calls through the gateway, one at a time; each answer says by whom it is."""

    def __init__(self, caller: RawCaller) -> None:
        self._caller = caller
        self._request = new("ocop.registry.v1.GetRecordRequest", kind=PRODUCER_KIND, id="CT-0").SerializeToString()
        self.slowest_seconds = 0.0

    async def ask(self) -> str:
        """The name of who answered; empty when the call's time ran out. Raises Violation when that took too long."""
        try:
            answer = await self._caller.call(f"{REGISTRY}/GetRecord", self._request, _TIMEOUT_SECONDS, 10.0)
        except (TimeoutError, ConnectionError) as error:
            expect(False, f"the gateway gives no answer to a call with {_TIMEOUT_SECONDS} s: {error!r}")
            raise
        self.slowest_seconds = max(self.slowest_seconds, answer.seconds)
        bound = _TIMEOUT_SECONDS + _LATE_SECONDS + _OBSERVER_SECONDS
        expect(answer.seconds <= bound, f"a call with {_TIMEOUT_SECONDS} s has ended after {answer.seconds:.3f} s")
        if answer.is_ok:
            name: str = decode("ocop.registry.v1.Record", answer.message).producer.name
            return name
        expect(answer.code == Code.DEADLINE_EXCEEDED, f"a call has ended with {Code(answer.code).name}")
        return ""

    async def failures_until_ejected(self, count: int = 60) -> int:
        """How many of so many calls have run out of time; the last ones must not."""
        answers = [await self.ask() for _ in range(count)]
        failed = answers.count("")
        expect(failed <= _FAILURES_MAX, f"{failed} calls have failed: who does not answer is not ejected")
        return failed

    async def until_answered_by(self, name: str, ejections: int = 1) -> float:
        """After how many seconds it was that one; it may have been ejected so many times."""
        bound = ejections * _EJECTED_SECONDS + _BACK_SECONDS
        began = time.monotonic()
        while time.monotonic() - began < bound:
            if await self.ask() == name:
                return time.monotonic() - began
            await asyncio.sleep(0.02)
        expect(False, f"{name} has got no call for {bound} s")
        return 0.0


async def _fill(daemon: Daemon) -> None:
    async with daemon.client() as client:
        await client.import_records("province", province())
        await client.import_records("maker", [producer("CT-0", _NAMES[daemon.name])])


async def _stopped(setting: Setting, installation: Installation, gateway: Daemon, processors: Processors) -> str:
    process = installation["registry-2"].process
    assert process is not None
    request = new("ocop.listing.v1.GetRecordRequest", kind=1, id="voso").SerializeToString()
    other = Load(
        setting, gateway.address, installation.folder, rate=_PROBE_RATE, method=f"{LISTING}/GetRecord", request=request,
        processor=processors.others,
    )  # fmt: skip
    caller = await RawCaller.connect(gateway.address)
    try:
        client = _Client(caller)
        for name in _NAMES.values():
            await client.until_answered_by(name)
        failed: list[int] = []
        back: list[float] = []

        async def stop() -> None:
            process.signal(SIGSTOP)
            failed.append(await client.failures_until_ejected())
            if setting.control != "never-continued":
                process.signal(SIGCONT)
            back.append(await client.until_answered_by(_NAMES["registry-2"], ejections=len(failed)))

        others = await Disturbance.measure(setting, other, _STOPPED_SECONDS, stop, place=processors.attacker)
        others.expect_at_most(setting, "calls of another service", _GROWTH)
        return (
            f"stopped: {max(failed)} calls ended after at most {client.slowest_seconds * 1000:.0f} ms of "
            f"{_TIMEOUT_SECONDS * 1000:.0f}, back after {max(back):.1f} s, {others}"
        )
    finally:
        process.signal(SIGCONT)
        caller.close()


async def _mute(setting: Setting, installation: Installation, gateway: Daemon) -> str:
    """A process that accepts connections and says nothing, beside one that works."""
    path = installation.folder / "mute.sock"
    server = await asyncio.start_unix_server(lambda reader, writer: asyncio.sleep(600), path)
    gateway.sources["registry"] = f"{installation.registry.address},unix:{path}"
    await gateway.start()
    caller = await RawCaller.connect(gateway.address)
    try:
        failed = await _Client(caller).failures_until_ejected()
        return f"mute: {failed} calls failed"
    finally:
        caller.close()
        server.close()
        await gateway.stop()


async def _cut_off(setting: Setting) -> str:
    """Two hosts and the gateway's; the line of one is cut, and nobody is told."""
    async with AsyncExitStack() as stack:
        hosts = await stack.enter_async_context(Hosts(("gateway", *_NAMES)))
        installation = await stack.enter_async_context(Installation(setting.binaries))
        installation.add("registry-2", "registry")
        # Others than this machine's could reach them.
        identities = await environments(setting.binaries, installation.folder, ("registry", "gateway"))
        for name in _NAMES:
            installation[name].environment |= identities["registry"]
            installation[name].prefix = [*hosts.prefix(name)]
            installation[name].also_listens = [f"tcp:{hosts.address(name)}:{_PORT}"]
        gateway = installation.add_gateway(registry=",".join(f"tcp:{hosts.address(name)}:{_PORT}" for name in _NAMES))
        gateway.prefix = [*hosts.prefix("gateway")]
        gateway.environment |= identities["gateway"]
        await installation.start(*_NAMES)
        for name in _NAMES:
            await _fill(installation[name])
        await gateway.start()
        # It goes through the gateway, which need not know its bearer.
        token = await issue(setting.binaries, installation.folder, "thu", "province")
        caller = await RawCaller.connect(gateway.address, token)
        try:
            client = _Client(caller)
            for name in _NAMES.values():
                await client.until_answered_by(name)
            await hosts.unplug("registry-2")
            failed = await client.failures_until_ejected()
            await hosts.plug_in("registry-2")
            back = await client.until_answered_by(_NAMES["registry-2"])
            return f"cut off: {failed} calls failed, back after {back:.1f} s"
        finally:
            caller.close()


async def run(setting: Setting) -> str:
    figures = []
    processors = Processors.apart() if setting.is_full else Processors()
    async with Installation(setting.binaries) as installation:
        second = installation.add("registry-2", "registry")
        gateway = installation.add_gateway(registry=f"{installation.registry.address},{second.address}")
        for daemon in (installation.registry, second, installation.listing, gateway):
            daemon.prefix = processors.daemon_prefix
        await installation.start("registry", "registry-2", "listing", "gateway")
        for name in _NAMES:
            await _fill(installation[name])
        async with installation.listing.client() as client:
            await client.import_records("floor", [floor("voso", "Vỏ Sò")])
        figures.append(await _stopped(setting, installation, gateway, processors))
        await gateway.stop()
        figures.append(await _mute(setting, installation, gateway))
    try:
        figures.append(await _cut_off(setting))
    except Skipped as reason:
        figures.append(f"not cut off: {reason}")
    return "; ".join(figures)


SCENARIO = Scenario(
    name="stopped-backend",
    proves="a process that does not answer gets no calls after 5 that ended without one, in time; others go on",
    run=run,
    controls=("never-continued",),
    limit_seconds=90,
)
