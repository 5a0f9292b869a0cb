"""How a handler reads anew to whoever has just chosen another language or clock."""

from aiogram.types import MaybeInaccessibleMessageUnion

from cards.reader import Reader
from domain.caller import Visitor
from services.doors import Doors


async def reader_now(
    doors: Doors, visitor: Visitor, message: MaybeInaccessibleMessageUnion | None
) -> Reader:
    """Read as the person does after their choice, be it their own or left to others."""
    if message is None:
        return Reader(visitor.locale)
    return Reader((await doors.visitor(visitor.person, message.chat.id)).locale)
