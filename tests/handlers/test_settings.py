"""The settings of a workspace, as admins meet them: a menu, pages in place, and typed values."""

import asyncio

import pytest

from cards.settings import SettingButton
from sandbox.model import Chat, Message
from tests.handlers.looks import actions, rows, snapshot
from tests.world import Town, labels


async def hours_page(town: Town, chat: Chat | None = None) -> Message:
    """Let Olga open the working hours."""
    menu = await town.ask(town.stage.olga, "/settings", chat)
    await town.press(town.stage.olga, menu, "🕘 Working hours")
    await town.shows(menu, "Now: ")
    return menu


async def reply(town: Town, page: Message, text: str) -> Message:
    """Let Olga answer the page; return what the bot says to it."""
    world, stage = town.world, town.stage
    before = {each.id for each in world.messages(page.chat)}
    world.say(stage.olga, page.chat, text, page)
    said: Message = await world.until(
        lambda: next(
            (
                each
                for each in world.messages(page.chat)
                if each.id not in before and each.sender is stage.bot
            ),
            None,
        ),
        15,
    )
    return said


async def chosen(town: Town) -> list[tuple[str, str]]:
    """Return what is kept of all settings."""
    found = await rows(town, "SELECT key, value FROM workspace_settings ORDER BY key")
    return [(row.key, str(row.value).replace("'", '"')) for row in found]


async def test_buttons_change_the_working_hours_and_the_audit_knows_it(either_town: Town):
    town = either_town
    page = await hours_page(town)
    assert "Now: always, by the clocks of UTC." in page.text
    assert await town.press(town.stage.olga, page, "Mon-Fri 09:00-18:00") == "Saved."
    await town.shows(page, "Now: Mon-Fri 09:00-18:00")
    assert await town.press(town.stage.olga, page, "Sat") == "Saved."
    await town.shows(page, "Now: Mon-Sat 09:00-18:00")
    assert await town.press(town.stage.olga, page, "✓ Wed") == "Saved."
    await town.shows(page, "Now: Mon-Tue, Thu-Sat 09:00-18:00")
    assert await town.press(town.stage.olga, page, "until 20:00") == "Saved."
    await town.shows(page, "09:00-20:00")
    await town.press(town.stage.olga, page, "« Settings")
    await town.shows(page, "Choose what to look at")
    ((key, value),) = await chosen(town)
    assert (key, '"ends": 1200' in value) == ("working_hours", True)
    lines = await rows(town, "SELECT details FROM audit WHERE action = 'setting.changed'")
    assert len(lines) == 4
    assert "always" in str(lines[0].details)


async def test_pressing_twice_is_pressing_once(town: Town):
    page = await hours_page(town)
    button = SettingButton(topic="hours", choice="week").pack()
    answers = [await town.forge(town.stage.olga, page.chat, button, page) for _ in range(2)]
    assert answers == ["Saved.", "It is so already."]
    assert (await actions(town)).count("setting.changed") == 1


async def test_the_last_day_of_work_stays(town: Town):
    page = await hours_page(town)
    await reply(town, page, "mon 9-18")
    off = SettingButton(topic="hours", choice="off.0").pack()
    said = await town.forge(town.stage.olga, page.chat, off, page)
    assert said == "Working hours: choose at least one day."


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_reply_sets_any_hours(town: Town, where: str):
    chat = town.stage.sales if where == "group" else None
    page = await hours_page(town, chat)
    said = await reply(town, page, "tue-sat 8:30-17:15")
    assert "Now: Tue-Sat 08:30-17:15" in said.text
    assert "✓ Tue" in labels(said)
    refused = await reply(town, said, "whenever")
    assert refused.text == "Working hours: write them like Mon-Fri 9:00-18:00."
    assert (await actions(town)).count("setting.changed") == 1


async def test_it_speaks_the_language_of_whoever_asks(town: Town):
    town.stage.olga.language = "ru"
    menu = await town.ask(town.stage.olga, "/settings")
    assert "Настройки" in menu.text
    await town.press(town.stage.olga, menu, "🕘 Рабочее время")
    assert "всегда" in await town.shows(menu, "Сейчас")


