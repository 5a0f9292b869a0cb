"""Invitations: links by which people join the team, and the list of open ones."""

from datetime import timedelta

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from cards.html import Card
from cards.invitation import (
    AskButton,
    InvitesButton,
    RevokeButton,
    choose_role_card,
    invitation,
    invitations_card,
    revoked,
)
from cards.reader import Reader, phrase
from cards.setup import how_to_use
from domain.caller import Caller
from domain.roles import Role
from domain.team import INVITE_LIFETIME, lifetime_of, roles_to_ask
from handlers._say import say, show_instead
from middlewares.answers import answer_press
from middlewares.role import PRIVATE, needs
from services.members import Members

USAGE = "[viewer | agent | admin] [2h | 3d]"
MINUTE = timedelta(minutes=1)

router = Router(name=__name__)


@router.message(
    Command("invite"),
    flags=needs(
        Role.ADMIN,
        at=PRIVATE,
        menu=phrase("Invite somebody to the team"),
        usage=phrase("[ROLE] [LIFETIME]"),
    ),
)
async def invite(
    message: Message,
    command: CommandObject,
    caller: Caller,
    members: Members,
    bot: Bot,
    reader: Reader,
) -> None:
    """Make a link by which one person may join, or ask as what."""
    words = (command.args or "").split()
    role = Role.read(words[0]) if words else None
    rest = words[1:] if role else words
    if role is Role.OWNER or len(rest) > 1 or (rest and not rest[0][0].isdigit()):
        return await say(message, how_to_use(reader, command.command, USAGE))
    lifetime = lifetime_of(rest[0]) if rest else INVITE_LIFETIME
    if role is None:
        roles = roles_to_ask(caller.role or Role.VIEWER)
        return await say(message, choose_role_card(reader, roles, lifetime // MINUTE))
    return await say(message, await _made(caller, members, bot, reader, (role, lifetime)))


@router.callback_query(AskButton.filter(), flags=needs(Role.ADMIN, at=PRIVATE))
async def press_role(
    query: CallbackQuery,
    callback_data: AskButton,
    caller: Caller,
    members: Members,
    bot: Bot,
    reader: Reader,
) -> None:
    """Make a link for the pressed role in the place of the question."""
    lifetime = lifetime_of(f"{callback_data.minutes}m")
    card = await _made(caller, members, bot, reader, (callback_data.role, lifetime))
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(InvitesButton.filter(), flags=needs(Role.ADMIN))
async def show_invitations(
    query: CallbackQuery,
    callback_data: InvitesButton,
    caller: Caller,
    members: Members,
    reader: Reader,
) -> None:
    """Show a page of the open invitations in place."""
    card = invitations_card(reader, await members.open_invitations(caller), callback_data.page)
    await answer_press(query)
    await show_instead(query, card)


@router.callback_query(RevokeButton.filter(), flags=needs(Role.ADMIN))
async def revoke(
    query: CallbackQuery,
    callback_data: RevokeButton,
    caller: Caller,
    members: Members,
    reader: Reader,
) -> None:
    """End the pressed invitation and show the others."""
    await members.revoke(caller, callback_data.invite_id)
    await answer_press(query, revoked(reader))
    card = invitations_card(reader, await members.open_invitations(caller), callback_data.page)
    await show_instead(query, card)


async def _made(
    caller: Caller, members: Members, bot: Bot, reader: Reader, wanted: tuple[Role, timedelta]
) -> Card:
    role, lifetime = wanted
    code, made = await members.invite(caller, role, lifetime)
    me = await bot.me()
    return invitation(reader, f"https://t.me/{me.username}?start={code}", role, made.expires_at)
