"""What leads are found by: an index of words, in step with the leads within each transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Dialect,
    Select,
    Text,
    TypeDecorator,
    column,
    delete,
    insert,
    literal,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from domain.caller import WorkspaceId
from domain.inbound import NewLead
from domain.lead import Lead
from domain.listing import Cursor
from domain.search import Term, searchable
from storage.base import Base, Number, WorkspaceOwned
from storage.dialects import is_sqlite
from storage.leads import LeadRow
from storage.scope import WORKSPACE, later
from storage.workspaces import WorkspaceRow

NUMBER_BITS = 40
"""Bits of a key that hold the number of a lead; those above hold the place of its workspace."""
SHORTEST_BEGINNING = 2
# SQLite's own index of the words, which triggers keep in step with the table of them.
WORDS = table("lead_search", column("rowid"), column("lead_search"))


class Words(TypeDecorator[Any]):
    """Words as they are: a text for SQLite's index, lexemes that no parser saw on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type that the database can look through."""
        on_postgresql = dialect.name == "postgresql"
        return dialect.type_descriptor(TSVECTOR() if on_postgresql else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Write the words one after the other."""
        if value is None:
            return None
        return " ".join(map(_quoted, value) if dialect.name == "postgresql" else value)


class LeadIndexRow(WorkspaceOwned, Base):
    """The words of one lead; ``id`` grows with its number, in a range of its workspace's own."""

    __tablename__ = "lead_index"

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    number: Mapped[int]
    words: Mapped[Any] = mapped_column(Words)


NEW_WORDS = insert(LeadIndexRow)


@dataclass(frozen=True, slots=True)
class Unindexed:
    """Leads of a workspace up to *number* that came before there was an index."""

    workspace_id: WorkspaceId
    number: int


class Finding:
    """Finds leads of the open workspace by what they say."""

    def __init__(self, session: AsyncSession, places: dict[UUID, int]) -> None:
        self._session = session
        self._places = places

    async def add(self, leads: Sequence[Lead]) -> None:
        """Let new leads be found."""
        if leads:
            self._add(await self._first_id(), ((each.number, each.contact) for each in leads))

    def _add(self, first_id: int, leads: Iterable[tuple[int, NewLead]]) -> None:
        rows = [
            {"id": first_id + number, "number": number, "words": searchable(contact)}
            for number, contact in leads
        ]
        later(self._session, NEW_WORDS, rows)

    async def numbers(
        self, terms: Sequence[Term], cursor: Cursor | None, count: int, *, beginnings: bool
    ) -> Sequence[int]:
        """Return the numbers of leads that have every term, the newest first, from the cursor on.

        Whole words are looked for, or words by their *beginnings*.
        """
        first_id = await self._first_id()
        low, high = first_id, first_id + (1 << NUMBER_BITS) - 1
        if cursor:
            at = first_id + cursor.number
            low, high = (at + 1, high) if cursor.back else (low, at - 1)
        found, key = self._matching(terms, beginnings=beginnings)
        in_order = key.asc() if cursor and cursor.back else key.desc()
        found = found.where(key.between(low, high)).order_by(in_order).limit(count)
        return list(await self._session.scalars(found))

    def _matching(self, terms: Sequence[Term], *, beginnings: bool) -> tuple[Select[Any], Any]:
        found: Select[Any] = select(LeadIndexRow.number)
        if is_sqlite(self._session):
            asked = " AND ".join(_match(each, beginnings=beginnings) for each in terms)
            joined = found.join(WORDS, WORDS.c.rowid == LeadIndexRow.id)
            return joined.where(WORDS.c.lead_search.op("MATCH")(asked)), WORDS.c.rowid
        asked = " & ".join(_tsquery(each, beginnings=beginnings) for each in terms)
        return found.where(LeadIndexRow.words.op("@@")(literal(asked, TSQUERY))), LeadIndexRow.id

    async def forget(self, number: int) -> None:
        """Let a lead be found no more, as somebody asked who wants to be forgotten."""
        row_id = await self._first_id() + number
        await self._session.execute(delete(LeadIndexRow).where(LeadIndexRow.id == row_id))

    async def not_indexed(self) -> int:
        """Return up to which number leads cannot be found yet; 0 when all can."""
        found = select(WorkspaceRow.not_indexed).where(WorkspaceRow.id == self._workspace_id)
        return (await self._session.scalars(found)).one()

    async def add_older(self, up_to: int, count: int) -> bool:
        """Let *count* numbers of leads up to that one be found, by keys and by words.

        Return ``False`` and do nothing if another process did it meanwhile.
        """
        left = max(up_to - count, 0)
        mine = (WorkspaceRow.id == self._workspace_id, WorkspaceRow.not_indexed == up_to)
        taken = update(WorkspaceRow).where(*mine).values(not_indexed=left)
        if not (await self._session.execute(taken.returning(WorkspaceRow.id))).first():
            return False
        leads = select(LeadRow).where(LeadRow.number > left, LeadRow.number <= up_to)
        contacts = []
        for row in await self._session.scalars(leads):
            contact = NewLead.model_validate(row.contact)
            row.email_key, row.phone_key = contact.email_key, contact.phone_key
            contacts.append((row.number, contact))
        self._add(await self._first_id(), contacts)
        await self._session.flush()
        return True

    async def _first_id(self) -> int:
        """Return the key below the first one of the workspace's range, which never changes."""
        place = self._places.get(self._workspace_id)
        if place is None:
            found = select(WorkspaceRow.place).where(WorkspaceRow.id == self._workspace_id)
            place = (await self._session.scalars(found)).one()
            self._places[self._workspace_id] = place
        return place << NUMBER_BITS

    @property
    def _workspace_id(self) -> UUID:
        found: UUID = self._session.info[WORKSPACE]
        return found


class Older:
    """Leads that came before there was an index, of all workspaces; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next(self) -> Unindexed | None:
        """Return a workspace with leads that cannot be found yet."""
        found = select(WorkspaceRow).where(WorkspaceRow.not_indexed > 0).limit(1)
        row = (await self._session.scalars(found)).first()
        return Unindexed(WorkspaceId(row.id), row.not_indexed) if row else None


def _match(term: Term, *, beginnings: bool) -> str:
    """Say a term in FTS5's language; what a person typed stands in quotes and means itself."""

    def word(text: str, *, begins: bool) -> str:
        return f'"{text}"*' if begins else f'"{text}"'

    return _said(term, beginnings, word, " AND ", " OR ")


def _tsquery(term: Term, *, beginnings: bool) -> str:
    """Say a term in PostgreSQL's language, quoted as well."""

    def word(text: str, *, begins: bool) -> str:
        return f"{_quoted(text)}:*" if begins else _quoted(text)

    return _said(term, beginnings, word, " & ", " | ")


def _said(term: Term, beginnings: bool, word: Any, both: str, either: str) -> str:  # noqa: ANN401 -- one of the two above
    begins = beginnings and term.may_begin
    words = both.join(
        word(each, begins=begins and len(each) >= SHORTEST_BEGINNING) for each in term.words
    )
    ways = [f"({words})"] if words else []
    if term.token:
        ways.append(word(term.token, begins=True))
    return f"({either.join(ways)})"


def _quoted(word: str) -> str:
    return "'" + word + "'"
