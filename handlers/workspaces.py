"""Workspaces: to begin one, and to choose which one is talked about."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.reader import Reader, phrase
from cards.setup import how_to_use, workspace_created
from cards.workspace import (
    WorkspaceButton,
    WorkspacesButton,
    one_workspace_card,
    turned_to,
    workspaces_card,
)
from domain.caller import Caller, Place, Visitor
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import HOME, PRIVATE, needs
from services.doors import Doors
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


@router.message(
    Command("workspace"),
    flags=needs(Role.VIEWER, at=HOME, menu=phrase("Choose the workspace that we talk about")),
)
async def show_workspaces(
    message: Message, visitor: Visitor, caller: Caller, workspaces: Workspaces, reader: Reader
) -> None:
    """List the person's workspaces; a group belongs to one alone."""
    if visitor.place is Place.PRIVATE:
        return await say(message, await _mine(visitor, workspaces, reader))
    name = await workspaces.name_of(caller.workspace_id)
    return await say(message, one_workspace_card(reader, name))


@router.callback_query(WorkspacesButton.filter(), flags=needs(Role.VIEWER, at=PRIVATE))
async def turn_page(
    query: CallbackQuery,
    callback_data: WorkspacesButton,
    visitor: Visitor,
    workspaces: Workspaces,
    reader: Reader,
) -> None:
    """Show a page of the person's workspaces in place."""
    card = await _mine(visitor, workspaces, reader, callback_data.page)
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(WorkspaceButton.filter(), flags=needs(Role.VIEWER, at=PRIVATE))
async def choose(
    query: CallbackQuery,
    callback_data: WorkspaceButton,
    visitor: Visitor,
    workspaces: Workspaces,
    doors: Doors,
    reader: Reader,
) -> None:
    """Talk about the pressed workspace from now on."""
    chosen = await workspaces.turn_to(visitor, callback_data.workspace_id)
    await answer_press(query, turned_to(reader, chosen.workspace.name))
    now = await doors.visitor(visitor.person, visitor.person.id)
    await show_instead(query, await _mine(now, workspaces, reader))


async def _mine(visitor: Visitor, workspaces: Workspaces, reader: Reader, page: int = 0) -> Card:
    caller = visitor.caller
    here = caller.workspace_id if caller else None
    member_id = caller.member_id if caller else None
    return workspaces_card(reader, await workspaces.mine(visitor), here, member_id, page)
