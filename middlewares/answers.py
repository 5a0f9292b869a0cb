"""How a press is answered: a late answer changes nothing and is no fault."""

import structlog
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

ANSWER_LENGTH = 200
"""Bot API: answerCallbackQuery takes 0-200 characters."""

log = structlog.get_logger(__name__)


async def answer_press(query: CallbackQuery, words: str = "", *, alert: bool = False) -> None:
    """Show *words* to the one who pressed; what the press changed stays changed anyway."""
    try:
        await query.answer(words[:ANSWER_LENGTH], show_alert=alert)
    except TelegramBadRequest as error:
        log.debug("press_answered_too_late", error=str(error))
