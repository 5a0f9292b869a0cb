"""What may leave now: parcels for chats that have room, and for none that has not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from domain.pacing import Pace
from domain.parcel import Choice, Parcel
from domain.routing import telegram_lane
from outbox.worker import LOOK_EVERY
from services.deliveries import Deliveries


@dataclass(frozen=True, slots=True)
class Sending:
    """The pile of parcels, as Telegram's budgets let it be seen."""

    deliveries: Deliveries
    pace: Pace
    now: Callable[[], datetime]
    monotonic: Callable[[], float]

    async def claim(self, limit: int) -> Sequence[Parcel]:
        """Lease up to *limit* parcels that may leave at once."""
        most = min(limit, self.pace.free_at_once(self.monotonic()))
        return await self.deliveries.claim(most, self._choice()) if most > 0 else ()

    async def next_due(self) -> datetime | None:
        """Say when something may leave: when it is due, and its chat has room."""
        now = self.monotonic()
        due = await self.deliveries.next_due(self._choice())
        opens = self.pace.open_again_at(now)
        if due and opens > now:
            due = max(due, self.now() + timedelta(seconds=min(opens - now, LOOK_EVERY)))
        soon = self._soonest(self.pace.busy(now).values(), now)
        moments = [due, self.now() + timedelta(seconds=soon) if soon < inf else None]
        return min((each for each in moments if each), default=None)

    async def release(self, work: Sequence[Parcel]) -> None:
        """Free parcels that were leased and will not be carried."""
        await self.deliveries.release(work)

    def again_in(self) -> float:
        """Say in how many seconds to look again when nothing that is due could be claimed."""
        now = self.monotonic()
        moments = [*self.pace.busy(now).values(), *self.pace.lingering(now).values()]
        return min(self._soonest(moments, now), LOOK_EVERY)

    def _soonest(self, moments: Iterable[float], now: float) -> float:
        return min((each - now for each in moments if each > now), default=inf)

    def _choice(self) -> Choice:
        now = self.monotonic()
        return Choice(
            without=_lanes(self.pace.busy(now)),
            urgent_only=_lanes(self.pace.lingering(now)),
            oldest_first=_lanes(self.pace.turns(now)),
        )


def _lanes(chats: Iterable[int]) -> Sequence[str]:
    return [telegram_lane(chat) for chat in chats]
