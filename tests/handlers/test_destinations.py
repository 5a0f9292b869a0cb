"""Destinations for people: the list, the page of each, and every button of it."""

import asyncio

import pytest

from cards.destination import ChatButton, ChatMove, ChatsButton
from domain.errors import Invalid, NotFound
from domain.scoring import Temperature
from sandbox.faults import Fault
from tests.handlers.destinations import (
    another_group,
    comes,
    id_of,
    nothing_waits,
    olgas,
    page_of,
    post_leads,
    pressed,
    state_of,
    told,
)
from tests.handlers.looks import actions, rows, snapshot
from tests.world import Town, labels

NIGHT = "22:00-07:00 Europe/Berlin"
HOT = {"message": "Please call me today, I want to buy for our company.", "company": "Big GmbH"}


async def fallbacks(town: Town) -> list[str]:
    chats = await town.house.services.chats.all(await town.caller(town.stage.olga))
    return [each.title for each in chats if each.fallback]


async def test_the_list_shows_each_destination_and_its_page_opens_in_place(town: Town):
    await another_group(town)
    await town.lead()
    await nothing_waits(town)
    listed = await town.ask(town.stage.olga, "/chats")
    assert "2 destinations" in listed.text
    assert listed.text.count("last success") == 2
    assert labels(listed) == ["Sales", "North"]

    before = len(town.world.messages(olgas(town)))
    await pressed(town, listed, "North", "North", "Active", "Waiting: nothing", "Leads: all")
    assert labels(listed) == [
        "Test", "Pause", "Fallback", "Leads", "Quiet", "Topics", "Summaries", "Remove", "Back",
    ]  # fmt: skip # the page's buttons are read as they stand
    await pressed(town, listed, "Back", "2 destinations")
    assert len(town.world.messages(olgas(town))) == before


async def test_the_list_opens_in_a_connected_chat_too(town: Town):
    page = await page_of(town, "Sales", town.stage.sales)
    assert page.chat is town.stage.sales
    assert "Active" in page.text


async def test_many_destinations_are_shown_eight_on_a_page(town: Town):
    caller = await town.caller(town.stage.olga)
    for number in range(1, 18):
        name = f"Group {number:02}"
        await town.house.services.chats.connect(caller, -5000 - number, name)
    listed = await town.ask(town.stage.olga, "/chats")
    assert labels(listed)[:2] == ["Sales", "Group 01"]
    assert labels(listed)[8:] == ["\u2039", "1/3", "\u203a"]
    await pressed(town, listed, "\u203a", "Group 08", "Group 15")
    await pressed(town, listed, "\u203a", "Group 16", "Group 17")
    assert labels(listed)[:2] == ["Group 16", "Group 17"]
    await pressed(town, listed, "\u203a", "Sales")
    # A forged page is the nearest that there is.
    far = ChatsButton(page=10**9).pack()
    assert await town.forge(town.stage.olga, listed.chat, far, listed) == ""
    await town.shows(listed, "Group 17")


async def test_without_destinations_it_says_how_to_make_one(town: Town):
    await town.ask(town.stage.olga, "/disconnect", town.stage.sales)
    assert "send /connect there" in (await town.ask(town.stage.olga, "/chats")).text


async def test_a_paused_destination_gets_no_new_cards_and_catches_up(town: Town):
    card = await town.lead("Ada Example")
    page = await page_of(town, "Sales")
    await pressed(town, page, "Pause", "Paused since")
    await post_leads(town, ["Bob Example"])
    await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "Anna Agent")
    assert told(town, town.stage.sales, "Bob Example") == []

    await pressed(town, page, "Resume", "Active since")
    await comes(town, town.stage.sales, "Bob Example")
    await nothing_waits(town)
    assert len(told(town, town.stage.sales, "Ada Example")) == 1
    assert [each for each in await actions(town) if each in {"chat.changed", "chat.resumed"}] == [
        "chat.changed",
        "chat.resumed",
    ]


async def test_pausing_twice_is_once(town: Town):
    caller, chat_id = await town.caller(town.stage.olga), await id_of(town, "Sales")
    for _ in range(2):
        await town.house.services.chats.pause(caller, chat_id, paused=True)
    assert (await actions(town)).count("chat.changed") == 1


