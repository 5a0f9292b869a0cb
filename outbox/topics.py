"""Makes topics in forums, renames and reopens them, as far as Telegram lets us."""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError

from middlewares.telegram_errors import Meaning, is_unreachable, meaning_of

REFUSALS = (TelegramBadRequest, TelegramForbiddenError)

log = structlog.get_logger(__name__)


class TopicRefusedError(Exception):
    """Telegram did not do it; ``meaning`` says why, if its words are known."""

    def __init__(self, meaning: object) -> None:
        super().__init__(str(meaning))
        self.meaning = meaning

    @property
    def lacks_rights(self) -> bool:
        """Tell whether an admin of the group can help."""
        return self.meaning is Meaning.NO_TOPIC_RIGHTS


class Topics:
    """Each method raises TopicRefusedError, or what concerns more than this one topic."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def make(self, chat_id: int, name: str) -> int:
        """Make a topic; return its thread."""
        try:
            made = await self._bot.create_forum_topic(chat_id, name)
        except TelegramAPIError as error:
            raise _refused(error) from error
        return made.message_thread_id

    async def rename(self, chat_id: int, thread_id: int, name: str) -> None:
        """Let a topic have this name."""
        try:
            await self._bot.edit_forum_topic(chat_id, thread_id, name=name)
        except TelegramAPIError as error:
            if meaning_of(error) is not Meaning.TOPIC_AS_IT_WAS:
                raise _refused(error) from error

    async def reopen(self, chat_id: int, thread_id: int) -> None:
        """Open a closed topic."""
        try:
            await self._bot.reopen_forum_topic(chat_id, thread_id)
        except TelegramAPIError as error:
            if meaning_of(error) is not Meaning.TOPIC_AS_IT_WAS:
                raise _refused(error) from error


def _refused(error: TelegramAPIError) -> Exception:
    """Keep a refusal to this topic: a card must not wait because a topic cannot be had."""
    if not isinstance(error, REFUSALS) or is_unreachable(error):
        return error
    log.warning("topic_refused", error=str(error))
    return TopicRefusedError(meaning_of(error))
