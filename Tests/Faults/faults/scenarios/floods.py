"""Frames that cost their sender nothing, without end: their connection is closed within a second, others go on."""

import itertools
import time
from collections.abc import Callable

from ocop_wire.frames import ACK, Flag, FrameType, encode, u32

from ..hostile import GREETING, Hostile, allow_files, open_frame
from ..installation import Daemon, Installation
from ..load import Load
from ..records import producer, province
from ..service import REGISTRY, new
from ..verdict import Scenario, Setting, expect

_CLOSED_SECONDS = 1.0
# A debug build on a busy machine needs longer to count to 4,096.
_CLOSED_SMALL_SECONDS = 3.0
_PATIENCE_SECONDS = 4.0
_GOODPUT = 0.9
# Opening to give up is work that a debug build is slow at.
_GOODPUT_SMALL = 0.4
_PROBE_RATE = 500.0
_AT_ONCE = 4096
_UNKNOWN_TYPE = 0xC0
_GET = f"{REGISTRY}/GetRecord"

_LIST = new("ocop.registry.v1.ListRecordsRequest", kind=3).SerializeToString()
_OPEN = open_frame(1, f"{REGISTRY}/ListRecords", _LIST)
_CANCEL = encode(FrameType.CANCEL, 1)


def _rapid_reset() -> bytes:
    """Calls that are given up as soon as they are made, for longer than a server can take to notice."""
    pairs = []
    for number in range(400_000):
        number_bytes = u32(2 * number + 1)
        pairs += [_OPEN[:4], number_bytes, _OPEN[8:], _CANCEL[:4], number_bytes, _CANCEL[8:]]
    return b"".join(pairs)


def _same(frame: bytes) -> Callable[[], bytes]:
    return lambda: frame * _AT_ONCE


_WATCH = open_frame(1, f"{REGISTRY}/Watch", b"")
_UNFINISHED = open_frame(1, _GET, None, ends=False)
# What comes first, and what then comes without end.
_FLOODS: dict[str, tuple[bytes, Callable[[], bytes]]] = {
    "PING": (b"", _same(encode(FrameType.PING, data=b"12345678"))),
    "PING ACK": (b"", _same(encode(FrameType.PING, flags=ACK, data=b"12345678"))),
    "CANCEL": (b"", _rapid_reset),
    "empty frames": (_UNFINISHED, _same(encode(FrameType.DATA, 1, Flag.HAS_MESSAGE))),
    "CREDIT": (_WATCH, _same(encode(FrameType.CREDIT, 1, data=u32(1)))),
    "unknown types": (b"", _same(encode(_UNKNOWN_TYPE))),
}


async def _flood(setting: Setting, daemon: Daemon, name: str) -> float:
    first, make = _FLOODS[name]
    data = make()
    connection = await Hostile.connect(daemon.address, GREETING + first)
    try:
        if setting.control == "polite":
            # As somebody who only looks whether the other side lives.
            data = _FLOODS["PING"][1]()[:20]
            seconds = await connection.flood(data, _PATIENCE_SECONDS, pause=0.2)
        else:
            seconds = await connection.flood(data, _PATIENCE_SECONDS)
        expect(connection.closed.is_set(), f"{daemon.name} bears {name} for {seconds:.1f} s")
        bound = _CLOSED_SECONDS if setting.is_full else _CLOSED_SMALL_SECONDS
        expect(seconds <= bound, f"{daemon.name} closes after {seconds:.2f} s of {name}")
        return seconds
    finally:
        connection.abort()


async def _keep_flooding(setting: Setting, daemon: Daemon, seconds: float) -> tuple[int, float]:
    """One flood after the other, each at least once; how many there were, and the longest time until one was ended."""
    end, count, slowest = time.monotonic() + seconds, 0, 0.0
    for name in itertools.cycle(_FLOODS):
        if time.monotonic() > end and count >= len(_FLOODS):
            break
        slowest = max(slowest, await _flood(setting, daemon, name))
        count += 1
    return count, slowest


async def run(setting: Setting) -> str:
    seconds = setting.size(5, 20)
    allow_files(4096)
    figures = []
    async with Installation(setting.binaries) as installation:
        gateway = installation.add_gateway()
        # Who is not to be disturbed is another caller than who disturbs.
        installation.let_strangers_in("registry", "gateway")
        await installation.start("registry", "gateway")
        async with installation.registry.client() as client:
            await client.import_records("province", province())
            await client.import_records("maker", [producer("CT-0", "Chủ thể")])
        for daemon in (installation.registry, gateway):
            probe = Load(
                setting, daemon.address, installation.folder, rate=_PROBE_RATE, in_flight=1000, is_stranger=True
            )
            before = await probe.run(2.0)
            async with probe.running(seconds) as result:
                count, slowest = await _keep_flooding(setting, daemon, seconds)
                during = await result
            wanted = _GOODPUT if setting.is_full else _GOODPUT_SMALL
            expect(
                during.goodput >= wanted * _PROBE_RATE,
                f"{daemon.name}: others have {during.goodput:.0f} of {_PROBE_RATE:.0f} a second: {during.fields}",
            )
            # Calls that are opened to be given up are work, and while there is too much of it, some are refused.
            lost = during.failed - int(during.number("shed"))
            expect(lost == 0, f"{daemon.name}: {lost} calls of others have failed: {during.fields}")
            figures.append(
                f"{daemon.name} has ended {count} floods within {slowest:.2f} s, others have "
                f"{during.goodput / _PROBE_RATE:.0%} of their answers, "
                f"p99 {before.milliseconds():.2f} to {during.milliseconds():.2f} ms"
            )
    return f"{seconds} s of floods without a pause: {'; '.join(figures)}"


SCENARIO = Scenario(
    name="floods",
    proves="whoever floods with frames that do nothing is closed within 1 s, and others have 90 % of their answers",
    run=run,
    controls=("polite",),
    limit_seconds=60,
    full_factor=5,
)
