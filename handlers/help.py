"""Help: what this person may do here."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from cards.reader import Reader, phrase
from cards.setup import help_card
from cards.workspace import with_its_end
from domain.caller import Visitor
from handlers._say import say
from middlewares.role import ANYWHERE, DeclaredCommand, needs
from services.deletions import Deletions
from services.workspaces import Workspaces

router = Router(name=__name__)


@router.message(
    Command("help"), flags=needs(None, at=ANYWHERE, menu=phrase("Show what you can do here"))
)
async def show_help(
    message: Message,
    visitor: Visitor,
    reader: Reader,
    commands: Sequence[DeclaredCommand],
    workspaces: Workspaces,
    deletions: Deletions,
) -> None:
    """List the commands that serve this person in this chat."""
    usable = [
        (each.name, each.needs.usage, each.needs.menu or "")
        for each in commands
        if each.serves(visitor, may_found=workspaces.may_create(visitor))
    ]
    caller = visitor.caller
    name = await workspaces.name_of(caller.workspace_id) if caller else None
    card = help_card(reader, usable, caller.role if caller else None, name)
    end = (await deletions.look(caller)).delete_at if caller else None
    await say(message, with_its_end(reader, card, end))
