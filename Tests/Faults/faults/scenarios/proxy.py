"""Every kind of disturbance on the way between the followers and their sources, one after the other."""

import asyncio
import time

from ..convergence import until_converged
from ..installation import Installation
from ..proxied import proxied_installation
from ..proxy import Fault, FaultProxy
from ..records import floor, producer, province
from ..verdict import Scenario, Setting, expect

_FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
_DISTURBED_SECONDS = 0.8
# A fault that hits nothing for this long proves nothing.
_STRIKE_SECONDS = 8.0


class _Writer:
    """Writes on without minding the followers: every import is new."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.count = 0

    async def write(self) -> None:
        self.count += 1
        name = f"tên {self.count}"
        async with self._installation.registry.client() as registry, self._installation.listing.client() as listing:
            await registry.import_records(f"r-{self.count}", [producer(f"CT-{n}", name * 5) for n in range(5)])
            await listing.import_records(f"l-{self.count}", [floor("voso", name)])


async def _disturb(setting: Setting, fault: Fault, proxies: list[FaultProxy], writer: _Writer) -> None:
    before = [proxy.struck[fault] for proxy in proxies]
    if setting.control != "no-faults":
        for proxy in proxies:
            # A refusal is for new connections: those that are there have to go first.
            if fault is Fault.REFUSE:
                proxy.set(Fault.CUT)
            proxy.set(fault)
    began = time.monotonic()
    while True:
        await writer.write()
        has_struck = all(proxy.struck[fault] > count for proxy, count in zip(proxies, before))
        elapsed = time.monotonic() - began
        if has_struck and elapsed > _DISTURBED_SECONDS:
            return
        strikes = [proxy.struck[fault] for proxy in proxies]
        expect(elapsed < _STRIKE_SECONDS, f"{fault.value} has hit nothing on one of three links: {strikes}")
        await asyncio.sleep(0.02)


async def run(setting: Setting) -> str:
    faults = _FAULTS * setting.size(1, 10)
    setting.generator("order").shuffle(faults)
    if setting.control:
        faults = [Fault.BLACKHOLE]
    slowest = 0.0
    async with proxied_installation(setting, "links") as (installation, proxies):
        await installation.start_all()
        writer = _Writer(installation)
        async with installation.registry.client() as registry:
            await registry.import_records("province", province())
        await until_converged(installation)
        for fault in faults:
            await _disturb(setting, fault, list(proxies.values()), writer)
            if setting.control != "never-healed":
                for proxy in proxies.values():
                    proxy.heal()
            slowest = max(slowest, await until_converged(installation))
        for name in ("reporting", "listing", "registry"):
            await installation[name].stop()
        strikes = sum((proxy.struck for proxy in proxies.values()), start=type(proxies["listing registry"].struck)())
    counts = ", ".join(f"{fault.value} {strikes[fault]}" for fault in _FAULTS)
    return f"struck: {counts}; {writer.count} writes beside; converged at most {slowest:.2f} s after healing"


SCENARIO = Scenario(
    name="proxy",
    proves="followers survive delay, throttling, split bytes, silence, cuts, half-closes and refusals, each in turn",
    run=run,
    controls=("no-faults", "never-healed"),
    limit_seconds=120,
    full_factor=10,
)
