"""Canaries, on the shelf: how often they fly, how far each one got, and who was told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    CursorResult,
    ForeignKey,
    Index,
    Select,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import WorkspaceId
from domain.canary import WHOLE_WAY, Canary, CanaryCopy, CanaryRun, Flight, Missing
from storage.base import Base, OwnedById, WorkspaceOwned, owned_reference
from storage.chats import ChatRow
from storage.inbox import IntakeRow, Kind, State
from storage.scope import EVERYWHERE
from storage.sources import SourceRow
from storage.workspaces import WorkspaceRow


class CanaryRow(WorkspaceOwned, Base):
    """How often a workspace sends canaries; without a row it sends none."""

    __tablename__ = "canaries"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    minutes: Mapped[int]
    due_at: Mapped[datetime]
    last_source_id: Mapped[UUID | None]


class CanaryRunRow(OwnedById, Base):
    """One canary on its way."""

    __tablename__ = "canary_runs"
    __table_args__ = (
        owned_reference("source_id", "sources"),
        Index(None, "workspace_id", "began_at"),
    )

    source_id: Mapped[UUID]
    began_at: Mapped[datetime]
    sent_out_at: Mapped[datetime | None]


class CanaryCopyRow(OwnedById, Base):
    """What a canary became in one chat."""

    __tablename__ = "canary_copies"
    __table_args__ = (
        owned_reference("run_id", "canary_runs"),
        Index(None, "workspace_id", "run_id"),
    )

    run_id: Mapped[UUID]
    chat_id: Mapped[UUID]
    arrived_at: Mapped[datetime | None]


class CanaryAlarmRow(OwnedById, Base):
    """A chat, by its id, of which the owners were told that canaries do not arrive in time."""

    __tablename__ = "canary_alarms"

    told_at: Mapped[datetime]


class Canaries:
    """Reads and writes the canaries of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self) -> Canary | None:
        """Return how often canaries fly, locked for change where the database can."""
        row = (await self._session.scalars(select(CanaryRow).with_for_update())).one_or_none()
        if row is None:
            return None
        workspace_id = WorkspaceId(row.workspace_id)
        return Canary(workspace_id, row.minutes, row.due_at, row.last_source_id)

    async def save(self, canary: Canary) -> None:
        """Write how often canaries fly; if never, forget everything about them."""
        if canary.minutes is None:
            for table in (CanaryAlarmRow, CanaryCopyRow, CanaryRunRow, CanaryRow):
                await self._session.execute(delete(table))
            return
        await self._session.merge(
            CanaryRow(
                workspace_id=canary.workspace_id,
                minutes=canary.minutes,
                due_at=canary.due_at,
                last_source_id=canary.last_source_id,
            )
        )
        await self._session.flush()

    async def add_run(self, run: CanaryRun) -> None:
        """Write a canary that is about to begin its way."""
        self._session.add(CanaryRunRow(id=run.id, source_id=run.source_id, began_at=run.began_at))
        await self._session.flush()

    async def run(self, run_id: UUID) -> CanaryRun | None:
        """Return one canary, unless it was overtaken by the next."""
        found = select(CanaryRunRow).where(CanaryRunRow.id == run_id)
        row = (await self._session.scalars(found)).one_or_none()
        return _as_run(row) if row else None

    async def send_out(self, run: CanaryRun, copies: Iterable[CanaryCopy], now: datetime) -> None:
        """Write what the canary becomes."""
        self._session.add_all(
            CanaryCopyRow(id=each.id, run_id=each.run_id, chat_id=each.chat_id) for each in copies
        )
        await self._session.execute(
            update(CanaryRunRow).where(CanaryRunRow.id == run.id).values(sent_out_at=now)
        )
        await self._session.flush()

    async def copy(self, copy_id: UUID) -> CanaryCopy | None:
        """Return one copy, unless it was overtaken."""
        found = select(CanaryCopyRow).where(CanaryCopyRow.id == copy_id)
        row = (await self._session.scalars(found)).one_or_none()
        return CanaryCopy(row.id, row.run_id, row.chat_id, row.arrived_at) if row else None

    async def arrived(self, copy_id: UUID, now: datetime) -> None:
        """Remember that the copy reached its chat."""
        await self._session.execute(
            update(CanaryCopyRow).where(CanaryCopyRow.id == copy_id).values(arrived_at=now)
        )

    async def missing_copies(self) -> Sequence[UUID]:
        """Return the copies that did not arrive."""
        found = select(CanaryCopyRow.id).where(CanaryCopyRow.arrived_at.is_(None))
        return list(await self._session.scalars(found))

    async def clear(self, before: datetime) -> None:
        """Forget what never arrived, canaries from before that moment, and chats that are gone."""
        runs, copies = CanaryRunRow, CanaryCopyRow
        old = or_(runs.began_at < before, runs.sent_out_at.is_(None))
        forgotten = list(await self._session.scalars(select(runs.id).where(old)))
        for statement in (
            delete(copies).where(or_(copies.arrived_at.is_(None), copies.run_id.in_(forgotten))),
            delete(runs).where(runs.id.in_(forgotten)),
            delete(IntakeRow).where(
                IntakeRow.kind == Kind.CANARY,
                IntakeRow.source_id.in_(select(SourceRow.id)),
                IntakeRow.event_id.in_([event_id_of(each) for each in forgotten]),
                IntakeRow.state != State.WAITING,
            ),
            delete(CanaryAlarmRow).where(
                CanaryAlarmRow.id.not_in(select(ChatRow.id)), CanaryAlarmRow.id != WHOLE_WAY
            ),
        ):
            await self._session.execute(statement, execution_options=_BY_DATABASE)

    async def alarmed(self) -> bool:
        """Tell whether owners wait to hear that canaries arrive again."""
        return (
            await self._session.scalars(select(CanaryAlarmRow.id).limit(1))
        ).first() is not None

    async def add_alarm(self, chat_id: UUID, now: datetime) -> None:
        """Remember that the owners were told of a chat."""
        self._session.add(CanaryAlarmRow(id=chat_id, told_at=now))
        await self._session.flush()

    async def end_alarms(self, chat_id: UUID) -> bool:
        """Forget the alarms that a canary in this chat ends; tell whether there were any."""
        ended = delete(CanaryAlarmRow).where(CanaryAlarmRow.id.in_([chat_id, WHOLE_WAY]))
        result = await self._session.execute(ended, execution_options=_BY_DATABASE)
        return bool(cast("CursorResult[Any]", result).rowcount)

    async def newest(self) -> Flight | None:
        """Say how the newest canary fared."""
        copies, of_run = CanaryCopyRow, CanaryCopyRow.run_id == CanaryRunRow.id
        many = select(func.count(copies.id)).where(of_run).scalar_subquery()
        arrived = select(func.count(copies.arrived_at)).where(of_run).scalar_subquery()
        found = (
            select(SourceRow.name, CanaryRunRow.began_at, CanaryRunRow.sent_out_at, many, arrived)
            .join(SourceRow, SourceRow.id == CanaryRunRow.source_id)
            .order_by(CanaryRunRow.began_at.desc())
            .limit(1)
        )
        row = (await self._session.execute(found)).one_or_none()
        if row is None:
            return None
        name, began_at, sent_out_at, chats, reached = row
        return Flight(name, began_at, chats, reached, sent_out_at is not None)


