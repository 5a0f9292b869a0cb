"""API keys: what programs call with; a key appears once, in the private chat."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.api_key import (
    KeyButton,
    KeyMove,
    KeysButton,
    key_card,
    key_revoked,
    key_secret_card,
    keys_card,
    new_key_help,
    revoke_key_card,
)
from cards.reader import Reader, phrase
from domain.caller import Caller, Place, Visitor
from domain.key_request import KeyRequest
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.api_keys import ApiKeys

router = Router(name=__name__)


@router.message(
    Command("newkey"),
    flags=needs(
        Role.ADMIN,
        at=PRIVATE,
        menu=phrase("Make an API key for a program"),
        usage=phrase("NAME SCOPE ..."),
    ),
)
async def new_key(
    message: Message,
    command: CommandObject,
    caller: Caller,
    reader: Reader,
    api_keys: ApiKeys,
    public_url: str,
) -> None:
    """Make a key and show it once."""
    if not command.args:
        return await say(message, new_key_help(reader))
    new = await api_keys.create(caller, KeyRequest.read(command.args))
    card = key_secret_card(reader, new.key, new.token, public_url, rotated=False)
    return await say(message, card)


@router.message(Command("keys"), flags=needs(Role.ADMIN, menu=phrase("Show the API keys")))
async def show_keys(message: Message, caller: Caller, reader: Reader, api_keys: ApiKeys) -> None:
    """List the keys."""
    await say(message, keys_card(reader, await api_keys.all(caller), api_keys.now()))


@router.callback_query(KeysButton.filter(), flags=needs(Role.ADMIN))
async def turn_page(
    query: CallbackQuery,
    callback_data: KeysButton,
    caller: Caller,
    reader: Reader,
    api_keys: ApiKeys,
) -> None:
    """Show a page of the list in place."""
    found = await api_keys.all(caller)
    await answer_press(query)
    await show_instead(query, keys_card(reader, found, api_keys.now(), callback_data.page))


@router.callback_query(
    KeyButton.filter(F.move == KeyMove.ROTATE), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def rotate(
    query: CallbackQuery,
    callback_data: KeyButton,
    caller: Caller,
    reader: Reader,
    api_keys: ApiKeys,
    public_url: str,
) -> None:
    """Give the pressed key a new secret and show it once."""
    new = await api_keys.rotate(caller, callback_data.key_id)
    await answer_press(query)
    if isinstance(query.message, Message):
        card = key_secret_card(reader, new.key, new.token, public_url, rotated=True)
        await say(query.message, card)


@router.callback_query(KeyButton.filter(F.move == KeyMove.REVOKE_NOW), flags=needs(Role.ADMIN))
async def revoke(
    query: CallbackQuery,
    callback_data: KeyButton,
    caller: Caller,
    reader: Reader,
    api_keys: ApiKeys,
) -> None:
    """Let the pressed key count no more, and show those that are left."""
    gone = await api_keys.revoke(caller, callback_data.key_id)
    await answer_press(query, key_revoked(reader, gone))
    left = await api_keys.all(caller)
    await show_instead(query, keys_card(reader, left, api_keys.now(), callback_data.page))


@router.callback_query(KeyButton.filter(), flags=needs(Role.ADMIN))
async def press(
    query: CallbackQuery,
    callback_data: KeyButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    api_keys: ApiKeys,
) -> None:
    """Show the pressed key in place, or ask once more before it is revoked."""
    key, maker = await api_keys.look(caller, callback_data.key_id)
    page = callback_data.page
    await answer_press(query)
    if callback_data.move is KeyMove.REVOKE:
        return await show_instead(query, revoke_key_card(reader, key, page))
    private = visitor.place is Place.PRIVATE
    card = key_card(reader, key, maker, api_keys.now(), page, private=private)
    return await show_instead(query, card)
