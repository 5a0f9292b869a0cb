"""Does leased work: several lanes at once, one thing at a time in each."""

from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import structlog

from domain.errors import Refusal
from services.bell import Bell

LOOK_EVERY = 1.0
"""Seconds after which a worker looks by itself, even if nobody rang."""

log = structlog.get_logger(__name__)

Work = TypeVar("Work", bound=Hashable)
Start = Callable[[str, Coroutine[Any, Any, None]], None]


async def always() -> bool:
    """Let a worker work that is the only one of its kind."""
    return True


class Pile(Protocol[Work]):
    """Where work waits, under leases."""

    async def claim(self, limit: int) -> Sequence[Work]:
        """Lease up to *limit* pieces that are due."""
        ...

    async def next_due(self) -> datetime | None:
        """Say when the next piece becomes due."""
        ...

    async def release(self, work: Sequence[Work]) -> None:
        """Free pieces that were leased and will not be done."""
        ...

    def again_in(self) -> float:
        """Say in how many seconds to look again when nothing that is due could be leased."""
        ...


class Worker(Generic[Work]):
    """Claims, does and reports, with no transaction open while it does.

    ``do`` reports by itself, to whatever keeps the work; if it raises, the
    lease runs out and the work is done again. While ``may`` says no, another
    process does the work.
    """

    def __init__(  # noqa: PLR0913 -- what a worker is made of, all by name
        self,
        name: str,
        *,
        pile: Pile[Work],
        do: Callable[[Work], Awaitable[None]],
        bell: Bell,
        start: Start,
        now: Callable[[], datetime],
        may: Callable[[], Awaitable[bool]] = always,
        at_once: int = 20,
    ) -> None:
        self._name = name
        self._pile = pile
        self._do = do
        self._bell = bell
        self._start = start
        self._now = now
        self._may = may
        self._at_once = at_once
        self._busy: set[Work] = set()
        self._stopping = False
        self._blocked = False
        self._idle = Bell()

    async def run(self) -> None:
        """Work until asked to stop; what is under way then is finished."""
        while not self._stopping:
            try:
                pause = await self._work()
            except Refusal as refusal:
                log.warning("worker_waits", worker=self._name, reason=refusal.code)
                pause = LOOK_EVERY
            await self._bell.wait(pause)
        while self._busy:
            await self._idle.wait(LOOK_EVERY)

    async def _work(self) -> float:
        """Begin all that is due and free; return how long there cannot be more, unless rung."""
        if not await self._may():
            return LOOK_EVERY
        self._blocked = True
        due = await self._pile.next_due()
        seconds = (due - self._now()).total_seconds() if due else LOOK_EVERY
        if seconds > 0:
            self._blocked = False
            return min(seconds, LOOK_EVERY)
        # What is due and was not claimed waits for its lane; whoever is busy there will say so.
        return 0 if await self._claim() else self._pile.again_in()

    def lane_is_free(self) -> None:
        """Look again, if something that is due could not be claimed."""
        if self._blocked:
            self._bell.ring()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self._bell.ring()

    async def _claim(self) -> int:
        """Lease what is due and begin it; return how much that was."""
        free = self._at_once - len(self._busy)
        claimed = await self._pile.claim(free) if free else ()
        if self._stopping:
            await self._pile.release(claimed)
            return 0
        for work in claimed:
            self._busy.add(work)
            self._start(self._name, self._one(work))
        return len(claimed)

    async def _one(self, work: Work) -> None:
        try:
            await self._do(work)
        finally:
            self._busy.discard(work)
            self._bell.ring()
            self._idle.ring()
