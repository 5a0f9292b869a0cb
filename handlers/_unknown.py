"""What nobody knows: every press is answered, and in private every message."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from cards.setup import unknown_command
from domain.errors import NotFound
from handlers._say import say
from middlewares.role import ANYWHERE, PRIVATE, needs

router = Router(name=__name__)


@router.callback_query(flags=needs(None, at=ANYWHERE))
async def unknown_press(_: CallbackQuery) -> None:
    """Refuse a press on a button that we never made."""
    raise NotFound


@router.message(F.chat.type == "private", flags=needs(None, at=PRIVATE))
async def unknown_message(message: Message) -> None:
    """Point to the help."""
    await say(message, unknown_command())
