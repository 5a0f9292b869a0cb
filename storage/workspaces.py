"""Workspaces, and the people of this installation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import Person, PersonId, WorkspaceId
from domain.locale import Language, Wishes
from domain.team import Workspace
from storage.base import Base
from storage.scope import the_workspace


class WorkspaceRow(Base):
    """A workspace; ``last_lead_number`` is the number given to its newest lead.

    ``language`` and ``zone`` are for everybody who chose none. ``place`` numbers the
    workspaces; its leads up to ``not_indexed`` are not to be found by their words yet.
    ``asked_at`` and the rest tell how far its deletion is.
    """

    __tablename__ = "workspaces"
    __table_args__ = (Index(None, "place", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    last_lead_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    place: Mapped[int] = mapped_column(server_default="0")
    not_indexed: Mapped[int] = mapped_column(server_default="0")
    language: Mapped[str | None] = mapped_column(String(8))
    zone: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None]
    delete_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    erasing_since: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


NUMBERED = (
    update(WorkspaceRow)
    .where(WorkspaceRow.id == the_workspace())
    .values(last_lead_number=WorkspaceRow.last_lead_number + bindparam("more"))
    .returning(WorkspaceRow.last_lead_number, WorkspaceRow.language, WorkspaceRow.zone)
)


class PersonRow(Base):
    """A human who has talked to the bot, and the workspace they talk about in private."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(256))
    username: Mapped[str | None] = mapped_column(String(64))
    operator: Mapped[bool] = mapped_column(default=False)
    workspace_id: Mapped[UUID | None]
    met_at: Mapped[datetime]
    language: Mapped[str | None] = mapped_column(String(8))
    zone: Mapped[str | None] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What the installation remembers about a person."""

    person: Person
    operator: bool
    workspace_id: WorkspaceId | None
    wishes: Wishes


class Workspaces:
    """Creates and counts workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, workspace: Workspace, now: datetime) -> None:
        """Write a new workspace."""
        row = WorkspaceRow(id=workspace.id, name=workspace.name, created_at=now, not_indexed=0)
        row.place = await self._next_place()
        self._session.add(row)
        await self._session.flush()

    async def _next_place(self) -> int:
        # Whoever begins a workspace meanwhile waits for the one before it.
        newest = select(WorkspaceRow.id).order_by(WorkspaceRow.place.desc()).limit(1)
        await self._session.execute(newest.with_for_update())
        found = await self._session.scalar(select(func.max(WorkspaceRow.place)))
        return (found or 0) + 1

    async def name_of(self, workspace_id: WorkspaceId) -> str:
        """Return the workspace's name."""
        found = select(WorkspaceRow.name).where(WorkspaceRow.id == workspace_id)
        return (await self._session.scalars(found)).one()

    async def some_after(
        self, workspace_id: WorkspaceId | None, limit: int
    ) -> Sequence[Workspace]:
        """Return workspaces in the order of their ids, those after *workspace_id*."""
        found = select(WorkspaceRow.id, WorkspaceRow.name).order_by(WorkspaceRow.id).limit(limit)
        if workspace_id is not None:
            found = found.where(WorkspaceRow.id > workspace_id)
        return [
            Workspace(WorkspaceId(id_), name) for id_, name in await self._session.execute(found)
        ]

    async def wishes_of(self, workspace_id: WorkspaceId) -> Wishes:
        """Return the language and the time zone that the workspace chose."""
        columns = (WorkspaceRow.language, WorkspaceRow.zone)
        found = await self._session.execute(
            select(*columns).where(WorkspaceRow.id == workspace_id)
        )
        row = found.one_or_none()
        return as_wishes(*row) if row else Wishes()

    async def zone_of(self, workspace_id: WorkspaceId) -> str:
        """Return the zone by whose clocks the workspace lives."""
        return (await self.wishes_of(workspace_id)).settled().zone

    async def hold(self, workspace_id: UUID) -> None:
        """Let nobody else change the team or take lead numbers until we are done."""
        held = select(WorkspaceRow.id).where(WorkspaceRow.id == workspace_id)
        await self._session.execute(held.with_for_update(key_share=True))

    async def wish(self, workspace_id: WorkspaceId, wishes: Wishes) -> None:
        """Write the language and the time zone that the workspace chose."""
        await self._session.execute(
            update(WorkspaceRow)
            .where(WorkspaceRow.id == workspace_id)
            .values(language=wishes.language, zone=wishes.zone)
        )


class People:
    """Remembers people across workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def meet(self, person: Person, now: datetime) -> None:
        """Remember the person, or their new name."""
        row = await self._session.get(PersonRow, person.id)
        if row is None:
            row = PersonRow(id=person.id, operator=False, met_at=now)
            self._session.add(row)
        row.name, row.username = person.name[:256], person.username
        await self._session.flush()

    async def find(self, person_id: PersonId) -> KnownPerson | None:
        """Return what is known about the person."""
        row = await self._session.get(PersonRow, person_id)
        if row is None:
            return None
        person = Person(PersonId(row.id), row.name, row.username)
        current = WorkspaceId(row.workspace_id) if row.workspace_id else None
        return KnownPerson(person, row.operator, current, as_wishes(row.language, row.zone))

    async def there_is_an_operator(self) -> bool:
        """Tell whether somebody became the operator already."""
        found = select(PersonRow.id).where(PersonRow.operator).limit(1)
        return (await self._session.scalars(found)).first() is not None

    async def make_operator(self, person_id: PersonId) -> None:
        """Let the person run this installation."""
        await self._change(person_id, operator=True)

    async def turn_to(self, person_id: PersonId, workspace_id: WorkspaceId | None) -> None:
        """Make the workspace the one that the person talks about in private."""
        await self._change(person_id, workspace_id=workspace_id)

    async def hold(self, person_id: PersonId) -> None:
        """Let nobody else change what the person is until we are done."""
        held = select(PersonRow.id).where(PersonRow.id == person_id).with_for_update()
        await self._session.execute(held)

    async def wish(self, person_id: PersonId, wishes: Wishes) -> None:
        """Write the language and the time zone that the person chose."""
        await self._change(person_id, language=wishes.language, zone=wishes.zone)

    async def _change(self, person_id: PersonId, **values: object) -> None:
        await self._session.execute(
            update(PersonRow).where(PersonRow.id == person_id).values(**values)
        )


def as_wishes(language: str | None, zone: str | None) -> Wishes:
    """Return the wishes that stand in a row."""
    return Wishes(Language.of(language), zone)
