"""Telegram's webhook: the update is stored before it is acknowledged."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

import structlog
from aiohttp import web

from domain.errors import JsonInvalid, SignatureInvalid
from domain.strict_json import read_json
from middlewares.http import ADDRESS, REQUEST_ID, Doorkeeper
from services.updates import Updates, is_update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name (Bot API)
MOST_BYTES = 512 * 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TelegramDoor:
    """Receives updates from Telegram, and from nobody else."""

    doorkeeper: Doorkeeper
    updates: Updates
    bot_id: int
    secret: str

    def __post_init__(self) -> None:
        """Refuse to stand open to everybody."""
        if not self.secret:
            raise ValueError("Telegram's door needs a secret")

    async def receive(self, request: web.Request) -> web.Response:
        """Store the update and answer 200; on 503 Telegram keeps it and comes again."""
        self.doorkeeper.must_be_open()
        given = request.headers.getall(SECRET_HEADER, [])
        if len(given) != 1 or not compare_digest(_bytes(given[0]), _bytes(self.secret)):
            log.info(
                "security_event",
                kind="telegram_secret_invalid",
                address=request[ADDRESS],
                request_id=request[REQUEST_ID],
            )
            raise SignatureInvalid("telegram_secret")
        update = _update(await self.doorkeeper.body(request, MOST_BYTES))
        await self.updates.keep(self.bot_id, [update])
        return web.json_response({})


def _bytes(text: str) -> bytes:
    """Compare bytes: headers may hold anything, also half a surrogate pair."""
    return text.encode("utf-8", "surrogatepass")


def _update(body: bytes) -> Mapping[str, Any]:
    document = read_json(body)
    if not is_update(document):
        raise JsonInvalid
    return document
