"""Assigning: to a person, in turn, to who has the least to do; told in private; races are fair."""

import asyncio
from uuid import UUID

import pytest

from cards.lead import LeadButton
from cards.lead_menus import AssignButton, AssignPage
from cards.pages import EARLIER, LATER, ON_PAGE
from domain.assigning import Way
from domain.errors import LeadAlreadyTaken, NobodyElse
from domain.lead import LeadId
from sandbox.model import Message, Person
from tests.handlers.looks import actions, rows, run, snapshot
from tests.world import Town, data_of, labels


def lead_of(card: Message) -> LeadId:
    return LeadId(LeadButton.unpack(card.button("More").callback_data or "").lead_id)


async def agent(town: Town, name: str, *, role: str = "agent") -> Person:
    person: Person = town.world.add_person(name, role.capitalize())
    town.world.add_member(town.stage.sales, person)
    town.clock.advance(3)
    await town.join(person, role)
    return person


async def open_menu(town: Town, person: Person, card: Message) -> list[str]:
    await town.press(person, card, "More")
    await town.has_button(card, "Assign")
    await town.press(person, card, "Assign")
    return await town.has_button(card, "Round robin")


async def told(town: Town, person: Person, *words: str) -> Message:
    """Wait until the person is told these words in private."""
    chat = town.world.private(person, town.stage.bot)

    def found() -> Message | None:
        messages = town.world.messages(chat)
        return next((e for e in reversed(messages) if all(w in e.text for w in words)), None)

    message: Message | None = await town.world.until(found, 15)
    assert message
    return message


async def test_a_free_lead_is_given_to_a_colleague_who_is_told_and_opens_it(town: Town):
    stage, card = town.stage, await town.lead()
    bert = await agent(town, "Bert")
    shown = await open_menu(town, stage.anna, card)
    assert shown == [
        *("Round robin", "Least busy"),
        *("Anna Agent · 0", "Bert Agent · 0", "Olga Owner · 0"),
        "« Back",
    ]
    assert await town.press(stage.anna, card, "Bert Agent · 0") == "#1 goes to Bert Agent."
    await town.shows(card, "🙋 #1 · taken · Bert Agent")
    notice = await told(town, bert, "Anna Agent", "gave you the lead #1", "Jonas Weber")
    assert labels(notice) == ["Open"]
    await town.press(bert, notice, "Open")
    await town.shows(notice, "taken · Bert Agent", "jonas@example.com")
    assert await town.press(bert, notice, "Contacted") == "#1 is contacted now."
    await town.shows(notice, "contacted")
    await town.shows(card, "contacted")
    assert (await actions(town)).count("lead.assigned") == 1


async def test_who_gives_it_to_themselves_is_not_told(town: Town):
    stage, card = town.stage, await town.lead()
    await open_menu(town, stage.anna, card)
    assert await town.press(stage.anna, card, "Anna Agent · 0") == "#1 goes to Anna Agent."
    await town.shows(card, "taken · Anna Agent")
    assert await rows(town, "SELECT id FROM notices") == []


async def test_an_agent_gives_away_their_own_and_an_admin_anything(town: Town):
    stage, card = town.stage, await town.lead()
    bert = await agent(town, "Bert")
    await town.press(stage.anna, card, "Take")
    await town.has_button(card, "Contacted")
    await town.press(stage.anna, card, "Contacted")
    await town.shows(card, "contacted")
    held = "Anna Agent has this lead. Only they or an admin can do this."
    await town.press(bert, card, "More")
    await town.has_button(card, "Assign")
    assert await town.press(bert, card, "Assign") == held
    await town.press(stage.olga, card, "Assign")
    await town.has_button(card, "Round robin")
    assert await town.press(bert, card, "Least busy") == held
    assert await town.press(bert, card, "Bert Agent · 0") == held
    assert await town.press(stage.olga, card, "Bert Agent · 0") == "#1 goes to Bert Agent."
    await town.shows(card, "contacted · Bert Agent")
    await told(town, bert, "Olga Owner", "gave you the lead #1")
    await open_menu(town, bert, card)
    assert await town.press(bert, card, "Anna Agent · 0") == "#1 goes to Anna Agent."
    await town.shows(card, "contacted · Anna Agent")


