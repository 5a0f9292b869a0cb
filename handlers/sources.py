"""Sources: who may post leads; their secrets appear in the private chat only."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.reader import Reader, phrase
from cards.setup import how_to_use
from cards.source import (
    RENAME_MARK,
    SourceButton,
    SourceMove,
    SourcesButton,
    choose_to_rotate,
    paused_or_not,
    rename_card,
    rotate_again,
    secret_card,
    source_card,
    sources_card,
    test_lead,
    test_under_way,
)
from domain.caller import Caller, Place, Visitor
from domain.errors import NotFound
from domain.limits import Rate
from domain.roles import Role
from domain.source import called
from handlers._question import asked_about
from handlers._say import ask, say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.sources import Sources
from services.trials import Trials

router = Router(name=__name__)
TESTS = Rate.parse("6/m:3")


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
async def show_sources(message: Message, caller: Caller, reader: Reader, sources: Sources) -> None:
    """List the sources."""
    await say(message, sources_card(reader, await sources.all(caller)))


@router.callback_query(SourcesButton.filter(), flags=needs(Role.ADMIN))
async def turn_page(
    query: CallbackQuery,
    callback_data: SourcesButton,
    caller: Caller,
    reader: Reader,
    sources: Sources,
) -> None:
    """Show a page of the list in place."""
    found = await sources.all(caller)
    await answer_press(query)
    await show_instead(query, sources_card(reader, found, callback_data.page))


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
    signing, name = await sources.signing(caller), command.args or ""
    source = called(name, signing)
    if source is None:
        return await say(message, choose_to_rotate(reader, signing, name))
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


@router.callback_query(
    SourceButton.filter(F.move == SourceMove.RENAME), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def ask_name(
    query: CallbackQuery,
    callback_data: SourceButton,
    caller: Caller,
    reader: Reader,
    sources: Sources,
) -> None:
    """Ask for another name of the pressed source."""
    view = await sources.look(caller, callback_data.source_id)
    await answer_press(query)
    if isinstance(query.message, Message):
        await ask(query.message, rename_card(reader, view.source))


@router.message(
    F.text & ~F.text.startswith("/"), asked_about(RENAME_MARK), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def rename(
    message: Message, called: str, caller: Caller, reader: Reader, sources: Sources
) -> None:
    """Call the source as the answer says, and show it."""
    source = await sources.named(caller, called)
    if source is None:
        raise NotFound
    await sources.rename(caller, source.id, message.text or "")
    view = await sources.look(caller, source.id)
    await say(message, source_card(reader, view.source, view.lately, private=True))


@router.callback_query(
    SourceButton.filter(F.move == SourceMove.TEST), flags=needs(Role.ADMIN, rate=TESTS)
)
async def send_test(
    query: CallbackQuery,
    callback_data: SourceButton,
    caller: Caller,
    reader: Reader,
    sources: Sources,
    trials: Trials,
) -> None:
    """Send a lead the whole way that says of itself that it is a test."""
    view = await sources.look(caller, callback_data.source_id)
    await trials.send(caller, view.source.id, *test_lead(reader, view.source))
    await answer_press(query, test_under_way(reader))


@router.callback_query(SourceButton.filter(), flags=needs(Role.ADMIN))
async def press(
    query: CallbackQuery,
    callback_data: SourceButton,
    visitor: Visitor,
    caller: Caller,
    reader: Reader,
    sources: Sources,
) -> None:
    """Show the pressed source in place, after it was paused or resumed if that was asked for."""
    move, source_id, words = callback_data.move, callback_data.source_id, ""
    if move in {SourceMove.PAUSE, SourceMove.RESUME}:
        paused = move is SourceMove.PAUSE
        words = paused_or_not(reader, await sources.pause(caller, source_id, paused=paused))
    view = await sources.look(caller, source_id)
    await answer_press(query, words)
    private = visitor.place is Place.PRIVATE
    await show_instead(query, source_card(reader, view.source, view.lately, private=private))