async def test_one_destination_is_the_fallback_and_no_other(town: Town):
    await another_group(town)
    page = await page_of(town, "Sales")
    await pressed(town, page, "Fallback", "takes over")
    page = await page_of(town, "North")
    await pressed(town, page, "Fallback", "takes over")
    assert await fallbacks(town) == ["North"]
    await pressed(town, page, "No fallback", "Fallback: no")
    assert await fallbacks(town) == []


async def test_two_who_choose_a_fallback_at_once_leave_one(either_town: Town):
    town = either_town
    await another_group(town)
    caller = await town.caller(town.stage.olga)
    ids = [await id_of(town, "Sales"), await id_of(town, "North")]
    chats = town.house.services.chats
    for _ in range(3):
        await asyncio.gather(*(chats.fall_back(caller, each, fallback=True) for each in ids * 2))
        assert len(await fallbacks(town)) == 1


async def test_leads_go_where_their_source_and_temperature_are_wanted(town: Town):
    north = await another_group(town)
    await town.ask(town.stage.olga, "/newsource Landing page")
    page = await page_of(town, "North")
    await pressed(town, page, "Leads", "Which leads come", "all")
    await town.has_button(page, "🔥 hot")
    await pressed(town, page, "Landing page", "all from Landing page")
    await town.has_button(page, "✓ Landing page")
    await pressed(town, page, "❄️ cold", "❄️ cold from Landing page")
    await town.has_button(page, "✓ ❄️ cold")
    await town.lead("Ada Example")
    await nothing_waits(town)
    assert told(town, north, "Ada Example") == []

    await pressed(town, page, "✓ Landing page", "❄️ cold\n")
    await pressed(town, page, "Website", "❄️ cold from Website")
    await pressed(town, page, "✓ ❄️ cold", "all from Website")
    await town.lead("Bob Example")
    await comes(town, north, "Bob Example")


async def test_the_second_of_two_same_choices_changes_nothing(town: Town):
    caller, chat_id = await town.caller(town.stage.olga), await id_of(town, "Sales")
    chats = town.house.services.chats
    for _ in range(2):
        await chats.route_source(caller, chat_id, town.source.id, wanted=True)
        await chats.route_temperature(caller, chat_id, Temperature.HOT, wanted=True)
    assert (await actions(town)).count("chat.changed") == 2


async def test_many_sources_are_shown_in_pages_and_a_choice_stays_on_its_page(town: Town):
    caller = await town.caller(town.stage.olga)
    for number in range(10):
        await town.house.services.sources.create(caller, f"Form {number}")
    page = await page_of(town, "Sales")
    await pressed(town, page, "Leads", "Which leads")
    await town.has_button(page, "Form 7")
    await pressed(town, page, "\u203a", "Which leads")
    await town.has_button(page, "Form 9")
    await pressed(town, page, "Form 9", "all from Form 9")
    assert "✓ Form 9" in await town.has_button(page, "2/2")


async def test_quiet_hours_are_set_shown_and_ended_in_the_group(town: Town):
    stage = town.stage
    said = await town.ask(stage.olga, f"/quiet {NIGHT}", stage.sales)
    assert NIGHT in said.text
    assert NIGHT in (await town.ask(stage.olga, "/quiet", stage.sales)).text
    page = await page_of(town, "Sales")
    assert f"Quiet hours: {NIGHT}" in page.text
    await pressed(town, page, "Quiet", f"/quiet {NIGHT}", "/quiet off", "Hot leads still ring")
    await pressed(town, page, "Back", "Active")
    said = await town.ask(stage.olga, "/quiet OFF", stage.sales)
    assert "with a sound at any time" in said.text
    assert (await actions(town)).count("chat.changed") == 2


async def test_quiet_hours_that_nobody_can_read_are_refused_in_words(town: Town):
    for words in ("night", "22:00-07:00", "22:00-07:00 Europe/Atlantis", "25:00-07:00 Etc/UTC"):
        said = await town.ask(town.stage.olga, f"/quiet {words}", town.stage.sales)
        assert said.text.startswith("Quiet hours: ")
    assert "chat.changed" not in await actions(town)


