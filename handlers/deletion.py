"""Deletion: an owner ends a workspace by typing its name, or takes that back."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.reader import Reader, phrase
from cards.workspace import DeletionButton, ending_card, kept_card, type_the_name_card
from domain.caller import Caller, Visitor
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.deletions import Deletions

router = Router(name=__name__)


@router.message(
    Command("delete_workspace"),
    flags=needs(Role.OWNER, at=PRIVATE, menu=phrase("Delete this workspace")),
)
async def delete_workspace(
    message: Message, caller: Caller, deletions: Deletions, reader: Reader
) -> None:
    """Ask for the workspace's name, or show when it ends and how it is kept."""
    now = await deletions.look(caller)
    if now.delete_at:
        return await say(message, ending_card(reader, now.title, now.delete_at))
    return await say(message, type_the_name_card(reader, await deletions.ask(caller)))


async def is_awaited(message: Message, visitor: Visitor, deletions: Deletions) -> bool:  # noqa: ARG001 -- aiogram's signature
    """Tell whether this owner is about to type the name of a workspace to delete."""
    caller = visitor.caller
    if caller is None or not caller.is_at_least(Role.OWNER):
        return False
    return await deletions.awaits(caller)


@router.message(
    F.chat.type == "private",
    F.text & ~F.text.startswith("/"),
    is_awaited,
    flags=needs(Role.OWNER, at=PRIVATE),
)
async def type_name(
    message: Message, caller: Caller, deletions: Deletions, reader: Reader
) -> None:
    """Begin the days of grace if the name is right."""
    now = await deletions.confirm(caller, message.text or "")
    if now.delete_at:
        await say(message, ending_card(reader, now.title, now.delete_at))


@router.callback_query(DeletionButton.filter(), flags=needs(Role.OWNER, at=PRIVATE))
async def keep(query: CallbackQuery, caller: Caller, deletions: Deletions, reader: Reader) -> None:
    """Take the deletion back."""
    kept = await deletions.keep(caller)
    await answer_press(query)
    await show_instead(query, kept_card(reader, kept.title))
