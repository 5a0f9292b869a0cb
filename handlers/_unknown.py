"""What nobody knows: presses are answered, and what is said to us in private or by name."""

from aiogram import Bot, F, Router
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message

from cards.reader import Reader
from cards.setup import unknown_command
from domain.errors import NotFound
from handlers._say import say
from middlewares.role import ANYWHERE, PRIVATE, needs

router = Router(name=__name__)
# What people send by themselves. Whatever else comes as a message is a notice of Telegram's:
# somebody pinned, paid, shared or changed something, and expects no answer.
SAID = frozenset(
    {
        ContentType.TEXT,
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CHECKLIST,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.GAME,
        ContentType.LIVE_PHOTO,
        ContentType.LOCATION,
        ContentType.PAID_MEDIA,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.RICH_MESSAGE,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.VENUE,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)


@router.callback_query(flags=needs(None, at=ANYWHERE))
async def unknown_press(_: CallbackQuery) -> None:
    """Refuse a press on a button that we never made."""
    raise NotFound


async def is_command_for_us(message: Message, bot: Bot) -> bool:
    """Tell whether the message is a command that names this bot, as in /help@name."""
    command, _, name = ((message.text or "").split() or [""])[0].partition("@")
    return command.startswith("/") and name.lower() == ((await bot.me()).username or "").lower()


@router.message(is_command_for_us, flags=needs(None, at=ANYWHERE))
@router.message(F.chat.type == "private", F.content_type.in_(SAID), flags=needs(None, at=PRIVATE))
async def unknown_message(message: Message, reader: Reader) -> None:
    """Point to the help."""
    await say(message, unknown_command(reader))
