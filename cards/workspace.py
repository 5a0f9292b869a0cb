"""How workspaces look: which ones somebody has, and how one ends."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from cards.buttons import button, keyboard, label
from cards.html import Card, bold, code
from cards.pages import page_of
from cards.reader import Reader
from cards.roles import role_word
from cards.team import MemberButton, MemberMove
from domain.caller import WorkspaceId
from domain.deletion import Deletion
from domain.team import Belonging

NAME_LENGTH = 64


class WorkspaceButton(CallbackData, prefix="ws"):
    """A press on a workspace to talk about."""

    workspace_id: UUID


class WorkspacesButton(CallbackData, prefix="wss"):
    """A press on a button that shows a page of somebody's workspaces."""

    page: int


class DeletionMove(StrEnum):
    """What the buttons under a deletion can ask for."""

    KEEP = "keep"


class DeletionButton(CallbackData, prefix="wsdel"):
    """A press on a button under a deletion."""

    move: DeletionMove


def workspaces_card(
    reader: Reader,
    mine: Sequence[Belonging],
    current: WorkspaceId | None,
    member_id: UUID | None,
    page: int = 0,
) -> Card:
    """List somebody's workspaces, each with its button; the current one may be left."""
    shown = page_of(mine, page)
    lines = [_line(reader, each, current) for each in shown.entries]
    rows = [
        [button(label(each.workspace.name), WorkspaceButton(workspace_id=each.workspace.id))]
        for each in shown.entries
        if each.workspace.id != current
    ]
    rows += shown.turns(lambda to: WorkspacesButton(page=to))
    if member_id:
        leave = MemberButton(move=MemberMove.LEAVE, member_id=member_id)
        rows.append([button(reader.say("Leave the team"), leave)])
    head = reader.say("What you say here is about the workspace with the mark.")
    return Card("\n".join([head, "", *lines]), keyboard(rows))


def one_workspace_card(reader: Reader, name: str) -> Card:
    """Say in a group that it belongs to one workspace."""
    return Card(
        reader.say(
            "This group belongs to {workspace}, and what is said here is about it. Other"
            " workspaces are chosen in our private chat.",
            workspace=bold(name, NAME_LENGTH),
        )
    )


def type_the_name_card(reader: Reader, deletion: Deletion) -> Card:
    """Ask for the name of a workspace that is to be deleted."""
    text = reader.say(
        "🗑 This deletes {workspace} with all its leads, notes, sources and people. Nothing is"
        " erased for 7 days, and any owner can take it back until then; its sources are closed"
        " at once.\n\nTo go on, send me its name exactly as it is, within 10 minutes:\n{name}",
        workspace=bold(deletion.title, NAME_LENGTH),
        name=code(deletion.title, NAME_LENGTH),
    )
    return Card(text, _keep(reader.say("Cancel")))


def ending_card(reader: Reader, title: str, delete_at: datetime) -> Card:
    """Say when a workspace is deleted, with the button that takes it back."""
    text = reader.say(
        "🗑 {workspace} is deleted on {until}. Until then its sources are closed and no new cards"
        " come.",
        workspace=bold(title, NAME_LENGTH),
        until=reader.moment(delete_at),
    )
    return Card(text, _keep(reader.say("Keep it")))


def kept_card(reader: Reader, title: str) -> Card:
    """Say that a workspace stays."""
    stays = bold(title, NAME_LENGTH)
    return Card(reader.say("{workspace} stays as it is.", workspace=stays))


def with_its_end(reader: Reader, card: Card, delete_at: datetime | None) -> Card:
    """Say below a card that the workspace is to be deleted, where it is."""
    if delete_at is None:
        return card
    end = reader.say("🗑 This workspace is deleted on {until}.", until=reader.moment(delete_at))
    return Card(f"{card.text}\n\n{end}", card.buttons)


def _line(reader: Reader, each: Belonging, current: WorkspaceId | None) -> str:
    mark = "✓ " if each.workspace.id == current else ""
    name = bold(each.workspace.name, NAME_LENGTH)
    end = f" · 🗑 {reader.moment(each.delete_at)}" if each.delete_at else ""
    return f"{mark}{name} · {role_word(reader, each.role)}{end}"


def _keep(text: str) -> InlineKeyboardMarkup:
    keep = button(text, DeletionButton(move=DeletionMove.KEEP))
    return keyboard([[keep]])


def turned_to(reader: Reader, name: str) -> str:
    """Tell the one who pressed which workspace the private chat is about now."""
    return reader.say("You talk about {workspace} now.", workspace=label(name))
