"""Undo: a minute long, for whoever did it, and only while nobody changed the lead since."""

import pytest

from bot import house
from cards.lead import LeadButton, Move
from domain.lead import LostReason, Status
from domain.when import When
from sandbox.model import Message, Person
from tests.handlers.looks import actions, rows, run, snapshot
from tests.handlers.test_assign import agent, lead_of
from tests.world import Town, labels, start_house

TOO_LATE = "It is too late to undo that."
NOT_YOURS = "Only whoever did that can undo it."


async def press_then_undo(town: Town, person: Person, card: Message, label: str) -> str:
    await town.press(person, card, label)
    await town.has_button(card, "Undo")
    return await town.press(person, card, "Undo")


async def test_what_was_taken_by_mistake_is_free_again(town: Town):
    anna, card = town.stage.anna, await town.lead()
    assert "Undo" not in labels(card)
    assert await press_then_undo(town, anna, card, "Take") == "#1 is new now."
    await town.has_button(card, "Take")
    assert labels(card) == ["Take", "Spam", "More"]
    assert (await actions(town))[-2:] == ["lead.taken", "lead.released"]


async def test_every_move_is_undone_with_all_that_belongs_to_it(town: Town):
    anna, card = town.stage.anna, await town.lead()
    services, caller, lead_id = town.house.services, await town.caller(anna), lead_of(card)
    leads = services.leads
    await leads.take(caller, lead_id)
    await leads.move(caller, lead_id, Status.CONTACTED)
    await services.reminders.snooze(caller, lead_id, When(minutes=60), "UTC", "Call")
    before = (await leads.get(caller, lead_id)).lead

    async def same() -> None:
        view = await leads.get(caller, lead_id)
        now = view.lead
        assert (now.status, now.owner, now.lost_reason) == (Status.CONTACTED, before.owner, None)
        assert view.reminder
        assert view.reminder.text == "Call"
        assert not view.may_undo

    await leads.move(caller, lead_id, Status.LOST, LostReason.PRICE)
    assert (await leads.get(caller, lead_id)).reminder is None
    await leads.undo(caller, lead_id)
    await same()
    assert (await actions(town))[-1] == "lead.status_changed"
    await leads.release(caller, lead_id)
    await leads.undo(caller, lead_id)
    await same()
    assert (await actions(town))[-1] == "lead.taken"
    version = (await leads.get(caller, lead_id)).lead.version
    await services.assignments.assign(caller, lead_id, town.stage.olga.id, version)
    await leads.undo(caller, lead_id)
    await same()
    assert (await actions(town))[-1] == "lead.assigned"
    await leads.move(caller, lead_id, Status.LOST, LostReason.PRICE)
    await leads.reopen(caller, lead_id)
    lost = await leads.undo(caller, lead_id)
    assert (lost.status, lost.lost_reason) == (Status.LOST, LostReason.PRICE)


async def test_after_a_minute_the_button_is_gone_and_refused(town: Town):
    anna, card = town.stage.anna, await town.lead()
    await town.press(anna, card, "Take")
    await town.has_button(card, "Undo")
    stale = card.button("Undo").callback_data or ""
    town.clock.advance(61)
    assert await town.forge(anna, town.stage.sales, stale, card) == TOO_LATE
    # The round comes by itself.
    await town.world.until(lambda: "Undo" not in labels(card), 15)
    assert "taken" in card.text
    assert await rows(town, "SELECT id FROM timers") == []
    assert await town.forge(anna, town.stage.sales, stale, card) == TOO_LATE


async def test_only_whoever_did_it_undoes_it(town: Town):
    stage, card = town.stage, await town.lead()
    bert, vera, nick = await agent(town, "Bert"), await town.with_vera(), await town.with_nick()
    await town.press(stage.anna, card, "Take")
    await town.has_button(card, "Undo")
    before = await snapshot(town)
    for person in (bert, stage.olga):
        assert await town.press(person, card, "Undo") == NOT_YOURS
    assert await town.press(vera, card, "Undo") == "Only agents, admins and owners can do this."
    assert town.nicks_chat
    undo = LeadButton(move=Move.UNDO, lead_id=lead_of(card)).pack()
    assert await town.forge(nick, town.nicks_chat, undo) == "Not available here."
    assert await snapshot(town) == before


async def test_what_somebody_changed_since_is_not_undone(town: Town):
    stage, card = town.stage, await town.lead()
    await town.press(stage.anna, card, "Take")
    await town.has_button(card, "Undo")
    await town.press(stage.olga, card, "Contacted")
    await town.shows(card, "contacted")
    assert await town.press(stage.anna, card, "Undo") == NOT_YOURS
    assert await town.press(stage.olga, card, "Undo") == "#1 is taken now."
    await town.world.until(lambda: "Undo" not in labels(card), 15)
    # Nothing before that can be undone any more.
    undo = LeadButton(move=Move.UNDO, lead_id=lead_of(card)).pack()
    assert await town.forge(stage.anna, stage.sales, undo, card) == TOO_LATE


async def test_a_change_past_us_hides_it_and_pressing_twice_undoes_once(town: Town):
    stage, card = town.stage, await town.lead()
    await town.press(stage.anna, card, "Spam")
    await town.has_button(card, "Undo")
    presses = [town.world.press(stage.anna, card, "Undo") for _ in range(2)]
    said = [(await each.answered(15)).text for each in presses]
    assert said == ["#1 is new now.", TOO_LATE]
    await town.has_button(card, "Spam")
    await town.press(stage.anna, card, "Spam")
    await town.has_button(card, "Undo")
    await run(town, "UPDATE leads SET version = version + 1")
    assert await town.press(stage.anna, card, "Undo") == TOO_LATE
    assert (await actions(town)).count("lead.status_changed") == 3


async def test_notes_and_tags_do_not_stand_in_the_way(town: Town):
    stage, card = town.stage, await town.lead()
    await town.press(stage.anna, card, "Take")
    await town.has_button(card, "Undo")
    town.world.say(stage.olga, card.chat, "A note", reply_to=card)
    await town.shows(card, "📝")
    assert "Undo" in labels(card)
    assert await town.press(stage.anna, card, "Undo") == "#1 is new now."


async def test_whoever_left_meanwhile_gets_nothing_back(town: Town):
    stage, card = town.stage, await town.lead()
    await town.press(stage.anna, card, "Take")
    await town.has_button(card, "Release")
    await town.press(stage.olga, card, "Release")
    await town.has_button(card, "Take")
    await run(town, "UPDATE members SET role = 10 WHERE person_id = :id", id=stage.anna.id)
    said = await town.press(stage.olga, card, "Undo")
    assert said == "This person does not work on leads here any more."
    assert "· new" in card.text


@pytest.mark.parametrize("seconds", [10, 90])
async def test_a_restart_changes_nothing(town: Town, seconds: int):
    anna, card = town.stage.anna, await town.lead()
    await town.press(anna, card, "Take")
    await town.has_button(card, "Undo")
    await house.stop(town.running)
    town.clock.advance(seconds)
    town.running = await start_house(town.house.settings, town.stage, town.clock, house.ALL_ROLES)
    if seconds == 10:
        assert await town.press(anna, card, "Undo") == "#1 is new now."
    else:
        await town.world.until(lambda: "Undo" not in labels(card), 15)
        assert "taken" in card.text
