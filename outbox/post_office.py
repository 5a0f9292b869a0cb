"""Gives each parcel to its carrier and writes down what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from domain.chat import Shown
from domain.errors import Refusal
from domain.parcel import Outcome, Parcel, Trouble, Undelivered
from domain.plugins import modules_in
from domain.routing import NOTICE
from middlewares.meters import Meters
from middlewares.telegram_errors import is_unknown
from outbox import carriers
from outbox.carriers import Carrier, Means
from outbox.gathering import Gathering, NotYet
from services.deliveries import Deliveries
from services.reports import Reports

REPORT_PAUSES = (0.2, 0.5, 1, 2, 4, 8)
"""Seconds between attempts to write a report; all of them end before the lease does."""

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


def build_carriers(means: Means) -> Mapping[str, Carrier]:
    """Make the carrier of every module in the folder; one file is one kind of parcel."""
    return {module.KIND: module.build(means) for module in modules_in(carriers)}


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel that was carried: how to report what became of it, and whether all went well."""

    report: Callable[[], Awaitable[None]]
    well: bool = True


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Carries one parcel at a time; no transaction is open while it is on its way."""

    carriers: Mapping[str, Carrier]
    deliveries: Deliveries
    reports: Reports
    gathering: Gathering
    now: Callable[[], datetime]
    meters: Meters

    async def carry(self, claimed: Parcel) -> None:
        """Carry the parcel and report; a fault of ours counts as a failed attempt."""
        began = self.now()
        try:
            parcel = await self.gathering.look(claimed)
        except NotYet:
            await self.put_back(claimed)
            return
        sent = await self.send(parcel, began)
        await sent.report()

    async def send(self, parcel: Parcel, began: datetime) -> Sent:
        """Carry the parcel; what became of it is still to be reported."""
        try:
            shown = await self._to_its_carrier(parcel)
        except Undelivered as trouble:
            return Sent(partial(self._failed, parcel, began, trouble), well=False)
        return Sent(partial(self._arrived, parcel, began, shown))

    async def put_back(self, *parcels: Parcel) -> None:
        """Let parcels wait that were not carried."""
        await written(partial(self.deliveries.put_back, *parcels))

    async def _failed(self, parcel: Parcel, began: datetime, trouble: Undelivered) -> None:
        if trouble.why is Trouble.BUDGET:
            await self.put_back(parcel)
            return
        outcome = await written(partial(self.deliveries.failed, parcel, began, trouble))
        self._count(parcel, outcome, trouble)
        log.warning(
            "parcel_not_delivered",
            kind=parcel.kind,
            lane=parcel.lane,
            reason=trouble.reason,
            outcome=outcome.value,
        )

    async def _arrived(self, parcel: Parcel, began: datetime, shown: Shown | None) -> None:
        await written(partial(self.reports.delivered, parcel, began, shown))
        if shown is not None or parcel.kind == NOTICE:
            self.meters.carried(parcel.kind, Outcome.DELIVERED)

    def _count(self, parcel: Parcel, outcome: Outcome, trouble: Undelivered) -> None:
        self.meters.carried(parcel.kind, outcome)
        if is_unknown(trouble):
            name = self.meters.not_understood(trouble.reason)
            log.warning("telegram_error_unknown", hash=name, reason=trouble.reason)

    async def _to_its_carrier(self, parcel: Parcel) -> Shown | None:
        carrier = self.carriers.get(parcel.kind)
        if carrier is None:
            raise Undelivered(f"nobody carries parcels of kind {parcel.kind}", permanent=True)
        try:
            return await carrier.carry(parcel)
        except (Undelivered, Refusal):
            raise
        except Exception as error:
            log.exception("carrier_failed", kind=parcel.kind, parcel=parcel.id)
            raise Undelivered(f"internal error: {type(error).__name__}", Trouble.OURS) from error


async def written(report: Callable[[], Awaitable[Result]]) -> Result:
    """Write down what became of a parcel, patiently: unwritten, it would be carried twice."""
    for pause in REPORT_PAUSES:
        try:
            return await report()
        except Refusal as refusal:
            log.warning("report_waits", reason=refusal.code, seconds=pause)
            await asyncio.sleep(pause)
    return await report()
