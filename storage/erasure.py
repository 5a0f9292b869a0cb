"""How far the deletion of workspaces is, and their erasure: some rows of a workspace at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, inspect, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import MemberId, WorkspaceId
from domain.deletion import Deletion
from domain.errors import NotFound
from domain.notice import NoticeKind
from domain.routing import MENU, NOTICE
from storage.base import Base, WorkspaceOwned
from storage.leases import DUE
from storage.members import MemberRow
from storage.notices import NoticeRow
from storage.parcels import ParcelRow
from storage.scope import EVERYWHERE, WORKSPACE
from storage.workspaces import PersonRow, WorkspaceRow

LAST = (NOTICE, MENU)
"""What still leaves when nothing else does."""
_BY_DATABASE = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Ending:
    """A workspace whose end has come; ``since`` when its erasure began, if it did."""

    workspace_id: WorkspaceId
    since: datetime | None


class Deletions:
    """Reads and writes how far the deletion of the open workspace is."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self) -> Deletion:
        """Return how far it is."""
        found = select(WorkspaceRow).where(WorkspaceRow.id == self._session.info[WORKSPACE])
        row = (await self._session.scalars(found)).one()
        return Deletion(
            WorkspaceId(row.id),
            row.name,
            MemberId(row.asked_by) if row.asked_by else None,
            row.asked_at,
            row.delete_at,
        )

    async def save(self, deletion: Deletion) -> None:
        """Write how far it is; refuse with NotFound once its erasure has begun."""
        written = (
            update(WorkspaceRow)
            .where(WorkspaceRow.id == deletion.id, WorkspaceRow.erasing_since.is_(None))
            .values(
                asked_by=deletion.asked_by,
                asked_at=deletion.asked_at,
                delete_at=deletion.delete_at,
                warned_at=None,
            )
            .returning(WorkspaceRow.id)
        )
        if (await self._session.scalars(written)).first() is None:
            raise NotFound


class Erasure:
    """Finds the workspaces whose end has come, and erases them; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def to_warn(self, before: datetime) -> Sequence[WorkspaceId]:
        """Return the workspaces that end before then and whose owners were not told so."""
        found = select(WorkspaceRow.id).where(
            WorkspaceRow.delete_at <= before,
            WorkspaceRow.warned_at.is_(None),
            WorkspaceRow.erasing_since.is_(None),
        )
        return [WorkspaceId(each) for each in await self._session.scalars(found)]

    async def warned(self, workspace_id: WorkspaceId, now: datetime) -> bool:
        """Remember that owners were told; tell whether that is still to be done."""
        still = (WorkspaceRow.warned_at.is_(None), WorkspaceRow.delete_at.is_not(None))
        return await self._mark(workspace_id, *still, warned_at=now)

    async def due(self, now: datetime) -> Sequence[Ending]:
        """Return the workspaces that are to be erased, or are being erased."""
        found = (
            select(WorkspaceRow.id, WorkspaceRow.erasing_since)
            .where(WorkspaceRow.delete_at <= now, WorkspaceRow.deleted_at.is_(None))
            .order_by(WorkspaceRow.delete_at, WorkspaceRow.id)
        )
        rows = await self._session.execute(found)
        return [Ending(WorkspaceId(row.id), row.erasing_since) for row in rows]

    async def begin(self, workspace_id: WorkspaceId, now: datetime) -> bool:
        """Begin the erasure, unless somebody took the deletion back or it has begun."""
        still = (WorkspaceRow.erasing_since.is_(None), WorkspaceRow.delete_at <= now)
        if not await self._mark(workspace_id, *still, erasing_since=now):
            return False
        other = (
            select(MemberRow.workspace_id)
            .join(WorkspaceRow, WorkspaceRow.id == MemberRow.workspace_id)
            .where(MemberRow.person_id == PersonRow.id, WorkspaceRow.erasing_since.is_(None))
            .limit(1)
            .scalar_subquery()
        )
        turned = update(PersonRow).where(PersonRow.workspace_id == workspace_id)
        options = {**EVERYWHERE, **_BY_DATABASE}
        await self._session.execute(turned.values(workspace_id=other), execution_options=options)
        return True

    async def erase_some(self, limit: int, *, farewell: bool) -> int:
        """Erase up to *limit* rows of one table of the open workspace; return how many.

        While there is a *farewell* to bring, what owners are told stays.
        """
        for kind in _children_first():
            erased = await self._erase(kind, limit, farewell=farewell)
            if erased:
                return erased
        return 0

    async def says_farewell(self) -> bool:
        """Tell whether the last notices have yet to leave."""
        found = select(ParcelRow.id).where(ParcelRow.kind.in_(LAST), ParcelRow.state == DUE)
        return (await self._session.scalars(found.limit(1))).first() is not None

    async def finish(self, workspace_id: WorkspaceId, now: datetime) -> None:
        """Leave of the workspace that there was one, and when it ended."""
        nothing = {"name": "", "asked_by": None, "language": None, "zone": None}
        await self._mark(workspace_id, deleted_at=now, **nothing)

    async def _mark(
        self, workspace_id: WorkspaceId, *still: ColumnElement[bool], **values: object
    ) -> bool:
        marked = update(WorkspaceRow).where(WorkspaceRow.id == workspace_id, *still)
        found = marked.values(**values).returning(WorkspaceRow.id)
        return (await self._session.scalars(found)).first() is not None

    async def _erase(self, kind: type[WorkspaceOwned], limit: int, *, farewell: bool) -> int:
        mapper = inspect(kind)
        # As attributes: the lock scopes nothing that speaks of bare columns.
        names = [mapper.get_property_by_column(each).key for each in mapper.primary_key]
        keys = [getattr(kind, each) for each in names]
        found = select(*keys).limit(limit)
        if farewell and kind is NoticeRow:
            found = found.where(NoticeRow.kind != NoticeKind.WORKSPACE_DELETED)
        if farewell and kind is ParcelRow:
            found = found.where(ParcelRow.kind.not_in(LAST))
        rows = [tuple(row) for row in await self._session.execute(found)]
        if rows and kind is MemberRow:
            await self._forget_people([row[-1] for row in rows])
        if rows:
            gone = delete(kind).where(tuple_(*keys).in_(rows))
            await self._session.execute(gone, execution_options=_BY_DATABASE)
        return len(rows)

    async def _forget_people(self, members: Sequence[UUID]) -> None:
        """Forget those of the members whom no other workspace knows."""
        known = select(MemberRow.person_id).where(MemberRow.id.in_(members))
        people = list(await self._session.scalars(known))
        elsewhere = (
            select(MemberRow.id)
            .where(
                MemberRow.person_id == PersonRow.id,
                MemberRow.workspace_id != self._session.info[WORKSPACE],
            )
            .exists()
        )
        strangers = (PersonRow.id.in_(people), PersonRow.operator.is_(False), ~elsewhere)
        options = {**EVERYWHERE, **_BY_DATABASE}
        await self._session.execute(delete(PersonRow).where(*strangers), execution_options=options)


def _children_first() -> Sequence[type[WorkspaceOwned]]:
    """Return every kind of row that a workspace owns, before those that it refers to."""
    kinds = {
        mapper.local_table: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, WorkspaceOwned)
    }
    ordered = reversed(Base.metadata.sorted_tables)
    return [kinds[table] for table in ordered if table in kinds]
