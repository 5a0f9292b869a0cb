"""Held leads with the reasons, and what people and repetition teach about senders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID, uuid5

from sqlalchemy import (
    CursorResult,
    Executable,
    Index,
    Integer,
    String,
    UniqueConstraint,
    delete,
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import WorkspaceId
from domain.quarantine import HOUSES_FROM, SAME_WORDS_WITHIN, Desk, Echo, HeldLead, Rule, Ruling
from domain.spam import MANY_SENDERS, Reason, SenderKeys, Sign, Verdict
from storage.base import Base, Document, OwnedById, owned_reference
from storage.dialects import PLAINLY, insert_for
from storage.leads import LeadRow, as_lead, whole_leads
from storage.scope import EVERYWHERE, WORKSPACE, here
from storage.sources import SourceRow

MOST_ECHOES = 10 * MANY_SENDERS
"""Senders of one message that are remembered; more would not change any verdict."""


def _partial(name: str, rows: str, *columns: str) -> Index:
    where = text(rows)
    return Index(f"ix_verdicts_{name}", *columns, sqlite_where=where, postgresql_where=where)


class VerdictRow(OwnedById, Base):
    """Why a lead is held; its id is the lead's. ``ruling`` is what somebody said about it."""

    __tablename__ = "verdicts"
    __table_args__ = (
        owned_reference("id", "leads"),
        _partial("waiting", "ruling IS NULL", "workspace_id", "number"),
        _partial("untold", "told_at IS NULL AND ruling IS NULL", "workspace_id"),
    )

    reasons: Mapped[list[list[Any]]] = mapped_column(Document)
    number: Mapped[int]
    held_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    ruling: Mapped[str | None] = mapped_column(String(16))


class SenderRow(OwnedById, Base):
    """A sender, as a hash, whose lead of this source somebody called spam."""

    __tablename__ = "spam_senders"
    __table_args__ = (
        owned_reference("source_id", "sources"),
        UniqueConstraint("workspace_id", "source_id", "key"),
    )

    source_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(40))
    times: Mapped[int] = mapped_column(Integer)
    marked_at: Mapped[datetime]


class EchoRow(OwnedById, Base):
    """Who said the same as others to a source lately, both as hashes."""

    __tablename__ = "spam_echoes"
    __table_args__ = (
        owned_reference("source_id", "sources"),
        Index(None, "workspace_id", "key"),
        Index(None, "workspace_id", "said_at"),
    )

    source_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(40))
    sender: Mapped[str] = mapped_column(String(40))
    said_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Untold:
    """Leads of a workspace that are held and that nobody was told of."""

    workspace_id: WorkspaceId
    told_at: datetime | None


@cache
def desks() -> Executable:
    """Ask what intake must know of each source of the workspace."""
    marked = exists().where(
        SenderRow.workspace_id == SourceRow.workspace_id, SenderRow.source_id == SourceRow.id
    )
    columns = (SourceRow.id, SourceRow.name, SourceRow.lessons, marked.label("marked"))
    return select(*columns).where(here(SourceRow))


def as_desk(row: Any) -> Desk:  # noqa: ANN401 -- a row of what ``desks`` asks for
    """Return what stands in a row."""
    return Desk(row.name, row.lessons or {}, row.marked)


