"""The gate of programs: the key first, then the limits of the key.

What fails is charged to the address it came from, as at the gate of signed events, so that nobody
spends the limit of a key that is not theirs, and good keys behind a bad address still pass.
"""

from collections.abc import Callable, Sequence

import structlog
from aiohttp import web

from domain.addresses import limit_key
from domain.errors import KeyInvalid, RateLimited
from domain.limits import Quota, Rate
from middlewares.http import ADDRESS, HEADERS, REQUEST_ID
from middlewares.limits import Limiter
from services.key_ring import KeyCall, KeyRing
from webhooks_in.charges import charge
from webhooks_in.suspects import Suspects

FAILURES = Rate.parse("10/m:10")
FAILURES_ALONE = Rate.parse("5/m:5")
"""How often somebody may guess at each process while it cannot count with the others."""
SCHEME = "bearer"

log = structlog.get_logger(__name__)


class KeyGate:
    """Lets programs with a key pass, within its limit.

    *clock* gives seconds that never go back.
    """

    def __init__(
        self, ring: KeyRing, limiter: Limiter, rate: Rate, clock: Callable[[], float]
    ) -> None:
        self._ring = ring
        self._limiter = limiter
        self._rate = rate
        self._suspects = Suspects(clock)

    async def pass_key(self, request: web.Request) -> KeyCall:
        """Return who calls; refuse with KeyInvalid or RateLimited."""
        address = limit_key(request[ADDRESS])
        suspect = address in self._suspects
        try:
            text = _bearer(request)
            call = await self._ring.opened_by(text, request[ADDRESS], suspect=suspect)
        except KeyInvalid as refusal:
            request[HEADERS]["WWW-Authenticate"] = "Bearer"
            await self._charge_failure(request, address, refusal.reason)
            raise
        await self.charge(request, [Quota("key", str(call.found.key.id), self._rate)])
        return call

    async def charge(self, request: web.Request, quotas: Sequence[Quota]) -> None:
        """Spend one request of each; refuse with RateLimited where there is no room."""
        await charge(self._limiter, request, quotas)

    async def _charge_failure(self, request: web.Request, address: str, reason: str) -> None:
        try:
            failures = Quota("key_failures", address, FAILURES, FAILURES_ALONE)
            await charge(self._limiter, request, [failures], told=False)
        except RateLimited as refusal:
            self._suspects.add(address, refusal.retry_after or 1)
            raise
        log.info(
            "security_event",
            kind="key_invalid",
            reason=reason,
            address=address,
            request_id=request[REQUEST_ID],
        )


def _bearer(request: web.Request) -> str:
    """Return the key that was sent; of several headers none counts."""
    given = request.headers.getall("Authorization", [])
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return token.strip(" ") if scheme.lower() == SCHEME else ""
