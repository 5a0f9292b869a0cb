"""Sends new cards at once, as they are made in this process, in the order of each chat."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from domain.pacing import Pace
from domain.parcel import Parcel
from domain.routing import telegram_chat, telegram_lane
from outbox.gathering import Gathering
from outbox.post_office import PostOffice
from outbox.worker import Start
from services.bell import Bell
from services.deliveries import Deliveries
from services.hatch import Ready, lasts_until
from services.leadership import Leadership
from storage.store import NewCard

MOST_IN_A_LANE = 50
LANES_AT_ONCE = 50
UNREPORTED = 20
"""Cards that were sent and whose reports are on their way: what is repeated after a crash."""


class Express:
    """Takes new cards at the hatch and sends them, one at a time in each chat."""

    def __init__(  # noqa: PLR0913 -- what it is made of, all by name
        self,
        *,
        deliveries: Deliveries,
        office: PostOffice,
        gathering: Gathering,
        pace: Pace,
        sender: Leadership,
        bell: Bell,
        lane_is_free: Callable[[], None],
        start: Start,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self.lease = deliveries.new_id()
        self._deliveries = deliveries
        self._office = office
        self._gathering = gathering
        self._pace = pace
        self._sender = sender
        self._bell = bell
        self._lane_is_free = lane_is_free
        self._start = start
        self._now = now
        self._monotonic = monotonic
        self._lanes: dict[str, deque[Parcel]] = {}
        self._unreported = asyncio.Semaphore(UNREPORTED)
        self._stopping = False

    def choose(self, cards: Sequence[NewCard]) -> Sequence[NewCard]:
        """Return the cards of chats that have room for all of theirs."""
        if self._stopping or not self._sender.is_sure():
            return ()
        by_chat: dict[int, list[NewCard]] = {}
        for each in cards:
            by_chat.setdefault(each.post.telegram_id, []).append(each)
        return [each for chat, some in by_chat.items() if self._fits(chat, some) for each in some]

    def _fits(self, chat: int, cards: Sequence[NewCard]) -> bool:
        waiting = self._lanes.get(telegram_lane(chat))
        if waiting is None and len(self._lanes) >= LANES_AT_ONCE:
            return False
        if len(waiting or ()) + len(cards) > MOST_IN_A_LANE:
            return False
        if self._is_resting(chat):
            return False
        hot = sum(each.lead.is_hot for each in cards)
        return self._gathering.lets_go(chat, len(cards) + len(waiting or ()), hot)

    def take(self, cards: Sequence[Ready]) -> None:
        """Send the cards, after those of their chats that are under way."""
        for parcel, alert in cards:
            self._deliveries.lay_ready(parcel, alert)
            waiting = self._lanes.get(parcel.lane)
            if waiting is not None:
                waiting.append(parcel)
                continue
            self._lanes[parcel.lane] = deque([parcel])
            self._start("express", self._serve(parcel.lane))

    def stop(self) -> None:
        """Send no more than what is under way."""
        self._stopping = True

    async def _serve(self, lane: str) -> None:
        waiting = self._lanes[lane]
        try:
            while waiting and self._may_send(waiting[0]):
                await self._unreported.acquire()
                if not await self._send(waiting.popleft()):
                    break
        finally:
            del self._lanes[lane]
            if waiting:
                await self._office.put_back(*waiting)
                self._bell.ring()

    def _may_send(self, parcel: Parcel) -> bool:
        """Tell whether the card leaves at once; one that has to wait may be due in a digest."""
        chat = telegram_chat(parcel.lane)
        if self._stopping or (chat is not None and self._is_resting(chat)):
            return False
        return self._sender.is_sure() and self._now() < lasts_until(parcel)

    def _is_resting(self, chat: int) -> bool:
        now = self._monotonic()
        return self._pace.ready_at(chat, now) > now

    async def _send(self, parcel: Parcel) -> bool:
        """Send one card and let it be reported; tell whether the next may follow."""
        chat = telegram_chat(parcel.lane)
        if chat is not None:
            self._gathering.goes(chat)
        try:
            sent = await self._office.send(parcel, self._now())
        except BaseException:
            self._unreported.release()
            raise
        if sent.well:
            self._start("report", self._report(sent.report))
        else:  # Until it is known what becomes of this card, none may pass it.
            await self._report(sent.report)
        return sent.well

    async def _report(self, report: Callable[[], Awaitable[None]]) -> None:
        try:
            await report()
        finally:
            self._unreported.release()
            self._lane_is_free()
