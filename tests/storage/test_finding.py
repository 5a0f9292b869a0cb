"""What was stored is found in any notation, on both databases, whatever else is typed."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.change import Change
from domain.inbound import NewLead
from domain.lead_events import LeadCreated
from domain.listing import Cursor, Listing
from domain.scoring import score
from services.bell import Bell
from services.doors import Doors
from services.lists import Found, Lists
from services.older import OlderLeads
from storage.database import Storage
from tests.storage.shelves import NOON, Household, rows
from tests.storage.shelves import a_lead as new_lead

ANNA = NewLead(
    name="Änna Müller",
    email="Anna.Mueller@Example.com",
    phone="+49 30 1234567",
    company="Weber Dachbau GmbH",
    message="We would like solar panels; call before noon. Order 4711.",
)
LOCAL = NewLead(name="Boris", phone="030/1234567", fields={"telegram": "@borisb"})


@dataclass(slots=True)
class Desk:
    """Somebody who looks for leads, and a way to bring some."""

    storage: Storage
    house: Household
    lists: Lists

    async def bring(self, *contacts: NewLead) -> list[int]:
        async with self.storage.open_system() as system:
            store = system.of(self.house.caller)
            numbers = (await store.reception.receive(len(contacts))).numbers
            source = self.house.source
            leads = [
                replace(new_lead(source, number, ""), contact=each, score=score(each).points)
                for number, each in zip(numbers, contacts, strict=True)
            ]
            changes = [Change(each, LeadCreated(each.id, source.name)) for each in leads]
            await store.keep_all(changes, NOON)
        return list(numbers)

    async def finds(self, text: str) -> list[int]:
        return numbers_of(await self.lists.find(self.house.caller, text))


def numbers_of(found: Found) -> list[int]:
    return [each.number for each in found.page.leads]


@pytest.fixture
async def desk(storage: Storage, ours: Household) -> Desk:
    return Desk(storage, ours, Lists(storage, lambda: NOON, Bell()))


async def test_a_lead_is_found_by_everything_it_says(desk: Desk):
    (number,) = await desk.bring(ANNA)
    for text in (
        "anna", "ANNA", "ännä", "an", "mul", "müller", "Muller anna", "weber", "dachbau gmbh",
        "anna.mueller@example.com", "ANNA.MUELLER@EXAMPLE.COM", "anna.mue", "anna.mueller@exa",
        "mueller@example.com", "+49 30 1234567", "0049 (30) 123-45-67", "030/1234567",
        "030 1234567", "301234567", "4567", "567", "anna 030 1234567", "solar", "pan", "4711",
        "NOON call", f"#{number}", f"{number}",
    ):  # fmt: skip # what people type, as it stands
        assert number in await desk.finds(text), text
    for text in ("annas", "solar roof", "1234568", "+49 40 1234567", "#999", "bert@example.com"):
        assert await desk.finds(text) == [], text


async def test_a_number_without_its_country_is_found_with_and_without(desk: Desk):
    known, local = await desk.bring(ANNA, LOCAL)
    for text in ("+49 30 1234567", "030/1234567", "1234567"):
        assert await desk.finds(text) == [local, known], text
    assert await desk.finds("borisb") == [local]


HOSTILE = [
    '"', '""', '"anna', "anna AND", "AND OR NOT NEAR", "NEAR(anna, 2)", "anna*", "-anna", "^anna",
    "words:anna", "(anna", "anna)", "'; DROP TABLE leads; --", "anna' | 'b", "!anna", "a & b",
    "anna:*", "\\", "a\\'b", "%", "_", "🙂 anna", "\u2709", "\u260e123", "x" * 4000, "a " * 2000,
    "anna@'x.com", '"a"@b', "+" * 300, "1" * 300, "\u00b7", "{anna}", "anna + b", "\u202eanna",
]  # fmt: skip # what strangers type, as it stands


async def test_signs_mean_nothing(desk: Desk):
    (number,) = await desk.bring(ANNA)
    for text in HOSTILE:
        await desk.lists.find(desk.house.caller, text)
    assert await desk.finds('"ANNA*') == [number]
    assert await desk.finds("-anna!") == [number]
    assert await desk.finds("'anna'") == [number]


typed = some.text(some.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=typed | some.text("\"'*()&|!:<>\\ @0123456789+-^{}~", max_size=40))
async def test_whatever_is_typed_is_answered(desk: Desk, text: str):
    found = await desk.lists.find(desk.house.caller, text)
    next_page = await desk.lists.find(desk.house.caller, text, Cursor(5), beginnings=True)
    assert found.unread == next_page.unread
    assert set(numbers_of(found)) <= {1}


async def test_nothing_is_found_next_door(desk: Desk, storage: Storage, theirs: Household):
    await desk.bring(ANNA)
    found = await desk.lists.find(theirs.caller, "anna")
    assert numbers_of(found) == []
    async with storage.open(theirs.caller) as store:
        await store.finding.forget(2)
    assert await desk.finds("anna") == [2]


async def test_a_lead_that_is_forgotten_leaves_no_word_behind(desk: Desk, ready_url: str):
    (number,) = await desk.bring(ANNA)
    async with desk.storage.open(desk.house.caller) as store:
        await store.finding.forget(number)
    assert await desk.finds("anna") == []
    assert await rows(ready_url, f"SELECT * FROM lead_index WHERE number = {number}") == []  # noqa: S608 -- a number of ours
    assert await desk.bring(ANNA) == [number + 1]
    assert await desk.finds("anna") == [number + 1]


async def test_older_leads_are_let_in_the_newest_first(desk: Desk, ready_url: str):
    await desk.bring(*[ANNA.model_copy(update={"name": f"Old {n}"}) for n in range(250)])
    await rows(ready_url, "DELETE FROM lead_index")
    await rows(ready_url, "UPDATE leads SET email_key = NULL, phone_key = NULL")
    await rows(ready_url, "UPDATE workspaces SET not_indexed = last_lead_number")
    (newest,) = await desk.bring(ANNA)
    found = await desk.lists.find(desk.house.caller, "weber")
    assert (numbers_of(found), found.not_indexed) == ([newest], 251)

    older = OlderLeads(desk.storage, Doors(desk.storage, lambda: NOON))
    # Two processes at once: each number is done by one of them.
    await asyncio.gather(older.index_some(1), older.index_some(1))
    assert (await desk.lists.find(desk.house.caller, "weber")).not_indexed in {151, 51}
    await older.index_some()
    assert await older.index_some() == 0
    assert await pages(desk, "weber") == list(range(252, 1, -1))
    ((keys,),) = await rows(ready_url, "SELECT count(phone_key) FROM leads")
    assert keys == 251


async def pages(desk: Desk, text: str) -> list[int]:
    """Turn all pages and return the numbers of the leads on them."""
    found = await desk.lists.find(desk.house.caller, text)
    shown = numbers_of(found)
    while found.page.after:
        at = Cursor(shown[-1])
        found = await desk.lists.find(desk.house.caller, text, at, beginnings=found.beginnings)
        shown += numbers_of(found)
    return shown


LISTS = (Listing.NEW, Listing.HOT, Listing.ALL)


@pytest.mark.parametrize("listing", LISTS)
async def test_each_lead_is_shown_once_while_others_arrive(desk: Desk, listing: Listing):
    hot = ANNA.model_copy(update={"message": "Please call me today, what does it cost? " * 3})
    begun = await desk.bring(*[hot, ANNA] * 15)
    page = (await desk.lists.page(desk.house.caller, listing)).page
    first, shown = list(page.leads), list(page.leads)
    while page.after:
        await desk.bring(ANNA, hot)
        at = Cursor(shown[-1].number, shown[-1].score)
        page = (await desk.lists.page(desk.house.caller, listing, at)).page
        shown += page.leads
    numbers = [each.number for each in shown]
    assert len(numbers) == len(set(numbers))
    arrived = max(begun)
    expected = set(begun) | ({1} if listing is not Listing.HOT else set())
    assert {each for each in numbers if each <= arrived} == expected
    if listing is not Listing.HOT:
        assert numbers == [*reversed(begun), 1]
    back = Cursor(shown[len(first)].number, shown[len(first)].score, back=True)
    again = (await desk.lists.page(desk.house.caller, listing, back)).page
    assert again.after
    assert list(again.leads)[-1].number == first[-1].number
