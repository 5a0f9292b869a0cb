"""Leads and their notes, on the shelf."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    CursorResult,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import MemberId
from domain.errors import NotFound
from domain.inbound import NewLead
from domain.lead import IN_WORK, Lead, LeadId, LostReason, Note, Owner, Status
from domain.repeats import AskedAgain, Repeat
from domain.scoring import Temperature
from storage.base import (
    Base,
    Document,
    Moment,
    OwnedById,
    deadline_index,
    owned_reference,
    unshown_index,
)
from storage.members import MemberRow
from storage.scope import later
from storage.sources import SourceRow

# Literals, not parameters: otherwise no partial index is used.
NEW_LEADS = text("status = 'new'")
OWNED = text("owner_id IS NOT NULL")


def _key_index(column: str) -> Index:
    """Find leads by what their person is known by; the many without take no room."""
    known = text(f"{column} IS NOT NULL")
    return Index(None, "workspace_id", column, sqlite_where=known, postgresql_where=known)


class LeadRow(OwnedById, Base):
    """One person who asked for something; ``version`` grows with every change.

    ``shown_at`` is when a chat first showed it, ``respond_by`` when somebody must have
    done something about it; ``email_key`` and ``phone_key`` are what the person is known by,
    however that was spelled. A repeated request names the first,
    which counts its repeats and names the last of them. ``first_taken_at`` and ``first_taken_by``
    are when a member first had it, and who, whatever came later.
    """

    __tablename__ = "leads"
    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        owned_reference("source_id", "sources"),
        owned_reference("owner_id", "members"),
        Index(None, "workspace_id", "status", "number"),
        Index(None, "workspace_id", "source_id", "received_at"),
        Index(None, "workspace_id", "received_at"),
        unshown_index("leads", but=" AND held_at IS NULL"),
        _key_index("email_key"),
        _key_index("phone_key"),
        Index(
            "ix_leads_new_score",
            "workspace_id",
            "score",
            "number",
            sqlite_where=NEW_LEADS,
            postgresql_where=NEW_LEADS,
        ),
        Index(
            "ix_leads_owner",
            "workspace_id",
            "owner_id",
            "status",
            "number",
            sqlite_where=OWNED,
            postgresql_where=OWNED,
        ),
        deadline_index("leads", "respond_by"),
        _key_index("first_number"),
    )

    number: Mapped[int]
    source_id: Mapped[UUID]
    contact: Mapped[dict[str, Any]] = mapped_column(Document)
    received_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(16))
    owner_id: Mapped[UUID | None]
    lost_reason: Mapped[str | None] = mapped_column(String(32))
    score: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    shown_at: Mapped[datetime | None]
    email_key: Mapped[str | None] = mapped_column(String(320))
    phone_key: Mapped[str | None] = mapped_column(String(64))
    respond_by: Mapped[datetime | None]
    overdue: Mapped[bool] = mapped_column(default=False)
    temperature: Mapped[str | None] = mapped_column(String(8))
    held_at: Mapped[datetime | None]
    first_number: Mapped[int | None]
    nth: Mapped[int | None]
    repeats: Mapped[int | None]
    last_number: Mapped[int | None]
    first_taken_at: Mapped[datetime | None]
    first_taken_by: Mapped[UUID | None]


class NoteRow(OwnedById, Base):
    """What a member wrote about a lead; a message becomes a note once.

    ``written_as`` names the program that wrote it; the author is then whoever made its key.
    """

    __tablename__ = "notes"
    __table_args__ = (
        owned_reference("lead_id", "leads"),
        owned_reference("author_id", "members"),
        Index(None, "workspace_id", "lead_id"),
    )

    lead_id: Mapped[UUID]
    author_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_as: Mapped[str | None] = mapped_column(String(256))


NEW_LEAD = insert(LeadRow)


class Stale(Exception):  # noqa: N818 -- says what the row is
    """The row changed since it was read; nothing was written."""


class Leads:
    """Reads and writes the leads of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, lead_id: LeadId) -> Lead:
        """Return the lead, locked for change where the database can, or refuse with NotFound."""
        # Locked first and read then: PostgreSQL, when it had to wait for the lock, joins the row
        # it waited for with what it saw of the other tables before, and the new owner is missing.
        lock = select(LeadRow.id).where(LeadRow.id == lead_id).with_for_update()
        await self._session.execute(lock)
        return await self._one(whole_leads().where(LeadRow.id == lead_id))

    async def _one(self, found: Select[Any]) -> Lead:
        row = (await self._session.execute(found)).one_or_none()
        if row is None:
            raise NotFound
        return as_lead(*row)

    async def numbered(self, number: int) -> LeadId:
        """Return the id of the lead with this number, or refuse with NotFound."""
        found = select(LeadRow.id).where(LeadRow.number == number)
        lead_id = (await self._session.scalars(found)).one_or_none()
        if lead_id is None:
            raise NotFound
        return LeadId(lead_id)

    async def number_of(self, lead_id: UUID) -> int:
        """Return the number of a lead."""
        found = select(LeadRow.number).where(LeadRow.id == lead_id)
        return (await self._session.scalars(found)).one()

    async def in_work_of(self, owner_id: MemberId, limit: int) -> Sequence[LeadId]:
        """Return some of the leads that a member has in work, the oldest first."""
        found = (
            select(LeadRow.id)
            .where(LeadRow.owner_id == owner_id, LeadRow.status.in_(IN_WORK))
            .order_by(LeadRow.number)
            .limit(limit)
        )
        return [LeadId(each) for each in await self._session.scalars(found)]

    async def count_from(self, source_id: UUID, since: datetime) -> int:
        """Count the leads that a source brought from a moment on."""
        many = select(func.count()).where(
            LeadRow.source_id == source_id, LeadRow.received_at >= since
        )
        return (await self._session.scalars(many)).one()

    def add(self, lead: Lead) -> None:
        """Write a new lead."""
        row = {
            "id": lead.id,
            "number": lead.number,
            "source_id": lead.source_id,
            "contact": lead.contact.model_dump(mode="json", exclude_defaults=True),
            "received_at": lead.received_at,
            "status": lead.status,
            "score": lead.score,
            "version": lead.version,
            "email_key": lead.contact.email_key,
            "phone_key": lead.contact.phone_key,
            "respond_by": lead.respond_by,
            "overdue": lead.overdue,
            "temperature": lead.judged,
            **_seldom(lead),
        }
        later(self._session, NEW_LEAD, [row])

    async def save(self, lead: Lead, now: datetime) -> None:
        """Write the lead over the version it was read as; raise Stale if that is gone."""
        taken: dict[str, Any] = {}
        if lead.owner:
            taken["first_taken_at"] = func.coalesce(LeadRow.first_taken_at, literal(now, Moment()))
            taken["first_taken_by"] = func.coalesce(
                LeadRow.first_taken_by, literal(lead.owner.id, Uuid())
            )
        changed = (
            update(LeadRow)
            .where(LeadRow.id == lead.id, LeadRow.version == lead.version)
            .values(
                status=lead.status,
                owner_id=lead.owner.id if lead.owner else None,
                lost_reason=lead.lost_reason,
                held_at=lead.held_at,
                first_number=lead.repeat.first if lead.repeat else None,
                nth=lead.repeat.nth if lead.repeat else None,
                version=lead.version + 1,
                respond_by=lead.respond_by,
                overdue=lead.overdue,
                **taken,
            )
        )
        result = cast("CursorResult[Any]", await self._session.execute(changed))
        if result.rowcount != 1:
            raise Stale


