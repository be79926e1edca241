"""Followers and sources are killed, paused, cut and delayed; in the end everything is as if nothing had happened."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from ocop_wire.address import Address

from ..campaign import Campaign, Step
from ..convergence import HEALING_SECONDS, heads, until_converged
from ..feed_check import check_order
from ..follower_state import FollowerSnapshot, take_snapshots
from ..installation import Installation
from ..proxied import proxied_installation
from ..proxy import Fault, FaultProxy
from ..reports import report_digests
from ..service import LISTING, REGISTRY, FeedItem
from ..shim import Shim, Tampering
from ..verdict import Scenario, Setting, expect, run_together
from ..watcher import Watcher

_DAEMONS = ("registry", "listing", "reporting")
_DISTURBED_SECONDS = 3.0
_WRITE_SECONDS = 40.0
_FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


@dataclass(frozen=True, slots=True)
class _Result:
    """What an installation holds and says."""

    registry: list[FeedItem]
    listing: list[FeedItem]
    reports: dict[str, str]

    @classmethod
    async def of(cls, installation: Installation) -> "_Result":
        async with AsyncExitStack() as stack:
            registry = await stack.enter_async_context(installation.registry.client())
            listing = await stack.enter_async_context(installation.listing.client())
            reporting = await stack.enter_async_context(installation.reporting.client())
            reports = await report_digests(reporting, await heads(installation))
            return cls(await registry.whole_feed(), await listing.whole_feed(), reports)


@dataclass(slots=True)
class _Writing:
    """Writes a campaign, registry and listing each in its own order. `pace` is the pause between steps at most."""

    installation: Installation
    campaign: Campaign
    random: random.Random
    pace: float = 0.0
    _revisions: list[int] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        await run_together(self._write(self.campaign.registry), self._write(self.campaign.listing))

    async def _write(self, steps: Sequence[Step]) -> None:
        async with self.installation[steps[0].service].client() as client:
            for step in steps:
                while len(self._revisions) < step.registry_steps:
                    await self._changed.wait()
                needed = self._revisions[step.registry_steps - 1] if step.registry_steps else 0
                summary = await client.import_until_answered(step.operation, step.records, _WRITE_SECONDS, needed)
                if step.service == "registry":
                    self._revisions.append(summary.revision)
                    self._changed.set()
                    self._changed = asyncio.Event()
                await asyncio.sleep(self.random.uniform(0, self.pace))


class _Disturbing:
    """Does harm until its time is over, heals everything, and sees whether the followers catch up."""

    def __init__(
        self,
        installation: Installation,
        proxies: Sequence[FaultProxy],
        shims: Mapping[str, Shim],
        generator: random.Random,
    ) -> None:
        self._installation = installation
        self._shims = shims
        self._proxies = proxies
        self._random = generator
        self.counts: Counter[str] = Counter()
        self.snapshots: list[FollowerSnapshot] = []
        self.converged_after = 0.0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + _DISTURBED_SECONDS
        while loop.time() < end:
            await asyncio.sleep(self._random.uniform(0.02, 0.25))
            choice = self._random.random()
            if choice < 0.35:
                await self._kill()
            elif choice < 0.45:
                await self._pause()
            else:
                proxy = self._random.choice(self._proxies)
                proxy.set(self._random.choice(_FAULTS) if proxy.fault is Fault.NONE else Fault.NONE)
                self.counts["links"] += 1
        for proxy in self._proxies:
            proxy.heal()
        self.converged_after = await until_converged(self._installation)

    async def _kill(self) -> None:
        daemon = self._installation[self._random.choice(_DAEMONS)]
        await daemon.kill()
        if daemon.name in self._shims and self._random.random() < 0.5:
            self.counts["writes undone"] += self._shims[daemon.name].cut_power(daemon, self._random)
            self.counts["power cuts"] += 1
        if daemon.name != "registry":
            self.snapshots += take_snapshots(daemon)
        await asyncio.sleep(self._random.choice((0.0, 0.2)))
        await daemon.start()
        self.counts["kills"] += 1

    async def _pause(self) -> None:
        process = self._installation[self._random.choice(_DAEMONS)].process
        assert process is not None
        process.signal(signal.SIGSTOP)
        await asyncio.sleep(self._random.uniform(0.05, 0.3))
        process.signal(signal.SIGCONT)
        self.counts["pauses"] += 1


async def _undisturbed(setting: Setting, campaign: Campaign) -> _Result:
    async with Installation(setting.binaries) as installation:
        await installation.start_all()
        await _Writing(installation, campaign, setting.generator("unused")).run()
        await until_converged(installation)
        return await _Result.of(installation)


async def _keep_what_is_not_synced(installation: Installation) -> dict[str, Shim]:
    """So that a kill can be made a power cut; slow syncs make it likely that it finds something that was not synced.
    Without a compiler, kills are kills only."""
    shim = await Shim.if_possible(installation.folder)
    if shim is None:
        return {}
    shims = {name: shim.beside(f"{name}-undo") for name in _DAEMONS}
    for name, own in shims.items():
        installation[name].environment = own.environment(installation[name], Tampering(sync="slow"))
    return shims


async def _disturbed(setting: Setting, number: int, campaign: Campaign) -> tuple[_Result, "_Disturbing"]:
    async with AsyncExitStack() as stack:
        context = proxied_installation(setting, f"feed {number}")
        installation, proxies = await stack.enter_async_context(context)
        watchers: list[Watcher] = []
        links = list(proxies.values())
        for name, service in (("registry", REGISTRY), ("listing", LISTING)):
            here = Address(path=str(installation.folder / f"watcher-{name}.sock"))
            proxy = FaultProxy(installation[name].address, here, setting.generator(f"feed {number} watcher {name}"))
            links.append(await stack.enter_async_context(proxy))
            watchers.append(Watcher(proxy.address, service))
        shims = await _keep_what_is_not_synced(installation)
        await installation.start_all()
        watching = asyncio.create_task(run_together(*(watcher.run() for watcher in watchers)))
        stack.callback(watching.cancel)
        disturbing = _Disturbing(installation, links, shims, setting.generator(f"feed {number} disturbances"))
        pace = 2 * _DISTURBED_SECONDS / max(len(campaign.registry), len(campaign.listing))
        writing = _Writing(installation, campaign, setting.generator(f"feed {number} pace"), pace)
        await run_together(writing.run(), disturbing.run())
        await until_converged(installation)
        found = await heads(installation)
        for watcher, head in zip(watchers, (found.registry, found.listing)):
            if not watching.done():
                await watcher.until(head, HEALING_SECONDS)
        if watching.done():
            await watching
        result = await _Result.of(installation)
        for watcher, feed in zip(watchers, (result.registry, result.listing)):
            if setting.control == "dropped-event":
                del watcher.items[len(watcher.items) // 2]
            expect(watcher.items == feed, "a watcher that was cut off saw other events than one that was not")
        for daemon in ("reporting", "listing"):
            await installation[daemon].kill()
            disturbing.snapshots += take_snapshots(installation[daemon])
        return result, disturbing


def _compare(found: _Result, wanted: _Result) -> None:
    for name, feed, reference in (
        ("registry", found.registry, wanted.registry), ("listing", found.listing, wanted.listing)
    ):  # fmt: skip
        check_order(feed)
        difference = f"the feed of {name} is another than without disturbances: {_difference(feed, reference)}"
        expect(feed == reference, difference)
    for question, digest in wanted.reports.items():
        expect(found.reports[question] == digest, f"{question} is another than without disturbances")


def _difference(feed: Sequence[FeedItem], reference: Sequence[FeedItem]) -> str:
    for one, other in zip(feed, reference):
        if one != other:
            return f"revision {one.revision}: {one.operation}, not {other.operation}"
    return f"{len(feed)} events, not {len(reference)}"


async def run(setting: Setting) -> str:
    rounds = setting.size(3, 100, control=1)
    counts: Counter[str] = Counter()
    slowest = 0.0
    for number in range(rounds):
        campaign = Campaign(setting.generator(f"campaign {number}"))
        wanted = await _undisturbed(setting, campaign)
        if setting.control == "lost-write":
            del campaign.listing[-1]
        result, disturbing = await _disturbed(setting, number, campaign)
        for snapshot in disturbing.snapshots:
            if setting.control == "torn-follower":
                snapshot = FollowerSnapshot(snapshot.follower, snapshot.source, snapshot.revision // 2, snapshot.kinds)
            snapshot.check(result.registry if snapshot.source == "registry" else result.listing)
        _compare(result, wanted)
        counts += disturbing.counts + Counter(snapshots=len(disturbing.snapshots), events=len(result.registry))
        slowest = max(slowest, disturbing.converged_after)
    return (
        f"{rounds} runs with {counts['kills']} kills ({counts['power cuts']} of them power cuts, which took back "
        f"{counts['writes undone']} writes), {counts['pauses']} pauses, {counts['links']} changes of links; "
        f"{counts['snapshots']} followers found whole; converged at most {slowest:.2f} s after healing"
    )


SCENARIO = Scenario(
    name="feed",
    proves="feeds stay gap-free, followers atomic and resumable, and reports are those of an undisturbed installation",
    run=run,
    controls=("lost-write", "dropped-event", "torn-follower"),
    limit_seconds=150,
    full_factor=20,
)
