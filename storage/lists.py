"""Lists of leads, on the shelf: each page is read by an index, however many leads there are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import MemberId
from domain.lead import Lead, Status
from domain.listing import Cursor, Listing
from domain.scoring import USUAL, Temperature
from storage.leads import NEW_LEADS, LeadRow, as_lead, whole_leads

# Leads from before workspaces had thresholds of their own go by the usual ones.
_USUALLY_HOT = and_(LeadRow.temperature.is_(None), LeadRow.score >= USUAL.hot)
_HOT = or_(LeadRow.temperature == Temperature.HOT, _USUALLY_HOT)


class Lists:
    """Reads pages of leads of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def some(
        self, listing: Listing, mine: MemberId | None, cursor: Cursor | None, count: int
    ) -> Sequence[Lead]:
        """Return the next *count* leads from the cursor on, in the order in which one turns."""
        keys: list[tuple[int, int]] = []
        # Each status is a range of the index, already in order; their heads are merged here.
        for status in listing.statuses or (None,):
            found = _ordered(_of(listing, status, mine), listing, cursor).limit(count)
            keys += [(row[0], row[1]) for row in await self._session.execute(found)]
        ahead = listing.oldest_first is bool(cursor and cursor.back)
        keys = sorted(keys, reverse=ahead)[:count]
        return await self.numbered([number for _, number in keys])

    async def numbered(self, numbers: Sequence[int]) -> Sequence[Lead]:
        """Return the leads of these numbers that there are, in this order."""
        if not numbers:
            return ()
        found = whole_leads().where(LeadRow.number.in_(numbers))
        leads = {each.number: each for each in await self._leads(found)}
        return [leads[each] for each in numbers if each in leads]

    async def _leads(self, found: Select[Any]) -> Sequence[Lead]:
        return [as_lead(*row) for row in await self._session.execute(found)]


def _of(listing: Listing, status: Status | None, mine: MemberId | None) -> Select[int, int]:
    score = LeadRow.score if listing is Listing.HOT else literal(0)
    found = select(score, LeadRow.number)
    if listing is Listing.HOT:
        return found.where(NEW_LEADS, _HOT)
    if listing is Listing.MINE:
        found = found.where(LeadRow.owner_id == mine)
    return found.where(LeadRow.status == status) if status else found


def _ordered(found: Select[int, int], listing: Listing, cursor: Cursor | None) -> Select[int, int]:
    """Begin at the cursor, and go the way that it points."""
    hot = listing is Listing.HOT
    keys: list[Any] = [LeadRow.score, LeadRow.number] if hot else [LeadRow.number]
    up = listing.oldest_first is not bool(cursor and cursor.back)
    if cursor:
        values = [cursor.score, cursor.number] if hot else [cursor.number]
        key, value = tuple_(*keys), tuple_(*map(literal, values))
        found = found.where(key > value if up else key < value)
    return found.order_by(*(each.asc() if up else each.desc() for each in keys))
