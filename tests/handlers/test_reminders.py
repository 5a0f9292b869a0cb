"""Snoozing: by buttons and by command; the owner is told once, and the chat below the card."""

from datetime import timedelta

import pytest

from bot import house
from cards.reminders import Nap, SnoozeButton
from domain.lead import Status
from domain.reminder import SHOWN_FOR
from domain.when import When
from sandbox.model import Message, Person
from tests.handlers.looks import actions, rows, snapshot
from tests.handlers.test_assign import agent, lead_of, told
from tests.world import Town, labels, start_house

HOUR = 3600


async def taken(town: Town, person: Person | None = None) -> Message:
    card = await town.lead()
    await town.press(person or town.stage.anna, card, "Take")
    await town.has_button(card, "Snooze")
    return card


async def snooze(town: Town, person: Person, card: Message, label: str) -> str:
    await town.press(person, card, "Snooze")
    await town.has_button(card, "1 hour")
    return await town.press(person, card, label)


async def pass_time(town: Town, seconds: float) -> None:
    town.clock.advance(seconds)
    await town.house.services.timers.fire()


async def below(town: Town, card: Message, *words: str) -> Message:
    """Wait until the card is answered in its chat; return the answer."""

    def found() -> Message | None:
        answers = [e for e in town.world.messages(card.chat) if e.reply_to is card]
        return next((e for e in answers if all(w in e.text for w in words)), None)

    answer: Message | None = await town.world.until(found, 15)
    assert answer
    return answer


def count_told(town: Town, person: Person) -> int:
    messages = town.world.messages(town.world.private(person, town.stage.bot))
    return sum("It is time" in each.text for each in messages)


async def test_a_lead_rests_and_its_owner_is_reminded_in_private_and_below_the_card(town: Town):
    anna, card = town.stage.anna, await taken(town)
    assert (await snooze(town, anna, card, "1 hour")).startswith("I will remind you of #1: ")
    assert "⏰ until" in await town.shows(card, "⏰ until")
    assert labels(card) == ["Contacted", "Qualified", "Snooze", "Release", "More", "Undo"]
    await pass_time(town, HOUR - 60)
    assert count_told(town, anna) == 0
    await pass_time(town, 120)
    notice = await told(town, anna, "⏰ It is time for the lead #1, Jonas Weber.")
    answer = await below(town, card, "⏰ Anna Agent · #1 Jonas Weber")
    assert answer.silent
    await town.shows(card, "⏰ due since")
    await town.press(anna, notice, "Open")
    await town.shows(notice, "taken · Anna Agent", "⏰ due since")
    await town.press(anna, notice, "Contacted")
    await town.world.until(lambda: "⏰" not in card.text and "contacted" in card.text, 15)
    await pass_time(town, 30 * HOUR)
    # The notice has become the card, and no other one came.
    assert len(await rows(town, "SELECT id FROM notices")) == 1
    assert (await actions(town)).count("lead.snoozed") == 1
    assert await rows(town, "SELECT id FROM timers WHERE kind IN ('reminder', 'reminded')") == []


async def test_a_reminder_is_typed_with_a_text_and_taken_away(town: Town):
    anna, card = town.stage.anna, await taken(town)
    said = await town.ask(anna, "/remind 1 2h call <b>back</b>")
    assert said.text.startswith("I will remind you of #1: ")
    await town.shows(card, "⏰ until", ": call <b>back</b>")
    said = await town.ask(anna, "/remind #1 завтра 9:00 перезвонить", town.stage.sales)
    await town.shows(card, "09:00", "перезвонить")
    assert await rows(town, "SELECT id FROM timers WHERE kind = 'reminder'") != []
    assert (await town.ask(anna, "/remind 1 off")).text == "No reminder of #1 any more."
    await town.world.until(lambda: "⏰" not in card.text, 15)
    assert (await actions(town)).count("lead.snoozed") == 3
    lines = await rows(town, "SELECT details FROM audit WHERE action = 'lead.snoozed' ORDER BY id")
    assert ["was" in str(each.details) for each in lines] == [False, True, True]
    await town.press(anna, card, "Snooze")
    assert "No reminder" not in await town.has_button(card, "1 hour")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/remind", "Send /remind 5 2h"),
        ("/remind 1", "Send /remind 5 2h"),
        ("/remind one 2h", "Send /remind 5 2h"),
        ("/remind 9999999999 2h", "Send /remind 5 2h"),
        ("/remind 1 soon", "Time: write it like 2h"),
        ("/remind 1 today 0:00", "Time: that moment has passed."),
        ("/remind 1 400d", "Time: at most a year from now."),
        ("/remind 1 25:00", "Time: there is no such time of day."),
        ("/remind 7 2h", "Not available here."),
        ("/remind 0 off", "Not available here."),
        ("/remind 1 2h " + "x" * 201, "Text: at most 200 characters."),
    ],
)
async def test_what_cannot_be_is_refused_in_words(town: Town, typed: str, said: str):
    await taken(town)
    before = await snapshot(town)
    assert (await town.ask(town.stage.anna, typed)).text.startswith(said)
    assert await snapshot(town) == before


