"""Senders of sources: form builders and other programs, set up in the private chat only."""

from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.reader import Reader
from cards.sender import (
    SECRET_MARK,
    ask_secret_card,
    delete_it_yourself,
    kind_titled,
    make_again_card,
    remove_sender_card,
    sender_card,
    sender_removed,
    senders_card,
    set_up_card,
)
from cards.sender_buttons import SenderButton, SenderMove
from domain.caller import Caller
from domain.errors import NotFound
from domain.roles import Role
from domain.sender import sender_kind
from handlers._question import asked_about
from handlers._say import ask, deleted, say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.senders import Senders
from services.sources import Sources

router = Router(name=__name__)


@router.callback_query(
    SenderButton.filter(F.move.in_({SenderMove.MAKE, SenderMove.RENEW})),
    flags=needs(Role.ADMIN, at=PRIVATE),
)
async def make(
    query: CallbackQuery,
    callback_data: SenderButton,
    caller: Caller,
    reader: Reader,
    senders: Senders,
    public_url: str,
) -> None:
    """Let a sender post with a new secret, or ask once more while the one before still works.

    Whoever presses twice to set it up sees that it is, and does not change its secret again.
    """
    source_id, kind = callback_data.source_id, callback_data.at or ""
    view, ending = await senders.overlap(caller, source_id)
    sender = view.sender if view.sender and view.sender.format == kind else None
    if sender and callback_data.move is SenderMove.MAKE:
        card = sender_card(reader, view.source, sender, sender_kind(kind))
    elif sender and ending:
        card = make_again_card(reader, view.source, sender, ending)
    else:
        card = await _made(reader, caller, source_id, kind, senders, public_url)
    await answer_press(query)
    if isinstance(query.message, Message):
        await say(query.message, card)


@router.callback_query(
    SenderButton.filter(F.move == SenderMove.AGAIN), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def make_again(
    query: CallbackQuery,
    callback_data: SenderButton,
    caller: Caller,
    reader: Reader,
    senders: Senders,
    public_url: str,
) -> None:
    """Make another secret although the one before still works; that one ends."""
    source_id, ending = callback_data.source_id, callback_data.ending
    kind = (await senders.look(caller, source_id)).required_sender.format
    card = await _made(reader, caller, source_id, kind, senders, public_url, ending)
    await answer_press(query)
    if isinstance(query.message, Message):
        await say(query.message, card)


async def _made(  # noqa: PLR0913, PLR0917 -- a verb, and what shows its outcome
    reader: Reader,
    caller: Caller,
    source_id: UUID,
    kind: str,
    senders: Senders,
    public_url: str,
    ending: int | None = None,
) -> Card:
    view = await senders.make(caller, source_id, kind, ending=ending)
    return set_up_card(reader, view.source, view.required_sender, public_url)


@router.callback_query(
    SenderButton.filter(F.move == SenderMove.GIVE), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def ask_secret(
    query: CallbackQuery,
    callback_data: SenderButton,
    caller: Caller,
    reader: Reader,
    senders: Senders,
) -> None:
    """Ask for the secret that the sender made."""
    view = await senders.look(caller, callback_data.source_id)
    kind = sender_kind(callback_data.at or "")
    await answer_press(query)
    if isinstance(query.message, Message):
        await ask(query.message, ask_secret_card(reader, view.source, kind))


@router.message(
    F.text & ~F.text.startswith("/"), asked_about(SECRET_MARK), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def take_secret(  # noqa: PLR0913, PLR0917 -- handed over by name
    message: Message,
    called: str,
    besides: list[str],
    caller: Caller,
    reader: Reader,
    sources: Sources,
    senders: Senders,
    public_url: str,
) -> None:
    """Keep the secret that the answer holds, and delete the answer whatever becomes of it."""
    if not await deleted(message):
        await say(message, delete_it_yourself(reader))
    source = await sources.named(caller, called)
    kind = kind_titled(besides[0]) if besides else None
    if source is None or kind is None:
        raise NotFound
    view = await senders.take(caller, source.id, kind.name, message.text or "")
    await say(message, set_up_card(reader, view.source, view.required_sender, public_url))


@router.callback_query(
    SenderButton.filter(F.move == SenderMove.ASK_REMOVE), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def ask_to_remove(
    query: CallbackQuery,
    callback_data: SenderButton,
    caller: Caller,
    reader: Reader,
    senders: Senders,
) -> None:
    """Ask whether the sender shall go."""
    view = await senders.look(caller, callback_data.source_id)
    card = remove_sender_card(reader, view.source, view.required_sender)
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(
    SenderButton.filter(F.move == SenderMove.REMOVE), flags=needs(Role.ADMIN, at=PRIVATE)
)
async def remove(
    query: CallbackQuery,
    callback_data: SenderButton,
    caller: Caller,
    reader: Reader,
    senders: Senders,
) -> None:
    """Let the sender go, and show which ones there can be."""
    view = await senders.remove(caller, callback_data.source_id, callback_data.at or "")
    await answer_press(query, sender_removed(reader))
    await show_instead(query, senders_card(reader, view.source, view.sender))


@router.callback_query(SenderButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def show(
    query: CallbackQuery,
    callback_data: SenderButton,
    caller: Caller,
    reader: Reader,
    senders: Senders,
) -> None:
    """Show every sender, or one of them."""
    view = await senders.look(caller, callback_data.source_id)
    if callback_data.move is SenderMove.SHOW:
        kind = sender_kind(callback_data.at or "")
        card = sender_card(reader, view.source, view.sender, kind)
    else:
        card = senders_card(reader, view.source, view.sender)
    await answer_press(query)
    await show_instead(query, card)
