"""Gaps in the way of leads, found across all workspaces in small batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import WorkspaceId
from domain.chat import ChatState
from domain.gap import Gap, GapKind
from domain.lead import OPEN
from storage.chats import ChatRow
from storage.inbox import IntakeRow, Kind, State
from storage.leads import LeadRow
from storage.parcels import ParcelRow
from storage.posts import DigestRow, PostRow
from storage.scope import ACROSS

AS_ONE = {ACROSS: True}
Found = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Batch:
    """The gaps among some rows; ``last`` is where the next batch begins, None at the end."""

    gaps: Sequence[Gap]
    looked_at: int
    last: Any = None


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look for gaps: the rows that may be some, and those among them that are."""

    kind: GapKind
    id: Any
    may_be: Sequence[ColumnElement[bool]]
    gaps: Found


def looks(late: datetime) -> Sequence[Look]:
    """Return every way to look; an event is late if it came before *late* and is no lead."""
    return (_late(late), _set_aside(), _no_card(), _card_lost(), _digest_lost())


class Gaps:
    """Looks for gaps; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def batch(self, look: Look, after: Any, size: int) -> Batch:  # noqa: ANN401 -- a key of either type
        """Look at the next *size* rows after the key *after* (None: from the beginning)."""
        begun = [look.id > after] if after is not None else []
        rows = select(look.id).where(*look.may_be, *begun).order_by(look.id).limit(size)
        ids = list(await self._session.scalars(rows, execution_options=AS_ONE))
        if not ids:
            return Batch((), 0)
        found = look.gaps.where(*look.may_be, *begun, look.id <= ids[-1]).order_by(look.id)
        gaps = await self._session.execute(found, execution_options=AS_ONE)
        last = ids[-1] if len(ids) == size else None
        return Batch([_as_gap(look.kind, row) for row in gaps], len(ids), last)

    async def count(self, late: datetime, most: int) -> int:
        """Count the gaps, looking at no more than *most* rows in each way, the oldest first."""
        return sum([len((await self.batch(each, None, most)).gaps) for each in looks(late)])


def _late(before: datetime) -> Look:
    # What a visitor left unfinished is kept back for a while and is not late before that.
    since = (IntakeRow.received_at <= before, IntakeRow.due_at <= before)
    waits = (_in(State.WAITING), IntakeRow.kind == Kind.LEAD, *since)
    return Look(GapKind.LATE, IntakeRow.id, waits, _events())


def _set_aside() -> Look:
    dead = (_in(State.DEAD), IntakeRow.kind == Kind.LEAD)
    return Look(GapKind.SET_ASIDE, IntakeRow.id, dead, _events())


def _in(state: State) -> ColumnElement[bool]:
    """Match events in a state; as a literal, or no partial index is used."""
    return IntakeRow.state == literal_column(f"'{state}'")


def _events() -> Found:
    lead = IntakeRow.lead_id
    return select(IntakeRow.workspace_id, lead, lead.label("subject_id"))


def _no_card() -> Look:
    """Look at open leads that nobody was shown: a chat that gets cards must have one of them."""
    unshown = (LeadRow.shown_at.is_(None), LeadRow.held_at.is_(None))
    receives = exists().where(
        ChatRow.workspace_id == LeadRow.workspace_id, ChatRow.state != ChatState.PAUSED
    )
    copy = exists().where(
        PostRow.workspace_id == LeadRow.workspace_id,
        PostRow.lead_id == LeadRow.id,
        _connected(PostRow),
    )
    lead = LeadRow.id.label("lead_id")
    found = select(LeadRow.workspace_id, lead, LeadRow.id.label("subject_id"), LeadRow.number)
    gaps = found.where(LeadRow.status.in_(OPEN), receives, ~copy)
    return Look(GapKind.NO_CARD, LeadRow.id, unshown, gaps)


def _card_lost() -> Look:
    unshown = (PostRow.shown_at.is_(None),)
    alone = (PostRow.message_id.is_(None), PostRow.digest_id.is_(None))
    found = (
        select(
            PostRow.workspace_id, PostRow.lead_id, PostRow.id.label("subject_id"), LeadRow.number
        )
        .join(LeadRow, _lead_of_post())
        .where(*alone, _connected(PostRow), ~_in_outbox(PostRow))
    )
    return Look(GapKind.CARD_LOST, PostRow.id, unshown, found)


def _digest_lost() -> Look:
    unshown = (DigestRow.shown_at.is_(None),)
    lines = (
        PostRow.workspace_id == DigestRow.workspace_id,
        PostRow.digest_id == DigestRow.id,
    )
    found = (
        select(
            DigestRow.workspace_id,
            PostRow.lead_id,
            DigestRow.id.label("subject_id"),
            LeadRow.number,
        )
        .join(PostRow, lines[0] & lines[1])
        .join(LeadRow, _lead_of_post())
        .where(DigestRow.message_id.is_(None), _connected(DigestRow), ~_in_outbox(DigestRow))
    )
    return Look(GapKind.DIGEST_LOST, DigestRow.id, unshown, found)


def _lead_of_post() -> ColumnElement[bool]:
    return (LeadRow.workspace_id == PostRow.workspace_id) & (LeadRow.id == PostRow.lead_id)


def _connected(table: type[PostRow] | type[DigestRow]) -> ColumnElement[bool]:
    """Ask for what belongs into a chat of its workspace; what left with its chat is no gap."""
    return exists().where(
        ChatRow.telegram_id == table.telegram_id, ChatRow.workspace_id == table.workspace_id
    )


def _in_outbox(table: type[PostRow] | type[DigestRow]) -> ColumnElement[bool]:
    """Match what waits to leave, and what was given up: nobody has forgotten either."""
    return exists().where(ParcelRow.subject_id == table.id)


def _as_gap(kind: GapKind, row: Any) -> Gap:  # noqa: ANN401 -- a row of one of the selects above
    number = getattr(row, "number", None)
    return Gap(kind, WorkspaceId(row.workspace_id), row.lead_id, row.subject_id, number)
