"""The ladder: each step once and in order, at work only, and none once somebody acts."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot import clock
from domain.caller import MemberId, PersonId
from domain.change import Change
from domain.chat import Chat, Unreachable
from domain.escalation import Escalation
from domain.events import ChatConnected, MemberJoined
from domain.lead import Lead, Note, Status
from domain.lead_events import LeadNoted
from domain.notice import NoticeKind
from domain.roles import Role
from domain.team import Member
from services.bell import Bell
from services.doors import Doors
from services.nudges import GATHER, Nudges
from storage.database import Storage
from tests.storage.shelves import NOON, Household, rows
from tests.storage.test_follow_up import MINUTE, OFFICE, Office

HOUR = timedelta(hours=1)
ALL = Escalation(follow_up=60, back=30, admins=10, chat=20)


@pytest.fixture
def office(storage: Storage, ours: Household) -> Office:
    return Office(storage, ours)


def nudges(office: Office) -> Nudges:
    doors = Doors(office.storage, office.now)
    return Nudges(office.storage, doors, office.now, clock.new_id, Bell())


async def told(url: str) -> list[tuple[int, str, Any]]:
    found = await rows(url, "SELECT person_id, kind, details FROM notices ORDER BY created_at")
    return [(each.person_id, each.kind, each.details) for each in found]


async def next_chat(office: Office, **values: Any) -> Chat:
    chat = Chat(clock.new_id(), -77_000, "Night shift", **values)
    async with office.storage.open(office.house.caller) as store:
        await store.keep(Change(chat, ChatConnected(chat.id, chat.title)), NOON)
    return chat


async def cards_in(url: str, chat: Chat, lead: Lead) -> int:
    found = await rows(url, "SELECT lead_id, chat_id FROM posts")
    ids = [
        (str(each.lead_id).replace("-", ""), str(each.chat_id).replace("-", "")) for each in found
    ]
    return ids.count((lead.id.hex, chat.id.hex))


async def test_nobody_takes_it(office: Office, ready_url: str):
    lead = await office.lead()
    chat = await next_chat(office)
    await office.choose(ALL.model_copy(update={"chat_id": chat.id}))
    for minutes, happened in (
        (5, "lead.overdue"),
        (15, "lead.admins_told"),
        (35, "lead.escalated"),
    ):
        await office.come(NOON + minutes * MINUTE - timedelta(seconds=1))
        assert happened not in await office.history(lead)
        for _ in range(2):
            await office.come(NOON + minutes * MINUTE)
        assert (await office.history(lead))[-1] == happened
    assert await cards_in(ready_url, chat, lead) == 1
    await office.come(NOON + 30 * 24 * HOUR)
    assert len(await office.history(lead)) == 4
    office.at = NOON + 15 * MINUTE + GATHER
    await nudges(office).tell()
    await nudges(office).tell()
    ((person, kind, details),) = await told(ready_url)
    assert (person, kind) == (1, NoticeKind.LEAD_UNTAKEN)
    assert lead.id.hex in str(details)


async def test_the_owner_is_silent(office: Office, ready_url: str):
    lead = await office.lead()
    await office.choose(ALL)
    await office.leads.take(office.house.caller, lead.id)
    await office.come(NOON + HOUR)
    assert (await office.seen(lead)).overdue
    await office.come(NOON + HOUR + GATHER)
    await nudges(office).tell()
    assert [kind for _, kind, _ in await told(ready_url)] == [NoticeKind.LEAD_SILENT]
    await office.come(NOON + HOUR + 31 * MINUTE)
    now = await office.seen(lead)
    assert (now.status, now.owner, now.overdue) == (Status.NEW, None, False)
    assert now.respond_by == office.at + 5 * MINUTE
    await office.come(now.respond_by)
    await office.come(now.respond_by + 10 * MINUTE)
    assert await office.history(lead) == [
        "lead.created",
        "lead.taken",
        "lead.owner_reminded",
        "lead.returned",
        "lead.overdue",
        "lead.admins_told",
    ]


async def test_a_note_or_a_move_is_a_sign_of_life(office: Office):
    lead = await office.lead()
    await office.choose(ALL)
    caller = office.house.caller
    await office.leads.take(caller, lead.id)
    office.at = NOON + HOUR - MINUTE
    note = Note(uuid4(), lead.id, "Anna", "called", office.at)
    async with office.storage.open(caller) as store:
        await store.keep(Change(note, LeadNoted(lead.id, note.text)), office.at)
    await office.come(NOON + HOUR)
    assert (await office.seen(lead)).respond_by == NOON + 2 * HOUR - MINUTE
    await office.leads.move(caller, lead.id, Status.CONTACTED)
    assert (await office.seen(lead)).respond_by == NOON + 2 * HOUR
    await office.leads.move(caller, lead.id, Status.WON)
    assert (await office.seen(lead)).respond_by is None
    await office.come(NOON + 99 * HOUR)
    assert "lead.owner_reminded" not in await office.history(lead)


async def test_steps_wait_for_working_hours(office: Office):
    """NOON is a Sunday."""
    lead = await office.lead()
    await office.choose(ALL, OFFICE)
    await office.come(NOON + 5 * MINUTE)
    await office.come(NOON + 15 * MINUTE)
    monday = NOON + timedelta(hours=21)
    await office.come(monday + 10 * MINUTE - timedelta(seconds=1))
    assert (await office.history(lead))[-1] == "lead.overdue"
    await office.come(monday + 10 * MINUTE)
    assert (await office.history(lead))[-1] == "lead.admins_told"


async def test_what_was_due_at_night_waits_for_the_morning(office: Office):
    lead = await office.lead()
    await office.choose(ALL)
    await office.come(NOON + 5 * MINUTE)
    await office.choose(OFFICE)
    await office.come(NOON + 20 * MINUTE)
    assert (await office.history(lead))[-1] == "lead.overdue"
    await office.come(NOON + timedelta(hours=21))
    assert (await office.history(lead))[-1] == "lead.admins_told"


async def test_a_step_that_was_switched_off_meanwhile_is_left_out(office: Office):
    lead = await office.lead()
    chat = await next_chat(office)
    await office.choose(ALL.model_copy(update={"chat_id": chat.id}))
    await office.come(NOON + 5 * MINUTE)
    await office.choose(Escalation())
    await office.come(NOON + 99 * HOUR)
    assert (await office.history(lead))[-1] == "lead.overdue"


@pytest.mark.parametrize("how", ["parked", "gone", "shown"])
async def test_a_chat_that_cannot_show_it(office: Office, ready_url: str, how: str):
    lead = await office.lead()
    chat = await next_chat(office)
    await office.choose(Escalation(chat=0, chat_id=chat.id))
    async with office.storage.open(office.house.caller) as store:
        if how == "parked":
            await store.keep(chat.parked(Unreachable.KICKED, NOON), NOON)
        if how == "gone":
            await store.chats.remove(chat)
        if how == "shown":
            await store.show_again(lead.id, chat, None, NOON)
    await office.come(NOON + 5 * MINUTE)
    await office.come(NOON + 6 * MINUTE)
    assert (await office.history(lead))[-1] == "lead.overdue"
    assert await cards_in(ready_url, chat, lead) == int(how == "shown")


async def test_the_fallback_shows_it_where_the_chat_cannot(office: Office, ready_url: str):
    lead = await office.lead()
    chat = await next_chat(office, fallback=True)
    await office.choose(Escalation(chat=0, chat_id=uuid4()))
    await office.come(NOON + 5 * MINUTE)
    await office.come(NOON + 6 * MINUTE)
    assert (await office.history(lead))[-1] == "lead.escalated"
    assert await cards_in(ready_url, chat, lead) == 1


async def test_after_an_outage_many_leads_are_one_message_a_person(
    office: Office, ready_url: str, theirs: Household
):
    await office.choose(Escalation(admins=0))
    anna = Member(MemberId(clock.new_id()), PersonId(5), "Anna", Role.ADMIN)
    async with office.storage.open(office.house.caller) as store:
        await store.keep(Change(anna, MemberJoined(anna.id, anna.name, "admin")), NOON)
    leads = await office.some_leads(37)
    await office.come(NOON + 20 * HOUR)
    await office.come(NOON + 20 * HOUR + MINUTE)
    await office.leads.take(office.house.caller, leads[0].id)
    await nudges(office).tell()
    assert await told(ready_url) == []
    office.at += GATHER
    await asyncio.gather(*(nudges(office).tell() for _ in range(3)))
    found = await told(ready_url)
    assert sorted((person, kind) for person, kind, _ in found) == [
        (1, NoticeKind.LEADS_UNTAKEN),
        (5, NoticeKind.LEADS_UNTAKEN),
    ]
    # The household has one lead of its own, and one of these was taken.
    assert all('"count": "37"' in str(each).replace("'", '"') for _, _, each in found)


async def test_what_somebody_did_meanwhile_is_not_told(office: Office, ready_url: str):
    await office.choose(Escalation(admins=0))
    lead = await office.lead()
    await office.come(NOON + 5 * MINUTE)
    await office.come(NOON + 5 * MINUTE)
    await office.leads.take(office.house.caller, lead.id)
    office.at += GATHER
    await nudges(office).tell()
    assert await told(ready_url) == []


async def test_processes_and_presses_at_the_same_moment_make_each_step_once(office: Office):
    await office.choose(Escalation(admins=0, follow_up=60))
    leads = await office.some_leads(6)
    await office.come(NOON + 5 * MINUTE)
    processes = [office.another_process() for _ in range(3)]
    take = [office.leads.take(office.house.caller, each.id) for each in leads[:3]]
    await asyncio.gather(*(each.fire() for each in processes), *take)
    await office.timers.fire()
    for lead in leads:
        steps = await office.history(lead)
        assert steps.count("lead.overdue") == 1
        assert steps.count("lead.admins_told") <= 1
    untouched: Sequence[Lead] = leads[3:]
    for lead in untouched:
        assert (await office.history(lead))[-1] == "lead.admins_told"
