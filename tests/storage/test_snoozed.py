"""Leads that rest until a reminder: their owner is not called silent before it has come."""

from datetime import datetime, timedelta

import pytest

from bot import clock
from domain.change import Change
from domain.escalation import Escalation
from domain.follow_up import KIND
from domain.lead import Lead, Note, Status
from domain.lead_events import LeadNoted
from domain.reminder import REMINDER
from domain.response import ResponseTargets
from domain.when import When
from services.bell import Bell
from services.doors import Doors
from services.follow_up import make_step
from services.reminders import Reminders
from services.timers import Timers
from storage.database import Storage
from tests.storage.shelves import NOON, Household, rows
from tests.storage.test_follow_up import MINUTE, Office

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT, BACK = 60, 30
LADDER = Escalation(follow_up=SILENT, back=BACK)


class Desk(Office):
    """An office whose reminders come, too, and where Olga has a lead since noon."""

    def __init__(self, storage: Storage, house: Household) -> None:
        super().__init__(storage, house)
        self.reminders = Reminders(storage, self.now, clock.new_id, Bell())
        doors = Doors(storage, self.now)
        happenings = {KIND: make_step, REMINDER: self.reminders.come}
        self.timers = Timers(storage, doors, self.now, Bell(), happenings)

    async def taken(self, *settings: Escalation) -> Lead:
        await self.choose(*(settings or (LADDER,)), ResponseTargets(hot=None))
        lead = await self.lead()
        await self.leads.take(self.house.caller, lead.id)
        return lead

    async def snooze(self, lead: Lead, minutes: int) -> None:
        await self.reminders.snooze(self.house.caller, lead.id, When(minutes=minutes), "UTC")

    async def respond_by(self, lead: Lead) -> datetime | None:
        return (await self.seen(lead)).respond_by

    async def steps(self, lead: Lead) -> list[str]:
        """Return what the house did by itself about a silent owner."""
        ours = {"lead.owner_reminded", "lead.returned"}
        return [each for each in await self.history(lead) if each in ours]


@pytest.fixture
def desk(storage: Storage, ours: Household) -> Desk:
    return Desk(storage, ours)


async def test_no_step_comes_before_the_reminder_and_the_clock_begins_with_it(desk: Desk):
    lead = await desk.taken()
    assert await desk.respond_by(lead) == NOON + HOUR
    await desk.snooze(lead, 24 * 60)
    assert await desk.respond_by(lead) == NOON + DAY + HOUR
    for hours in range(1, 24, 3):
        await desk.come(NOON + hours * HOUR)
    assert (await desk.follow_up.overdue(desk.house.caller)).count == 1
    assert await desk.steps(lead) == []
    await desk.come(NOON + DAY)
    assert await desk.respond_by(lead) == NOON + DAY + HOUR
    await desk.come(NOON + DAY + HOUR - MINUTE)
    assert await desk.steps(lead) == []
    await desk.come(NOON + DAY + HOUR)
    assert await desk.steps(lead) == ["lead.owner_reminded"]
    await desk.come(NOON + DAY + HOUR + BACK * MINUTE)
    assert await desk.steps(lead) == ["lead.owner_reminded", "lead.returned"]


async def test_what_is_done_meanwhile_brings_no_step_forward(desk: Desk):
    lead = await desk.taken()
    await desk.snooze(lead, 24 * 60)
    desk.at = NOON + HOUR
    await desk.leads.move(desk.house.caller, lead.id, Status.CONTACTED)
    assert await desk.respond_by(lead) == NOON + DAY + HOUR
    note = Note(clock.new_id(), lead.id, "Olga", "called", desk.at)
    async with desk.storage.open(desk.house.caller) as store:
        await store.keep(Change(note, LeadNoted(lead.id, note.text)), desk.at)
    assert await desk.respond_by(lead) == NOON + DAY + HOUR
    # The reminder is nobody's any more once nobody has the lead.
    await desk.leads.release(desk.house.caller, lead.id)
    assert await desk.respond_by(lead) is None


async def test_a_reminder_that_moves_or_goes_moves_the_clock(desk: Desk):
    lead = await desk.taken()
    await desk.snooze(lead, 24 * 60)
    desk.at = NOON + HOUR
    await desk.snooze(lead, 30)
    assert await desk.respond_by(lead) == NOON + 2 * HOUR + 30 * MINUTE
    await desk.reminders.forget(desk.house.caller, lead.id)
    assert await desk.respond_by(lead) == NOON + 2 * HOUR
    await desk.come(NOON + 2 * HOUR)
    assert await desk.steps(lead) == ["lead.owner_reminded"]


async def test_who_was_called_silent_and_snoozes_keeps_the_lead(desk: Desk):
    lead = await desk.taken()
    await desk.come(NOON + HOUR)
    assert await desk.steps(lead) == ["lead.owner_reminded"]
    await desk.snooze(lead, 24 * 60)
    assert not (await desk.seen(lead)).overdue
    for hours in (2, 12, 24):
        await desk.come(NOON + hours * HOUR)
    assert await desk.steps(lead) == ["lead.owner_reminded"]
    assert (await desk.seen(lead)).owner is not None


async def test_a_reminder_that_comes_late_gives_the_whole_time_again(desk: Desk):
    lead = await desk.taken()
    await desk.snooze(lead, 60)
    late = NOON + 9 * HOUR
    await desk.come(late)
    assert await desk.steps(lead) == []
    assert await desk.respond_by(lead) == late + HOUR
    await desk.come(late + HOUR)
    assert await desk.steps(lead) == ["lead.owner_reminded"]


async def test_a_step_from_before_waits_as_well(desk: Desk, ready_url: str):
    lead = await desk.taken()
    await desk.snooze(lead, 24 * 60)
    moved = "UPDATE timers SET due_at = (SELECT min(received_at) FROM leads) WHERE kind = :kind"
    await rows(ready_url, moved, kind=KIND)
    await desk.come(NOON + HOUR)
    assert await desk.steps(lead) == []
    assert await desk.respond_by(lead) == NOON + DAY + HOUR
    await desk.come(NOON + DAY)
    await desk.come(NOON + DAY + HOUR)
    assert await desk.steps(lead) == ["lead.owner_reminded"]


async def test_a_move_that_is_taken_back_brings_the_reminder_and_its_clock(desk: Desk):
    lead = await desk.taken()
    await desk.snooze(lead, 24 * 60)
    desk.at = NOON + MINUTE
    await desk.leads.move(desk.house.caller, lead.id, Status.WON)
    assert await desk.respond_by(lead) is None
    await desk.leads.undo(desk.house.caller, lead.id)
    assert await desk.respond_by(lead) == NOON + DAY + HOUR


async def test_where_nobody_is_called_silent_nothing_is_wound(desk: Desk, ready_url: str):
    lead = await desk.taken(Escalation())
    await desk.snooze(lead, 24 * 60)
    assert await desk.respond_by(lead) is None
    await desk.come(NOON + DAY)
    assert await desk.respond_by(lead) is None
    assert await rows(ready_url, "SELECT kind FROM timers WHERE kind = 'follow_up'") == []
