"""Endpoints: other programs that hear of events; their secrets appear in the private chat only."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.endpoint import (
    EndpointButton,
    EndpointMove,
    EndpointsButton,
    endpoint_card,
    endpoints_card,
    event_of,
    events_card,
    new_secret_card,
    remove_card,
    rotate_endpoint_again,
    test_on_its_way,
)
from cards.html import Card
from cards.reader import Reader, phrase
from cards.sending import SendingButton, SendingMove, sending_card
from cards.setup import how_to_use
from domain.caller import Caller, Place, Visitor
from domain.limits import Rate
from domain.roles import Role
from handlers._say import say, show_instead
from handlers._soon import soon
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.endpoints import Endpoints

router = Router(name=__name__)
USAGE = phrase("URL [EVENT ...]")
TESTS = Rate.parse("6/m:3")
LOOKS_UP = Rate.parse("30/m:10")
TEST_PATIENCE = 16.0


@router.message(
    Command("newendpoint"),
    flags=needs(
        Role.ADMIN,
        at=PRIVATE,
        menu=phrase("Make an endpoint that hears of events"),
        usage=phrase("URL [EVENT ...]"),
        rate=LOOKS_UP,
    ),
)
async def new_endpoint(
    message: Message, command: CommandObject, caller: Caller, reader: Reader, endpoints: Endpoints
) -> None:
    """Make an endpoint and show its secret once."""
    if not command.args:
        return await say(message, how_to_use(reader, command.command, USAGE))
    url, *events = command.args.split()
    made = await endpoints.create(caller, url, events)
    return await say(message, new_secret_card(reader, made, rotated=False))


@router.message(Command("endpoints"), flags=needs(Role.ADMIN, menu=phrase("Show the endpoints")))
async def show_endpoints(
    message: Message, caller: Caller, reader: Reader, endpoints: Endpoints
) -> None:
    """List the endpoints."""
    await say(message, endpoints_card(reader, await endpoints.all(caller)))


@router.callback_query(EndpointsButton.filter(), flags=needs(Role.ADMIN))
async def turn_page(
    query: CallbackQuery,
    callback_data: EndpointsButton,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Show a page of the list in place."""
    found = await endpoints.all(caller)
    await answer_press(query)
    await show_instead(query, endpoints_card(reader, found, callback_data.page))


@router.callback_query(
    EndpointButton.filter(F.move == EndpointMove.TEST), flags=needs(Role.ADMIN, rate=TESTS)
)
async def test(
    query: CallbackQuery,
    callback_data: EndpointButton,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Send a test event, and show how it ended as soon as that is known."""
    sent = await endpoints.test(caller, callback_data.endpoint_id)
    await answer_press(query, test_on_its_way(reader))
    found = await soon(lambda: endpoints.tested(caller, sent), TEST_PATIENCE)
    if found:
        about = SendingButton(
            move=SendingMove.SHOW,
            dispatch_id=found.id,
            endpoint_id=callback_data.endpoint_id,
        )
        await show_instead(query, sending_card(reader, found, about))


@router.callback_query(
    EndpointButton.filter(F.move.in_({EndpointMove.ROTATE, EndpointMove.ROTATE_AGAIN})),
    flags=needs(Role.ADMIN, at=PRIVATE),
)
async def rotate(
    query: CallbackQuery,
    callback_data: EndpointButton,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Change the secret, or ask once more while the one before still signs."""
    endpoint_id, number = callback_data.endpoint_id, callback_data.number
    if callback_data.move is EndpointMove.ROTATE:
        endpoint, number = await endpoints.overlap(caller, endpoint_id)
        if number:
            await answer_press(query)
            return await show_instead(query, rotate_endpoint_again(reader, endpoint, number))
    new = await endpoints.rotate(caller, endpoint_id, ending=number)
    await answer_press(query)
    if isinstance(query.message, Message):
        await say(query.message, new_secret_card(reader, new, rotated=True))
    return None


@router.callback_query(
    EndpointButton.filter(F.move == EndpointMove.REMOVE_NOW), flags=needs(Role.ADMIN)
)
async def remove(
    query: CallbackQuery,
    callback_data: EndpointButton,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Let the endpoint go and show the others."""
    await endpoints.remove(caller, callback_data.endpoint_id)
    await answer_press(query)
    await show_instead(query, endpoints_card(reader, await endpoints.all(caller)))


@router.callback_query(EndpointButton.filter(), flags=needs(Role.ADMIN))
async def press(
    query: CallbackQuery,
    callback_data: EndpointButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    endpoints: Endpoints,
) -> None:
    """Show an endpoint, or change it and show what became of it."""
    card = await _after(callback_data, caller, reader, endpoints)
    if card is None:
        private = visitor.place is Place.PRIVATE
        view = await endpoints.look(caller, callback_data.endpoint_id)
        card = endpoint_card(reader, view, private=private)
    await answer_press(query)
    await show_instead(query, card)


async def _after(
    pressed: EndpointButton, caller: Caller, reader: Reader, endpoints: Endpoints
) -> Card | None:
    """Do what was pressed; return the card that comes then, if it is not the endpoint's own."""
    endpoint_id: UUID = pressed.endpoint_id
    match pressed.move:
        case EndpointMove.PAUSE | EndpointMove.RESUME:
            paused = pressed.move is EndpointMove.PAUSE
            await endpoints.pause(caller, endpoint_id, paused=paused)
            return None
        case EndpointMove.EVENTS:
            return events_card(reader, (await endpoints.look(caller, endpoint_id)).endpoint)
        case EndpointMove.EVENT:
            endpoint = await endpoints.toggle(caller, endpoint_id, event_of(pressed))
            return events_card(reader, endpoint)
        case EndpointMove.REMOVE:
            return remove_card(reader, (await endpoints.look(caller, endpoint_id)).endpoint)
        case _:
            return None
