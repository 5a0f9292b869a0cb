"""Writes what endpoints are told, in the transaction of the change that they are told of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Index, String, Text, insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.announcement import (
    PING,
    announced_as,
    data_of_erased,
    data_of_lead_event,
    data_of_ping,
    data_of_source,
    envelope,
)
from domain.caller import Actor
from domain.change import Change
from domain.dispatch import lane_of
from domain.endpoint import HEARING
from domain.endpoint_filter import EndpointFilter
from domain.erasing import ErasedLead
from domain.events import SourcePausedOrResumed
from domain.lead import Lead, LeadId, Note
from domain.lead_events import LeadErased
from storage.at_once import Question
from storage.base import Base, OwnedById, WorkspaceOwned, owned_reference
from storage.endpoints import EndpointRow
from storage.leads import Leads
from storage.leases import DUE, LeasedWork, lease_indexes
from storage.scope import WORKSPACE, ask, here, later

WAITING = text("state = 'due'")


class AnnouncementRow(OwnedById, Base):
    """An event as endpoints are told of it; the body was written with the change itself."""

    __tablename__ = "announcements"
    __table_args__ = (Index(None, "workspace_id", "subject_id"), Index(None, "at"))

    event: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[UUID]
    at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)


class DispatchRow(LeasedWork, WorkspaceOwned, Base):
    """An announcement for one endpoint; it stays in the log when it has arrived.

    ``failed`` while nothing but failures is known of it.
    """

    __tablename__ = "dispatches"
    __table_args__ = (
        owned_reference("endpoint_id", "endpoints"),
        owned_reference("announcement_id", "announcements"),
        Index(None, "workspace_id", "id"),
        Index(None, "workspace_id", "failed", "id"),
        Index(None, "workspace_id", "endpoint_id", "failed", "id"),
        Index(None, "workspace_id", "announcement_id"),
        Index(
            "ix_dispatches_waiting",
            "workspace_id",
            "endpoint_id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        *lease_indexes("dispatches"),
    )

    endpoint_id: Mapped[UUID]
    announcement_id: Mapped[UUID]
    created_at: Mapped[datetime]
    failed: Mapped[bool] = mapped_column(default=False)


Data = Mapping[str, Any]
NEW_ANNOUNCEMENT = insert(AnnouncementRow)
NEW_DISPATCH = insert(DispatchRow)


@dataclass(frozen=True, slots=True)
class Hearer:
    """An endpoint, and what it hears of."""

    endpoint_id: UUID
    filter: EndpointFilter


@cache
def hearers() -> Executable:
    """Ask which endpoints hear of events: those that are called, and those that are paused."""
    called = or_(*(EndpointRow.state == each.value for each in HEARING))
    wishes = (EndpointRow.events, EndpointRow.sources, EndpointRow.statuses)
    return select(EndpointRow.id, *wishes).where(here(EndpointRow), called)


def as_hearer(row: Any) -> Hearer:  # noqa: ANN401 -- a row of what ``hearers`` asks for
    """Return what stands in a row."""
    sources = tuple(UUID(each) for each in row.sources)
    return Hearer(row.id, EndpointFilter(tuple(row.events), sources, tuple(row.statuses)))


class Announcing:
    """Tells the endpoints of the open workspace."""

    def __init__(self, session: AsyncSession, new_id: Callable[[], UUID]) -> None:
        self._session = session
        self._new_id = new_id

    async def tell(
        self,
        changes: Sequence[Change[Any]],
        by: Actor,
        now: datetime,
        hearing: Sequence[Hearer] | None = None,
    ) -> int:
        """Write the changes for each endpoint that hears of them; return how many leave.

        Who is *hearing* is read if nobody has yet.
        """
        told = [(name, each) for each in changes if (name := announced_as(each.event))]
        if told and hearing is None:
            (rows,) = await ask(self._session, Question(hearers(), [{}]))
            hearing = [as_hearer(row) for row in rows]
        count = 0
        for name, change in told:
            wishes = [each for each in hearing or () if each.filter.hears_of(change.event)]
            if not wishes:
                continue
            source_id, data = await self._data(change, by)
            wanted = [each.endpoint_id for each in wishes if each.filter.hears_from(source_id)]
            if wanted:
                self._add(name, change.event.subject_id, data, wanted, now)
                count += len(wanted)
        return count

    def ping(self, endpoint_id: UUID, by: Actor, now: datetime) -> UUID:
        """Write a test for one endpoint; return the announcement's id."""
        return self._add(PING, endpoint_id, data_of_ping(endpoint_id, by), [endpoint_id], now)

    async def _data(self, change: Change[Any], by: Actor) -> tuple[UUID, Data]:
        """Return which source it is about, and what is told."""
        event, thing = change.event, change.thing
        if isinstance(event, SourcePausedOrResumed):
            return event.subject_id, data_of_source(event, by)
        if isinstance(thing, ErasedLead) and isinstance(event, LeadErased):
            return thing.source_id, data_of_erased(event, by)
        # Notes and reminders are things of their own, beside the lead.
        lead = thing if isinstance(thing, Lead) else await self._lead(event.subject_id)
        note = thing if isinstance(thing, Note) else None
        return lead.source_id, data_of_lead_event(event, lead, by, note)

    async def _lead(self, lead_id: UUID) -> Lead:
        return await Leads(self._session).get(LeadId(lead_id))

    def _add(
        self, name: str, subject_id: UUID, data: Data, endpoints: Sequence[UUID], now: datetime
    ) -> UUID:
        new = self._new_id()
        body = envelope(name, new, now, self._session.info[WORKSPACE], data)
        row = {"id": new, "event": name, "subject_id": subject_id, "at": now, "body": body}
        later(self._session, NEW_ANNOUNCEMENT, [row])
        dispatches = [
            {
                "endpoint_id": each,
                "announcement_id": new,
                "lane": lane_of(each, new),
                "state": DUE,
                "due_at": now,
                "created_at": now,
                "failures": 0,
                "failed": False,
            }
            for each in endpoints
        ]
        later(self._session, NEW_DISPATCH, dispatches)
        return new
