"""The gate of forms: where it comes from first, then how much; a token proves nothing.

What anybody may post is charged to the address and the form together, so one
visitor who floods it stands in nobody else's way, and to the form, so that no
crowd spends what belongs to the rest of the workspace.
"""

from dataclasses import dataclass
from functools import cache

import structlog
from aiohttp import web

from domain.addresses import limit_key
from domain.errors import NotFound, OriginNotAllowed, Refusal, SourcePaused
from domain.form import Shape
from domain.limits import Quota, Rate
from domain.origin import said_origin
from domain.traffic import Heard
from middlewares.http import ADDRESS, HEADERS, REQUEST_ID
from middlewares.limits import Limiter
from services.doors import Doors, FormCall
from services.forms import Forms
from webhooks_in.charges import charge
from webhooks_in.watch import HEARD, must_not_be_blocked, slowing

EXPOSED = "Retry-After, RateLimit, RateLimit-Policy, X-Request-Id"
QUESTIONS = Rate.parse("6/h:6")
"""How often the admins of one form are asked about a site that nobody knows."""
NEW_PAGES = Rate.parse("6/h:12")
"""How many pages of one form get to be known."""
CHANGES = Rate.parse("1/h:3")
"""How often the pages of one form may be found to have changed, which the admins are told."""

ALONE = 0.5
"""What each process lets through of a form's rates while it cannot count with the others."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FormRates:
    """How much may be sent: by an address to one form, by all to one form, and in vain."""

    visitor: Rate
    form: Rate
    failures: Rate


@dataclass(frozen=True, slots=True)
class FormGate:
    """Lets calls pass from the sites of a form, within its limits."""

    doors: Doors
    forms: Forms
    limiter: Limiter
    rates: FormRates

    async def pass_form(self, request: web.Request) -> FormCall:
        """Return the call; refuse with NotFound, OriginNotAllowed, SourcePaused or RateLimited.

        Refuse with AddressBlocked what an admin blocked.
        """
        call = await self.pass_origin(request)
        must_not_be_blocked(call.measures, request)
        if call.closed:
            raise SourcePaused
        address = limit_key(request[ADDRESS])
        visitor = f"{address} {call.source.id}"
        of_visitor, of_form = self.rates.visitor, self.rates.form
        quotas = [
            Quota("form", visitor, of_visitor, _alone(of_visitor)),
            Quota("source", str(call.source.id), of_form, _alone(of_form)),
            *slowing(call.source.id, call.measures, address),
        ]
        await charge(self.limiter, request, quotas)
        return call

    async def pass_origin(self, request: web.Request) -> FormCall:
        """Return the call if its site may post, and let the browser read the answer."""
        request[HEADERS]["Vary"] = "Origin, Accept, Accept-Language"
        try:
            call = await self.doors.form(request.match_info["token"])
            workspace_id = call.caller.workspace_id
            request[HEARD] = Heard(workspace_id, call.source.id, proven=False, is_form=True)
            await self._check_origin(request, call)
        except (NotFound, OriginNotAllowed) as refusal:
            await self._charge_failure(request, refusal)
            raise
        return call

    async def _check_origin(self, request: web.Request, call: FormCall) -> None:
        said = request.headers.get("Origin")
        origin = said_origin(said, request.headers.get("Referer"))
        if call.form.takes_from(origin):
            readable = origin if said != "null" else said
            if said and readable:
                request[HEADERS]["Access-Control-Allow-Origin"] = readable
                request[HEADERS]["Access-Control-Expose-Headers"] = EXPOSED
            return
        await self._ask_about(call, origin)
        raise OriginNotAllowed

    async def _ask_about(self, call: FormCall, origin: str | None) -> None:
        """Ask the admins about a site that nobody knows yet, unless they are asked too often."""
        if origin is None or not call.form.asks_about(origin):
            return
        questions = Quota("questions", str(call.source.id), QUESTIONS)
        if not (await self.limiter.check([questions])).allowed:
            return
        try:
            await self.forms.ask_about(call.caller.workspace_id, call.source.id, origin)
        except Refusal as refusal:
            log.warning("form_question_failed", reason=refusal.code)

    async def tell_of_shape(self, call: FormCall, shape: Shape) -> None:
        """Remember what the form of a page looks like, unless that changes all the time."""
        if call.form.shape_of(shape.page):
            changes = Quota("shape_changes", str(call.source.id), CHANGES)
        else:
            changes = Quota("shapes", str(call.source.id), NEW_PAGES)
        if (await self.limiter.check([changes])).allowed:
            await self.forms.notice_shape(call.caller.workspace_id, call.source.id, shape)

    async def _charge_failure(self, request: web.Request, refusal: Refusal) -> None:
        address = limit_key(request[ADDRESS])
        log.info(
            "security_event",
            kind=refusal.code,
            address=address,
            request_id=request[REQUEST_ID],
        )
        failures = Quota("failures", address, self.rates.failures)
        await charge(self.limiter, request, [failures], told=False)


@cache
def _alone(rate: Rate) -> Rate:
    return rate.share(ALONE)
