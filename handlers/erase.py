"""Erasing: an admin is shown whom a lead is about, and erases it for good or not."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.erase import EraseButton, EraseMove, ask_card, erased_card, kept_card
from cards.lists import no_such_lead, number_in
from cards.reader import Reader, phrase
from cards.setup import how_to_use
from domain.caller import Caller
from domain.errors import NotFound
from domain.lead import LeadId
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.erasing import Erasing

router = Router(name=__name__)


@router.message(
    Command("erase"),
    flags=needs(Role.ADMIN, menu=phrase("Erase a lead for good"), usage=phrase("NUMBER")),
)
async def ask_to_erase(
    message: Message, command: CommandObject, caller: Caller, erasing: Erasing, reader: Reader
) -> None:
    """Show whom the lead is about, and ask."""
    number = number_in(command.args)
    if number is None:
        return await say(message, how_to_use(reader, command.command, "NUMBER"))
    try:
        return await say(message, ask_card(reader, await erasing.look(caller, number)))
    except NotFound:
        return await say(message, no_such_lead(reader, number))


@router.callback_query(
    EraseButton.filter(F.move == EraseMove.GO),
    flags=needs(Role.ADMIN),
)
async def erase(
    query: CallbackQuery,
    callback_data: EraseButton,
    caller: Caller,
    erasing: Erasing,
    reader: Reader,
) -> None:
    """Erase it."""
    try:
        number = (await erasing.erase(caller, LeadId(callback_data.lead_id))).number
    except NotFound:
        # The question shows the person as well; it must not stay where somebody was faster.
        await show_instead(query, erased_card(reader, callback_data.number))
        raise
    await answer_press(query)
    await show_instead(query, erased_card(reader, number))


@router.callback_query(
    EraseButton.filter(F.move == EraseMove.KEEP),
    flags=needs(Role.ADMIN),
)
async def keep(query: CallbackQuery, callback_data: EraseButton, reader: Reader) -> None:
    """Leave it as it is."""
    await answer_press(query)
    await show_instead(query, kept_card(reader, callback_data.number))
