"""Deadlines as people see them: on the card, in its history, and in the list of late leads."""

import asyncio

from cards.pages import LATER
from sandbox.model import Message
from tests.handlers.destinations import comes
from tests.handlers.looks import actions
from tests.handlers.test_settings import reply
from tests.world import Town, labels


async def choose(town: Town, *presses: str) -> Message:
    """Let Olga open the settings and press one button after the other."""
    menu = await town.ask(town.stage.olga, "/settings")
    for label in presses:
        await town.has_button(menu, label)
        await town.press(town.stage.olga, menu, label)
    return menu


async def happened(town: Town, action: str) -> None:
    """Wait until the audit says that something was done."""
    async with asyncio.timeout(15):
        while action not in await actions(town):
            pass


async def test_the_card_names_the_deadline_and_says_when_it_is_over(either_town: Town):
    town = either_town
    card = await town.lead()
    assert "⏳ Answer by " in card.text
    assert " UTC" in card.text
    town.clock.advance(5 * 60 * 60)
    await town.shows(card, "⏰ Overdue since ")
    await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "taken · Anna Agent")
    assert "⏰" not in card.text
    assert "⏳" not in card.text
    await town.press(town.stage.anna, card, "More")
    await town.has_button(card, "History")
    await town.press(town.stage.anna, card, "History")
    await town.shows(card, "nobody answered in time", "Anna Agent took it")


async def test_nothing_is_promised_where_there_is_no_target(town: Town):
    page = await choose(town, "⏳ Time to answer", "🌤 30 min", "No target")
    assert "<b>" not in await town.shows(page, "Warm leads: no target")
    await town.press(town.stage.olga, page, "« ⏳ Time to answer")
    await town.has_button(page, "🌤 no target")
    for label in ("🔥 5 min", "❄️ 4 h"):
        await town.press(town.stage.olga, page, label)
        await town.has_button(page, "No target")
        await town.press(town.stage.olga, page, "No target")
        await town.has_button(page, "✓ No target")
        await town.press(town.stage.olga, page, "« ⏳ Time to answer")
        await town.has_button(page, "By source")
    card = await town.lead()
    assert "⏳" not in card.text


async def test_a_source_has_its_own_time_by_a_reply(town: Town):
    page = await choose(town, "⏳ Time to answer", "By source", "Website: as for all")
    await town.shows(page, "All leads of Website: as for all")
    said = await reply(town, page, "2 h")
    assert "All leads of Website: 2 h" in said.text
    refused = await reply(town, said, "soon")
    assert "write it like 45 min" in refused.text
    await town.press(town.stage.olga, said, "As for all")
    await town.shows(said, "All leads of Website: as for all")


async def test_overdue_is_a_list_whose_buttons_open_cards(town: Town):
    empty = await town.ask(town.stage.olga, "/overdue")
    assert empty.text == "👌 Nothing is overdue."
    for number in range(10):
        await town.post({"event": "lead.created", "data": {"name": f"P{number}", "phone": "1"}})
    await town.stage.card("P9")
    town.clock.advance(25 * 60 * 60)
    vera = await town.with_vera()
    listed = await town.ask(vera, "/overdue", town.stage.sales)
    assert "10 leads are overdue" in listed.text
    assert "#1 P0 · overdue by " in listed.text
    assert labels(listed)[:2] == ["#1 P0", "#2 P1"]
    await town.press(vera, listed, LATER)
    await town.shows(listed, "#10 P9")
    own = await town.ask(town.stage.anna, "/overdue")
    await town.press(town.stage.anna, own, "#1 P0")
    await town.has_button(own, "Take")
    assert "You have taken" in await town.press(town.stage.anna, own, "Take")


async def test_the_neighbour_sees_none_of_ours(town: Town):
    await town.lead()
    town.clock.advance(25 * 60 * 60)
    nick = await town.with_nick()
    assert (await town.ask(nick, "/overdue")).text == "👌 Nothing is overdue."


async def test_the_ladder_is_set_by_buttons_and_climbed_in_private(either_town: Town):
    town, stage = either_town, either_town.stage
    page = await choose(town, "🪜 When nobody answers", "Strict")
    await town.shows(page, "Tell the admins: at once", "Remind a silent owner: after 4 h")
    card = await town.lead()
    town.clock.advance(5 * 60 * 60)
    await town.shows(card, "⏰ Overdue since ")
    olgas = town.world.private(stage.olga, stage.bot)
    town.clock.advance(60)
    await happened(town, "lead.admins_told")
    town.clock.advance(60)
    said = await comes(town, olgas, "Nobody took #1 Jonas Weber in time.")
    await town.press(stage.olga, said, "Open")
    await town.has_button(said, "Take")

    await town.press(stage.anna, card, "Take")
    town.clock.advance(5 * 60 * 60)
    await town.shows(card, "⏰ Nothing happened by ")
    await happened(town, "lead.owner_reminded")
    annas = town.world.private(stage.anna, stage.bot)
    town.clock.advance(60)
    reminded = await comes(town, annas, "You have #1 Jonas Weber")
    assert labels(reminded) == ["Open"]
    town.clock.advance(2 * 60 * 60)
    await town.shows(card, "🆕 #1", "⏳ Answer by ")


async def test_the_next_chat_is_chosen_from_our_own(town: Town):
    nick = await town.with_nick()
    page = await choose(town, "🪜 When nobody answers", "Choose the chat")
    assert "Next door" not in await town.has_button(page, "Sales")
    await town.press(town.stage.olga, page, "Sales")
    await town.shows(page, "Chat: Sales")
    await town.has_button(page, "✓ Sales")
    menu = await town.ask(nick, "/settings")
    await town.press(nick, menu, "🪜 When nobody answers")
    await town.shows(menu, "Chat: no chat")
