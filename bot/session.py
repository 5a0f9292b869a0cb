"""The HTTP session to a Bot API server, any Bot API server, by way of any proxy.

An older server, or an emulator, may answer with fewer fields than the library wants. What it
did is done all the same: to send the message again because its receipt looks odd would show it
twice. So a successful answer that cannot be decoded is handed on as it came.
"""

import json
from types import SimpleNamespace
from typing import Any, cast

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramNetworkError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from domain.plain_text import one_line

# A proxy that refuses, a connection that breaks on the way through it: the library that speaks to
# proxies says so in words of its own, which aiogram does not know.
BROKEN = (OSError, EOFError, ProxyConnectionError, ProxyError, ProxyTimeoutError)
WORDS_LENGTH = 200
NO_WORDS = "no description"

log = structlog.get_logger(__name__)


class TolerantSession(AiohttpSession):
    """Takes a success for a success, however little of it can be decoded."""

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
        try:
            return await super().make_request(bot, method, timeout)
        except UnicodeDecodeError as error:
            raise ClientDecodeError("the answer is not text", error, "") from None
        except BROKEN as error:
            words = one_line(f"{type(error).__name__}: {error}")[:WORDS_LENGTH]
            raise TelegramNetworkError(method, words) from error

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
