"""Leads as lines of a table, read some at a time by key, so that no transaction is a long one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.export import Extent
from domain.lead import CLOSED, Status
from domain.lead_table import LeadLine
from domain.scoring import USUAL
from storage.audit import AuditRow
from storage.leads import LeadRow, NoteRow
from storage.members import MemberRow
from storage.sources import SourceRow
from storage.tags import LeadTagRow

MOVED = "lead.status_changed"
RESPONDED = frozenset({Status.CONTACTED, Status.QUALIFIED, Status.WON, Status.LOST})


@dataclass(frozen=True, slots=True)
class Place:
    """The last lead that was read; the next page begins after it."""

    received_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Moves:
    """When a lead was first answered, and when it was closed last."""

    answered_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Noted:
    count: int
    text: str
    at: datetime


class LeadLines:
    """Reads the leads of the open workspace with everything that is known of them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self, extent: Extent) -> int:
        """Count the leads that are meant."""
        found = select(func.count()).select_from(LeadRow).where(*_meant(extent, None))
        return (await self._session.execute(found)).scalar_one()

    async def fields(
        self, extent: Extent, after: Place | None, limit: int
    ) -> tuple[Sequence[Mapping[str, Any] | None], Place | None]:
        """Return the custom fields of the next leads, and where they end if there may be more."""
        own = LeadRow.contact["fields"]
        found = select(LeadRow.received_at, LeadRow.number, own.label("own"))
        rows = (await self._session.execute(_page(found, extent, after, limit))).all()
        return [row.own for row in rows], _end_of(rows, limit)

    async def some(
        self, extent: Extent, after: Place | None, limit: int
    ) -> tuple[Sequence[LeadLine], Place | None]:
        """Return the next leads, the oldest first, and where they end if there may be more."""
        rows = (await self._session.execute(_page(_lines(), extent, after, limit))).all()
        ids = [row.id for row in rows]
        notes, tags = await self._notes(ids), await self._tags(ids)
        moves = await self._moves([row.id for row in rows if row.version > 1])
        lines = [
            _as_line(row, notes.get(row.id), tags.get(row.id, ()), moves.get(row.id, Moves()))
            for row in rows
        ]
        return lines, _end_of(rows, limit)

    async def _notes(self, ids: Sequence[UUID]) -> Mapping[UUID, _Noted]:
        found = (
            select(NoteRow.lead_id, NoteRow.text, NoteRow.written_at)
            .where(NoteRow.lead_id.in_(ids))
            .order_by(NoteRow.written_at, NoteRow.id)
        )
        noted: dict[UUID, _Noted] = {}
        for row in await self._session.execute(found):
            before = noted.get(row.lead_id)
            many = before.count + 1 if before else 1
            noted[row.lead_id] = _Noted(many, row.text, row.written_at)
        return noted

    async def _tags(self, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
        found = (
            select(LeadTagRow.lead_id, LeadTagRow.name)
            .where(LeadTagRow.lead_id.in_(ids))
            .order_by(LeadTagRow.added_at, LeadTagRow.name)
        )
        tags: dict[UUID, list[str]] = defaultdict(list)
        for row in await self._session.execute(found):
            tags[row.lead_id].append(row.name)
        return tags

    async def _moves(self, ids: Sequence[UUID]) -> Mapping[UUID, Moves]:
        """Read from the audit when leads were answered and closed."""
        found = (
            select(AuditRow.subject_id, AuditRow.at, AuditRow.details)
            .where(AuditRow.subject_id.in_(ids), AuditRow.action == MOVED)
            .order_by(AuditRow.id)
        )
        moves: dict[UUID, Moves] = {}
        for row in await self._session.execute(found) if ids else ():
            known, became = moves.get(row.subject_id, Moves()), row.details.get("became")
            answered = known.answered_at or (row.at if became in RESPONDED else None)
            moves[row.subject_id] = Moves(answered, row.at if became in CLOSED else None)
        return moves


def _lines() -> Select[Any]:
    first = aliased(MemberRow)
    return (
        select(
            LeadRow.id,
            LeadRow.number,
            LeadRow.received_at,
            LeadRow.contact,
            LeadRow.status,
            LeadRow.temperature,
            LeadRow.score,
            LeadRow.held_at,
            LeadRow.lost_reason,
            LeadRow.first_number,
            LeadRow.first_taken_at,
            LeadRow.version,
            SourceRow.name.label("source"),
            MemberRow.name.label("owner"),
            first.name.label("taken_by"),
        )
        .join(SourceRow, SourceRow.id == LeadRow.source_id)
        .outerjoin(MemberRow, MemberRow.id == LeadRow.owner_id)
        .outerjoin(first, first.id == LeadRow.first_taken_by)
    )


def _page(found: Select[Any], extent: Extent, after: Place | None, limit: int) -> Select[Any]:
    return (
        found.where(*_meant(extent, after))
        .order_by(LeadRow.received_at, LeadRow.number)
        .limit(limit)
    )


def _meant(extent: Extent, after: Place | None) -> Iterable[ColumnElement[bool]]:
    """Match the leads that are meant, from the place on: a range of one index."""
    yield LeadRow.received_at < extent.ends
    begins = after.received_at if after else extent.begins
    if begins is not None:
        yield LeadRow.received_at >= begins
    if after is not None:
        yield or_(
            LeadRow.received_at > after.received_at,
            and_(LeadRow.received_at == after.received_at, LeadRow.number > after.number),
        )
    if not extent.with_spam:
        yield LeadRow.status != Status.SPAM


def _end_of(rows: Sequence[Any], limit: int) -> Place | None:
    if len(rows) < limit:
        return None
    return Place(rows[-1].received_at, rows[-1].number)


def _as_line(row: Any, noted: _Noted | None, tags: Sequence[str], moves: Moves) -> LeadLine:  # noqa: ANN401 -- a row of _lines
    return LeadLine(
        number=row.number,
        received_at=row.received_at,
        contact=row.contact,
        source=row.source,
        status=row.status,
        temperature=row.temperature or USUAL.temperature(row.score),
        score=row.score,
        held=row.held_at is not None,
        lost_reason=row.lost_reason,
        owner=row.owner,
        tags=tags,
        repeat_of=row.first_number,
        notes=noted.count if noted else 0,
        last_note=noted.text if noted else None,
        last_note_at=noted.at if noted else None,
        taken_at=row.first_taken_at,
        taken_by=row.taken_by,
        first_response_at=moves.answered_at,
        closed_at=moves.closed_at,
    )
