"""How we are, for whoever runs us."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from middlewares.http import Doorkeeper

Check = Callable[[], Awaitable[str]]
OK = "ok"
DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Health:
    """Asks each part; a part answers ``ok``, ``degraded``, or what is wrong with it."""

    doorkeeper: Doorkeeper
    checks: Mapping[str, Check]

    async def alive(self, _: web.Request) -> web.Response:
        """Say that the process runs."""
        return web.json_response({"status": OK})

    async def ready(self, _: web.Request) -> web.Response:
        """Say whether requests should come here: 200, or 503 with the parts that are not well."""
        parts = {name: await check() for name, check in self.checks.items()}
        if self.doorkeeper.draining:
            parts["process"] = "draining"
        well = all(each in (OK, DEGRADED) for each in parts.values())
        body = {"status": OK if well else "unavailable", **parts}
        return web.json_response(body, status=200 if well else 503)
