"""Writes what endpoints are told, in the transaction of the change that they are told of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, Text, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.announcement import (
    PING,
    announced_as,
    data_of_lead_event,
    data_of_ping,
    data_of_source,
    envelope,
)
from domain.caller import Actor
from domain.change import Change
from domain.dispatch import lane_of
from domain.endpoint import EndpointState
from domain.events import SourcePausedOrResumed
from domain.lead import Lead, LeadId, Note
from storage.base import Base, OwnedById, WorkspaceOwned, owned_reference
from storage.endpoints import EndpointRow
from storage.leads import Leads
from storage.leases import DUE, LeasedWork, lease_indexes
from storage.scope import WORKSPACE, later

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
Unheard = dict[UUID, datetime]
FRESH = timedelta(seconds=2)
"""How long it is remembered that a workspace has no endpoint: so long, too, may one that another
process has just made miss what happens."""

REMEMBERED = 10_000
NEW_ANNOUNCEMENT = insert(AnnouncementRow)
NEW_DISPATCH = insert(DispatchRow)


@cache
def _hearing() -> Select[UUID, list[str]]:
    """Built once, for every change of a lead asks it."""
    called = (EndpointState.ACTIVE.value, EndpointState.PAUSED.value)
    return select(EndpointRow.id, EndpointRow.events).where(EndpointRow.state.in_(called))


class Announcing:
    """Tells the endpoints of the open workspace; where there are none, it costs next to nothing.

    ``unheard`` remembers for a moment which workspaces have none.
    """

    def __init__(
        self, session: AsyncSession, new_id: Callable[[], UUID], unheard: Unheard
    ) -> None:
        self._session = session
        self._new_id = new_id
        self._unheard = unheard

    async def tell(self, changes: Sequence[Change[Any]], by: Actor, now: datetime) -> int:
        """Write the changes for each endpoint that hears of them; return how many leave."""
        told = [(name, each) for each in changes if (name := announced_as(each.event))]
        workspace_id = self._session.info[WORKSPACE]
        looked_at = self._unheard.get(workspace_id)
        if not told or (looked_at and timedelta() <= now - looked_at < FRESH):
            return 0
        hearing = (await self._session.execute(_hearing())).all()
        if not hearing:
            self._remember(workspace_id, now)
        count = 0
        for name, change in told:
            endpoints = [row.id for row in hearing if not row.events or name in row.events]
            if endpoints:
                self._add(
                    name, change.event.subject_id, await self._data(change, by), endpoints, now
                )
                count += len(endpoints)
        return count

    def _remember(self, workspace_id: UUID, now: datetime) -> None:
        if len(self._unheard) >= REMEMBERED:
            self._unheard.clear()
        self._unheard[workspace_id] = now

    def ping(self, endpoint_id: UUID, by: Actor, now: datetime) -> UUID:
        """Write a test for one endpoint; return the announcement's id."""
        return self._add(PING, endpoint_id, data_of_ping(endpoint_id, by), [endpoint_id], now)

    async def _data(self, change: Change[Any], by: Actor) -> Data:
        event, thing = change.event, change.thing
        if isinstance(event, SourcePausedOrResumed):
            return data_of_source(event, by)
        # Notes and reminders are things of their own, beside the lead.
        lead = thing if isinstance(thing, Lead) else await self._lead(event.subject_id)
        return data_of_lead_event(event, lead, by, thing if isinstance(thing, Note) else None)

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
