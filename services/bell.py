"""A wake-up between the one who leaves work behind and the one who does it."""

import asyncio
from contextlib import suppress


class Bell:
    """Rung when there is work; whoever waits goes on at once.

    It is only ever a hint: what counts is in the database, so a ring that
    nobody hears costs the waiting time and nothing else.
    """

    def __init__(self, *heard_by: "Bell") -> None:
        self._rung = asyncio.Event()
        self._heard_by = heard_by

    def ring(self) -> None:
        """Wake whoever waits, now or next, here and where it is *heard_by*."""
        self._rung.set()
        for each in self._heard_by:
            each.ring()

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for a ring, at most *seconds*; return whether there was one."""
        if not self._rung.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._rung.wait()
        rung = self._rung.is_set()
        self._rung.clear()
        return rung
