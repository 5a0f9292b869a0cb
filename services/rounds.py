"""Rounds: what the house does again and again by itself, in one process at a time."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from domain.errors import Refusal
from storage.database import Storage

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """Something to do every so often; what failed is done again in the next round."""

    name: str
    every: timedelta
    do: Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Rounds:
    """Does each round when it is due: once after any pause, and once among all processes."""

    storage: Storage
    now: Callable[[], datetime]
    rounds: Sequence[Round]
    _next: dict[str, datetime] = field(default_factory=dict, init=False)

    async def do_due(self) -> Sequence[str]:
        """Do what is due; return the names of what was done or tried."""
        done = []
        for each in self.rounds:
            now = self.now()
            if now >= self._next.get(each.name, now) and await self._is_ours(each, now):
                done.append(each.name)
                await _do(each)
        return done

    async def _is_ours(self, each: Round, now: datetime) -> bool:
        again_at = now + each.every
        async with self.storage.open_system() as system:
            ours = await system.rounds.begin(each.name, now, again_at)
        # Another process may have done it a moment ago: then it is asked for again soon.
        self._next[each.name] = again_at if ours else now + each.every / 10
        return ours


async def _do(each: Round) -> None:
    try:
        await each.do()
    except Refusal as refusal:
        log.warning("round_waits", round=each.name, reason=refusal.code)
    except Exception:
        log.exception("round_failed", round=each.name)
