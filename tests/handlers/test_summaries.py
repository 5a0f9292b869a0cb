"""Summaries, as chats get them: at their time, once, of what they ask for; how they are set."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cards.destination import SummaryButton, SummaryMove
from domain.chat import Chat as Destination
from domain.locale import Wishes
from domain.summary import SummaryTimes
from sandbox.faults import Fault
from sandbox.model import Message
from services.summaries import Summaries
from tests.handlers.destinations import (
    another_group,
    comes,
    id_of,
    nothing_waits,
    olgas,
    page_of,
    pressed,
    told,
)
from tests.handlers.looks import denied, rows
from tests.handlers.test_settings import reply
from tests.world import Town, labels

DAY = timedelta(days=1)


async def summaries_page(town: Town, title: str = "Sales") -> Message:
    """Let Olga open the page of a destination that sets its summaries."""
    page = await page_of(town, title)
    await pressed(town, page, "Summaries", "A summary tells")
    return page


async def chosen(town: Town, times: SummaryTimes, title: str = "Sales") -> Destination:
    """Let a destination have summaries; return it."""
    caller = await town.caller(town.stage.olga)
    found = await service(town).choose(caller, await id_of(town, title), lambda _: times)
    return found.chat


async def due(town: Town, chat_id: UUID, later: timedelta = timedelta()) -> None:
    """Let the next summary of a destination be due, and be looked for by several at once."""
    at = await next_of(town, chat_id)
    wait = at + later - town.clock.now()
    town.clock.advance(wait.total_seconds() + 1)
    await asyncio.gather(*(service(town).send_due() for _ in range(3)))
    await nothing_waits(town)


async def next_of(town: Town, chat_id: UUID) -> datetime:
    found = await service(town).look(await town.caller(town.stage.olga), chat_id)
    assert found.chat.summary_at is not None
    return found.chat.summary_at


def service(town: Town) -> Summaries:
    found: Summaries = town.house.services.summaries
    return found


def summaries_in(town: Town) -> list[Message]:
    return told(town, town.stage.sales, "summary")


def soon(town: Town, weekday: int | None = None) -> SummaryTimes:
    """Return times of which the next is a quarter of an hour away."""
    at = town.clock.now() + timedelta(minutes=15)
    return SummaryTimes.at_minute(at.hour * 60 + at.minute, weekday)


async def test_an_admin_chooses_by_buttons_and_by_replies(either_town: Town):
    town = either_town
    page = await summaries_page(town)
    assert "Now: never." in page.text
    assert await town.press(town.stage.olga, page, "Every day") == "Saved."
    await town.shows(page, "every day at 09:00, by the clocks of UTC", "The next one:")
    await pressed(town, page, "18:00", "every day at 18:00")
    await pressed(town, page, "Every week", "every week, Mon at 18:00")
    await pressed(town, page, "Fri", "every week, Fri at 18:00")
    said = await reply(town, page, "7:45")
    assert "every week, Fri at 07:45" in said.text
    said = await reply(town, said, "sun 10:00")
    assert "every week, Sun at 10:00" in said.text
    said = await reply(town, said, "in 2 hours")
    assert "write a time of day like 18:30" in said.text
    await pressed(town, page, "Off", "Now: never.")
    lines = await rows(town, "SELECT details FROM audit WHERE action = 'chat.changed'")
    assert len(lines) == 7
    assert "weekly Fri 07:45" in str(lines[-2].details)
    assert "weekly Sun 10:00" in str(lines[-1].details)
    audit = await town.ask(town.stage.olga, "/audit")
    assert "summaries: weekly Sun 10:00 → off" in audit.text
    await pressed(town, page, "Back", "Leads:")


async def test_pressing_twice_is_pressing_once_and_nothing_hostile_passes(town: Town):
    chat_id = await id_of(town, "Sales")
    page = await summaries_page(town)
    olga, anna, place = town.stage.olga, town.stage.anna, page.chat
    daily = SummaryButton(move=SummaryMove.DAILY, chat_id=chat_id, minute=480)
    answers = [await town.forge(olga, place, daily.pack(), page) for _ in range(2)]
    assert answers == ["Saved.", "It is so already."]
    wrong = [
        SummaryButton(move=SummaryMove.DAILY, chat_id=chat_id, minute=10**12),
        SummaryButton(move=SummaryMove.WEEKLY, chat_id=chat_id, minute=480, weekday=9),
        SummaryButton(move=SummaryMove.DAILY, chat_id=UUID(int=7), minute=480),
    ]
    for each in wrong:
        assert await town.forge(olga, place, each.pack(), page) not in {"", "Saved."}
    off = SummaryButton(move=SummaryMove.OFF, chat_id=chat_id)
    await town.forge(anna, town.stage.sales, off.pack())
    assert "RoleTooLow" in (await denied(town))[-1]
    ((kept,),) = await rows(town, "SELECT summary FROM chats")
    assert kept == "daily 08:00"


async def test_it_comes_at_its_time_and_once(either_town: Town):
    town = either_town
    first = await town.lead("Ada Example")
    await town.lead("Bob Example")
    await town.press(town.stage.anna, first, "Take")
    await town.shows(first, "Anna Agent")
    chat = await chosen(town, soon(town))
    await service(town).send_due()
    assert summaries_in(town) == []
    await due(town, chat.id)
    said = await comes(town, town.stage.sales, "Daily summary")
    assert "2 leads: new 1, in work 1 (+2 on the day before)" in said.text
    assert "Taken: 1 (+1)" in said.text
    assert "Sources: Website 2 (+2)" in said.text
    assert "Anna Agent: 1 taken, 0 won" in said.text
    assert labels(said) == ["#2"]
    # The next one is a day later, and tells of no lead again.
    await due(town, chat.id)
    assert len(summaries_in(town)) == 2
    quiet = summaries_in(town)[-1]
    assert "no new leads." in quiet.text
    assert "Nobody has taken yet: 1" in quiet.text
    answer = await town.press(town.stage.anna, quiet, "#2")
    assert answer == "Here comes the card of #2."
    await service(town).send_due()
    await nothing_waits(town)
    assert len(summaries_in(town)) == 2


async def test_the_one_of_a_week_stands_under_a_picture(town: Town):
    await town.lead("Ada Example")
    chat = await chosen(town, soon(town, weekday=town.clock.now().weekday()))
    await due(town, chat.id)
    said = await comes(town, town.stage.sales, "Weekly summary")
    assert said.media is not None
    assert said.media.kind == "photo"
    assert "(+1 on the week before)" in said.text
    # Where only text may go, the text goes alone.
    await town.lead("Bob Example")
    refused = "Bad Request: not enough rights to send photos to the chat"
    town.world.faults.add(Fault("custom", "sendPhoto", description=refused))
    await due(town, chat.id)
    assert [each.media is None for each in summaries_in(town)] == [False, True]


@pytest.mark.parametrize(
    ("later", "many"),
    [
        (timedelta(hours=5, minutes=50), 1),
        (timedelta(hours=7), 0),
        (3 * DAY + timedelta(hours=1), 1),
    ],
    ids=["late", "too late", "several were missed"],
)
async def test_after_downtime_only_the_newest_comes_and_not_too_late(
    town: Town, later: timedelta, many: int
):
    chat = await chosen(town, soon(town))
    at = await next_of(town, chat.id)
    await due(town, chat.id, later)
    assert len(summaries_in(town)) == many
    following = await next_of(town, chat.id)
    assert following == at + (later // DAY + 1) * DAY


async def test_what_is_paused_or_out_of_reach_gets_none_later_either(town: Town):
    chat = await chosen(town, soon(town))
    caller = await town.caller(town.stage.olga)
    chats = town.house.services.chats
    await chats.pause(caller, chat.id, paused=True)
    await due(town, chat.id)
    await chats.pause(caller, chat.id, paused=False)
    await service(town).send_due()
    await nothing_waits(town)
    assert summaries_in(town) == []
    # One that Telegram makes wait is let go when its chat is lost.
    town.world.faults.add(Fault("kicked", "sendMessage", chat_id=town.stage.sales.id))
    await due(town, chat.id)
    await comes(town, olgas(town), "I was removed")
    assert await rows(town, "SELECT id FROM parcels WHERE kind = 'summary'") == []
    await due(town, chat.id)
    assert summaries_in(town) == []


async def test_routes_say_what_is_counted(town: Town):
    group = await another_group(town, "North")
    north = await id_of(town, "North")
    caller = await town.caller(town.stage.olga)
    made = await town.house.services.sources.create(caller, "Ads")
    await town.house.services.chats.route_source(caller, north, made.id, wanted=True)
    await town.lead("Ada Example")
    sales = await chosen(town, soon(town))
    await chosen(town, soon(town), "North")
    await due(town, sales.id)
    said = await comes(town, town.stage.sales, "Daily summary")
    assert "1 lead: new 1" in said.text
    elsewhere = await comes(town, group, "Daily summary")
    assert elsewhere.text.endswith("no new leads, none waits.")


async def test_another_time_zone_moves_the_moment(town: Town):
    chat = await chosen(town, SummaryTimes.at_minute(12 * 60))
    before = await next_of(town, chat.id)
    caller = await town.caller(town.stage.olga)
    await town.house.services.settings.change(caller, lambda _: Wishes(zone="Asia/Tokyo"))
    after = await next_of(town, chat.id)
    assert before.hour == 12
    assert after.hour == 3
    page = await summaries_page(town)
    assert "every day at 12:00, by the clocks of Asia/Tokyo" in page.text
    assert "12:00." in page.text