class Aviary:
    """The canaries of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, now: datetime) -> Sequence[WorkspaceId]:
        """Return the workspaces whose next canary is due."""
        found = (
            select(CanaryRow.workspace_id)
            .join(WorkspaceRow, WorkspaceRow.id == CanaryRow.workspace_id)
            .where(CanaryRow.due_at <= now, WorkspaceRow.delete_at.is_(None))
        )
        rows = await self._session.scalars(found, execution_options=EVERYWHERE)
        return [WorkspaceId(each) for each in rows]

    async def missing(self, before: datetime) -> Sequence[Missing]:
        """Return the canaries that began before then, are missing, and of which nobody knows."""
        rows = await self._session.execute(_stuck(before), execution_options=EVERYWHERE)
        late = await self._session.execute(_late(before), execution_options=EVERYWHERE)
        everywhere = [Missing(_workspace(run), _as_run(run), WHOLE_WAY) for (run,) in rows]
        somewhere = [
            Missing(_workspace(run), _as_run(run), chat_id, title) for run, chat_id, title in late
        ]
        return [*everywhere, *somewhere]


def event_id_of(run_id: UUID) -> str:
    """Return the id of the event by which a canary comes in."""
    return f"canary-{run_id.hex}"


def _stuck(before: datetime) -> Select[CanaryRunRow]:
    run = CanaryRunRow
    return select(run).where(
        run.began_at <= before, run.sent_out_at.is_(None), ~_told(run, literal(WHOLE_WAY))
    )


def _late(before: datetime) -> Select[CanaryRunRow, UUID, str]:
    run, copy, chat = CanaryRunRow, CanaryCopyRow, ChatRow
    return (
        select(run, copy.chat_id, chat.title)
        .join(copy, (copy.workspace_id == run.workspace_id) & (copy.run_id == run.id))
        .join(chat, (chat.workspace_id == copy.workspace_id) & (chat.id == copy.chat_id))
        .where(run.began_at <= before, copy.arrived_at.is_(None), ~_told(run, copy.chat_id))
        .order_by(chat.title)
    )


def _told(run: type[CanaryRunRow], chat_id: Any) -> Any:  # noqa: ANN401 -- a column or a literal
    alarm = CanaryAlarmRow
    return exists().where(alarm.workspace_id == run.workspace_id, alarm.id == chat_id)


def _workspace(run: CanaryRunRow) -> WorkspaceId:
    return WorkspaceId(run.workspace_id)


def _as_run(row: CanaryRunRow) -> CanaryRun:
    return CanaryRun(row.id, row.source_id, row.began_at, row.sent_out_at)


# The conditions read the very tables they change, which only the database itself can follow.
_BY_DATABASE = {"synchronize_session": False}
