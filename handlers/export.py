"""Exports: an admin chooses what is to be in a file, and gets it in private."""

from aiogram import F, Router
from aiogram.enums import ChatAction, ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.export import (
    CancelExportButton,
    ExportButton,
    ExportMove,
    cancelled,
    choice_card,
    export_card,
    goes_to_private,
    write_to_me_first,
)
from cards.reader import Reader, phrase
from domain.caller import Caller, Visitor
from domain.export import Wish
from domain.limits import Rate
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from middlewares.telegram_errors import is_unreachable
from services.exports import Exports

EXPORTS = Rate.parse("6/m:6")

router = Router(name=__name__)


@router.message(Command("export"), flags=needs(Role.ADMIN, menu=phrase("Export leads as a file")))
async def show_choice(message: Message, reader: Reader) -> None:
    """Ask what is to be in the file."""
    await say(message, choice_card(reader, Wish()))


@router.callback_query(
    ExportButton.filter(F.move == ExportMove.START),
    F.message.chat.type == ChatType.PRIVATE,
    flags=needs(Role.ADMIN, at=PRIVATE, rate=EXPORTS),
)
async def start_here(
    query: CallbackQuery,
    callback_data: ExportButton,
    caller: Caller,
    reader: Reader,
    exports: Exports,
) -> None:
    """Begin; this very message tells how far it is."""
    message_id = query.message.message_id if query.message else None
    export = await exports.ask(caller, callback_data.wish, message_id)
    await answer_press(query)
    await show_instead(query, export_card(reader, export, await exports.title(export)))
    # Not before: whoever works on it says in the same message how far it is.
    await exports.begin(export)


@router.callback_query(
    ExportButton.filter(F.move == ExportMove.START), flags=needs(Role.ADMIN, rate=EXPORTS)
)
async def start_in_private(
    query: CallbackQuery,
    callback_data: ExportButton,
    caller: Caller,
    reader: Reader,
    exports: Exports,
) -> None:
    """Begin where the file can arrive, which is not the group where somebody pressed."""
    if not await _can_be_reached(query):
        return await answer_press(query, write_to_me_first(reader), alert=True)
    await exports.ask(caller, callback_data.wish)
    await answer_press(query)
    return await show_instead(query, goes_to_private(reader, query.from_user.full_name))


@router.callback_query(ExportButton.filter(), flags=needs(Role.ADMIN))
async def choose(query: CallbackQuery, callback_data: ExportButton, reader: Reader) -> None:
    """Show what is chosen now."""
    await answer_press(query)
    await show_instead(query, choice_card(reader, callback_data.wish))


@router.callback_query(CancelExportButton.filter(), flags=needs(Role.VIEWER, at=PRIVATE))
async def cancel(
    query: CallbackQuery,
    callback_data: CancelExportButton,
    visitor: Visitor,
    reader: Reader,
    exports: Exports,
) -> None:
    """Do without the file; only whoever asked can, whichever workspace it is from."""
    export = await exports.cancel(visitor.person.id, callback_data.export)
    await answer_press(query, cancelled(reader))
    await show_instead(query, export_card(reader, export, await exports.title(export)))


async def _can_be_reached(query: CallbackQuery) -> bool:
    """Find out whether we may write to the person, who may never have opened our chat."""
    if query.bot is None:
        return False
    try:
        await query.bot.send_chat_action(query.from_user.id, ChatAction.UPLOAD_DOCUMENT)
    except TelegramAPIError as error:
        return not is_unreachable(error)
    return True
