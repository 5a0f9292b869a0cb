"""How people are answered: patiently, and never so that an answer undoes or repeats what was done.

By the time something is answered it is decided and stored. So an answer that cannot be brought
is given up with a line in the log; only words that Telegram does not understand are a fault.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import CallbackQuery

from cards.html import cut
from middlewares.telegram_errors import OverBudget, is_unreachable

ANSWER_LENGTH = 200
"""Bot API: answerCallbackQuery takes 0-200 characters."""
PAUSES = (1.0, 3.0)
LONGEST_WAIT = 20.0
"""Seconds; all waits together stay below the lease of an update."""

# What has waited as long as anybody waits for an answer, and a token that is refused for longer.
HOPELESS = (OverBudget, TelegramUnauthorizedError)
PASSING = (TelegramServerError, TelegramNetworkError, ClientDecodeError)

Sent = TypeVar("Sent")
log = structlog.get_logger(__name__)


async def patiently(send: Callable[[], Awaitable[Sent]]) -> Sent | None:
    """Return what *send* brings; ``None`` if Telegram cannot be reached or nobody hears us."""
    for pause in PAUSES:
        try:
            return await send()
        except HOPELESS as error:
            log.warning("answer_given_up", error=str(error))
            return None
        except TelegramRetryAfter as error:
            await asyncio.sleep(min(float(error.retry_after), LONGEST_WAIT))
        except PASSING:
            await asyncio.sleep(pause)
        except TelegramAPIError as error:
            _must_be_unreachable(error)
            return None
    try:
        return await send()
    except (TelegramRetryAfter, *HOPELESS, *PASSING) as error:
        log.warning("answer_given_up", error=str(error))
    except TelegramAPIError as error:
        _must_be_unreachable(error)
    return None


def _must_be_unreachable(error: TelegramAPIError) -> None:
    """Accept that the chat is out of reach; raise what is a fault of ours."""
    if not is_unreachable(error):
        raise error
    log.info("nobody_hears_the_answer", error=str(error))


async def answer_press(query: CallbackQuery, words: str = "", *, alert: bool = False) -> None:
    """Show *words* to the one who pressed; what the press changed stays changed anyway."""
    try:
        await query.answer(cut(words, ANSWER_LENGTH), show_alert=alert)
    except (TelegramAPIError, ClientDecodeError) as error:
        log.debug("press_not_answered", error=str(error))
