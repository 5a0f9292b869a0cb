"""Settings: a menu of what admins decide for their workspace, changed in place."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.reader import Reader, phrase
from cards.settings import (
    SettingButton,
    asked_in,
    menu_card,
    page_of,
    saved,
    setting_card,
)
from domain.caller import Caller, Visitor
from domain.roles import Role
from handlers._question import asked_by
from handlers._reader import reader_now
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.doors import Doors
from services.workspace_settings import WorkspaceSettings

router = Router(name=__name__)


@router.message(
    Command("settings"), flags=needs(Role.ADMIN, menu=phrase("Set up how your workspace works"))
)
async def show_settings(message: Message, reader: Reader) -> None:
    """Show the menu."""
    await say(message, menu_card(reader))


@router.callback_query(SettingButton.filter(F.choice), flags=needs(Role.ADMIN))
async def choose(
    query: CallbackQuery,
    callback_data: SettingButton,
    visitor: Visitor,
    caller: Caller,
    settings: WorkspaceSettings,
    doors: Doors,
) -> None:
    """Choose a value, and show what it is now, in the language that may be another one now."""
    page, at = page_of(callback_data.topic or ""), callback_data.at
    choice = callback_data.choice or ""
    new = await settings.change(caller, lambda view: page.chosen(view, at, choice))
    reader = await reader_now(doors, visitor, query.message)
    await answer_press(query, saved(reader, new=bool(new)))
    await show_instead(query, setting_card(reader, page, await settings.look(caller), at))


@router.callback_query(SettingButton.filter(), flags=needs(Role.ADMIN))
async def open_page(
    query: CallbackQuery,
    callback_data: SettingButton,
    caller: Caller,
    reader: Reader,
    settings: WorkspaceSettings,
) -> None:
    """Show the menu, or the page of a setting."""
    card = menu_card(reader)
    if callback_data.topic is not None:
        page, view = page_of(callback_data.topic), await settings.look(caller)
        card = setting_card(reader, page, view, callback_data.at)
    await answer_press(query)
    await show_instead(query, card)


@router.message(F.text & ~F.text.startswith("/"), asked_by(asked_in), flags=needs(Role.ADMIN))
async def type_value(
    message: Message,
    asked: SettingButton,
    caller: Caller,
    reader: Reader,
    settings: WorkspaceSettings,
) -> None:
    """Read the value from the reply, and show what it is now."""
    page, at, text = page_of(asked.topic or ""), asked.at, message.text or ""
    await settings.change(caller, lambda view: page.typed(view, at, text))
    await say(message, setting_card(reader, page, await settings.look(caller), at))