async def test_quiet_hours_belong_to_groups(town: Town):
    elsewhere = town.world.add_group("Elsewhere", admins=[town.stage.olga, town.stage.bot])
    await comes(town, elsewhere, "Send /connect here")
    said = await town.ask(town.stage.olga, f"/quiet {NIGHT}", elsewhere)
    assert "receives no leads from me" in said.text
    assert "This works in a group" in (await town.ask(town.stage.olga, "/quiet off")).text


async def test_cards_come_without_a_sound_and_hot_ones_ring(town: Town):
    hours = "00:00-23:59 Etc/UTC"
    await town.ask(town.stage.olga, f"/quiet {hours}", town.stage.sales)
    town.clock.advance(-(town.clock.timestamp() % 86_400) + 43_200)
    cold = await town.lead("Ada Example", email=None, phone=None, message="hi")
    hot = await town.lead("Bob Example", **HOT)
    assert "🔥" in hot.text
    assert (cold.silent, hot.silent) == (True, False)


async def test_topics_are_offered_in_supergroups_and_nowhere_else(town: Town):
    await another_group(town, "Small", kind="group")
    page = await page_of(town, "Small")
    assert "Topics" not in labels(page)
    button = ChatButton(move=ChatMove.TOPICS, chat_id=await id_of(town, "Small")).pack()
    answer = await town.forge(town.stage.olga, page.chat, button, page)
    assert answer == "Topics: only a supergroup has them."
    page = await page_of(town, "Sales")
    await pressed(town, page, "Topics", "A topic for each lead: yes")
    await pressed(town, page, "No topics", "A topic for each lead: no")


async def test_removing_asks_once_more(town: Town):
    await another_group(town)
    page = await page_of(town, "North")
    await pressed(town, page, "Remove", "Remove it?")
    await pressed(town, page, "Back", "Active")
    await pressed(town, page, "Remove", "Remove it?")
    answer = await town.press(town.stage.olga, page, "Remove it")
    assert answer == "North receives no more leads."
    await town.shows(page, "1 destination")
    assert "chat.disconnected" in await actions(town)
    gone = ChatButton(move=ChatMove.SHOW, chat_id=await missing(town)).pack()
    assert await town.forge(town.stage.olga, page.chat, gone, page) == "Not available here."


async def missing(town: Town):
    ((subject,),) = await rows(
        town, "SELECT subject_id FROM audit WHERE action = 'chat.disconnected'"
    )
    return subject


async def test_a_test_arrives_without_a_sound_and_the_page_says_so(town: Town):
    page = await page_of(town, "Sales")
    text = await pressed(town, page, "Test", "it arrived")
    (message,) = told(town, town.stage.sales, "This is a test")
    assert message.silent
    assert "on its way" not in text
    assert "chat.tested" in await actions(town)


async def test_a_test_that_telegram_refuses_shows_what_it_said(town: Town):
    page = await page_of(town, "Sales")
    fault = Fault("custom", "sendMessage", town.stage.sales.id, description="Bad Request: odd")
    town.world.faults.add(fault)
    await pressed(town, page, "Test", "it failed: Bad Request: odd")
    assert await state_of(town, town.stage.sales) == ("active", None)
    await pressed(town, page, "Test", "it arrived")
    assert len(told(town, town.stage.sales, "This is a test")) == 1
    assert (await rows(town, "SELECT count(*) AS many FROM parcels WHERE kind <> 'menu'"))[
        0
    ].many == 0


async def test_a_test_that_has_to_wait_says_so_and_comes_in_its_time(town: Town):
    page = await page_of(town, "Sales")
    town.world.faults.add(
        Fault("too_many_requests", "sendMessage", town.stage.sales.id, retry_after=60)
    )
    await pressed(town, page, "Test", "on its way", "It rests until")
    town.clock.advance(61)
    town.house.services.leads.outgoing.ring()
    await comes(town, town.stage.sales, "This is a test")
    await nothing_waits(town)
    text = await pressed(town, page, "Look again", "it arrived")
    assert "rests" not in text


async def test_a_test_in_a_topic_that_is_gone_is_no_success(town: Town):
    group = await another_group(town, "Forum", forum=True)
    topic = town.world.add_topic(group, "Leads")
    town.world.say(town.stage.olga, group, "/connect", thread_id=topic.thread_id)
    while len(await rows(town, "SELECT id FROM chats")) < 3:
        await town.world.bell.until(lambda: True, 1)
    page = await page_of(town, "Forum \u203a Leads")
    await pressed(town, page, "Test", "it arrived")
    town.world.delete_topic(group, topic)
    text = await pressed(town, page, "Test", "it failed", "general topic")
    assert "Active" in text


