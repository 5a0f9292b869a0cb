"""What will be known soon: handlers wait for it a little, so that its answer is the answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Outcome = TypeVar("Outcome")

LOOK_EVERY = 0.2


async def soon(look: Callable[[], Awaitable[Outcome | None]], seconds: float) -> Outcome | None:
    """Look until there is something to see, and return it; None if there is nothing by then."""
    for _ in range(round(seconds / LOOK_EVERY)):
        if (found := await look()) is not None:
            return found
        await asyncio.sleep(LOOK_EVERY)
    return None
