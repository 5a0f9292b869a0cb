"""Figures about leads as a picture, for a period that is chosen by a word or a button."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.reader import Reader, phrase
from cards.setup import how_to_use
from cards.stats import StatsButton, stats_card
from domain.caller import Caller
from domain.errors import Invalid
from domain.limits import Rate
from domain.roles import Role
from handlers._say import say, say_picture, show_picture_instead
from middlewares.answers import answer_press
from middlewares.pictures import picture_of
from middlewares.role import needs
from services.statistics import Statistics

USAGE = "[7d | today | yesterday | month]"
PICTURES = Rate.parse("12/m:6")

router = Router(name=__name__)


@router.message(
    Command("stats"),
    flags=needs(Role.VIEWER, menu=phrase("Show figures about leads"), usage=USAGE, rate=PICTURES),
)
async def show_stats(
    message: Message,
    command: CommandObject,
    caller: Caller,
    statistics: Statistics,
    reader: Reader,
) -> None:
    """Show the figures of a period, the last seven days unless another one is named."""
    try:
        stats = await statistics.of(caller, command.args or "")
    except Invalid:
        return await say(message, how_to_use(reader, "stats", USAGE))
    await say_picture(message, await picture_of(reader, stats), stats_card(reader, stats))
    return None


@router.callback_query(StatsButton.filter(), flags=needs(Role.VIEWER, rate=PICTURES))
async def choose_period(
    query: CallbackQuery,
    callback_data: StatsButton,
    caller: Caller,
    statistics: Statistics,
    reader: Reader,
) -> None:
    """Show another period in the place of this one."""
    await answer_press(query)
    stats = await statistics.of(caller, callback_data.span.value)
    picture = await picture_of(reader, stats)
    await show_picture_instead(query, picture, stats_card(reader, stats))
