"""Every press is authorised on the server: for the chat, the person and the role."""

import asyncio
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cards.lead import LeadButton, Move
from cards.source import SourceButton, SourceMove
from domain.errors import LeadAlreadyTaken
from domain.lead import LeadId, LostReason, Status
from sandbox.faults import Fault
from sandbox.model import Message, Person
from tests.handlers.looks import actions, denied, rows, run, snapshot
from tests.world import Town, answer_to, labels

NOT_HERE = "Not available here."


def lead_of(card: Message) -> UUID:
    data = next(b.callback_data for row in card.buttons for b in row if b.callback_data)
    return LeadButton.unpack(data).lead_id


def every_lead_button(lead_id: UUID) -> list[str]:
    """Return the data of every button there could be under a lead."""
    kinds = product(Move, [None, *Status], [None, *LostReason])
    return [
        LeadButton(move=move, lead_id=lead_id, to=to, reason=reason).pack()
        for move, to, reason in kinds
        if (to is None or move is Move.TO) and (reason is None or move is Move.LOST)
    ]


def every_source_button(source_id: UUID) -> list[str]:
    return [
        SourceButton(move=move, source_id=source_id, ending=ending).pack()
        for move, ending in product(SourceMove, [None, 1_790_000_000_000])
    ]


async def test_a_viewer_a_stranger_and_a_removed_member_change_nothing(town: Town):
    stage, card, vera = town.stage, await town.lead(), await town.with_vera()
    stig = town.world.add_person("Stig", "Stranger", "stig")
    gone = town.world.add_person("Gone", "Girl", "gone")
    await town.join(gone, "agent")
    for person in (stig, gone):
        town.world.add_member(stage.sales, person)
    await run(town, "DELETE FROM members WHERE person_id = :id", id=gone.id)
    before = await snapshot(town)

    for label in labels(card):
        assert await town.press(vera, card, label) == "Only agents, admins and owners can do this."
        assert (await town.press(stig, card, label)).startswith(NOT_HERE)
        assert (await town.press(gone, card, label)).startswith(NOT_HERE)

    assert await snapshot(town) == before
    assert card.edited == 0
    assert len(await denied(town)) == 3 * len(labels(card))
    assert str(stig.id) in " ".join(await denied(town))


async def test_a_refusal_is_shown_as_an_alert_of_at_most_200_characters(town: Town):
    card, vera = await town.lead(), await town.with_vera()
    answer = await town.world.press(vera, card, "Take").answered(15)
    assert answer.show_alert
    assert len(answer.text) <= 200


async def test_somebody_elses_lead_is_theirs_and_the_admins(town: Town):
    stage, card = town.stage, await town.lead()
    bert = town.world.add_person("Bert", "Agent", "bert")
    await town.join(bert, "agent")
    town.world.add_member(stage.sales, bert)
    await town.press(stage.anna, card, "Take")
    await town.has_button(card, "Contacted")

    words = "Anna Agent has this lead. Only they or an admin can do this."
    for label in ("Contacted", "Qualified", "Release"):
        assert await town.press(bert, card, label) == words
    lost = LeadButton(move=Move.LOST, lead_id=lead_of(card), reason=LostReason.PRICE).pack()
    assert await town.forge(bert, stage.sales, lost, card) == words
    assert "taken" in card.text
    assert await town.press(stage.anna, card, "Contacted") == "#1 is contacted now."
    await town.has_button(card, "Won")
    assert await town.press(stage.olga, card, "Won") == "#1 is won now."


async def test_a_stale_button_says_how_things_are(town: Town):
    stage, card = town.stage, await town.lead()
    take = card.button("Take").callback_data or ""
    await town.press(stage.anna, card, "Spam")
    await town.shows(card, "spam")
    said = await town.forge(stage.olga, stage.sales, take, card)
    assert said == "This lead is spam now, so that is not possible any more."
    assert "lead.taken" not in await actions(town)


