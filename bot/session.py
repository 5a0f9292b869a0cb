"""The HTTP session to a Bot API server, any Bot API server, by way of any proxy.

An older server, or an emulator, may answer with fewer fields than the library wants. What it
did is done all the same: to send the message again because its receipt looks odd would show it
twice. So a successful answer that cannot be decoded is handed on as it came.

A token that was refused is not tried again by every part of the house on its own: for a while the
session refuses in the server's place, and then lets one call find out.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from domain.plain_text import one_line

REFUSED_SECONDS = 30.0
# Whoever serves the Bot API has these, so 404 to one of them is about the token in the address:
# Telegram says so of a malformed one.
INDISPENSABLE = frozenset(
    {"getUpdates", "deleteWebhook", "setWebhook", "sendMessage", "editMessageText"}
)
# A proxy that refuses, a connection that breaks on the way through it: the library that speaks to
# proxies says so in words of its own, which aiogram does not know.
BROKEN = (OSError, EOFError, ProxyConnectionError, ProxyError, ProxyTimeoutError)
WORDS_LENGTH = 200
NO_WORDS = "no description"

log = structlog.get_logger(__name__)


class TolerantSession(AiohttpSession):
    """Takes a success for a success, however little of it can be decoded.

    *monotonic* gives seconds that never go back.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float],
        **options: Any,  # noqa: ANN401 -- aiogram's own
    ) -> None:
        super().__init__(**options)
        self._monotonic = monotonic
        self._refused_until = float("-inf")

    async def close(self) -> None:
        """Close the connections, and return when they are closed."""
        # aiogram's own way waits a quarter of a second more, as aiohttp needed it before 3.12.
        if self._session is not None:
            await self._session.close()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 -- aiogram's signature
    ) -> TelegramType:
        """Call the method; whatever goes wrong on the way is an error that aiogram has."""
        self._ask_nobody_while_refused(method)
        try:
            result = await super().make_request(bot, method, timeout)
        except UnicodeDecodeError as error:
            raise ClientDecodeError("the answer is not text", error, "") from None
        except BROKEN as error:
            words = one_line(f"{type(error).__name__}: {error}")[:WORDS_LENGTH]
            raise TelegramNetworkError(method, words) from error
        except TelegramUnauthorizedError:
            self._refused_until = self._monotonic() + REFUSED_SECONDS
            raise
        self._refused_until = float("-inf")
        return result

    def _ask_nobody_while_refused(self, method: TelegramMethod[Any]) -> None:
        """Raise what the server would; whoever comes after the pause asks for all."""
        now = self._monotonic()
        if now < self._refused_until:
            raise TelegramUnauthorizedError(method, "the token was refused a moment ago")
        if self._refused_until > float("-inf"):
            self._refused_until = now + REFUSED_SECONDS

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Decode the answer; raise what aiogram raises when it is no success."""
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            result = _success(content)
            if result is None:
                raise _undecoded(error.message, error.original, status_code, content) from None
            log.debug("telegram_answer_not_decoded", method=method.__api_method__)
            loose = SimpleNamespace(ok=True, result=result.result)
            return cast("Response[TelegramType]", loose)
        except TypeError as error:
            # aiogram looks for a word in what a 5xx says, and some say nothing.
            raise _undecoded(NO_WORDS, error, status_code, content) from None
        except TelegramAPIError as error:
            error.message = error.message or NO_WORDS
            if isinstance(error, TelegramNotFound) and method.__api_method__ in INDISPENSABLE:
                raise TelegramUnauthorizedError(method, error.message) from error
            raise


def _undecoded(what: str, why: Exception, status: int, content: str) -> ClientDecodeError:
    """Say what is wrong with an answer, not what is in it: errors are logged."""
    size = f"{len(content)} characters, status {status}"
    return ClientDecodeError(what, ValueError(type(why).__name__), size)


def _success(content: str) -> Any:  # noqa: ANN401 -- whatever the server made of it
    """Return the answer if it reports a success, its objects open to attribute access."""
    try:
        answer = json.loads(content, object_hook=_opened)
    except (ValueError, RecursionError):
        return None
    done = isinstance(answer, SimpleNamespace) and getattr(answer, "ok", False) is True
    return answer if done and hasattr(answer, "result") else None


def _opened(fields: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**fields)
