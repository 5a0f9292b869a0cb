"""Decides whether a new card leaves by itself, waits for others, or goes with them in a digest."""

from collections import deque
from collections.abc import Callable

from cards.digest import fitting
from domain.digest import DigestLine
from domain.pacing import LATELY, PLENTY, Backlog, Next, Pace, next_for
from domain.parcel import NEW_CARDS, Parcel, Priority
from domain.routing import ALERT, telegram_chat
from services.deliveries import Deliveries

FULL = 190
"""Leads that a digest holds in any case, ordinary names given."""
MOST_LINES = 250


class NotYet(Exception):  # noqa: N818 -- says what is, not that something failed
    """The parcel waits for others to leave with."""


class Gathering:
    """Looks at what waits for a chat before one of its cards leaves."""

    def __init__(self, deliveries: Deliveries, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._deliveries = deliveries
        self._pace = pace
        self._monotonic = monotonic
        self._shown: dict[int, deque[tuple[float, int]]] = {}

    async def look(self, parcel: Parcel) -> Parcel:
        """Return what leaves now: the parcel, or a digest in its place. Raises NotYet."""
        chat = telegram_chat(parcel.lane)
        if chat is None or parcel.kind != ALERT or parcel.priority not in NEW_CARDS:
            return parcel
        now = self._monotonic()
        room = self._pace.room(chat, now)
        if room.left >= PLENTY:
            return parcel
        found = await self._deliveries.backlog(parcel)
        backlog = found._replace(lately=found.lately + self._shown_lately(chat, now))
        hot = parcel.priority is Priority.HOT
        step = next_for(room, backlog, FULL, hot=hot)
        if step.wait:
            self._pace.linger(chat, now + step.wait, urgent_too=hot)
            raise NotYet
        bundled, leads = await self._bundled(parcel) if step.digest else (parcel, 1)
        self._shown.setdefault(chat, deque()).append((now, leads))
        return bundled

    def lets_go(self, chat: int, cards: int, hot: int) -> bool:
        """Tell whether so many new cards, *hot* ones among them, may leave as single cards now."""
        now = self._monotonic()
        if chat in self._pace.lingering(now):
            return False
        room = self._pace.room(chat, now)
        backlog = Backlog(cards, 0.0, 0.0, cards + self._shown_lately(chat, now), hot)
        return next_for(room, backlog, FULL, hot=hot == cards) == Next()

    def goes(self, chat: int) -> None:
        """Count a card that leaves by itself, where room has to be saved."""
        now = self._monotonic()
        if self._pace.room(chat, now).left < PLENTY:
            self._shown.setdefault(chat, deque()).append((now, 1))

    async def _bundled(self, parcel: Parcel) -> tuple[Parcel, int]:
        """Gather as many cards as one message holds, the claimed one among them."""
        cards = await self._deliveries.cards_waiting(parcel, MOST_LINES)
        cards = sorted(cards, key=lambda card: card.post_id != parcel.subject_id)
        count = fitting([DigestLine.of(card.lead) for card in cards])
        if count <= 1:
            return parcel, 1
        posts = [card.post_id for card in cards[:count]]
        bundled = await self._deliveries.bundle(parcel, posts)
        return (bundled, count) if bundled else (parcel, 1)

    def _shown_lately(self, chat: int, now: float) -> int:
        shown = self._shown.get(chat)
        if shown is None:
            return 0
        while shown and shown[0][0] <= now - LATELY:
            shown.popleft()
        if not shown:
            del self._shown[chat]
            return 0
        return sum(leads for _, leads in shown)