async def test_pressing_take_twice_is_no_fault(town: Town):
    stage, card = town.stage, await town.lead()
    presses = [town.world.press(stage.anna, card, "Take") for _ in range(2)]
    said = [(await each.answered(15)).text for each in presses]
    assert said == ["You have taken #1. It is yours.", "You have this lead already."]
    assert (await actions(town)).count("lead.taken") == 1


@pytest.mark.parametrize("connected", [False, True])
async def test_forged_presses_from_another_chat_do_nothing(town: Town, *, connected: bool):
    stage, card = town.stage, await town.lead()
    nick = await town.with_nick()
    if connected:
        chat = town.nicks_chat
    else:
        chat = town.world.add_group("Unconnected", members=[stage.bot], admins=[nick])
    assert chat is not None
    town.world.add_member(chat, stage.anna)
    before = await snapshot(town)
    for person in (nick, stage.anna):
        for data in every_lead_button(lead_of(card)):
            town.clock.advance(10)
            said = await town.forge(person, chat, data)
            assert said.startswith(NOT_HERE), (person.name, data, said)
    assert await snapshot(town) == before
    assert card.edited == 0


async def test_the_neighbour_presses_every_button_with_our_ids(town: Town):
    """From his own chat and his private one: not available, nothing changed, remembered."""
    card = await town.lead()
    await town.press(town.stage.anna, card, "Take")
    await town.has_button(card, "Undo")
    # What goes by itself is gone before.
    town.clock.advance(90)
    await town.world.until(lambda: "Undo" not in labels(card), 15)
    nick = await town.with_nick()
    assert town.nicks_chat is not None
    private = town.world.private(nick, town.stage.bot)
    buttons = [*every_lead_button(lead_of(card)), *every_source_button(town.source.id)]
    before, edited = await snapshot(town), card.edited
    for chat, data in product((town.nicks_chat, private), buttons):
        town.clock.advance(10)
        assert (await town.forge(nick, chat, data)) == NOT_HERE, data
    assert await snapshot(town) == before
    assert card.edited == edited
    assert len(await denied(town)) == 2 * len(buttons)


ODD = [
    "", ":", "lead", "lead:", "lead:take", "lead:take:not-an-id", "lead:take:" + "0" * 32,
    "lead:fly:" + uuid4().hex + "::", f"lead:to:{uuid4().hex}:gone:", "source:rotate:1:",
    "lead:take:" + uuid4().hex + ":::", "\x00", "lead:take:\x00::", "🙂" * 16, "../../etc/passwd",
    "source:again:" + uuid4().hex + ":99999999999999", "lead:take:%s::", "' OR 1=1 --",
]  # fmt: skip # a list of oddities is read as one


async def test_odd_data_is_answered_and_harmless(either_town: Town):
    town = either_town
    await town.lead()
    before = await snapshot(town)
    for data in ODD:
        town.clock.advance(10)
        assert await town.forge(town.stage.olga, town.stage.sales, data) == NOT_HERE, data
    assert await snapshot(town) == before
    assert await rows(town, "SELECT update_id FROM updates WHERE state = 'dead'") == []


async def test_a_press_that_comes_without_a_chat_is_answered(town: Town):
    press = town.world.forge(town.stage.olga, town.stage.sales, "lead:take")
    inline = {
        "id": press.id,
        "from": {"id": town.stage.olga.id, "is_bot": False, "first_name": "Olga"},
        "inline_message_id": "AQAAAA",
        "chat_instance": "1",
        "data": "lead:take",
    }
    town.stage.bot.mailbox.pending.clear()
    town.world.push_raw({"callback_query": inline})
    assert await answer_to(press) == NOT_HERE