async def test_a_closed_lead_is_given_to_nobody(town: Town):
    stage, card = town.stage, await town.lead()
    await open_menu(town, stage.anna, card)
    data = data_of(card, "Anna Agent · 0")
    await town.press(stage.olga, card, "« Back")
    await town.has_button(card, "Spam")
    await town.press(stage.olga, card, "Spam")
    await town.shows(card, "spam")
    await town.press(stage.anna, card, "More")
    assert "Assign" not in await town.has_button(card, "History")
    said = await town.forge(stage.anna, stage.sales, data, card)
    assert said == "This lead is spam now, so that is not possible any more."


async def test_whoever_left_or_only_looks_on_gets_nothing(town: Town):
    stage, card = town.stage, await town.lead()
    bert, vera = await agent(town, "Bert"), await town.with_vera()
    await open_menu(town, stage.anna, card)
    assert all("Vera" not in each for each in labels(card))
    lead_id = lead_of_menu(card)
    await run(town, "DELETE FROM members WHERE person_id = :id", id=bert.id)
    before = await snapshot(town)
    gone = "This person does not work on leads here any more."
    assert await town.press(stage.anna, card, "Bert Agent · 0") == gone
    for person in (vera.id, bert.id, 1, -5, 0, 9_999_999_999_999):
        forged = AssignButton(lead_id=lead_id, seen=1, person=person).pack()
        assert await town.forge(stage.anna, stage.sales, forged, card) == gone
    empty = AssignButton(lead_id=lead_id, seen=1).pack()
    assert await town.forge(stage.anna, stage.sales, empty, card) == "Not available here."
    assert await snapshot(town) == before


def lead_of_menu(card: Message) -> UUID:
    return LeadButton.unpack(data_of(card, "« Back")).lead_id


async def test_viewers_strangers_and_neighbours_assign_nothing(town: Town):
    stage, card = town.stage, await town.lead()
    vera, nick = await town.with_vera(), await town.with_nick()
    stig = town.world.add_person("Stig", "Stranger")
    town.world.add_member(stage.sales, stig)
    lead_id = lead_of(card)
    buttons = [
        AssignButton(lead_id=lead_id, seen=1, person=nick.id).pack(),
        AssignButton(lead_id=lead_id, seen=1, way=Way.LEAST_BUSY).pack(),
        AssignPage(lead_id=lead_id, page=0).pack(),
    ]
    before = await snapshot(town)
    assert town.nicks_chat is not None
    for data in buttons:
        town.clock.advance(5)
        said = await town.forge(vera, stage.sales, data, card)
        assert said == "Only agents, admins and owners can do this."
        assert (await town.forge(stig, stage.sales, data, card)).startswith("Not available here.")
        assert await town.forge(nick, town.nicks_chat, data) == "Not available here."
        private = town.world.private(nick, stage.bot)
        assert await town.forge(nick, private, data) == "Not available here."
    assert await snapshot(town) == before
    assert "lead.assigned" not in await actions(town)


async def test_in_turn_everybody_gets_as_many(either_town: Town):
    town = either_town
    await agent(town, "Bert")
    await agent(town, "Cleo")
    olga = await town.caller(town.stage.olga)
    owners = []
    for number in range(7):
        card = await town.lead(f"Lead {number}")
        lead = await town.house.services.assignments.assign_by(
            olga, lead_of(card), Way.ROUND_ROBIN, 1
        )
        assert lead.owner
        owners.append(lead.owner.name)
        town.clock.advance(1)
    assert owners[:3] == owners[3:6]
    assert sorted(owners[:3]) == ["Anna Agent", "Bert Agent", "Cleo Agent"]
    assert owners[6] == owners[0]


