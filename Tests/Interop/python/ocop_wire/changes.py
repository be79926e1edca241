"""Waiting for a condition that others bring about, without losing a change between looking and waiting."""

import asyncio
from collections.abc import Callable


class Changes:
    """`notify` after every change; any number of tasks may wait, each for a condition of its own."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        self._event.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._event.clear()
            await self._event.wait()