def _seldom(lead: Lead) -> dict[str, Any]:
    """Return what few new leads have; what is left out costs the others nothing."""
    values: dict[str, Any] = {}
    if lead.held_at:
        values["held_at"] = lead.held_at
    if lead.repeat:
        values |= {"first_number": lead.repeat.first, "nth": lead.repeat.nth}
    if lead.asked_again:
        values |= {"repeats": lead.asked_again.times, "last_number": lead.asked_again.last}
    return values


class Notes:
    """Reads and writes the notes of the open workspace."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, note: Note, author: MemberId, *, written_as: str | None = None) -> None:
        """Write a new note."""
        self._session.add(
            NoteRow(
                id=note.id,
                lead_id=note.lead_id,
                author_id=author,
                text=note.text,
                written_at=note.written_at,
                written_as=written_as and written_as[:256],
            )
        )
        await self._session.flush()

    async def exists(self, note_id: UUID) -> bool:
        """Tell whether the note was written already."""
        found = select(NoteRow.id).where(NoteRow.id == note_id)
        return (await self._session.scalars(found)).first() is not None

    async def latest(self, lead_id: LeadId, count: int) -> Sequence[Note]:
        """Return the newest *count* notes, the newest first."""
        found = (
            select(NoteRow, MemberRow.name)
            .join(MemberRow, MemberRow.id == NoteRow.author_id)
            .where(NoteRow.lead_id == lead_id)
            .order_by(NoteRow.written_at.desc(), NoteRow.id.desc())
            .limit(count)
        )
        rows = await self._session.execute(found)
        return [
            Note(row.id, LeadId(row.lead_id), row.written_as or author, row.text, row.written_at)
            for row, author in rows
        ]

    async def count(self, lead_id: LeadId) -> int:
        """Return how many notes the lead has."""
        found = select(func.count()).select_from(NoteRow).where(NoteRow.lead_id == lead_id)
        return (await self._session.execute(found)).scalar_one()


def whole_leads(*more: Any) -> Select[Any]:  # noqa: ANN401 -- columns of whatever is joined to it
    """Select leads with the names around them, and what *more* is asked for."""
    return (
        select(LeadRow, SourceRow.name, MemberRow.name, *more)
        .join(SourceRow, SourceRow.id == LeadRow.source_id)
        .outerjoin(MemberRow, MemberRow.id == LeadRow.owner_id)
    )


def as_lead(row: LeadRow, source_name: str, owner_name: str | None) -> Lead:
    """Read a row as the domain speaks of it."""
    owner = Owner(MemberId(row.owner_id), owner_name or "?") if row.owner_id else None
    return Lead(
        id=LeadId(row.id),
        number=row.number,
        contact=NewLead.model_validate(row.contact),
        source_id=row.source_id,
        source_name=source_name,
        received_at=row.received_at,
        status=Status(row.status),
        owner=owner,
        lost_reason=LostReason(row.lost_reason) if row.lost_reason else None,
        score=row.score,
        version=row.version,
        respond_by=row.respond_by,
        overdue=row.overdue,
        judged=Temperature(row.temperature) if row.temperature else None,
        held_at=row.held_at,
        repeat=Repeat(row.first_number, row.nth or 1) if row.first_number else None,
        asked_again=AskedAgain(row.repeats, row.last_number or 0) if row.repeats else None,
    )
