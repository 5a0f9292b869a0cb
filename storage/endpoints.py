"""Endpoints, on the shelf; their secrets only ever sealed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.endpoint import Endpoint, EndpointState, Health, Why
from domain.errors import NotFound
from domain.rotation import UNREADABLE
from storage.base import Base, Document, OwnedById
from storage.scope import WORKSPACE
from storage.vault import Cell, Vault


class EndpointRow(OwnedById, Base):
    """An address that hears of events; its secrets and template are sealed to their own cells.

    One that was removed stays until the log has nothing about it any more.
    """

    __tablename__ = "endpoints"
    __table_args__ = (UniqueConstraint("id"),)

    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_until: Mapped[datetime | None]
    events: Mapped[list[str]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(16))
    why: Mapped[str | None] = mapped_column(String(16))
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    warned: Mapped[bool] = mapped_column(default=False)
    last_error: Mapped[str | None] = mapped_column(String(64))
    last_success_at: Mapped[datetime | None]
    sources: Mapped[list[str]] = mapped_column(Document)
    statuses: Mapped[list[str]] = mapped_column(Document)
    template: Mapped[str | None] = mapped_column(Text)


THERE = EndpointRow.state != EndpointState.REMOVED


class Endpoints:
    """Reads and writes the endpoints of the open workspace."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def get(self, endpoint_id: UUID) -> Endpoint:
        """Return the endpoint or refuse with NotFound."""
        endpoint = await self.find(endpoint_id)
        if endpoint is None or endpoint.state is EndpointState.REMOVED:
            raise NotFound
        return endpoint

    async def find(self, endpoint_id: UUID) -> Endpoint | None:
        """Return the endpoint, also one that was removed, and hold it."""
        found = select(EndpointRow).where(EndpointRow.id == endpoint_id).with_for_update()
        # Whoever looked at it before in this transaction did not hold it: it may have changed.
        anew = found.execution_options(populate_existing=True)
        row = (await self._session.scalars(anew)).one_or_none()
        return self._as_endpoint(row) if row else None

    async def look(self, ids: Collection[UUID]) -> Mapping[UUID, Endpoint]:
        """Return those of these that there are, also removed ones, and hold none of them."""
        found = select(EndpointRow).where(EndpointRow.id.in_(ids))
        return {row.id: self._as_endpoint(row) for row in await self._session.scalars(found)}

    async def all(self) -> Sequence[Endpoint]:
        """Return every endpoint, the oldest first; ids follow the time in which they are made."""
        found = select(EndpointRow).where(THERE).order_by(EndpointRow.id)
        return [self._as_endpoint(row) for row in await self._session.scalars(found)]

    async def count(self) -> int:
        """Count the endpoints that there are."""
        counted = select(func.count()).select_from(EndpointRow).where(THERE)
        return (await self._session.execute(counted)).scalar_one()

    async def save(self, endpoint: Endpoint) -> None:
        """Write the endpoint, sealing its secrets."""
        health = endpoint.health
        row = EndpointRow(
            workspace_id=self._session.info[WORKSPACE],
            id=endpoint.id,
            url=endpoint.url,
            previous_until=endpoint.previous_until,
            events=list(endpoint.events),
            state=endpoint.state,
            why=endpoint.why,
            failing_since=health.failing_since,
            failures=health.failures,
            warned=health.warned,
            last_error=health.last_error,
            last_success_at=health.last_success_at,
            sources=[str(each) for each in endpoint.sources],
            statuses=list(endpoint.statuses),
        )
        # What cannot be read is left as it is, for the day when its key is back.
        if endpoint.state is EndpointState.REMOVED:
            row.secret = ""
        elif endpoint.secret != UNREADABLE:
            row.secret = self._sealed(endpoint.id, "secret", endpoint.secret)
        if endpoint.previous_secret is None:
            row.previous_secret = None
        elif endpoint.previous_secret != UNREADABLE:
            row.previous_secret = self._sealed(
                endpoint.id, "previous_secret", endpoint.previous_secret
            )
        if endpoint.template is None:
            row.template = None
        elif endpoint.template != UNREADABLE:
            row.template = self._sealed(endpoint.id, "template", endpoint.template)
        await self._session.merge(row)
        await self._session.flush()

    async def clear(self, endpoint_ids: Sequence[UUID]) -> None:
        """Forget removed endpoints."""
        await self._session.execute(delete(EndpointRow).where(EndpointRow.id.in_(endpoint_ids)))

    def _as_endpoint(self, row: EndpointRow) -> Endpoint:
        previous = row.previous_secret
        return Endpoint(
            id=row.id,
            url=row.url,
            secret=self._opened(row, "secret", row.secret),
            events=tuple(row.events),
            previous_secret=self._opened(row, "previous_secret", previous) if previous else None,
            previous_until=row.previous_until,
            state=EndpointState(row.state),
            why=Why(row.why) if row.why else None,
            health=Health(
                row.failing_since,
                row.failures,
                row.warned,
                row.last_error,
                row.last_success_at,
            ),
            sources=tuple(UUID(each) for each in row.sources),
            statuses=tuple(row.statuses),
            template=self._opened(row, "template", row.template) if row.template else None,
        )

    def _opened(self, row: EndpointRow, column: str, sealed: str) -> str:
        """Open a secret; UNREADABLE if it cannot be, or is gone with its endpoint."""
        if not sealed:
            return UNREADABLE
        cell = Cell(row.workspace_id, row.__tablename__, row.id, column)
        return self._vault.read(sealed, cell)

    def _sealed(self, row: UUID, column: str, secret: str) -> str:
        cell = Cell(self._session.info[WORKSPACE], EndpointRow.__tablename__, row, column)
        return self._vault.seal(secret, cell)
