"""Every page of the settings reads well in every language, and all its buttons are understood."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cards.html import plain, units
from cards.reader import Reader
from cards.settings import SettingButton, asked_in, menu_card, page_of, pages, setting_card
from domain.errors import NotFound
from domain.locale import Language, Locale, Wishes
from domain.workspace_settings import SettingsView, WorkspaceSetting, WorkspaceSettings
from tests.cards.samples import a_destination, some_sources

READERS = [Reader(Locale(language, "Europe/Madrid")) for language in Language]
VIEW = SettingsView(
    chats=[a_destination("North", number).chat for number in range(30)],
    sources=some_sources("Website"),
)


Part = tuple[str | None, list[SettingButton]]


def opened(reader: Reader, topic: str, view: SettingsView) -> Iterator[Part]:
    """Yield each part of a page, with the buttons in it."""
    parts: list[str | None] = [None]
    for at in parts:
        card = setting_card(reader, page_of(topic), view, at)
        assert card.buttons is not None
        assert 1 <= units(plain(card)) <= 4096
        pressed = [
            SettingButton.unpack(button.callback_data or "")
            for row in card.buttons.inline_keyboard
            for button in row
        ]
        new = (each.at for each in pressed if each.at and each.choice is None)
        parts += [each for each in dict.fromkeys(new) if each not in parts]
        yield at, pressed
        if page_of(topic).hint(reader, at):
            assert asked_in(card.buttons) == SettingButton(topic=topic, at=at)


def having(new: WorkspaceSetting) -> SettingsView:
    """Return the view with a setting as it is kept and read again."""
    after = replace(VIEW, settings=WorkspaceSettings({new.key: new.model_dump(mode="json")}))
    assert after.settings.of(type(new)) == new
    return after


def test_the_menu_leads_to_every_page():
    for reader in READERS:
        card = menu_card(reader)
        assert card.buttons is not None
        data = [row[0].callback_data or "" for row in card.buttons.inline_keyboard]
        assert [SettingButton.unpack(each).topic for each in data] == list(pages())
        assert asked_in(card.buttons) is None


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.locale.language)
@pytest.mark.parametrize("topic", pages())
def test_every_choice_is_understood_and_chosen_once(topic: str, reader: Reader):
    page = page_of(topic)
    for at, buttons in opened(reader, topic, VIEW):
        for button in (each for each in buttons if each.choice is not None):
            new = page.chosen(VIEW, button.at, button.choice or "")
            after = replace(VIEW, wishes=new) if isinstance(new, Wishes) else having(new)
            card = setting_card(reader, page, after, at)
            assert units(plain(card)) <= 4096


@pytest.mark.parametrize("topic", pages())
@pytest.mark.parametrize(
    "choice", ["", "?", ".", "x.1", "day.9", "from.9999999", "to.-1", "from."]
)
def test_a_forged_choice_is_nothing(topic: str, choice: str):
    with pytest.raises(NotFound):
        page_of(topic).chosen(VIEW, None, choice)


def test_a_topic_that_is_none_is_not_found():
    with pytest.raises(NotFound):
        page_of("nothing")
