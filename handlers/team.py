"""The team: everybody in it, their roles, and the ways out."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.reader import Reader, phrase
from cards.team import (
    MemberButton,
    MemberMove,
    TeamButton,
    leave_card,
    left_card,
    member_card,
    now_is,
    remove_member_card,
    removed,
    role_card,
    team_card,
)
from domain.caller import Caller
from domain.errors import NotFound
from domain.roles import Role
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import needs
from services.team import MemberView, Team
from services.workspaces import Workspaces

router = Router(name=__name__)


@router.message(
    Command("team"),
    flags=needs(Role.ADMIN, menu=phrase("Show the team, and change who may do what")),
)
async def show_team(
    message: Message, caller: Caller, team: Team, workspaces: Workspaces, reader: Reader
) -> None:
    """List the members."""
    await say(message, await _everybody(caller, team, workspaces, reader))


@router.callback_query(TeamButton.filter(), flags=needs(Role.ADMIN))
async def turn_page(
    query: CallbackQuery,
    callback_data: TeamButton,
    caller: Caller,
    team: Team,
    workspaces: Workspaces,
    reader: Reader,
) -> None:
    """Show a page of the team in place."""
    card = await _everybody(caller, team, workspaces, reader, callback_data.page)
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(
    MemberButton.filter(F.move.in_({MemberMove.LEAVE, MemberMove.LEAVE_NOW})),
    flags=needs(Role.VIEWER),
)
async def leave(
    query: CallbackQuery,
    callback_data: MemberButton,
    caller: Caller,
    team: Team,
    workspaces: Workspaces,
    reader: Reader,
) -> None:
    """Let the one who presses leave, after asking once more; the page of others is not theirs."""
    if callback_data.member_id != caller.member_id:
        raise NotFound
    name = await workspaces.name_of(caller.workspace_id)
    if callback_data.move is MemberMove.LEAVE:
        card = leave_card(reader, name, await team.oneself(caller), callback_data.page)
    else:
        await team.leave(caller)
        card = left_card(reader, name)
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(
    MemberButton.filter(F.move == MemberMove.REMOVE_NOW), flags=needs(Role.ADMIN)
)
async def remove(
    query: CallbackQuery,
    callback_data: MemberButton,
    caller: Caller,
    team: Team,
    workspaces: Workspaces,
    reader: Reader,
) -> None:
    """Take the member out of the team and show who is left."""
    gone = await team.remove(caller, callback_data.member_id)
    await answer_press(query, removed(reader, gone))
    card = await _everybody(caller, team, workspaces, reader, callback_data.page)
    await show_instead(query, card)


@router.callback_query(
    MemberButton.filter(F.move.in_({MemberMove.ROLE, MemberMove.ROLE_NOW})),
    flags=needs(Role.ADMIN),
)
async def give_role(
    query: CallbackQuery, callback_data: MemberButton, caller: Caller, team: Team, reader: Reader
) -> None:
    """Give the member a role; ask once more where that cannot be taken back."""
    role, page = callback_data.role, callback_data.page
    if role is None:
        raise NotFound
    now = await team.look(caller, callback_data.member_id)
    grave = role is Role.OWNER or now.oneself
    if grave and role in now.roles and callback_data.move is MemberMove.ROLE:
        await answer_press(query)
        card = role_card(reader, now.member, role, oneself=now.oneself, page=page)
        return await show_instead(query, card)
    now = await team.change_role(caller, callback_data.member_id, role)
    await answer_press(query, now_is(reader, now.member))
    return await show_instead(query, _page(reader, now, page))


@router.callback_query(MemberButton.filter(), flags=needs(Role.ADMIN))
async def show_member(
    query: CallbackQuery, callback_data: MemberButton, caller: Caller, team: Team, reader: Reader
) -> None:
    """Show the page of one member, or ask before they are removed."""
    now = await team.look(caller, callback_data.member_id)
    await answer_press(query)
    if callback_data.move is MemberMove.REMOVE and now.removable:
        return await show_instead(
            query, remove_member_card(reader, now.member, callback_data.page)
        )
    return await show_instead(query, _page(reader, now, callback_data.page))


async def _everybody(
    caller: Caller, team: Team, workspaces: Workspaces, reader: Reader, page: int = 0
) -> Card:
    name = await workspaces.name_of(caller.workspace_id)
    return team_card(reader, name, await team.members(caller), page)


def _page(reader: Reader, now: MemberView, page: int) -> Card:
    return member_card(
        reader, now.member, now.roles, removable=now.removable, oneself=now.oneself, page=page
    )
