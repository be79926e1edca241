"""Services and the gateway are restarted in turn, in order or by kill -9, under constant load through the gateway."""

import asyncio
from contextlib import AsyncExitStack

from ..constant_load import ConstantLoad, Tally
from ..installation import Daemon, Installation
from ..postgresql import PostgreSQL
from ..verdict import Scenario, Setting, Skipped, expect

_SERVICES = ("registry", "listing", "reporting")
_BETWEEN_SECONDS = 0.4


async def _restart(daemon: Daemon, kills: bool) -> None:
    if kills:
        await daemon.kill()
    else:
        await daemon.stop()
    await daemon.start()
    await asyncio.sleep(_BETWEEN_SECONDS)


async def _restart_gateway(setting: Setting, gateway: Daemon, kills: bool, tally: Tally) -> None:
    """In order nobody notices it: its socket stays, running calls finish, and what comes meanwhile waits."""
    before = tally.failures.copy()
    await _restart(gateway, kills)
    failed = tally.failures - before
    told = "; ".join(f"{count} times {error}" for error, count in failed.most_common(3))
    expect(kills or not failed, f"calls have failed while the gateway was restarted in order: {told}")


def _figures(tally: Tally, restarts: int, where: str) -> str:
    return (
        f"{restarts} restarts {where}: {tally.reads} reads and {tally.writes} writes answered, the slowest after "
        f"{tally.slowest_seconds:.2f} s; {tally.failed_attempts} attempts failed, of writes {tally.refused_writes} "
        f"refused and {tally.unknown_writes} unknown and resolved; nothing lost or doubled"
    )


async def _on_files(setting: Setting, rounds: int) -> str:
    async with Installation(setting.binaries) as installation:
        gateway = installation.add_gateway()
        if setting.control != "unheld-socket":
            gateway.hold_socket()
        await installation.start_all()
        load = ConstantLoad(setting, installation, gateway.address)

        async def restart_all() -> None:
            await asyncio.sleep(_BETWEEN_SECONDS)
            for _ in range(rounds):
                for kills in (False, True):
                    for name in _SERVICES:
                        await _restart(installation[name], kills)
                    await _restart_gateway(setting, gateway, kills, load.tally)

        await load.during(restart_all)
        for name in ("gateway", "reporting", "listing", "registry"):
            await installation[name].stop()
    return _figures(load.tally, rounds * 8, "on files")


async def _on_server(setting: Setting, rounds: int) -> str:
    """Two processes of the registry on one database: one of them is always there."""
    async with AsyncExitStack() as stack:
        try:
            server = await stack.enter_async_context(PostgreSQL())
        except Skipped as reason:
            return f"not on PostgreSQL: {reason}"
        installation = await stack.enter_async_context(Installation(setting.binaries))
        replicas = (installation.registry, installation.add("registry-2", "registry"))
        location = await server.make("registry")
        for replica in replicas:
            replica.location = location
        addresses = ",".join(str(replica.address) for replica in replicas)
        for follower in ("listing", "reporting"):
            installation.find(follower, "registry", addresses)
        gateway = installation.add_gateway(registry=addresses)
        # Not at once: both would want to make the schema.
        await installation.start("registry")
        await installation.start("registry-2", "listing", "reporting", "gateway")
        load = ConstantLoad(setting, installation, gateway.address)

        async def restart_replicas() -> None:
            await asyncio.sleep(_BETWEEN_SECONDS)
            for _ in range(rounds):
                for kills in (False, True):
                    for replica in replicas:
                        await _restart(replica, kills)

        await load.during(restart_replicas)
    return _figures(load.tally, rounds * 4, "of two replicas on PostgreSQL")


async def run(setting: Setting) -> str:
    rounds = setting.size(1, 10, control=1)
    figures = [await _on_files(setting, rounds)]
    if not setting.control:
        figures.append(await _on_server(setting, rounds))
    return "; ".join(figures)


SCENARIO = Scenario(
    name="rolling-restart",
    proves="services and the gateway restarted in turn under load: every read is answered, no write is lost or doubled",
    run=run,
    controls=("lost-write", "fresh-id", "unheld-socket"),
    limit_seconds=90,
    full_factor=10,
)