async def test_only_a_lead_that_somebody_works_on_rests(town: Town):
    anna, card = town.stage.anna, await town.lead()
    nobody = "Nobody works on this lead. Take it first."
    assert (await town.ask(anna, "/remind 1 2h")).text == nobody
    forged = SnoozeButton(lead_id=lead_of(card), nap=Nap.HOUR).pack()
    assert await town.forge(anna, town.stage.sales, forged, card) == nobody
    await town.press(anna, card, "Spam")
    await town.shows(card, "spam")
    assert await town.forge(anna, town.stage.sales, forged, card) == nobody


async def test_the_owner_or_an_admin_says_so_and_the_owner_is_reminded(town: Town):
    stage, card = town.stage, await taken(town)
    bert, vera = await agent(town, "Bert"), await town.with_vera()
    held = "Anna Agent has this lead. Only they or an admin can do this."
    forged = SnoozeButton(lead_id=lead_of(card), nap=Nap.HOUR).pack()
    assert await snooze(town, bert, card, "1 hour") == held
    for person, words in ((vera, "Only agents"), (await town.with_nick(), "Not available here.")):
        chat = stage.sales if person is vera else town.nicks_chat
        assert chat
        assert (await town.forge(person, chat, forged, card)).startswith(words)
    assert await town.press(stage.olga, card, "Other") == (
        "Send /remind 1 2h, or 3d, 18:00, tomorrow 9:00, Mon 14:30, 2026-12-01 10:00,"
        " and what to think of if you like."
    )
    said = await town.press(stage.olga, card, "3 hours")
    assert said.startswith("I will remind Anna Agent of #1: ")
    await town.shows(card, "⏰ until")
    await pass_time(town, 4 * HOUR)
    await told(town, stage.anna, "It is time for the lead #1")
    assert count_told(town, stage.olga) == 0


@pytest.mark.parametrize("change", ["Release", "Won", "assigned"])
async def test_the_reminder_goes_with_the_owner_and_with_the_end(town: Town, change: str):
    anna, card = town.stage.anna, await taken(town)
    services, caller = town.house.services, await town.caller(anna)
    await services.reminders.snooze(caller, lead_of(card), When(minutes=60), "UTC")
    if change == "Release":
        await services.leads.release(caller, lead_of(card))
    elif change == "Won":
        await services.leads.move(caller, lead_of(card), Status.WON)
    else:
        lead = await services.leads.get(caller, lead_of(card))
        olga = town.stage.olga
        await services.assignments.assign(caller, lead_of(card), olga.id, lead.lead.version)
    assert await rows(town, "SELECT id FROM timers WHERE kind IN ('reminder', 'reminded')") == []
    await pass_time(town, 2 * HOUR)
    assert count_told(town, anna) == 0
    await town.world.until(lambda: "⏰" not in card.text, 15)


async def test_setting_it_again_moves_it_and_other_moves_leave_it(town: Town):
    anna, card = town.stage.anna, await taken(town)
    services, caller = town.house.services, await town.caller(anna)
    for minutes in (60, 240):
        await services.reminders.snooze(caller, lead_of(card), When(minutes=minutes), "UTC")
    await services.leads.move(caller, lead_of(card), Status.CONTACTED)
    await pass_time(town, 2 * HOUR)
    assert count_told(town, anna) == 0
    await pass_time(town, 3 * HOUR)
    await told(town, anna, "It is time")


async def test_what_nobody_heeds_is_shown_for_a_week(town: Town):
    anna, card = town.stage.anna, await taken(town)
    services, caller = town.house.services, await town.caller(anna)
    await services.reminders.snooze(caller, lead_of(card), When(minutes=1), "UTC", "Call")
    await pass_time(town, 90)
    await told(town, anna, "Jonas Weber: Call.")
    await town.shows(card, "⏰ due since", "Call")
    await pass_time(town, (SHOWN_FOR - timedelta(hours=1)).total_seconds())
    assert "⏰ due since" in card.text
    await pass_time(town, 2 * HOUR)
    await town.world.until(lambda: "⏰" not in card.text, 15)


async def test_the_clock_is_that_of_whoever_asks(town: Town):
    anna, card = town.stage.anna, await taken(town)
    services, caller = town.house.services, await town.caller(anna)
    when, _ = When.parse("tomorrow 9:00")
    moments = []
    for zone in ("UTC", "Asia/Kathmandu"):
        _, reminder = await services.reminders.snooze(caller, lead_of(card), when, zone)
        assert reminder.at
        moments.append((reminder.at.hour, reminder.at.minute))
    assert moments == [(9, 0), (3, 15)]


async def test_a_house_that_was_away_reminds_once_when_it_is_back(town: Town):
    anna, card = town.stage.anna, await taken(town)
    services, caller = town.house.services, await town.caller(anna)
    await services.reminders.snooze(caller, lead_of(card), When(minutes=60), "UTC")
    await house.stop(town.running)
    town.clock.advance(3 * HOUR)
    town.running = await start_house(town.house.settings, town.stage, town.clock, house.ALL_ROLES)
    await told(town, anna, "It is time for the lead #1")
    await below(town, card, "⏰ Anna Agent")
    await pass_time(town, HOUR)
    assert count_told(town, anna) == 1
