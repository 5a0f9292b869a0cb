"""A bell that wakes everybody who waits for the world to change."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Count changes and wake the waiting; all in one event loop."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        """Tell everybody who waits that something changed."""
        self.version += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self) -> None:
        """Return at the next change."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)

    async def until(self, predicate: Callable[[], T | None], timeout: float) -> T:  # noqa: ASYNC109 - the public name, as in asyncio.wait_for
        """Return what `predicate` returns once it is truthy.

        Raise `TimeoutError` after `timeout` seconds of real time.
        """
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                await self.wait()
            return value
