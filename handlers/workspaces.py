"""Workspaces: to begin one."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from cards.reader import Reader, phrase
from cards.setup import how_to_use, workspace_created
from domain.caller import Visitor
from handlers._say import say
from middlewares.role import PRIVATE, needs
from services.workspaces import Workspaces

router = Router(name=__name__)


@router.message(
    Command("newworkspace"),
    flags=needs(
        None, at=PRIVATE, menu=phrase("Begin a workspace"), usage=phrase("NAME"), founder=True
    ),
)
async def new_workspace(
    message: Message,
    command: CommandObject,
    visitor: Visitor,
    reader: Reader,
    workspaces: Workspaces,
) -> None:
    """Begin a workspace with this person as its owner."""
    if not command.args and workspaces.may_create(visitor):
        return await say(message, how_to_use(reader, command.command, phrase("NAME")))
    workspace = await workspaces.create(visitor, command.args or "")
    return await say(message, workspace_created(reader, workspace.name))
