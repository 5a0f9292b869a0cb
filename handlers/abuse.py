"""Abuse: the last day as a picture, incidents and what to do about them, and blocks to lift."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.abuse import AbuseButton, AbuseMove, abuse_card, answered, incident_card
from cards.html import Card
from cards.reader import Reader, phrase
from domain.caller import Caller
from domain.errors import NotFound
from domain.limits import Rate
from domain.roles import Role
from handlers._say import say, say_picture, show_instead, show_picture_instead
from middlewares.answers import answer_press
from middlewares.pictures import picture_of_abuse
from middlewares.role import PRIVATE, needs
from services.abuse import Abuse, AbuseView

PICTURES = Rate.parse("12/m:6")
ABOUT_ONE = {AbuseMove.REVIEW, AbuseMove.CHOOSE}
RULINGS = {AbuseMove.BLOCK, AbuseMove.PAUSE, AbuseMove.FINE}

router = Router(name=__name__)


@router.message(
    Command("abuse"),
    flags=needs(
        Role.ADMIN, at=PRIVATE, menu=phrase("Show abuse, and what is blocked"), rate=PICTURES
    ),
)
async def show_abuse(message: Message, caller: Caller, reader: Reader, abuse: Abuse) -> None:
    """Show the last day, and what is done about abuse now."""
    view = await abuse.overview(caller)
    await say_picture(message, await picture_of_abuse(reader, view.day), _card(reader, view))


@router.callback_query(
    AbuseButton.filter(F.move.in_(ABOUT_ONE)), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def show_incident(
    query: CallbackQuery,
    callback_data: AbuseButton,
    caller: Caller,
    reader: Reader,
    abuse: Abuse,
) -> None:
    """Show one incident, or ask for how long its address is to be blocked."""
    view = await abuse.look(caller, _id(callback_data))
    choosing = callback_data.move is AbuseMove.CHOOSE
    card = incident_card(reader, view.incident, view.samples, choosing=choosing)
    await answer_press(query)
    await _show(query, card)


@router.callback_query(
    AbuseButton.filter(F.move.in_(RULINGS)), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def rule(
    query: CallbackQuery,
    callback_data: AbuseButton,
    caller: Caller,
    reader: Reader,
    abuse: Abuse,
) -> None:
    """Do something about an incident, once, and show how it stands."""
    incident_id = _id(callback_data)
    match callback_data.move:
        case AbuseMove.BLOCK:
            await abuse.block(caller, incident_id, callback_data.number)
        case AbuseMove.PAUSE:
            await abuse.pause(caller, incident_id)
        case _:
            await abuse.fine(caller, incident_id)
    await answer_press(query, answered(reader, callback_data.move))
    view = await abuse.look(caller, incident_id)
    await _show(query, incident_card(reader, view.incident, view.samples))


@router.callback_query(AbuseButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE, rate=PICTURES))
async def show_day(
    query: CallbackQuery,
    callback_data: AbuseButton,
    caller: Caller,
    reader: Reader,
    abuse: Abuse,
) -> None:
    """Show the last day in place, after something was lifted if that is asked for."""
    if callback_data.move is AbuseMove.LIFT:
        await abuse.lift(caller, _id(callback_data))
    await answer_press(query, answered(reader, callback_data.move))
    view = await abuse.overview(caller)
    picture = await picture_of_abuse(reader, view.day)
    await show_picture_instead(query, picture, _card(reader, view, callback_data.number))


def _card(reader: Reader, view: AbuseView, page: int = 0) -> Card:
    return abuse_card(reader, view.day, view.incidents, view.measures, page)


def _id(button: AbuseButton) -> UUID:
    if button.id is None:
        raise NotFound
    return button.id


async def _show(query: CallbackQuery, card: Card) -> None:
    """Put the card in the place of the message; under a picture there is no room for it."""
    if isinstance(query.message, Message) and query.message.photo:
        await say(query.message, card)
    else:
        await show_instead(query, card)
