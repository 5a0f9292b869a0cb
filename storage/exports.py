"""Exports under way, on the shelf, and the work that they are; ended ones are kept for a while."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import MemberId, PersonId, WorkspaceId
from domain.errors import NotFound
from domain.export import (
    Export,
    ExportFormat,
    ExportSpan,
    ExportWork,
    Extent,
    Stage,
    Why,
    Wish,
)
from storage.base import Base, WorkspaceOwned, owned_reference
from storage.leases import (
    DUE,
    FREE,
    LeasedWork,
    claim,
    lease_indexes,
    next_due,
    release,
    release_all,
)
from storage.scope import EVERYWHERE, QUIETLY

LANE = "exports"
"""One lane for all: exports are made one after the other, so that they hold nobody up."""
ENDED = "ended"
KEPT = timedelta(days=30)


class ExportRow(LeasedWork, WorkspaceOwned, Base):
    """A file that somebody asked for, and how far it is."""

    __tablename__ = "exports"
    __table_args__ = (
        owned_reference("member_id", "members"),
        *lease_indexes("exports"),
        Index(
            "uq_exports_under_way",
            "workspace_id",
            "member_id",
            unique=True,
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
    )

    member_id: Mapped[UUID]
    person_id: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str] = mapped_column(String(8))
    span: Mapped[str] = mapped_column(String(8))
    with_spam: Mapped[bool]
    zone: Mapped[str] = mapped_column(String(64))
    begins: Mapped[datetime | None]
    ends: Mapped[datetime]
    asked_at: Mapped[datetime]
    stage: Mapped[str] = mapped_column(String(16))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(String(32))


class Exports:
    """Reads and writes the exports of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, export_id: int) -> Export:
        """Return an export, locked for change where the database can, or refuse with NotFound."""
        found = select(ExportRow).where(ExportRow.id == export_id).with_for_update()
        fresh = {"populate_existing": True}
        row = (await self._session.scalars(found, execution_options=fresh)).one_or_none()
        if row is None:
            raise NotFound
        return _as_export(row)

    async def held(self, work: ExportWork) -> bool:
        """Tell whether the work is still held under its lease."""
        found = select(ExportRow.id).where(*_held(work))
        return (await self._session.scalars(found)).first() is not None

    async def under_way_of(self, member_id: MemberId) -> Export | None:
        """Return what a member waits for."""
        found = select(ExportRow).where(ExportRow.member_id == member_id, ExportRow.state == DUE)
        row = (await self._session.scalars(found)).one_or_none()
        return _as_export(row) if row else None

    async def under_way(self) -> Sequence[Export]:
        """Return every file of the workspace that somebody waits for, locked for change."""
        found = select(ExportRow).where(ExportRow.state == DUE).order_by(ExportRow.id)
        return [_as_export(row) for row in await self._session.scalars(found.with_for_update())]

    async def save(self, export: Export) -> None:
        """Write what an export became; one without a number is new."""
        values = _as_values(export)
        if export.id:
            changed = update(ExportRow).where(ExportRow.id == export.id).values(**values)
            await self._session.execute(changed, execution_options=_BY_DATABASE)
            return
        self._session.add(ExportRow(lane=LANE, due_at=export.asked_at, **values))
        await self._session.flush()

    async def set_due(self, export_id: int, due_at: datetime) -> None:
        """Let an export be worked on from a moment on."""
        moved = update(ExportRow).where(ExportRow.id == export_id).values(due_at=due_at)
        await self._session.execute(moved, execution_options=_BY_DATABASE)

    async def forget_old(self, now: datetime) -> None:
        """Forget what ended long ago."""
        old = (ExportRow.state == ENDED, ExportRow.asked_at < now - KEPT)
        await self._session.execute(delete(ExportRow).where(*old), execution_options=_BY_DATABASE)

    async def later(self, work: ExportWork, due_at: datetime, why: str) -> None:
        """Free the work for a later attempt."""
        values: dict[str, Any] = {"due_at": due_at, "last_error": why[:1024], **FREE}
        values["failures"] = ExportRow.failures + 1
        await self._change(work, values)

    async def close(self, work: ExportWork) -> None:
        """Do no more for this export."""
        await self._change(work, {"state": ENDED, **FREE})

    async def _change(self, work: ExportWork, values: dict[str, Any]) -> None:
        changed = update(ExportRow).where(*_held(work)).values(**values)
        await self._session.execute(changed, execution_options=_BY_DATABASE)


class ExportQueue:
    """The exports of all workspaces as work; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(
        self, now: datetime, *, lease: UUID, until: datetime, limit: int
    ) -> Sequence[ExportWork]:
        """Lease what is due; one at a time."""
        rows = await claim(self._session, ExportRow, now, lease=lease, until=until, limit=limit)
        return [
            ExportWork(
                row.id, WorkspaceId(row.workspace_id), PersonId(row.person_id), row.failures, lease
            )
            for row in rows
        ]

    async def next_due(self, now: datetime) -> datetime | None:
        """Say when the next one becomes due."""
        return await next_due(self._session, ExportRow, now)

    async def release(self, leases: Collection[UUID]) -> None:
        """Free what is held under these leases."""
        for lease in leases:
            await release(self._session, ExportRow, lease)

    async def release_all(self) -> None:
        """Free everything that anybody holds, once they are known to be gone."""
        await release_all(self._session, ExportRow)

    async def asked_by(self, person_id: PersonId, export_id: int) -> WorkspaceId:
        """Return where a person asked for this; refuse with NotFound if they did not."""
        found = select(ExportRow.workspace_id).where(
            ExportRow.id == export_id, ExportRow.person_id == person_id
        )
        row = (await self._session.scalars(found, execution_options=EVERYWHERE)).one_or_none()
        if row is None:
            raise NotFound
        return WorkspaceId(row)

    async def unfinished(self) -> Collection[int]:
        """Return every export for which something is to be done."""
        found = select(ExportRow.id).where(ExportRow.state == DUE)
        return set(await self._session.scalars(found, execution_options=QUIETLY))


def _held(work: ExportWork) -> tuple[Any, ...]:
    """Match the export only while its lease is ours."""
    return (ExportRow.id == work.id, ExportRow.lease == work.lease)


def _as_values(export: Export) -> dict[str, Any]:
    return {
        "member_id": export.member_id,
        "person_id": export.person_id,
        "format": export.wish.format,
        "span": export.wish.span,
        "with_spam": export.wish.with_spam,
        "zone": export.zone,
        "begins": export.extent.begins,
        "ends": export.extent.ends,
        "asked_at": export.asked_at,
        "stage": export.stage,
        "message_id": export.message_id,
        "done": export.done,
        "total": export.total,
        "files": export.files,
        "sent": export.sent,
        "why": export.why,
    }


def _as_export(row: ExportRow) -> Export:
    return Export(
        id=row.id,
        workspace_id=WorkspaceId(row.workspace_id),
        member_id=MemberId(row.member_id),
        person_id=PersonId(row.person_id),
        wish=Wish(ExportFormat(row.format), ExportSpan(row.span), row.with_spam),
        zone=row.zone,
        extent=Extent(row.begins, row.ends, row.with_spam),
        asked_at=row.asked_at,
        stage=Stage(row.stage),
        message_id=row.message_id,
        done=row.done,
        total=row.total,
        files=row.files,
        sent=row.sent,
        why=Why(row.why) if row.why else None,
    )


_BY_DATABASE = {"synchronize_session": False}
