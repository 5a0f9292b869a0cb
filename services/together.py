"""Does what several ask for at once in one go; whoever asks meanwhile goes with the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import Refusal

Wish = TypeVar("Wish")


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Wish]):
    """A wish, and what became of it."""

    wish: Wish
    done: bool = False
    error: Exception | None = None


class Together(Generic[Wish]):
    """Collects wishes while earlier ones are being done; *do* does many in one transaction.

    The first that waits does what has gathered, for all of them; nobody
    waits for company. *most* go at once. Where several went, there are more to come: the
    next wait for *rest* seconds and go together, so that they leave time to others.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Wish]], Awaitable[None]],
        most: int = 100,
        rest: float = 0,
    ) -> None:
        self._do = do
        self._most = most
        self._rest = rest
        self._rested = asyncio.Event()
        self._rested.set()
        self._gathered: list[_Waiting[Wish]] = []
        self._turn = asyncio.Lock()

    async def ask(self, wish: Wish) -> None:
        """Return once the wish is done; raise what kept it from being done."""
        mine = _Waiting(wish)
        self._gathered.append(mine)
        try:
            while not mine.done:
                async with self._turn:
                    if not mine.done:
                        await self._rested.wait()
                        await self._next()
        finally:
            # Somebody who gave up waiting leaves nothing behind that others would do for them.
            if mine in self._gathered:
                self._gathered.remove(mine)
        if mine.error:
            raise mine.error

    async def _next(self) -> None:
        """Do what has gathered; what was begun and not ended gathers again."""
        batch, self._gathered = self._gathered[: self._most], self._gathered[self._most :]
        try:
            await self._all(batch)
        finally:
            self._gathered[:0] = [each for each in batch if not each.done]
            if self._rest and len(batch) > 1:
                self._rested.clear()
                asyncio.get_running_loop().call_later(self._rest, self._rested.set)

    async def _all(self, batch: Sequence[_Waiting[Wish]]) -> None:
        try:
            await self._do([each.wish for each in batch])
        except Exception as error:  # noqa: BLE001 -- goes to whoever asked
            # One that cannot be done must not sink its neighbours: each goes alone.
            if len(batch) > 1 and not isinstance(error, Refusal):
                for each in batch:
                    await self._all([each])
                return
            for each in batch:
                each.done, each.error = True, error
        else:
            for each in batch:
                each.done = True
