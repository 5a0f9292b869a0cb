"""The team: to invite people."""

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from cards.setup import how_to_use, invitation
from domain.caller import Caller
from domain.roles import Role
from handlers._say import say
from middlewares.role import PRIVATE, needs
from services.members import Members

router = Router(name=__name__)
ROLES = "viewer | agent | admin"


@router.message(
    Command("invite"),
    flags=needs(Role.ADMIN, at=PRIVATE, menu="Invite somebody to the team", usage="[ROLE]"),
)
async def invite(
    message: Message, command: CommandObject, caller: Caller, members: Members, bot: Bot
) -> None:
    """Make a link by which one person may join; an agent unless a role is named."""
    role = Role.read(command.args) if command.args else Role.AGENT
    if role is None or role is Role.OWNER:
        return await say(message, how_to_use(command.command, ROLES))
    code, made = await members.invite(caller, role)
    me = await bot.me()
    link = f"https://t.me/{me.username}?start={code}"
    return await say(message, invitation(link, role, made.expires_at))
