"""A daemon that has no file descriptors left stays calm, keeps who is there, and takes others when there are some."""

import asyncio
import time
from contextlib import suppress

from ..hostile import GREETING, Hostile, abort_all
from ..installation import Daemon, Installation
from ..raw_caller import RawCaller
from ..records import producer, province
from ..service import HEALTH, REGISTRY, new
from ..usage import ProcessorShare, open_files
from ..verdict import Scenario, Setting, expect

_FILES = 64
_CONNECTIONS = 150
_PROCESSOR_SHARE = 0.05
_AGAIN_SECONDS = 1.0
_STATUS = b""


async def _still_answers(caller: RawCaller, request: bytes, daemon: Daemon) -> None:
    try:
        answer = await caller.call(f"{REGISTRY}/GetRecord", request, 2.0, 3.0)
    except (TimeoutError, ConnectionError) as error:
        expect(False, f"{daemon.name} has forgotten who was connected: {error!r}")
        return
    expect(answer.is_ok, f"{daemon.name} answers {answer.code} to who was connected")


async def _until_accepted(daemon: Daemon) -> float:
    """After how many seconds a new client has its answer. A connection that waits may be one that was closed since."""
    began = time.monotonic()
    caller = None
    try:
        with suppress(TimeoutError, OSError):
            caller = await RawCaller.connect(daemon.address)
            await caller.call(f"{HEALTH}/GetStatus", _STATUS, 5.0, 5.0)
        return time.monotonic() - began
    finally:
        if caller is not None:
            caller.close()


async def _exhaust(setting: Setting, daemon: Daemon, request: bytes, seconds: float) -> tuple[float, float]:
    assert daemon.process is not None
    caller = await RawCaller.connect(daemon.address)
    await _still_answers(caller, request, daemon)
    crowd = await Hostile.connect_many(daemon.address, _CONNECTIONS, GREETING)
    try:
        await asyncio.sleep(1.0)
        taken = open_files(daemon.process.id)
        expect(_FILES - 2 <= taken <= _FILES, f"{daemon.name} has {taken} files open: nothing is exhausted")
        share = ProcessorShare(daemon.process.id)
        await asyncio.sleep(seconds)
        used = share.so_far()
        expect(used <= _PROCESSOR_SHARE, f"{daemon.name} takes {used:.1%} of a processor without descriptors")
        await _still_answers(caller, request, daemon)
        if setting.control != "never-released":
            abort_all(crowd)
        again = await _until_accepted(daemon)
        expect(again <= _AGAIN_SECONDS, f"{daemon.name} accepts again after {again:.2f} s")
        await _still_answers(caller, request, daemon)
        return used, again
    finally:
        abort_all(crowd)
        caller.close()


async def run(setting: Setting) -> str:
    seconds = setting.size(3, 20)
    figures = []
    async with Installation(setting.binaries) as installation:
        gateway = installation.add_gateway()
        if setting.control != "enough":
            for daemon in (installation.registry, gateway):
                daemon.prefix = ["prlimit", f"--nofile={_FILES}:{_FILES}"]
        await installation.start("registry", "gateway")
        async with installation.registry.client() as client:
            await client.import_records("province", province())
            await client.import_records("maker", [producer("CT-0", "Chủ thể")])
        request = new("ocop.registry.v1.GetRecordRequest", kind=3, id="CT-0").SerializeToString()
        # The gateway first: its connection to the registry is there before the registry has no more.
        for daemon in (gateway, installation.registry):
            used, again = await _exhaust(setting, daemon, request, seconds)
            figures.append(f"{daemon.name} {used:.1%} of a processor, accepts again after {again * 1000:.0f} ms")
        for daemon in (gateway, installation.registry):
            await daemon.stop()
    return f"{_CONNECTIONS} connections on {_FILES} descriptors: {'; '.join(figures)}"


SCENARIO = Scenario(
    name="descriptors",
    proves="without file descriptors a daemon stays calm and keeps its clients, and accepts again within 1 s",
    run=run,
    controls=("enough", "never-released"),
    limit_seconds=45,
)
