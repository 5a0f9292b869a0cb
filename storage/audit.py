"""The audit: who did what to what, written with the change itself and never altered.

The lines of a workspace are a chain: each carries a seal over itself and the seal of the line
before. A transaction writes its lines at its very end, so that the head of the chain, which
only one transaction at a time may move, is held as shortly as possible, and always last.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from secrets import token_hex
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.audit import GENESIS, AuditEntry, AuditLine, AuditSearch, ChainHead, Topic
from domain.caller import Actor, ActorKind
from domain.events import Event
from storage.at_once import Question
from storage.base import Base, Document, Number, WorkspaceOwned
from storage.erased import ErasedLeadRow
from storage.leads import LeadRow
from storage.members import MemberRow
from storage.scope import WORKSPACE, ScopedSession, ask, here, later

UNWRITTEN = "unwritten_audit"
SALT_BYTES = 16
# Almost all lines are about leads, and almost all of those nobody looks for by their kind.
# As literals, or no partial index is used.
_NOT_OF_LEADS = "action NOT LIKE 'lead.%'"
_OF_MEMBERS = "actor_kind = 'member'"
_TEAM = ("member.%", "workspace.%", "invite.%")
_DENIED = "action.denied"


class AuditRow(WorkspaceOwned, Base):
    """One line; the database refuses to change or delete it, unless what it is about is erased."""

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "workspace_id", "subject_id", "id"),
        Index(None, "workspace_id", "id"),
        Index(
            "ix_audit_not_of_leads",
            "workspace_id",
            "id",
            sqlite_where=text(_NOT_OF_LEADS),
            postgresql_where=text(_NOT_OF_LEADS),
        ),
        Index(
            "ix_audit_of_members",
            "workspace_id",
            "actor_id",
            "id",
            sqlite_where=text(_OF_MEMBERS),
            postgresql_where=text(_OF_MEMBERS),
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(256))
    action: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[UUID]
    details: Mapped[dict[str, Any]] = mapped_column(Document)
    seal: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str | None] = mapped_column(String(64))


class AuditHeadRow(WorkspaceOwned, Base):
    """Where the chain of a workspace ends: its newest seal, and how many lines it has.

    Lines up to ``after`` are older than the chain.
    """

    __tablename__ = "audit_heads"

    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("workspaces.id"), primary_key=True, sort_order=-2
    )
    seal: Mapped[str] = mapped_column(String(64), default=GENESIS)
    lines: Mapped[int] = mapped_column(Number, default=0)
    after: Mapped[int] = mapped_column(Number, default=0)


NEW_LINE = insert(AuditRow)
NEW_HEAD = insert(AuditHeadRow)
EMPTIED = (
    update(AuditRow)
    .where(here(AuditRow), AuditRow.id == bindparam("line"))
    .values(details={}, salt=None, digest=bindparam("left"))
)
NEXT_HEAD = (
    update(AuditHeadRow)
    .where(here(AuditHeadRow))
    .values(seal=bindparam("newest"), lines=AuditHeadRow.lines + bindparam("more"))
)


class Audit:
    """Writes and reads the audit of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, event: Event, by: Actor, at: datetime) -> None:
        """Write, when the transaction ends, that *by* made *event* happen."""
        actor = Actor(by.kind, by.id, by.name[:256])
        entry = AuditEntry(at, actor, event.name, dict(event.details()))
        line = AuditLine(0, event.subject_id, entry, None)
        unwritten = self._session.info.setdefault(UNWRITTEN, {})
        unwritten.setdefault(self._session.info[WORKSPACE], []).append(line)

    async def of(self, subject_id: UUID, limit: int) -> Sequence[AuditEntry]:
        """Return the newest lines about one subject, the newest first."""
        found = (
            select(AuditRow)
            .where(AuditRow.subject_id == subject_id)
            .order_by(AuditRow.id.desc())
            .limit(limit)
        )
        return [as_line(row).entry for row in await self._session.scalars(found)]

    async def before(
        self, wanted: AuditSearch, subject_id: UUID | None, place: int | None, limit: int
    ) -> Sequence[AuditLine]:
        """Return lines older than *place*, the newest first, whatever their text."""
        found = _lines(wanted, subject_id).order_by(AuditRow.id.desc()).limit(limit)
        if place is not None:
            found = found.where(AuditRow.id < place)
        return [as_line(row) for row in await self._session.scalars(found)]

    async def after(
        self, wanted: AuditSearch, subject_id: UUID | None, place: int, limit: int
    ) -> Sequence[AuditLine]:
        """Return lines newer than *place*, the oldest first, whatever their text."""
        found = _lines(wanted, subject_id).order_by(AuditRow.id).limit(limit)
        later = found.where(AuditRow.id > place)
        return [as_line(row) for row in await self._session.scalars(later)]

    async def all_of(self, subject_id: UUID) -> Sequence[AuditLine]:
        """Return every line about one subject, the oldest first."""
        found = select(AuditRow).where(AuditRow.subject_id == subject_id).order_by(AuditRow.id)
        return [as_line(row) for row in await self._session.scalars(found)]

    def empty(self, lines: Sequence[AuditLine]) -> None:
        """Take out of the lines what they told about somebody who was erased."""
        rows = [{"line": each.id, "left": each.emptied().digest} for each in lines]
        later(self._session, EMPTIED, rows)

    async def lead_numbers(self, lead_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Return the numbers of leads that lines are about."""
        numbers: dict[UUID, int] = {}
        for table in (LeadRow, ErasedLeadRow):
            found = select(table.id, table.number).where(table.id.in_(lead_ids))
            numbers |= {row.id: row.number for row in await self._session.execute(found)}
        return numbers

    async def lead_numbered(self, number: int) -> UUID | None:
        """Return the lead with this number, or the one that had it."""
        for table in (LeadRow, ErasedLeadRow):
            found = select(table.id).where(table.number == number)
            if lead_id := (await self._session.scalars(found)).one_or_none():
                return lead_id
        return None

    async def name_of(self, member_id: UUID) -> str | None:
        """Return the name of a member."""
        found = select(MemberRow.name).where(MemberRow.id == member_id)
        return (await self._session.scalars(found)).one_or_none()

    async def people(self, offset: int, limit: int) -> Sequence[tuple[UUID, str]]:
        """Return some of the members by their names."""
        columns = select(MemberRow.id, MemberRow.name)
        found = columns.order_by(MemberRow.name, MemberRow.id).offset(offset).limit(limit)
        return [(row.id, row.name) for row in await self._session.execute(found)]

    async def head(self) -> ChainHead | None:
        """Return where the chain ends."""
        row = (await self._session.scalars(select(AuditHeadRow))).one_or_none()
        return ChainHead(row.seal, row.lines, row.after) if row else None

    async def count_up_to(self, place: int) -> int:
        """Return how many lines there are up to a place."""
        found = select(func.count()).select_from(AuditRow).where(AuditRow.id <= place)
        return (await self._session.execute(found)).scalar_one()


async def write_down(session: AsyncSession) -> None:
    """Write the lines of this transaction, each sealed, in every workspace they belong to.

    Workspaces take their turns in the order of their ids: nobody waits in a circle.
    """
    unwritten: dict[UUID, list[AuditLine]] = session.info.pop(UNWRITTEN, {})
    for workspace_id in sorted(unwritten):
        if workspace_id != session.info[WORKSPACE]:
            await session.flush()
            cast("ScopedSession", session.sync_session).turn_to(workspace_id)
        await _chain(session, workspace_id, unwritten[workspace_id])


async def _chain(session: AsyncSession, workspace_id: UUID, lines: Sequence[AuditLine]) -> None:
    (heads,) = await ask(session, Question(_head(), [{}]))
    if not heads:
        # A workspace begins with a line about itself, and nobody else knows of it yet.
        later(session, NEW_HEAD, [{"seal": GENESIS, "lines": 0, "after": 0}])
    seal: str = heads[0].seal if heads else GENESIS
    rows = []
    for line in lines:
        salted = replace(line, salt=token_hex(SALT_BYTES))
        seal = salted.sealed_after(seal, workspace_id)
        rows.append(_as_values(salted, seal))
    later(session, NEW_LINE, rows)
    later(session, NEXT_HEAD, [{"newest": seal, "more": len(lines)}])


@cache
def _head() -> Executable:
    return select(AuditHeadRow.seal).where(here(AuditHeadRow)).with_for_update()


def _as_values(line: AuditLine, seal: str) -> dict[str, Any]:
    entry = line.entry
    return {
        "at": entry.at,
        "actor_kind": entry.actor.kind,
        "actor_id": entry.actor.id,
        "actor_name": entry.actor.name,
        "action": entry.action,
        "subject_id": line.subject_id,
        "details": entry.details,
        "seal": seal,
        "salt": line.salt,
    }


def _lines(wanted: AuditSearch, subject_id: UUID | None) -> Select[Any]:
    found = select(AuditRow).where(*_about(wanted.topic))
    if subject_id is not None:
        found = found.where(AuditRow.subject_id == subject_id)
    if wanted.member_id is not None:
        found = found.where(AuditRow.actor_id == wanted.member_id, text(_OF_MEMBERS))
    return found


def _about(topic: Topic) -> Sequence[ColumnElement[bool]]:
    """Match the lines of a topic; what is no other's belongs to the settings."""
    action = AuditRow.action
    rare = cast("ColumnElement[bool]", text(_NOT_OF_LEADS))
    match topic:
        case Topic.ALL:
            return ()
        case Topic.LEADS:
            return (action.like("lead.%"),)
        case Topic.TEAM:
            return (rare, or_(*map(action.like, _TEAM)))
        case Topic.DENIED:
            return (rare, action == _DENIED)
        case Topic.SETTINGS:
            others = and_(*map(action.not_like, _TEAM))
            return (rare, others, action != _DENIED)


def as_line(row: AuditRow) -> AuditLine:
    """Read a row as the domain speaks of it."""
    actor = Actor(ActorKind(row.actor_kind), row.actor_id, row.actor_name)
    entry = AuditEntry(row.at, actor, row.action, row.details)
    return AuditLine(row.id, row.subject_id, entry, row.seal, row.salt, row.digest)
