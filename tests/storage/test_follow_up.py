"""Leads that nobody answers: deadlines are kept to the second, once, by whoever comes first."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from domain.caller import Caller
from domain.change import Change
from domain.follow_up import KIND
from domain.lead import Lead
from domain.lead_events import LeadCreated
from domain.response import ResponseTargets
from domain.roles import Role
from domain.working_hours import MONDAY_TO_FRIDAY, WorkingHours
from domain.workspace_settings import SettingsView, WorkspaceSetting
from services.bell import Bell
from services.doors import Doors
from services.follow_up import ON_PAGE, FollowUp, make_step
from services.leads import Leads
from services.timers import Timers
from services.workspace_settings import WorkspaceSettings
from storage.database import Storage
from tests.storage.shelves import NOON, Household, a_lead, listened, rows

MINUTE = timedelta(minutes=1)
OFFICE = WorkingHours(days=MONDAY_TO_FRIDAY, begins=9 * 60, ends=18 * 60)


def _chosen(setting: WorkspaceSetting, _: SettingsView) -> WorkspaceSetting:
    return setting


class Office:
    """A house of one process at a moment that the test says."""

    def __init__(self, storage: Storage, house: Household) -> None:
        self.at = NOON
        self.storage = storage
        self.house = house
        self.bell = Bell()
        self.timers = self.another_process()
        self.leads = Leads(storage, self.now, self.bell)
        self.follow_up = FollowUp(storage, self.now)

    def now(self) -> datetime:
        return self.at

    def another_process(self) -> Timers:
        doors = Doors(self.storage, self.now)
        return Timers(self.storage, doors, self.now, Bell(), {KIND: make_step})

    async def choose(self, *settings: WorkspaceSetting) -> None:
        verbs = WorkspaceSettings(self.storage, self.now)
        for each in settings:
            await verbs.change(self.house.caller, partial(_chosen, each))

    async def come(self, at: datetime) -> None:
        """Make a round at that moment."""
        self.at = at
        await self.timers.fire()

    async def lead(self, name: str = "Jonas", number: int = 2, score: int = 90) -> Lead:
        """Let a lead come in now."""
        (lead,) = await self.some_leads(1, name, number, score)
        return lead

    async def some_leads(
        self, count: int, name: str = "Jonas", number: int = 2, score: int = 90
    ) -> Sequence[Lead]:
        leads = [
            replace(
                a_lead(self.house.source, number + each, f"{name} {each}"),
                score=score,
                received_at=self.at,
            )
            for each in range(count)
        ]
        doors = Doors(self.storage, self.now)
        async with self.storage.open(doors.house(self.house.workspace_id)) as store:
            changes = [Change(each, LeadCreated(each.id, each.source_name)) for each in leads]
            await store.keep_all(changes, self.at)
        return leads

    async def seen(self, lead: Lead) -> Lead:
        return (await self.leads.get(self.house.caller, lead.id)).lead

    async def history(self, lead: Lead) -> list[str]:
        """Return what happened to a lead, the oldest first."""
        _, entries = await self.leads.history(self.house.caller, lead.id)
        return [each.action for each in reversed(entries)]


@pytest.fixture
def office(storage: Storage, ours: Household) -> Office:
    return Office(storage, ours)


async def test_a_lead_becomes_overdue_at_its_deadline_and_once(office: Office):
    lead = await office.lead()
    assert (await office.seen(lead)).respond_by == NOON + 5 * MINUTE
    await office.come(NOON + 5 * MINUTE - timedelta(seconds=1))
    assert not (await office.seen(lead)).overdue
    for _ in range(3):
        await office.come(NOON + 5 * MINUTE)
    assert (await office.seen(lead)).overdue
    assert await office.history(lead) == ["lead.created", "lead.overdue"]


async def test_its_cards_are_brought_up_to_date(office: Office, ready_url: str):
    lead = await office.lead()
    await rows(ready_url, "DELETE FROM parcels")
    await rows(ready_url, "UPDATE posts SET message_id = 7")
    await office.come(NOON + 5 * MINUTE)
    parcels = await rows(ready_url, "SELECT subject_id FROM parcels WHERE kind = 'alert'")
    posts = await rows(ready_url, "SELECT lead_id FROM posts")
    assert len(parcels) == 1
    assert str(lead.id.hex) in {str(each.lead_id).replace("-", "") for each in posts}


async def test_who_takes_it_in_time_ends_it(office: Office):
    lead = await office.lead()
    await office.leads.take(office.house.caller, lead.id)
    assert (await office.seen(lead)).respond_by is None
    await office.come(NOON + timedelta(days=30))
    assert await office.history(lead) == ["lead.created", "lead.taken"]


async def test_a_lead_that_comes_back_has_its_time_again(office: Office):
    lead = await office.lead()
    await office.leads.take(office.house.caller, lead.id)
    office.at = NOON + 60 * MINUTE
    await office.leads.release(office.house.caller, lead.id)
    assert (await office.seen(lead)).respond_by == NOON + 65 * MINUTE
    await office.come(NOON + 65 * MINUTE)
    assert (await office.history(lead))[-1] == "lead.overdue"


async def test_time_runs_since_the_lead_came_also_after_an_outage(office: Office):
    office.at = NOON + timedelta(hours=3)
    lead = replace(a_lead(office.house.source, 2, "Late"), score=90, received_at=NOON)
    async with office.storage.open(office.house.caller) as store:
        await store.keep(Change(lead, LeadCreated(lead.id, "x")), office.at)
    await office.come(office.at)
    assert (await office.seen(lead)).overdue


async def test_hours_and_zone_count_for_the_next_lead_only(office: Office, ready_url: str):
    saturday = NOON - timedelta(days=1)
    office.at = saturday
    before = await office.lead(number=2)
    await office.choose(OFFICE, ResponseTargets(hot=60))
    await rows(ready_url, "UPDATE workspaces SET zone = 'America/New_York'")
    after = await office.lead(number=3)
    monday_in_new_york = datetime.fromisoformat("2026-03-02T10:00:00-05:00")
    assert (await office.seen(before)).respond_by == saturday + 5 * MINUTE
    assert (await office.seen(after)).respond_by == monday_in_new_york


async def test_taking_and_becoming_overdue_at_the_same_moment_is_one_or_the_other(office: Office):
    leads = await office.some_leads(8)
    office.at = NOON + 5 * MINUTE
    processes = [office.another_process() for _ in range(3)]
    caller = office.house.caller
    await asyncio.gather(
        *(each.fire() for each in processes),
        *(office.leads.take(caller, each.id) for each in leads),
    )
    await office.timers.fire()
    for lead in leads:
        history = await office.history(lead)
        assert history in (
            ["lead.created", "lead.taken"],
            ["lead.created", "lead.overdue", "lead.taken"],
        )
        now = await office.seen(lead)
        assert (now.overdue, now.respond_by) == (False, None)


async def test_overdue_lists_the_longest_first_a_page_at_a_time(
    office: Office,
    theirs: Household,
):
    cold = await office.some_leads(3, "Cold", 2, score=5)
    hot = await office.some_leads(ON_PAGE, "Hot", 10)
    office.at = NOON + 4 * timedelta(hours=1)
    first = await office.follow_up.overdue(office.house.caller)
    last = await office.follow_up.overdue(office.house.caller, 99)
    assert [each.number for each in first.leads] == [each.number for each in hot]
    assert (first.count, first.pages, last.page) == (len(hot) + 4, 2, 1)
    assert {each.id for each in last.leads} == {
        *(each.id for each in cold),
        office.house.lead.id,
    }
    assert (await office.follow_up.overdue(theirs.caller)).count == 1
    viewer = Caller(office.house.workspace_id, office.house.caller.actor, Role.VIEWER)
    assert (await office.follow_up.overdue(viewer, -5)).page == 0


async def test_intake_asks_for_the_settings_once_for_all_leads(office: Office):
    async with listened(office.storage._writer) as heard:
        for many in (1, 60):
            heard.clear()
            await office.some_leads(many, number=100 * many)
            assert sum("workspace_settings" in statement for statement, _ in heard) == 1