async def test_the_least_busy_is_who_works_on_the_fewest(either_town: Town):
    town = either_town
    bert = await agent(town, "Bert")
    services, anna = town.house.services, await town.caller(town.stage.anna)
    cards = [await town.lead(f"Lead {number}") for number in range(4)]
    for card in cards[:2]:
        await services.leads.take(anna, lead_of(card))
    for card in cards[2:]:
        lead = await services.assignments.assign_by(anna, lead_of(card), Way.LEAST_BUSY, 1)
        assert lead.owner
        assert lead.owner.name == "Bert Agent"
    assert (await town.caller(bert)).actor.name == "Bert Agent"


async def test_where_nobody_else_is_nobody_gets_it(town: Town):
    services, olga = town.house.services, await town.caller(town.stage.olga)
    card = await town.lead()
    await run(town, "UPDATE members SET role = 10 WHERE person_id = :id", id=town.stage.anna.id)
    await services.leads.take(olga, lead_of(card))
    with pytest.raises(NobodyElse):
        await services.assignments.assign_by(olga, lead_of(card), Way.ROUND_ROBIN, 2)
    await town.shows(card, "taken · Olga Owner")
    assert await open_menu_labels(town, card) == ["« Back"]


async def open_menu_labels(town: Town, card: Message) -> list[str]:
    await town.press(town.stage.olga, card, "More")
    await town.has_button(card, "Assign")
    await town.press(town.stage.olga, card, "Assign")
    await town.world.until(lambda: "Assign" not in labels(card), 15)
    return labels(card)


async def test_many_who_assign_at_once_make_one_owner(either_town: Town):
    town = either_town
    people = [await agent(town, f"P{number:02}") for number in range(10)]
    callers = [await town.caller(each) for each in people]
    card = await town.lead()
    assignments, lead_id = town.house.services.assignments, lead_of(card)
    results = await asyncio.gather(
        *(
            assignments.assign(each, lead_id, people[number - 1].id, 1)
            for number, each in enumerate(callers)
        ),
        return_exceptions=True,
    )
    winners = [each for each in results if not isinstance(each, BaseException)]
    losers = [each for each in results if isinstance(each, LeadAlreadyTaken)]
    assert (len(winners), len(losers)) == (1, 9)
    assert winners[0].owner
    assert {each.owner for each in losers} == {winners[0].owner.name}
    assert (await actions(town)).count("lead.assigned") == 1
    assert len(await rows(town, "SELECT id FROM notices")) == 1


async def test_chosen_by_turn_at_once_they_get_one_each(either_town: Town):
    town = either_town
    for name in ("Bert", "Cleo", "Dora"):
        await agent(town, name)
    olga = await town.caller(town.stage.olga)
    ids = [lead_of(await town.lead(f"Lead {number}")) for number in range(4)]
    assign = town.house.services.assignments.assign_by
    leads = await asyncio.gather(*(assign(olga, each, Way.ROUND_ROBIN, 1) for each in ids))
    owners = {each.owner.name for each in leads if each.owner}
    assert owners == {"Anna Agent", "Bert Agent", "Cleo Agent", "Dora Agent"}


async def test_many_colleagues_are_paged_and_long_names_cut(town: Town):
    stage, card = town.stage, await town.lead()
    for number in range(ON_PAGE):
        await agent(town, f"{number} {'very ' * 20}long")
    first = await open_menu(town, stage.anna, card)
    assert first[-4:] == [EARLIER, "1/2", LATER, "« Back"]
    people = [each for each in first if each.endswith("· 0")]
    assert len(people) == ON_PAGE
    assert all(len(each) <= 28 for each in people)
    await town.press(stage.anna, card, LATER)
    await town.has_button(card, "Olga Owner · 0")
    await town.press(stage.anna, card, LATER)
    await town.has_button(card, people[0])
    far = AssignPage(lead_id=lead_of_menu(card), page=9_999_999_999_999).pack()
    assert await town.forge(stage.anna, stage.sales, far, card) == ""
    await town.has_button(card, "Olga Owner · 0")