async def test_no_random_data_breaks_anything(town: Town):
    """Random data, and random variations of true data, on one running house."""
    card = await town.lead()
    true = every_lead_button(lead_of(card)) + every_source_button(town.source.id)
    forged: list[str] = []
    text = some.text(some.characters(codec="utf-8"), max_size=64)
    parts = some.sampled_from(["lead", "source", *Move, *Status, *SourceMove, uuid4().hex, ""])
    mixed = some.lists(parts, max_size=6).map(":".join)
    cut = some.tuples(some.sampled_from(true), some.integers(0, 64), text).map(
        lambda each: each[0][: each[1]] + each[2]
    )

    @settings(max_examples=120, suppress_health_check=list(HealthCheck), database=None)
    @given(some.one_of(text, mixed, cut))
    def gather(data: str) -> None:
        forged.append(data)

    gather()
    stig = town.world.add_person("Stig", "Stranger", "stig")
    town.world.add_member(town.stage.sales, stig)
    before = await snapshot(town)
    for data in forged:
        town.clock.advance(10)
        assert (await town.forge(stig, town.stage.sales, data)).startswith(NOT_HERE)
        said = await town.forge(stig, town.world.private(stig, town.stage.bot), data)
        assert said.startswith(NOT_HERE)
    assert await snapshot(town) == before
    assert await rows(town, "SELECT update_id FROM updates WHERE state <> 'done'") == []


async def test_a_press_that_is_answered_too_late_changes_the_lead_anyway(town: Town):
    card = await town.lead()
    town.world.faults.add(Fault("callback_too_old"))
    press = town.world.press(town.stage.anna, card, "Take")
    await town.shows(card, "taken · Anna Agent")
    assert press.answer is None
    assert await rows(town, "SELECT update_id FROM updates WHERE state = 'dead'") == []
    assert (await actions(town)).count("lead.taken") == 1


async def test_a_press_whose_answer_is_lost_counts_once(town: Town):
    """Telegram fails at the answer, which is no reason to do it again."""
    card = await town.lead()
    await town.press(town.stage.anna, card, "Take")
    await town.has_button(card, "Contacted")
    for kind in ("server_error", "html_page", "drop_before", "too_many_requests"):
        town.world.faults.add(Fault(kind, method="answerCallbackQuery"))
        before = (await actions(town)).count("lead.status_changed")
        town.world.press(town.stage.anna, card, next(iter(set(labels(card)) & {"Contacted"})))
        await town.shows(card, "contacted")
        assert (await actions(town)).count("lead.status_changed") == before + 1
        await town.press(town.stage.anna, card, "Release")
        await town.has_button(card, "Take")
        await town.press(town.stage.anna, card, "Take")
        await town.has_button(card, "Contacted")


async def forty(town: Town) -> list[Person]:
    """Let forty people be agents of the team."""
    people = [town.world.add_person(f"P{number:02}", "Agent") for number in range(40)]
    for person in people:
        town.world.add_member(town.stage.sales, person)
        town.clock.advance(3)
        await town.join(person, "agent")
    return people


async def test_of_forty_who_press_take_at_once_one_wins(either_town: Town):
    town = either_town
    people = await forty(town)
    card = await town.lead()
    presses = [town.world.press(each, card, "Take") for each in people]
    said = [(await each.answered(60)).text for each in presses]

    won = [number for number, text in enumerate(said) if text == "You have taken #1. It is yours."]
    assert len(won) == 1
    winner = people[won[0]]
    assert said.count(f"Already taken by {winner.name}.") == 39
    assert (await actions(town)).count("lead.taken") == 1
    assert winner.name in await town.shows(card, "taken")


async def test_of_forty_callers_who_take_at_once_one_wins(either_town: Town):
    """The same without Telegram between, so that nothing but the database decides."""
    town = either_town
    callers = [await town.caller(each) for each in await forty(town)]
    card = await town.lead()
    leads, lead_id = town.house.services.leads, LeadId(lead_of(card))
    results = await asyncio.gather(
        *(leads.take(each, lead_id) for each in callers), return_exceptions=True
    )
    winners = [each for each in results if not isinstance(each, BaseException)]
    losers = [each for each in results if isinstance(each, LeadAlreadyTaken)]
    assert (len(winners), len(losers)) == (1, 39)
    owner = winners[0].owner
    assert owner is not None
    assert {each.owner for each in losers} == {owner.name}
    assert (await actions(town)).count("lead.taken") == 1
