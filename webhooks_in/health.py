"""How we are, for whoever runs us."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from aiohttp import web

from middlewares.http import Doorkeeper

Check = Callable[[], Awaitable[str]]
OK = "ok"
DEGRADED = "degraded"
NO_ANSWER = "no answer"
PATIENCE = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """Asks each part; a part answers ``ok``, ``degraded``, or what is wrong with it.

    A part that does not answer within *patience* seconds is not well.
    """

    doorkeeper: Doorkeeper
    checks: Mapping[str, Check]
    patience: float = PATIENCE

    async def alive(self, _: web.Request) -> web.Response:
        """Say that the process runs."""
        return web.json_response({"status": OK})

    async def ready(self, _: web.Request) -> web.Response:
        """Say whether requests should come here: 200, or 503 with the parts that are not well."""
        parts = {name: await self._ask(name, check) for name, check in self.checks.items()}
        if self.doorkeeper.draining:
            parts["process"] = "draining"
        well = all(each in (OK, DEGRADED) for each in parts.values())
        body = {"status": OK if well else "unavailable", **parts}
        return web.json_response(body, status=200 if well else 503)

    async def _ask(self, name: str, check: Check) -> str:
        try:
            async with asyncio.timeout(self.patience):
                return await check()
        except TimeoutError:
            return NO_ANSWER
        except Exception:
            log.exception("health_check_failed", part=name)
            return "failed"
