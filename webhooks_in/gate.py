"""The gate of signed routes: signature first, then the limits of whoever that is.

A limit on the source or workspace is only ever charged to calls that are
proven to be theirs, so nobody can spend it for them. What fails is charged
to the address it came from, on an account of its own: a flood of forgeries
does not shut out a good sender behind the same address.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from aiohttp import web

from domain.addresses import limit_key
from domain.errors import RateLimited, SignatureInvalid, SourcePaused
from domain.limits import Quota, Rate
from domain.traffic import Heard
from middlewares.http import ADDRESS, REQUEST_ID
from middlewares.limits import Limiter
from services.doors import Doors, Proof, SignedCall
from webhooks_in.charges import charge
from webhooks_in.suspects import Suspects
from webhooks_in.watch import HEARD, must_not_be_blocked

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rates:
    """How much each may send: an address, a source, a workspace."""

    address: Rate
    source: Rate
    workspace: Rate


class Gate:
    """Lets proven calls pass, within their limits.

    *clock* gives seconds that never go back.
    """

    def __init__(
        self, doors: Doors, limiter: Limiter, rates: Rates, clock: Callable[[], float]
    ) -> None:
        self._doors = doors
        self._limiter = limiter
        self._rates = rates
        self._suspects = Suspects(clock)

    async def pass_signed(self, request: web.Request, proof: Proof) -> SignedCall:
        """Return the proven call; refuse what is not, or may not pass.

        Refuse with SignatureInvalid, SourcePaused, AddressBlocked or RateLimited.
        """
        address = limit_key(request[ADDRESS])
        suspect = address in self._suspects
        try:
            source_id = request.match_info["source_id"]
            call = await self._doors.signed(source_id, proof, suspect=suspect)
        except SignatureInvalid as refusal:
            log.info(
                "security_event",
                kind="signature_invalid",
                reason=refusal.reason,
                address=address,
                request_id=request[REQUEST_ID],
            )
            self._note(request, proven=False)
            await self._charge_failure(request, address)
            raise
        except SourcePaused:
            self._note(request, proven=True)
            raise
        workspace_id = call.caller.workspace_id
        request[HEARD] = Heard(workspace_id, call.source.id, proven=True, is_form=False)
        must_not_be_blocked(call.measures, request)
        await self._charge(request, address, call)
        return call

    def _note(self, request: web.Request, *, proven: bool) -> None:
        """Remember for whose source a refused call was, if that is known already."""
        heard = self._doors.aimed_at(request.match_info["source_id"], proven=proven)
        if heard:
            request[HEARD] = heard

    async def _charge(self, request: web.Request, address: str, call: SignedCall) -> None:
        rates = self._rates
        quotas = [
            Quota("address", address, rates.address),
            Quota("source", str(call.source.id), rates.source),
            Quota("workspace", str(call.caller.workspace_id), rates.workspace),
        ]
        await charge(self._limiter, request, quotas)

    async def _charge_failure(self, request: web.Request, address: str) -> None:
        try:
            # What is left is not told: all answers to failures are the same.
            failures = Quota("failures", address, self._rates.address)
            await charge(self._limiter, request, [failures], told=False)
        except RateLimited as refusal:
            self._suspects.add(address, refusal.retry_after or 1)
            raise