class Quarantine:
    """Reads and writes what is held in the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, held: HeldLead, now: datetime) -> None:
        """Write why a lead is held."""
        reasons = [[each.sign.value, each.points] for each in held.verdict.reasons]
        row = VerdictRow(id=held.lead.id, number=held.lead.number, reasons=reasons, held_at=now)
        self._session.add(row)

    async def verdict_on(self, lead_id: UUID) -> Verdict:
        """Return why a lead was held; no reasons if it was not."""
        found = select(VerdictRow.reasons).where(VerdictRow.id == lead_id)
        reasons = (await self._session.scalars(found)).one_or_none()
        return _as_verdict(reasons or [])

    async def rule(self, lead_id: UUID, ruling: Ruling) -> bool:
        """Write what somebody said about a held lead, once; tell whether it was the first."""
        ruled = (
            update(VerdictRow)
            .where(VerdictRow.id == lead_id, _waits())
            .values(ruling=ruling.value)
        )
        return cast("CursorResult[Any]", await self._session.execute(ruled)).rowcount == 1

    async def count(self) -> int:
        """Return how many leads wait for a word."""
        found = select(func.count()).select_from(VerdictRow).where(_waits())
        return (await self._session.execute(found)).scalar_one()

    async def waiting(self, skip: int, count: int) -> Sequence[HeldLead]:
        """Return some of the leads that wait, the newest first."""
        found = (
            whole_leads(VerdictRow.reasons)
            .join(VerdictRow, VerdictRow.id == LeadRow.id)
            .where(_waits())
            .order_by(VerdictRow.number.desc())
            .offset(skip)
            .limit(count)
        )
        rows = await self._session.execute(found)
        return [HeldLead(as_lead(*lead), _as_verdict(reasons)) for *lead, reasons in rows]

    async def told(self, now: datetime) -> bool:
        """Remember that somebody was told of all that is held; tell whether any of it is news."""
        news = update(VerdictRow).where(VerdictRow.told_at.is_(None), _waits())
        done = await self._session.execute(news.values(told_at=now))
        return cast("CursorResult[Any]", done).rowcount > 0

    # --- what sources have learned ----------------------------------------------------------

    async def rules(self) -> Sequence[Rule]:
        """Return what each source has learned, by name, without those that learned nothing."""
        senders = (
            select(func.count())
            .where(
                SenderRow.workspace_id == SourceRow.workspace_id,
                SenderRow.source_id == SourceRow.id,
            )
            .scalar_subquery()
        )
        found = select(
            SourceRow.id, SourceRow.name, SourceRow.lessons, senders.label("senders")
        ).order_by(SourceRow.name)
        rows = await self._session.execute(found)
        rules = [Rule(row.id, row.name, row.lessons or {}, row.senders) for row in rows]
        return [each for each in rules if each.lessons or each.senders]

    async def lessons_of(self, source_id: UUID) -> Mapping[str, int]:
        """Return what a source has learned, held until it is written."""
        found = select(SourceRow.lessons).where(SourceRow.id == source_id).with_for_update()
        return (await self._session.scalars(found)).one() or {}

    async def learn(self, source_id: UUID, lessons: Mapping[str, int]) -> None:
        """Write what a source has learned."""
        await self._session.execute(
            update(SourceRow).where(SourceRow.id == source_id).values(lessons=dict(lessons))
        )

    async def forget(self, source_id: UUID) -> None:
        """Let a source forget its lessons and its marked senders."""
        await self.learn(source_id, {})
        await self._session.execute(delete(SenderRow).where(SenderRow.source_id == source_id))

    # --- senders ----------------------------------------------------------------------------

    async def mark(self, source_id: UUID, keys: SenderKeys, now: datetime) -> None:
        """Remember by what the sender of spam is known again."""
        rows = [
            {
                "workspace_id": self._session.info[WORKSPACE],
                "id": uuid5(source_id, key),
                "source_id": source_id,
                "key": key,
                "times": 1,
                "marked_at": now,
            }
            for key in keys.all
        ]
        if not rows:
            return
        again = insert_for(self._session, SenderRow).on_conflict_do_update(
            index_elements=["workspace_id", "source_id", "key"],
            set_={"times": SenderRow.times + 1, "marked_at": now},
        )
        await self._session.execute(again, rows, execution_options=PLAINLY)

    async def unmark(self, source_id: UUID, keys: SenderKeys) -> None:
        """Forget that a sender was marked."""
        await self._session.execute(
            delete(SenderRow).where(SenderRow.source_id == source_id, SenderRow.key.in_(keys.all))
        )

    async def marked(self, keys: Iterable[str]) -> set[tuple[UUID, str]]:
        """Return which of these senders are marked, and for which source.

        A whole mail house is marked only by several leads: one colleague is not the others.
        """
        found = select(SenderRow.source_id, SenderRow.key, SenderRow.times).where(
            SenderRow.key.in_(set(keys))
        )
        rows = await self._session.execute(found)
        return {
            (row.source_id, row.key)
            for row in rows
            if row.times >= HOUSES_FROM or not row.key.startswith("d")
        }

    # --- the same words of many -------------------------------------------------------------

    async def echoes(self, keys: Iterable[str], since: datetime) -> Sequence[Echo]:
        """Return who said the same since then."""
        found = select(EchoRow).where(EchoRow.key.in_(set(keys)), EchoRow.said_at > since)
        rows = await self._session.scalars(found)
        return [Echo(row.source_id, row.key, row.sender, row.said_at) for row in rows]

    async def hear(self, echoes: Iterable[tuple[UUID, Echo]], now: datetime) -> None:
        """Remember who said what, and forget what is long ago."""
        await self._session.execute(
            delete(EchoRow).where(EchoRow.said_at <= now - SAME_WORDS_WITHIN)
        )
        self._session.add_all(
            EchoRow(
                id=row_id,
                source_id=each.source_id,
                key=each.key,
                sender=each.sender,
                said_at=each.at,
            )
            for row_id, each in echoes
        )


class Held:
    """Looks across workspaces for what is held; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def untold(self) -> Sequence[Untold]:
        """Return the workspaces that hold leads nobody was told of, and when one was told last."""
        waiting = select(VerdictRow.workspace_id).where(_waits(), VerdictRow.told_at.is_(None))
        found = (
            select(VerdictRow.workspace_id, func.max(VerdictRow.told_at).label("told_at"))
            .where(VerdictRow.workspace_id.in_(waiting))
            .group_by(VerdictRow.workspace_id)
        )
        rows = await self._session.execute(found, execution_options=EVERYWHERE)
        return [Untold(WorkspaceId(row.workspace_id), row.told_at) for row in rows]


def _waits() -> Any:  # noqa: ANN401 -- one condition on a nullable column
    return VerdictRow.ruling.is_(None)


def _as_verdict(reasons: Iterable[Sequence[Any]]) -> Verdict:
    return Verdict(tuple(Reason(Sign(sign), points) for sign, points in reasons))
