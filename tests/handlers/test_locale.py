"""People choose a language and a clock; groups read as their workspace does."""

import pytest

from domain.chat import Unreachable
from domain.locale import Language, Wishes
from sandbox.model import Person
from tests.handlers.forums import card_in
from tests.world import Town, labels


async def test_everybody_is_spoken_to_as_they_chose(town: Town):
    anna = town.stage.anna
    card = await town.ask(anna, "/language")
    assert labels(card) == ["English", "Русский", "Español", "✓ As Telegram is set"]
    assert await town.press(anna, card, "Español") == "Con usted hablo en este idioma: Español."
    await town.shows(card, "Con usted hablo en este idioma")
    assert "✓ Español" in labels(card)
    assert "Su rol en Nordlicht Solar" in (await town.ask(anna, "/help")).text
    # Nobody else is concerned.
    assert "You are an owner" in (await town.ask(town.stage.olga, "/help")).text
    assert await town.press(anna, card, "Como en Telegram") == "I speak English with you."


async def test_a_stranger_reads_as_their_telegram_is_set(town: Town):
    ivan = town.world.add_person("Ivan", language="ru")
    assert (await town.ask(ivan, "/start")).text.startswith("Здравствуйте, Ivan.")


async def test_a_press_in_a_group_is_about_whoever_pressed(town: Town):
    anna, olga, sales = town.stage.anna, town.stage.olga, town.stage.sales
    card = await town.ask(anna, "/language", sales)
    await town.press(olga, card, "Русский")
    assert "✓ As Telegram is set" in labels(card)
    assert "Ваша роль" in (await town.ask(olga, "/help")).text
    assert "You are an agent" in (await town.ask(anna, "/help")).text


@pytest.mark.parametrize(
    ("typed", "zone"), [("Europe/Madrid", "Europe/Madrid"), ("new york", "America/New_York")]
)
async def test_a_time_zone_is_typed(town: Town, typed: str, zone: str):
    answer = await town.ask(town.stage.anna, f"/timezone {typed}")
    assert f"Your time zone is {zone}: it is" in answer.text


async def test_an_unknown_zone_is_refused_and_changes_nothing(town: Town):
    anna: Person = town.stage.anna
    answer = await town.ask(anna, "/timezone Europe/Madird")
    assert answer.text == ("Time zone: I do not know this one; near to it are Europe/Madrid.")
    assert "UTC" in (await town.ask(anna, "/timezone")).text


async def test_a_zone_is_pressed_and_left_open_again(town: Town):
    anna = town.stage.anna
    card = await town.ask(anna, "/timezone")
    assert "Your time zone is Europe/Moscow" in await town.press(anna, card, "Moscow")
    await town.shows(card, "Europe/Moscow")
    assert "✓ Moscow" in labels(card)
    assert "Your time zone is UTC" in await town.press(anna, card, "As the workspace")


async def test_cards_in_a_group_are_in_the_language_of_its_workspace(town: Town):
    settings, olga = town.house.services.settings, await town.caller(town.stage.olga)
    wishes = Wishes(Language.SPANISH, "Europe/Madrid")
    await settings.change(olga, lambda _: wishes)
    assert (await settings.look(olga)).wishes == wishes
    card = await town.lead()
    assert labels(card) == ["Tomar", "Spam", "Más"]
    # The group's card stays in the group's language, the answer is in Anna's own.
    assert await town.press(town.stage.anna, card, "Tomar") == "You have taken #1. It is yours."
    await town.shows(card, "tomado")
    await town.press(town.stage.anna, card, "Más")
    assert "Historial" in await town.has_button(card, "Historial")


async def test_a_notice_is_in_the_language_that_its_reader_chose(town: Town):
    olga = town.stage.olga
    card = await town.ask(olga, "/language")
    await town.press(olga, card, "Русский")
    await town.house.services.chats.lost(town.stage.sales.id, Unreachable.KICKED)
    private = town.world.private(olga, town.stage.bot)
    told = await card_in(town, private, "⏸")
    assert told.text.startswith("⏸ Я не могу писать в Sales: меня удалили из него.")
