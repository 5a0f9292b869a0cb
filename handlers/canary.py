"""Canary leads: to switch them on and off, and to see how they fare."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from cards.canary import canary_status
from cards.reader import Reader, phrase
from cards.setup import how_to_use
from domain.caller import Caller
from domain.canary import MINUTES
from domain.roles import Role
from handlers._say import say
from middlewares.role import PRIVATE, needs
from services.canaries import Canaries

USAGE = phrase("[on [MINUTES] | off]")

router = Router(name=__name__)


@router.message(
    Command("canary"),
    flags=needs(Role.ADMIN, at=PRIVATE, menu=phrase("Prove that leads arrive"), usage=USAGE),
)
async def canary(
    message: Message, command: CommandObject, caller: Caller, reader: Reader, canaries: Canaries
) -> None:
    """Switch canary leads on or off, and tell how they fare."""
    match (command.args or "").lower().split():
        case []:
            pass
        case ["on"]:
            await canaries.switch_on(caller, MINUTES)
        case ["on", minutes] if minutes.isdecimal():
            await canaries.switch_on(caller, int(minutes[:9]))
        case ["off"]:
            await canaries.switch_off(caller)
        case _:
            return await say(message, how_to_use(reader, "canary", USAGE))
    status = await canaries.status(caller)
    return await say(message, canary_status(reader, status.minutes, status.newest))
