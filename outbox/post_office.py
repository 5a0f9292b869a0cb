"""Gives each parcel to its carrier and writes down what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.errors import Refusal
from domain.parcel import Parcel, Undelivered
from domain.plugins import modules_in
from outbox import carriers
from outbox.carriers import Carrier, Means
from services.deliveries import Deliveries

log = structlog.get_logger(__name__)


def build_carriers(means: Means) -> Mapping[str, Carrier]:
    """Make the carrier of every module in the folder; one file is one kind of parcel."""
    return {module.KIND: module.build(means) for module in modules_in(carriers)}


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Carries one parcel at a time; no transaction is open while it is on its way."""

    carriers: Mapping[str, Carrier]
    deliveries: Deliveries
    now: Callable[[], datetime]

    async def carry(self, parcel: Parcel) -> None:
        """Carry the parcel and report; a fault of ours counts as a failed attempt."""
        began = self.now()
        try:
            shown_as = await self._to_its_carrier(parcel)
        except Undelivered as trouble:
            outcome = await self.deliveries.failed(parcel, began, trouble)
            log.warning(
                "parcel_not_delivered",
                kind=parcel.kind,
                lane=parcel.lane,
                reason=trouble.reason,
                outcome=outcome.value,
            )
            return
        await self.deliveries.delivered(parcel, began, shown_as)

    async def _to_its_carrier(self, parcel: Parcel) -> int | None:
        carrier = self.carriers.get(parcel.kind)
        if carrier is None:
            raise Undelivered(f"nobody carries parcels of kind {parcel.kind}", permanent=True)
        try:
            return await carrier.carry(parcel)
        except (Undelivered, Refusal):
            raise
        except Exception as error:
            log.exception("carrier_failed", kind=parcel.kind, parcel=parcel.id)
            raise Undelivered(f"internal error: {type(error).__name__}") from error
