"""What a call is charged, and what it is told of that; the same at every gate."""

from collections.abc import Sequence

from aiohttp import web

from domain.errors import RateLimited
from domain.limits import Quota
from middlewares.http import HEADERS
from middlewares.limits import Limiter


async def charge(
    limiter: Limiter, request: web.Request, quotas: Sequence[Quota], *, told: bool = True
) -> None:
    """Spend one request of each; refuse with RateLimited where there is no room.

    *told* says how much is left, too; that adds to what was said before, for a call may be
    charged more than once.
    """
    verdict = await limiter.check(quotas)
    if told or not verdict.allowed:
        said = request[HEADERS]
        for name, words in verdict.headers().items():
            said[name] = f"{said[name]}, {words}" if name in said else words
    if not verdict.allowed:
        raise RateLimited(verdict.retry_after)
