"""Filters of endpoints: the page that says of which sources and statuses one hears."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from cards.endpoint_buttons import FilterButton, FilterMove
from cards.endpoint_filters import filters_card, page_with, status_of
from cards.reader import Reader
from domain.caller import Caller
from domain.errors import NotFound
from domain.roles import Role
from handlers._say import show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.shaping import Shaping

router = Router(name=__name__)
SOURCES = {FilterMove.SOURCE, FilterMove.NO_SOURCE}
STATUSES = {FilterMove.STATUS, FilterMove.NO_STATUS}


@router.callback_query(FilterButton.filter(F.move.in_(SOURCES)), flags=needs(Role.ADMIN))
async def choose_source(
    query: CallbackQuery,
    callback_data: FilterButton,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
) -> None:
    """Let the endpoint hear of a source, or no longer, and show what it hears of."""
    endpoint_id, heard = callback_data.endpoint_id, callback_data.move is FilterMove.SOURCE
    known = await shaping.look(caller, endpoint_id)
    source_id = known.source_numbered(callback_data.number)
    if source_id is None:
        raise NotFound
    now = await shaping.hear_source(caller, endpoint_id, source_id, heard=heard)
    await answer_press(query)
    await show_instead(query, filters_card(reader, now, page_with(now, source_id)))


@router.callback_query(FilterButton.filter(F.move.in_(STATUSES)), flags=needs(Role.ADMIN))
async def choose_status(
    query: CallbackQuery,
    callback_data: FilterButton,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
) -> None:
    """Let the endpoint wait for a status, or no longer, and show what it hears of."""
    status = status_of(callback_data)
    if status is None:
        raise NotFound
    heard = callback_data.move is FilterMove.STATUS
    now = await shaping.hear_status(caller, callback_data.endpoint_id, status, heard=heard)
    await answer_press(query)
    await show_instead(query, filters_card(reader, now))


@router.callback_query(FilterButton.filter(), flags=needs(Role.ADMIN))
async def show_filters(
    query: CallbackQuery,
    callback_data: FilterButton,
    caller: Caller,
    reader: Reader,
    shaping: Shaping,
) -> None:
    """Show what the endpoint hears of, and a page of the sources."""
    found = await shaping.look(caller, callback_data.endpoint_id)
    await answer_press(query)
    await show_instead(query, filters_card(reader, found, callback_data.number))
