"""Following up: what happens to leads that nobody answers, and which of them are overdue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain import follow_up
from domain.caller import Caller
from domain.chat import ChatState
from domain.escalation import IN_HANDS, IN_POOL, Step
from domain.follow_up import STEP, Rules
from domain.lead import IN_WORK, Lead, Status
from domain.roles import Role
from domain.timer import Timer
from services.nudges import SILENT, UNTAKEN
from services.telling import nudge_admins
from storage.database import Storage
from storage.store import Store

ON_PAGE = 8


@dataclass(frozen=True, slots=True)
class OverdueLeads:
    """One page of the leads that are overdue at *now*, the longest first; ``count`` is of all."""

    leads: Sequence[Lead]
    count: int
    page: int
    now: datetime

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.count // ON_PAGE))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Each verb is one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]

    async def overdue(self, caller: Caller, page: int = 0) -> OverdueLeads:
        """Show what is overdue; a page after the last one is the last one."""
        caller.must_be(Role.VIEWER)
        now = self.now()
        async with self.storage.look(caller) as store:
            count = await store.deadlines.count_overdue(now)
            page = min(max(page, 0), max(0, (count - 1) // ON_PAGE))
            leads = await store.deadlines.overdue(now, page * ON_PAGE, ON_PAGE)
        return OverdueLeads(leads, count, page, now)


async def make_step(store: Store, timer: Timer, now: datetime) -> None:
    """Make the next step of the ladder for one lead, and wind up the timer for the one after.

    Whoever takes the lead or moves it winds the timer anew, in one transaction
    with that: so a step that comes here is still wanted.
    """
    lead = await store.leads.get(timer.lead_id)
    rules, what = await store.deadlines.rules(), Step(timer.details[STEP])
    if not _concerns(what, lead) or lead.respond_by is None:
        return
    if what in IN_HANDS and await store.deadlines.rests(lead, now):
        await store.deadlines.begin_again(lead.id, now)
        return
    if what is not Step.OVERDUE and not rules.works_at(now):
        await store.timers.set(replace(timer, due_at=rules.later(now)))
        return
    if rules.escalation.delay(what) is not None:
        await _make(store, what, lead, rules.escalation.chat_id, now)
    await _go_on(store, what, rules, now, lead)


def _concerns(what: Step, lead: Lead) -> bool:
    """Tell whether a step is one for a lead as it is: in nobody's hands, or in somebody's."""
    return lead.status is Status.NEW if what in IN_POOL else lead.status in IN_WORK


async def _make(store: Store, what: Step, lead: Lead, chat_id: UUID | None, now: datetime) -> None:
    """Make one step; what cannot be done, such as to remind somebody who left, is left out."""
    match what:
        case Step.OVERDUE:
            await store.keep(follow_up.overdue(lead), now)
        case Step.REMIND:
            await _remind(store, lead, now)
        case Step.RETURN:
            await store.keep(follow_up.returned(lead), now)
        case Step.ADMINS:
            count = await nudge_admins(store, UNTAKEN, lead.id, now)
            await store.keep(follow_up.told_admins(lead, count), now)
        case Step.CHAT:
            await _show_elsewhere(store, lead, chat_id, now)


async def _remind(store: Store, lead: Lead, now: datetime) -> None:
    owner = await store.members.find(lead.owner.id) if lead.owner else None
    if owner:
        await store.nudges.add([owner.person_id], SILENT, lead.id, now)
        await store.keep(follow_up.reminded(lead, owner.name), now)


async def _show_elsewhere(store: Store, lead: Lead, chat_id: UUID | None, now: datetime) -> None:
    """Show the lead in the chat that was chosen, or in the fallback where that cannot be reached.

    A chat that shows the lead already gets no second card of it.
    """
    able = [each for each in await store.chats.all() if each.state is ChatState.ACTIVE]
    chosen = [each for each in able if each.id == chat_id]
    chat = next(iter(chosen or [each for each in able if each.fallback]), None)
    if chat is None:
        return
    there = await store.posts.of_lead_in(lead.id, chat.telegram_id)
    if all(each.chat_id != chat.id for each in there):
        await store.keep(follow_up.escalated(lead, chat.title), now)
        await store.show_again(lead.id, chat, None, now)


async def _go_on(store: Store, done: Step, rules: Rules, now: datetime, lead: Lead) -> None:
    timer = rules.next_timer(lead, done, now)
    if timer:
        await store.timers.set(timer)
