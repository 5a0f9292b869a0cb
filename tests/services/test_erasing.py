"""Whoever is erased is found nowhere: in no table, no free page, no card and no queue."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.caller import Caller
from domain.errors import NotFound
from domain.lead import LeadId
from domain.lead_edit import Known, LeadEdit
from domain.tags import Tag
from domain.when import When
from sandbox.world import Message
from tests.erased import NAME, PERSON, WORDS, found_in, verdict
from tests.handlers.looks import reported, rows, run
from tests.receiver import Receiver, receiving
from tests.world import SECONDS, Town, a_lead


@pytest.fixture(params=["town", "postgres_town"])
def either(request: pytest.FixtureRequest) -> Town:
    """Both databases, one after the other."""
    town: Town = request.getfixturevalue(request.param)
    return town


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def olga(town: Town) -> Caller:
    return await town.caller(town.stage.olga)


async def lead_of(town: Town, number: int) -> LeadId:
    return (await town.house.services.lists.numbered(await olga(town), number)).lead.id


async def settled(town: Town) -> None:
    """Wait until the erased lead is settled, as the round sees to it."""
    services = town.house.services
    async with asyncio.timeout(SECONDS):
        while await rows(town, "SELECT id FROM erased_leads WHERE settled_at IS NULL"):
            await services.erasing.settle()


async def lived(town: Town) -> Message:
    """Let a lead come and be worked with in every way there is."""
    services, caller = town.house.services, await olga(town)
    card = await town.lead(NAME, **{each: PERSON[each] for each in PERSON if each != "name"})
    lead_id = await lead_of(town, 1)
    await services.leads.take(caller, lead_id)
    edit = LeadEdit(tags=(Tag("Flamboozle"),), note="Grimblequist wants a flamboozle")
    await services.editing.edit(caller, lead_id, edit, Known())
    await services.reminders.snooze(caller, lead_id, When(minutes=60), "UTC", "Ring Zebulonia")
    await town.post(a_lead(**{**PERSON, "message": "Me again, flamboozle"}))
    await town.stage.card("Me again, flamboozle")
    return card


async def test_an_erased_person_is_found_nowhere(either: Town, receiver: Receiver):
    town = either
    services, caller = town.house.services, await olga(town)
    await services.endpoints.create(caller, receiver.url, ())
    card = await lived(town)
    await receiver.heard(5)
    await town.world.until(lambda: "Grimblequist wants" in card.text, SECONDS)
    await reported(town)
    assert await found_in(town) == set(WORDS)

    first, second = await lead_of(town, 1), await lead_of(town, 2)
    before = (await verdict(town)).seal
    for each in (first, second):
        await services.erasing.erase(caller, each)
    await settled(town)
    await town.shows(card, "Lead #1 was erased")
    await reported(town)

    assert await found_in(town) == set()
    found = await verdict(town)
    assert (found.broken, found.seal != before) == (None, True)
    for each in (first, second):
        with pytest.raises(NotFound):
            await services.leads.get(caller, each)
    chats = [each for each in town.world.messages(town.stage.sales) if NAME in each.text]
    assert chats == []


async def test_endpoints_hear_of_it_by_id_and_number_alone(town: Town, receiver: Receiver):
    services, caller = town.house.services, await olga(town)
    await services.endpoints.create(caller, receiver.url, ["lead.erased"])
    await town.lead(NAME)
    lead_id = await lead_of(town, 1)
    await services.erasing.erase(caller, lead_id)
    (told,) = await receiver.heard(1)
    assert told.json["event"] == "lead.erased"
    assert told.json["data"] == {
        "lead": {"id": str(lead_id), "number": 1},
        "by": {"kind": "member", "name": caller.actor.name},
    }


async def test_what_made_an_erased_lead_makes_none_again(either: Town):
    town = either
    body, caller = a_lead(**PERSON), await olga(town)
    first = await town.post(body, event_id="order-of-Quarkwright")
    await town.stage.card(NAME)
    await town.house.services.erasing.erase(caller, await lead_of(town, 1))
    await settled(town)
    assert await found_in(town) == set()

    again = await town.post(body, event_id="order-of-Quarkwright")
    other = await town.post(a_lead("Somebody Else"), event_id="order-of-Quarkwright")
    assert (again.status, again.json) == (200, {**first.json, "duplicate": True})
    assert (other.status, other.json) == (again.status, again.json)
    await town.lead("Somebody Else")
    assert [each.number for each in await rows(town, "SELECT number FROM leads")] == [2]
    assert await found_in(town) == set()


async def test_nobody_may_empty_a_line_of_what_is_not_erased(either: Town):
    town = either
    await town.lead(NAME)
    with pytest.raises(Exception, match="append-only"):
        await run(town, "UPDATE audit SET details = '{}', salt = NULL, digest = 'x'")
    with pytest.raises(Exception, match="append-only"):
        await run(town, "UPDATE audit SET details = '{}'")
