"""Summaries: chats hear at their time what happened to leads; what one may ask about that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from domain.caller import Caller
from domain.chat import Chat, ChatState
from domain.errors import NotFound
from domain.locale import Locale
from domain.period import Period
from domain.roles import Role
from domain.routing import summary_for
from domain.summary import LATEST, OLDEST_SHOWN, Before, Summary, SummaryTimes
from services.bell import Bell
from services.doors import Doors
from services.statistics import stats_of
from storage.database import Storage
from storage.store import Store
from storage.summaries import DueSummary

AT_ONCE = 100
"""How many chats one round serves at most; the others are served in the next one."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """When a chat gets summaries, by the clocks of which zone, and whether that is new."""

    chat: Chat
    zone: str
    new: bool = False


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A summary on its way: what it tells, where, how that reads, and whether without a sound."""

    chat: Chat
    summary: Summary
    locale: Locale
    silent: bool


@dataclass(frozen=True, slots=True)
class Summaries:
    """Each verb is one role and one transaction; what is due is sent by the house itself."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    outgoing: Bell

    async def look(self, caller: Caller, chat_id: UUID) -> SummaryPage:
        """Show when a chat gets summaries."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return SummaryPage(
                await store.chats.get(chat_id), await store.workspaces.zone_of(store.workspace_id)
            )

    async def choose(
        self,
        caller: Caller,
        chat_id: UUID,
        move: Callable[[SummaryTimes | None], SummaryTimes | None],
    ) -> SummaryPage:
        """Let a chat get summaries at the times that *move* makes of those it has, or none."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            chat = await store.chats.hold(chat_id)
            zone = await store.workspaces.zone_of(caller.workspace_id)
            times = move(chat.summary)
            new = chat.summary != times
            if new:
                change = chat.summary_is(times, now, zone)
                chat = change.thing
                await store.keep(change, now)
                # What was on its way would tell of other days than are meant now.
                await store.summaries.wind(chat.id, chat.summary_at)
        return SummaryPage(chat, zone, new)

    async def send_due(self) -> None:
        """Make one round: let the summaries leave that are due."""
        async with self.storage.look_system() as system:
            due = await system.summaries.due(self.now(), AT_ONCE)
        for each in due:
            await self._send(each)
        if due:
            self.outgoing.ring()

    async def _send(self, due: DueSummary) -> None:
        """Let one leave, once, and say when the next one is due.

        Of those that were missed only the newest counts, and it only while it is no
        older than LATEST. A chat that gets nothing now gets nothing of it later.
        """
        now = self.now()
        async with self.storage.open(self.doors.house(due.workspace_id)) as store:
            chats = await store.chats.hold_all()
            chat = next((each for each in chats if each.id == due.chat_id), None)
            if chat is None or chat.summary is None or _is_later(chat, now):
                return
            zone = await store.workspaces.zone_of(store.workspace_id)
            newest = chat.summary.last_until(now, zone)
            wanted = chat.state is ChatState.ACTIVE and now - newest <= LATEST
            following = chat.summary.next_after(now, zone)
            await store.summaries.wind(chat.id, following, newest if wanted else None)
            if wanted:
                await store.outbox.put([summary_for(chat)], now)
        log.info("summary_due", chat=str(due.chat_id), sent=wanted)


async def summary_view(store: Store, chat_id: UUID, now: datetime) -> SummaryView | None:
    """Read what a chat is told now; ``None`` if nobody wants it any more."""
    try:
        chat = await store.chats.get(chat_id)
    except NotFound:
        return None
    due = await store.summaries.leaving(chat_id)
    if chat.summary is None or due is None or now - due > LATEST:
        return None
    if chat.state is not ChatState.ACTIVE:
        return None
    wishes = await store.workspaces.wishes_of(store.workspace_id)
    summary = await _summary(store, chat, chat.summary, due, now)
    return SummaryView(chat, summary, wishes.settled(), chat.is_quiet_at(now))


async def wind(store: Store, zone: str, now: datetime) -> None:
    """Let all summaries of a workspace be due by the clocks of another zone."""
    for chat in await store.chats.hold_all():
        if chat.summary:
            await store.summaries.wind(chat.id, chat.summary.next_after(now, zone))


async def _summary(
    store: Store, chat: Chat, times: SummaryTimes, due: datetime, now: datetime
) -> Summary:
    """Count what a summary tells, as the chat's routes have it."""
    zone = await store.workspaces.zone_of(store.workspace_id)
    period = times.period_until(due, zone)
    name = await store.workspaces.name_of(store.workspace_id)
    shelf = store.statistics.of_chat(chat)
    return Summary(
        times=times,
        stats=await stats_of(store, name, period, shelf),
        hot=await shelf.hot(period),
        before=await _before(store, chat, times.period_until(period.begins, zone)),
        waiting=await store.summaries.count_waiting(chat),
        overdue=await store.summaries.count_overdue(chat, now),
        oldest=await store.summaries.oldest(chat, now, OLDEST_SHOWN),
        now=now,
    )


async def _before(store: Store, chat: Chat, period: Period) -> Before:
    shelf = store.statistics.of_chat(chat)
    sources = {each.name: each.leads for each in await shelf.sources(period)}
    taken, median, _ = await shelf.response(period)
    return Before(sum(sources.values()), await shelf.hot(period), taken, median, sources)


def _is_later(chat: Chat, now: datetime) -> bool:
    return chat.summary_at is None or chat.summary_at > now