async def test_pressing_test_while_one_is_on_its_way_sends_no_second_one(town: Town):
    caller, chat_id = await town.caller(town.stage.olga), await id_of(town, "Sales")
    chats = town.house.services.chats
    flood = Fault("too_many_requests", "sendMessage", town.stage.sales.id, retry_after=60)
    town.world.faults.add(flood)
    await chats.test(caller, chat_id)
    await town.world.until(lambda: not town.world.faults.active, 10)
    while not (await chats.look(caller, chat_id)).rests_until:
        await town.world.bell.until(lambda: True, 1)
    view = await chats.test(caller, chat_id)
    assert view.testing
    assert view.rests_until
    town.clock.advance(61)
    await nothing_waits(town)
    assert len(told(town, town.stage.sales, "This is a test")) == 1


@pytest.mark.parametrize("who", ["viewer", "agent", "stranger", "neighbour"])
async def test_nobody_below_an_admin_sees_or_changes_a_destination(town: Town, who: str):
    stage = town.stage
    page = await page_of(town, "Sales", stage.sales)
    person = {"viewer": town.with_vera, "neighbour": town.with_nick}.get(who)
    if who == "agent":
        pressing = stage.anna
    elif person:
        pressing = await person()
    else:
        pressing = town.world.add_person("Stig", "Stranger", "stig")
    if who in {"stranger", "neighbour"}:
        town.world.add_member(stage.sales, pressing)
    before = await snapshot(town)
    answers = set()
    # Every press counts against the person, so the clock lets them press at a human pace.
    for button in [*ChatMove]:
        town.clock.advance(1)
        data = ChatButton(move=button, chat_id=await id_of(town, "Sales")).pack()
        answers.add(await town.forge(pressing, stage.sales, data, page))
    assert len(answers) == 1
    assert answers.pop().startswith(("Not available here.", "Only owners and admins"))
    for words in ("/chats", "/quiet off"):
        said = await town.ask(pressing, words, stage.sales)
        assert said.text.startswith(("Not available here.", "Only owners and admins"))
    assert await snapshot(town) == before


async def test_a_neighbour_finds_no_destination_of_ours_from_his_own_chat(town: Town):
    nick = await town.with_nick()
    listed = await town.ask(nick, "/chats")
    assert labels(listed) == ["Next door"]
    before = await snapshot(town)
    ours = await id_of(town, "Sales")
    for move in ChatMove:
        town.clock.advance(1)
        data = ChatButton(move=move, chat_id=ours).pack()
        assert await town.forge(nick, listed.chat, data, listed) == "Not available here."
    assert await snapshot(town) == before


async def test_a_forged_source_and_a_forged_destination_are_nothing(town: Town):
    caller, chat_id = await town.caller(town.stage.olga), await id_of(town, "Sales")
    page = await page_of(town, "Sales")
    for move in (ChatMove.SOURCE, ChatMove.NO_SOURCE):
        data = ChatButton(move=move, chat_id=chat_id, number=7).pack()
        assert await town.forge(town.stage.olga, page.chat, data, page) == "Not available here."
    with pytest.raises(NotFound):
        await town.house.services.chats.look(caller, town.source.id)
    small = await another_group(town, "Small", kind="group")
    with pytest.raises(Invalid):
        await town.house.services.chats.give_topics(
            caller, await id_of(town, small.title), topic_per_lead=True
        )


async def test_a_hostile_name_stays_a_name_on_every_page(town: Town):
    name = '<a href="tg://user?id=1">@all</a> https://evil.example'
    await another_group(town, name)
    listed = await town.ask(town.stage.olga, "/chats")
    label = next(each for each in labels(listed) if each.startswith("<a"))
    for button, words in ((label, "Active"), ("Remove", "Remove it?"), ("Back", "Active")):
        await pressed(town, listed, button, words)
        assert "https://evil.example" in listed.text
        kinds = {each.get("type") for each in listed.entities}
        assert not kinds & {"url", "text_link", "mention", "text_mention"}
