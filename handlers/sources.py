"""Sources: who may post leads; their secrets appear in the private chat only."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.reader import Reader, phrase
from cards.setup import how_to_use
from cards.source import (
    SourceButton,
    SourceMove,
    choose_to_rotate,
    paused_or_not,
    rotate_again,
    secret_card,
    sources_card,
)
from domain.caller import Caller, Place, Visitor
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.sources import Sources

router = Router(name=__name__)


@router.message(
    Command("newsource"),
    flags=needs(
        Role.ADMIN,
        at=PRIVATE,
        menu=phrase("Make a source that may post leads"),
        usage=phrase("NAME"),
    ),
)
async def new_source(
    message: Message,
    command: CommandObject,
    caller: Caller,
    reader: Reader,
    sources: Sources,
    public_url: str,
) -> None:
    """Make a source and show its secret once."""
    if not command.args:
        return await say(message, how_to_use(reader, command.command, phrase("NAME")))
    source = await sources.create(caller, command.args)
    return await say(message, secret_card(reader, source, public_url, rotated=False))


@router.message(Command("sources"), flags=needs(Role.ADMIN, menu=phrase("Show the sources")))
async def show_sources(
    message: Message, visitor: Visitor, caller: Caller, reader: Reader, sources: Sources
) -> None:
    """List the sources."""
    private = visitor.place is Place.PRIVATE
    await say(message, sources_card(reader, await sources.all(caller), private=private))


@router.message(
    Command("rotate"),
    flags=needs(
        Role.ADMIN, at=PRIVATE, menu=phrase("Change a source's secret"), usage=phrase("[NAME]")
    ),
)
async def rotate(
    message: Message,
    command: CommandObject,
    caller: Caller,
    reader: Reader,
    sources: Sources,
    public_url: str,
) -> None:
    """Change the secret of the named source, or ask which one is meant."""
    if not command.args:
        return await say(message, choose_to_rotate(reader, await sources.all(caller)))
    source = await sources.named(caller, command.args)
    if source is None:
        return await say(
            message, choose_to_rotate(reader, await sources.all(caller), command.args)
        )
    return await say(message, await _rotated(reader, caller, source.id, sources, public_url))


async def _rotated(
    reader: Reader, caller: Caller, source_id: UUID, sources: Sources, public_url: str
) -> Card:
    """Change the secret, or ask once more while the one before still works."""
    source, ending = await sources.overlap(caller, source_id)
    if ending:
        return rotate_again(reader, source, ending)
    return secret_card(reader, await sources.rotate(caller, source_id), public_url, rotated=True)


@router.callback_query(
    SourceButton.filter(F.move.in_({SourceMove.ROTATE, SourceMove.ROTATE_AGAIN})),
    flags=needs(Role.ADMIN, at=PRIVATE),
)
async def press_rotate(
    query: CallbackQuery,
    callback_data: SourceButton,
    caller: Caller,
    reader: Reader,
    sources: Sources,
    public_url: str,
) -> None:
    """Change the secret of the pressed source."""
    source_id, ending = callback_data.source_id, callback_data.ending
    if callback_data.move is SourceMove.ROTATE_AGAIN:
        new = await sources.rotate(caller, source_id, ending=ending)
        card = secret_card(reader, new, public_url, rotated=True)
    else:
        card = await _rotated(reader, caller, source_id, sources, public_url)
    await answer_press(query)
    if isinstance(query.message, Message):
        await say(query.message, card)


@router.callback_query(SourceButton.filter(), flags=needs(Role.ADMIN))
async def press_pause(
    query: CallbackQuery,
    callback_data: SourceButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    sources: Sources,
) -> None:
    """Pause or resume the pressed source."""
    paused = callback_data.move is SourceMove.PAUSE
    source = await sources.pause(caller, callback_data.source_id, paused=paused)
    await answer_press(query, paused_or_not(reader, source))
    if isinstance(query.message, Message):
        private = visitor.place is Place.PRIVATE
        await show_instead(
            query.message, sources_card(reader, await sources.all(caller), private=private)
        )
