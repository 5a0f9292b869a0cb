"""Traffic: this process counts what comes, in memory, and writes it down every few seconds.

A call costs an addition, never a write. What several processes count is added up in the database.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import structlog

from domain.errors import Refusal
from domain.traffic import Minute, Seen, minute_of
from services.bell import Bell
from storage.database import Storage
from storage.traffic import Key

WRITE_EVERY = 5.0
MOST_KEYS = 20_000
"""Counts that one process keeps between two writes; sources are known, so few come near it."""
WATCHED = 64
"""Addresses of one kind at one source that are told apart; a flood of them costs no more."""
TOLD = 5
LOOK = 10
"""Minutes after which nobody is watched any more who did not stand out."""

log = structlog.get_logger(__name__)


class _Watched:
    """The addresses of one kind at one source, with what was counted and what was written."""

    __slots__ = ("counts", "least", "since", "written")

    def __init__(self, since: int, least: int) -> None:
        self.since = since
        self.least = least
        self.counts: dict[str, tuple[int, str]] = {}
        self.written: Counter[str] = Counter()

    def add(self, target: str, request_id: str) -> None:
        known = self.counts.get(target)
        if known is None and len(self.counts) >= WATCHED:
            # The rare ones make room: who comes again and again stays.
            kept = sorted(self.counts.items(), key=lambda each: -each[1][0])[: WATCHED // 2]
            self.counts = dict(kept)
        self.counts[target] = (known[0] + 1 if known else 1, request_id)

    def news(self) -> list[tuple[str, int, str]]:
        """Return who stands out, how often they came since the last time, and by which call."""
        most = sorted(self.counts.items(), key=lambda each: -each[1][0])[:TOLD]
        found = []
        for target, (count, request_id) in most:
            more = count - self.written[target]
            if count >= self.least and more > 0:
                self.written[target] = count
                found.append((target, more, request_id))
        return found


class Tally:
    """Counts calls, and who makes many of them; *now* tells the minute."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now
        self._counts: Counter[tuple[Key, Minute]] = Counter()
        self._watched: dict[Key, _Watched] = {}
        self._stop = Bell()
        self._draining = False

    def count(self, key: Key, times: int = 1) -> None:
        """Count some calls of one kind."""
        slot = (key, minute_of(self._now()))
        if slot in self._counts or len(self._counts) < MOST_KEYS:
            self._counts[slot] += times

    def watch(self, key: Key, target: str, request_id: str, *, least: int = 1) -> None:
        """Remember from whom a call came; below *least* of them nobody is written down."""
        watched = self._watched.get(key)
        if watched is None:
            if len(self._watched) >= MOST_KEYS:
                return
            watched = self._watched[key] = _Watched(minute_of(self._now()), least)
        watched.add(target, request_id)

    async def write_forever(self) -> None:
        """Write what was counted every few seconds, until drained."""
        while not self._draining:
            await self._stop.wait(WRITE_EVERY)
            try:
                await self.write()
            except Refusal as refusal:
                log.warning("traffic_waits", reason=refusal.code)
            except Exception:
                # It is only counts: what is lost of them is no lead.
                log.exception("traffic_lost")

    async def write(self) -> None:
        """Write what was counted since the last time; what cannot be written is let go."""
        counts, self._counts = self._counts, Counter()
        minute = minute_of(self._now())
        samples = [
            (key, Seen(key.kind, target, more, minute, request_id))
            for key, watched in self._watched.items()
            for target, more, request_id in watched.news()
        ]
        self._watched = {
            key: each for key, each in self._watched.items() if minute - each.since < LOOK
        }
        if counts or samples:
            async with self._storage.open_system() as system:
                await system.traffic.add(counts, samples)

    def drain(self) -> None:
        """Write what is left, and end."""
        self._draining = True
        self._stop.ring()