@pytest.mark.parametrize("who", ["viewer", "agent", "stranger", "neighbour"])
async def test_nobody_below_an_admin_looks_or_changes(town: Town, who: str):
    stage = town.stage
    page = await hours_page(town, stage.sales)
    person = {"viewer": town.with_vera, "neighbour": town.with_nick}.get(who)
    if who == "agent":
        pressing = stage.anna
    elif person:
        pressing = await person()
    else:
        pressing = town.world.add_person("Stig", "Stranger", "stig")
    town.world.add_member(stage.sales, pressing)
    before = await snapshot(town)
    for button in (SettingButton(), SettingButton(topic="hours", choice="week")):
        said = await town.forge(pressing, stage.sales, button.pack(), page)
        assert said.startswith(("Not available here.", "Only owners and admins"))
    answer = await town.ask(pressing, "/settings", stage.sales)
    assert answer.text.startswith(("Not available here.", "Only owners and admins"))
    town.world.say(pressing, stage.sales, "mon 9-18", page)
    await town.ask(pressing, "/help", stage.sales)
    assert await snapshot(town) == before


@pytest.mark.parametrize("data", ["set:no:::", "set:hours:x:", "set:hours::day.77", "set:::week"])
async def test_a_forged_button_changes_nothing(town: Town, data: str):
    page = await hours_page(town)
    before = await snapshot(town)
    await town.forge(town.stage.olga, page.chat, data, page)
    assert await snapshot(town) == before


async def test_a_neighbour_changes_his_own_and_not_ours(town: Town):
    page = await hours_page(town)
    await town.press(town.stage.olga, page, "Mon-Fri 09:00-18:00")
    nick = await town.with_nick()
    menu = await town.ask(nick, "/settings")
    await town.press(nick, menu, "🕘 Working hours")
    await town.shows(menu, "Now: always")
    assert len(await chosen(town)) == 1


async def test_the_language_of_the_workspace_is_chosen(either_town: Town):
    town = either_town
    olga = town.stage.olga
    olga.language = "zz"
    menu = await town.ask(olga, "/settings")
    await town.press(olga, menu, "🌐 Language")
    await town.shows(menu, "Now: left open, which is English.")
    # Who chose none, and whose Telegram has none that we speak, reads in it at once.
    assert await town.press(olga, menu, "Español") == "Guardado."
    await town.shows(menu, "Ahora: Español.")
    assert await town.forge(olga, menu.chat, "set:language::es", menu) == "Ya está así."
    card = await town.lead("Ada Example")
    assert "Tomar" in labels(card)
    await town.press(olga, menu, "Sin elegir")
    await town.shows(menu, "Now: left open")
    lines = await rows(town, "SELECT details FROM audit WHERE action LIKE '%locale_changed'")
    assert len(lines) == 2
    audit = await town.ask(olga, "/audit")
    assert "language or time zone of the workspace: left open → es" in audit.text
    assert "language or time zone of the workspace: es → left open" in audit.text


async def test_the_time_zone_of_the_workspace_is_pressed_or_typed(town: Town):
    olga = town.stage.olga
    menu = await town.ask(olga, "/settings")
    await town.press(olga, menu, "🕓 Time zone")
    await town.shows(menu, "Now: left open, which is UTC.")
    await town.press(olga, menu, "Berlin")
    await town.shows(menu, "Now: Europe/Berlin")
    assert "✓ Berlin" in labels(menu)
    said = await reply(town, menu, "tokyo")
    assert "Now: Asia/Tokyo" in said.text
    refused = await reply(town, said, "nowhere at all")
    assert "I do not know this one" in refused.text
    found = await rows(town, "SELECT zone FROM workspaces")
    assert found[0].zone == "Asia/Tokyo"
    assert "by the clocks of Asia/Tokyo" in (await hours_page(town)).text


async def test_a_language_and_a_zone_that_are_chosen_at_once_both_stay(either_town: Town):
    town = either_town
    page = await town.ask(town.stage.olga, "/settings")
    both = ("set:language::ru", "set:zone::MADRID")
    await asyncio.gather(*(town.forge(town.stage.olga, page.chat, each, page) for each in both))
    found = await rows(town, "SELECT language, zone FROM workspaces")
    assert tuple(found[0]) == ("ru", "Europe/Madrid")
