"""An installation whose followers reach their sources through fault proxies."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from ocop_wire.address import Address

from .installation import Installation
from .proxy import FaultProxy
from .verdict import Setting

LINKS = ("listing registry", "reporting registry", "reporting listing")


@asynccontextmanager
async def proxied_installation(
    setting: Setting, purpose: str
) -> AsyncIterator[tuple[Installation, dict[str, FaultProxy]]]:
    """Yields it with its proxies by "FOLLOWER SOURCE", nothing started. One of them speaks TCP, the others Unix."""
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        proxies: dict[str, FaultProxy] = {}
        for link in LINKS:
            source = link.split()[1]
            here = installation.folder / f"{link.replace(' ', '-')}.sock"
            listen = Address(host="127.0.0.1", port=0) if link == LINKS[1] else Address(path=str(here))
            generator = setting.generator(f"{purpose} proxy {link}")
            proxy = FaultProxy(installation[source].address, listen, generator)
            proxies[link] = await stack.enter_async_context(proxy)
            installation.find(link.split()[0], source, str(proxy.address))
        yield installation, proxies
