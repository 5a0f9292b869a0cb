"""How the settings of a workspace look: the menu, and the page of each."""

from functools import cache

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

import cards.settings_pages
from cards.buttons import button, keyboard
from cards.html import Card
from cards.reader import Reader
from cards.settings_pages._page import Option, Page
from domain.errors import NotFound
from domain.plugins import modules_in
from domain.workspace_settings import SettingsView

WORD = 18
"""Letters that each word in a button may have, so that three of them fit."""


class SettingButton(CallbackData, prefix="set"):
    """A press on a button of a setting; without a topic it shows the menu.

    ``at`` names a part of the topic's page, and ``choice`` the value that is chosen there.
    """

    topic: str | None = Field(default=None, max_length=WORD)
    at: str | None = Field(default=None, max_length=WORD)
    choice: str | None = Field(default=None, max_length=WORD)


@cache
def pages() -> dict[str, Page]:
    """Return every page by its topic, in the order of the menu."""
    found: list[Page] = [module.PAGE for module in modules_in(cards.settings_pages)]
    return {each.topic: each for each in sorted(found, key=lambda page: page.order)}


def page_of(topic: str) -> Page:
    """Return the page of a topic, or refuse with NotFound."""
    if topic not in pages():
        raise NotFound
    return pages()[topic]


def menu_card(reader: Reader) -> Card:
    """Show what can be set up."""
    rows = [
        [button(page.title(reader), SettingButton(topic=page.topic))] for page in pages().values()
    ]
    text = reader.say("⚙️ <b>Settings of the workspace</b>\n\nChoose what to look at or change.")
    return Card(text, keyboard(rows))


def setting_card(reader: Reader, page: Page, view: SettingsView, at: str | None = None) -> Card:
    """Show one setting, or a part of it: what it means, what it is now, and what it may be."""
    rows = [
        [_option(page, at, each) for each in row] for row in page.options(reader, view, at) if row
    ]
    rows.append([_above(reader, page, at)])
    hint = page.hint(reader, at)
    parts = [page.title(reader), page.text(reader, view, at), *([hint] if hint else [])]
    return Card("\n\n".join(parts), keyboard(rows))


def asked_in(buttons: InlineKeyboardMarkup | None) -> SettingButton | None:
    """Return the page, or part of one, that a message of ours shows; None where it shows none.

    It is known by the buttons that choose a value on it.
    """
    for row in buttons.inline_keyboard if buttons else ():
        for each in row:
            pressed = _unpacked(each.callback_data or "")
            if pressed and pressed.topic and pressed.choice:
                return SettingButton(topic=pressed.topic, at=pressed.at)
    return None


def _unpacked(data: str) -> SettingButton | None:
    try:
        return SettingButton.unpack(data)
    except (TypeError, ValueError):
        return None


def _above(reader: Reader, page: Page, at: str | None) -> InlineKeyboardButton:
    """Lead back to the page of the setting, or to the menu."""
    if at:
        return button(f"« {page.title(reader)}", SettingButton(topic=page.topic))
    return button(reader.say("« Settings"), SettingButton())


def _option(page: Page, at: str | None, option: Option) -> InlineKeyboardButton:
    label = f"✓ {option.label}" if option.chosen else option.label
    return button(label, SettingButton(topic=page.topic, at=option.at or at, choice=option.choice))


def saved(reader: Reader, *, new: bool) -> str:
    """Tell the one who pressed that it is so from now on, or was so before."""
    return reader.say("Saved.") if new else reader.say("It is so already.")
