"""Connections that send nothing, or too little, or nothing sensible, and never end: others do not notice them."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

from ocop_wire.frames import Flag, FrameType, encode, u32
from ocop_wire.limits import PREFACE

from ..disturbance import Disturbance
from ..hostile import GREETING, Hostile, abort_all, allow_files, open_frame
from ..installation import Daemon, Installation
from ..load import Load
from ..processors import Processors
from ..records import producer, province
from ..service import REGISTRY, new
from ..usage import resident_bytes
from ..verdict import Scenario, Setting, expect

# Handshakes and frames have 9 s; the rest is for timers and for this process, which has thousands of sockets.
_CLOSED_SECONDS = 10.0
_PROBE_RATE = 200.0
_GROWTH = 2.0
_STREAMS_SECONDS = 3.0
_BYTES_PER_CONNECTION = 16 * 1024
# One connection may hold a quarter of the 512 MiB that answers may take.
_UNREAD_BYTES = 192 * 1024 * 1024
_UNENDED_BYTES = 96 * 1024 * 1024
_PRODUCERS = 400
_UNREAD_ANSWERS = 250

_HALF_FRAME = open_frame(1, f"{REGISTRY}/GetRecord", b"x" * 2000)[:1000]
# What each kind sends at first; the one that drips goes on with the greeting, byte by byte.
_KINDS: dict[str, bytes] = {
    "silent": b"",
    "dripping": GREETING[:1],
    "preface only": PREFACE,
    "nonsense after HELLO": GREETING + b"\xff" * 64,
    "half a frame": GREETING + _HALF_FRAME,
}


@dataclass(slots=True)
class _Seen:
    slowest_seconds: float = 0.0
    bytes_per_connection: float = 0.0
    unread_bytes: int = 0
    unended_bytes: int = 0


async def _drip(connections: list[Hostile]) -> None:
    """A byte every two seconds, of a greeting that is right so far; and of a frame, for those that have begun one."""
    for index in range(1, len(GREETING)):
        await asyncio.sleep(2.0)
        for connection in connections:
            connection.send(GREETING[index : index + 1])


async def _attack(daemon: Daemon, count: int, seen: _Seen) -> None:
    """All kinds at once; returns when none of them lives, or the time is over."""
    assert daemon.process is not None
    before = resident_bytes(daemon.process.id)
    kinds: dict[str, list[Hostile]] = {}
    try:
        for name, first in _KINDS.items():
            kinds[name] = await Hostile.connect_many(daemon.address, count // len(_KINDS), first)
        everybody = [connection for found in kinds.values() for connection in found]
        opened = time.monotonic()
        dripping = asyncio.create_task(_drip(kinds["dripping"] + kinds["half a frame"]))
        await asyncio.sleep(1.0)
        grown = resident_bytes(daemon.process.id) - before
        seen.bytes_per_connection = max(seen.bytes_per_connection, grown / max(1, len(everybody)))
        expect(
            grown < len(everybody) * _BYTES_PER_CONNECTION + (8 << 20),
            f"{daemon.name} has grown by {grown} bytes with {len(everybody)} connections",
        )
        limit = opened + _CLOSED_SECONDS
        while time.monotonic() < limit and not all(one.closed.is_set() for one in everybody):
            await asyncio.sleep(0.05)
        dripping.cancel()
        for name, found in kinds.items():
            late = [one for one in found if one.lived_seconds is None]
            expect(not late, f"{daemon.name}: {len(late)} of {len(found)} connections live on: {name}")
            slowest = max((one.lived_seconds or 0 for one in found), default=0.0)
            seen.slowest_seconds = max(seen.slowest_seconds, slowest)
            expect(slowest < _CLOSED_SECONDS, f"{daemon.name}: {name} was closed after {slowest:.1f} s only")
    finally:
        abort_all(one for found in kinds.values() for one in found)


async def _ask_much(daemon: Daemon, seen: _Seen, reads: bool) -> None:
    """Large answers are asked for, on a connection that is never read, or on one that is."""
    assert daemon.process is not None
    before = resident_bytes(daemon.process.id)
    request = new("ocop.registry.v1.ListRecordsRequest", kind=3)
    request.page.page_size = 1000
    method, message = f"{REGISTRY}/ListRecords", request.SerializeToString()
    connection = await Hostile.connect(daemon.address, GREETING)
    try:
        if not reads:
            connection.stop_reading()
        for number in range(_UNREAD_ANSWERS):
            # At a pace that is no overload: what is looked at are the answers that nobody takes.
            connection.send(open_frame(2 * number + 1, method, message, credit=2**31 - 1))
            await asyncio.sleep(2.0 / _UNREAD_ANSWERS)
            seen.unread_bytes = max(seen.unread_bytes, resident_bytes(daemon.process.id) - before)
        await asyncio.sleep(0.5)
        grown = max(seen.unread_bytes, resident_bytes(daemon.process.id) - before)
        seen.unread_bytes = grown
        expect(grown < _UNREAD_BYTES, f"{daemon.name} has grown by {grown} bytes of answers that nobody reads")
    finally:
        connection.abort()


async def _unended(daemon: Daemon, seen: _Seen) -> None:
    """Requests of 4 MB that are begun and never ended, as many as are taken."""
    assert daemon.process is not None
    before = resident_bytes(daemon.process.id)
    part = b"x" * 60_000
    connection = await Hostile.connect(daemon.address, GREETING)
    try:
        for number in range(900):
            stream = 2 * number + 1
            flags = Flag.HAS_MESSAGE | Flag.MORE | Flag.TOTAL
            connection.send(
                open_frame(stream, f"{REGISTRY}/ImportRecords", None, ends=False)
                + encode(FrameType.DATA, stream, flags, data=u32(4_000_000) + part)
                + encode(FrameType.DATA, stream, Flag.HAS_MESSAGE | Flag.MORE, data=part)
            )
            if number % 30 == 0:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.5)
        grown = resident_bytes(daemon.process.id) - before
        seen.unended_bytes = max(seen.unended_bytes, grown)
        expect(grown < _UNENDED_BYTES, f"{daemon.name} has grown by {grown} bytes of requests that never end")
    finally:
        connection.abort()


async def _undisturbed(setting: Setting, probe: Load, processors: Processors, daemon: Daemon, count: int) -> str:
    seen = _Seen()
    measure = partial(Disturbance.measure, setting, probe, place=processors.attacker)
    connections = await measure(_CLOSED_SECONDS + 2, partial(_attack, daemon, count, seen))
    connections.expect_at_most(setting, f"{daemon.name} beside {count} connections", _GROWTH)
    figures = [
        f"{daemon.name}: {count} connections each closed within {seen.slowest_seconds:.1f} s, "
        f"{seen.bytes_per_connection / 1024:.1f} KiB each, {connections}"
    ]
    # What goes through the gateway meets the registry, too.
    if daemon.name == "gateway" or setting.is_full:
        # To make the answers is work as any: nobody is to notice that they are not read.
        read, unread = partial(_ask_much, daemon, seen, True), partial(_ask_much, daemon, seen, False)
        answers = await measure(_STREAMS_SECONDS, unread, read)
        answers.expect_at_most(setting, f"{daemon.name} beside answers that nobody reads", _GROWTH)
        requests = await measure(_STREAMS_SECONDS, partial(_unended, daemon, seen))
        requests.expect_at_most(setting, f"{daemon.name} beside requests that never end", _GROWTH)
        figures += [
            f"answers that nobody reads: {seen.unread_bytes >> 20} MiB, {answers}",
            f"requests that never end: {seen.unended_bytes >> 20} MiB, {requests}",
        ]
    return ", ".join(figures)


async def run(setting: Setting) -> str:
    count = setting.size(2000, 2000, control=400)
    allow_files(3 * count)
    processors = Processors.apart() if setting.is_full else Processors()
    async with Installation(setting.binaries) as installation:
        gateway = installation.add_gateway()
        # Who is not to be disturbed is another caller than who disturbs.
        installation.let_strangers_in("registry", "gateway")
        targets = (installation.registry, gateway)
        for daemon in targets:
            daemon.prefix = processors.daemon_prefix
            if setting.control == "patient":
                daemon.flags += ["--handshake-timeout", "1m", "--handshakes-max", "4000"]
        await installation.start("registry", "gateway")
        async with installation.registry.client() as client:
            await client.import_records("province", province())
            await client.import_records("makers", [producer(f"CT-{n}", f"Chủ thể {n}" * 8) for n in range(_PRODUCERS)])
        figures = []
        for daemon in targets:
            probe = Load(
                setting, daemon.address, installation.folder, rate=_PROBE_RATE, is_stranger=True,
                processor=processors.others,
            )  # fmt: skip
            figures.append(await _undisturbed(setting, probe, processors, daemon, count))
        for daemon in targets:
            await daemon.stop()
    return "; ".join(figures)


SCENARIO = Scenario(
    name="slow-loris",
    proves="connections that say too little are closed within 10 s, hold little memory, and others do not notice them",
    run=run,
    controls=("patient",),
    limit_seconds=90,
    full_factor=4,
)
