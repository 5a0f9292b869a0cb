"""Tells endpoints what happened: posts what is due, and reports what was heard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from domain.dispatch import BLOCKED, OURS, Dispatch, DispatchState, Errand, Heard, excerpt
from domain.errors import UrlNotAllowed
from domain.parcel import Outcome
from middlewares.meters import Meters
from outbox.http import CallFailed, GuardedClient
from outbox.post_office import written
from services.dispatching import Dispatching

AT_ONCE = 100
"""How many calls are under way; a slow receiver holds two of them, and nobody else."""

KIND = "webhook"
OUTCOMES = {
    DispatchState.ARRIVED: Outcome.DELIVERED,
    DispatchState.WAITS: Outcome.POSTPONED,
    DispatchState.GIVEN_UP: Outcome.DEAD,
    DispatchState.CANCELLED: Outcome.DEAD,
}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries one dispatch at a time; no transaction is open while it is on its way."""

    dispatching: Dispatching
    way_out: GuardedClient
    now: Callable[[], datetime]
    meters: Meters

    async def carry(self, dispatch: Dispatch) -> None:
        """Post and report."""
        began = self.now()
        errand = await self.dispatching.errand(dispatch)
        if errand is None:
            await written(partial(self.dispatching.put_back, dispatch))
            return
        heard = await self._call(errand) if isinstance(errand, Errand) else errand
        state = await written(partial(self.dispatching.report, dispatch, began, heard))
        self.meters.carried(KIND, OUTCOMES[state])
        if not heard.arrived:
            told = {"dispatch": dispatch.id, "endpoint": str(dispatch.endpoint_id)}
            log.info("webhook_not_delivered", **told, reason=heard.trouble, state=state.value)

    async def _call(self, errand: Errand) -> Heard:
        try:
            answer = await self.way_out.post(errand.url, errand.body, errand.headers)
        except UrlNotAllowed as refusal:
            return Heard(error=f"{BLOCKED}{refusal.rule}", request_id=errand.request_id)
        except CallFailed as failure:
            return Heard(error=failure.reason, request_id=errand.request_id)
        except Exception:
            log.exception("webhook_failed")
            return Heard(error=OURS, request_id=errand.request_id)
        return Heard(
            status=answer.status,
            retry_after=answer.retry_after,
            excerpt=excerpt(answer.body),
            request_id=errand.request_id,
        )
