"""Who alone may do a task of the installation, however many processes there are."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from domain.errors import Refusal
from storage.database import Storage

LEASE = timedelta(seconds=15)
RENEW_AFTER = 4.0
STALE_AFTER = 12.0
"""Seconds after which the lease counts as lost here, before it runs out for others."""
SENDER = "sender"
CONSUMER = "consumer"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Leadership:
    """A lease on one task, renewed by whoever asks for it.

    *monotonic* gives seconds that never go back, *is_gone* tells of a holder
    whether its process is known to have ended, and *taken_over* is called in
    the moment in which the task comes to us from somebody else.
    """

    storage: Storage
    task: str
    holder: str
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    is_gone: Callable[[str], bool]
    taken_over: Callable[[], Awaitable[None]]
    _renewed: float | None = field(default=None, init=False)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def held(self) -> bool:
        """Tell whether the task is ours, and see to it that it stays so."""
        # Whoever asks while the lease is being renewed need not wait for that.
        if self._is_younger_than(STALE_AFTER if self._asking.locked() else RENEW_AFTER):
            return True
        async with self._asking:
            return self._is_younger_than(RENEW_AFTER) or await self._renew()

    def is_sure(self) -> bool:
        """Tell whether the task is ours for some seconds more, without asking anybody."""
        return self._is_younger_than(STALE_AFTER)

    def _is_younger_than(self, seconds: float) -> bool:
        return self._renewed is not None and self.monotonic() - self._renewed < seconds

    async def _renew(self) -> bool:
        began = self.monotonic()
        try:
            before = await self._holder()
            mine = await self._hold(before)
        except Refusal as refusal:
            log.warning("leadership_not_renewed", task=self.task, reason=refusal.code)
            return self._is_younger_than(STALE_AFTER)
        if self._renewed is not None and not mine:
            log.warning("leadership_lost", task=self.task)
        self._renewed = began if mine else None
        # What we still hold ourselves, after a time without the database, stays ours.
        if mine and before != self.holder:
            log.info("leading", task=self.task)
            await self.taken_over()
        return mine

    async def _holder(self) -> str | None:
        async with self.storage.look_system() as system:
            return await system.leaders.holder_of(self.task)

    async def _hold(self, before: str | None) -> bool:
        now = self.now()
        gone = before if before and before != self.holder and self.is_gone(before) else None
        async with self.storage.open_system() as system:
            until = now + LEASE
            return await system.leaders.hold(self.task, self.holder, now, until, after=gone)

    async def let_go(self) -> None:
        """Leave the task to others."""
        if self._renewed is None:
            return
        self._renewed = None
        try:
            async with self.storage.open_system() as system:
                await system.leaders.let_go(self.task, self.holder)
        except Refusal as refusal:
            log.warning("leadership_not_let_go", task=self.task, reason=refusal.code)
