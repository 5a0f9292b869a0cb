"""What endpoints were told: the log of it, read in place, and sending again."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.endpoint import SendingsButton, Which
from cards.html import Card
from cards.reader import Reader, phrase
from cards.sending import (
    PERIODS,
    ReplayButton,
    SendingButton,
    SendingMove,
    replayed,
    sending_card,
    sendings_card,
    since_when_card,
)
from domain.caller import Caller
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.endpoints import Endpoints

router = Router(name=__name__)


@router.message(
    Command("deliveries"), flags=needs(Role.ADMIN, menu=phrase("Show what endpoints were told"))
)
async def show_sendings(
    message: Message, caller: Caller, reader: Reader, endpoints: Endpoints
) -> None:
    """Show the newest page of the log."""
    await say(message, await _page(SendingsButton(page=0), caller, reader, endpoints))


@router.callback_query(SendingsButton.filter(), flags=needs(Role.ADMIN))
async def turn_page(
    query: CallbackQuery,
    callback_data: SendingsButton,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Show a page of the log in place."""
    card = await _page(callback_data, caller, reader, endpoints)
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(SendingButton.filter(), flags=needs(Role.ADMIN))
async def press(
    query: CallbackQuery,
    callback_data: SendingButton,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Show one dispatch, or send it again and show it then."""
    if callback_data.move is SendingMove.AGAIN:
        sent = await endpoints.replay(caller, callback_data.dispatch_id)
        await answer_press(query, replayed(reader, 1))
    else:
        sent = await endpoints.sending(caller, callback_data.dispatch_id)
        await answer_press(query)
    await show_instead(query, sending_card(reader, sent, callback_data))


@router.callback_query(ReplayButton.filter(F.hours.in_(set(PERIODS))), flags=needs(Role.ADMIN))
async def replay_all(
    query: CallbackQuery,
    callback_data: ReplayButton,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Send again all that failed since then, and show the log."""
    within, endpoint_id = timedelta(hours=callback_data.hours), callback_data.endpoint_id
    count = await endpoints.replay_failed(caller, within, endpoint_id)
    await answer_press(query, replayed(reader, count))
    here = SendingsButton(page=0, endpoint_id=endpoint_id)
    await show_instead(query, await _page(here, caller, reader, endpoints))


@router.callback_query(ReplayButton.filter(), flags=needs(Role.ADMIN))
async def since_when(query: CallbackQuery, callback_data: ReplayButton, reader: Reader) -> None:
    """Ask from when on."""
    await answer_press(query)
    await show_instead(query, since_when_card(reader, callback_data.endpoint_id))


async def _page(
    here: SendingsButton, caller: Caller, reader: Reader, endpoints: Endpoints
) -> Card:
    failed = here.which is Which.FAILED
    found = await endpoints.sendings(caller, here.endpoint_id, failed=failed, page=here.page)
    return sendings_card(reader, found, here)
