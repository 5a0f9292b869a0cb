"""Erases leads of the open workspace: every row that is about one, whatever shelf it lies on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, inspect, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from domain.chat import OUT_OF_REACH
from domain.erasing import ErasedCard, ErasedLead, event_digest
from domain.inbound import NewLead
from domain.lead import Lead, LeadId
from domain.repeats import Key, keys_of
from domain.spam import SenderKeys
from storage.announcing import AnnouncementRow, DispatchRow
from storage.attempts import DeliveryRow
from storage.base import Base, WorkspaceOwned
from storage.dispatches import DispatchAttemptRow
from storage.erased import ErasedCardRow, ErasedEventRow, ErasedLeadRow
from storage.finding import Finding
from storage.inbox import IntakeRow, State
from storage.leads import LeadRow, as_lead, whole_leads
from storage.leases import DUE
from storage.notices import NoticeRow
from storage.parcels import ParcelRow
from storage.posts import PostRow
from storage.quarantine import EchoRow, SenderRow
from storage.scope import EVERYWHERE, QUIETLY

_BY_DATABASE = {"synchronize_session": False}
# By these a notice says which lead, or which leads, it tells of.
_NUMBERS = ("number", "again")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An accepted event of a person that is no lead, and may never become one."""

    id: int
    lead_id: LeadId


class Erasing:
    """Finds what there is of a person in the open workspace, and erases it."""

    def __init__(self, session: AsyncSession, finding: Finding) -> None:
        self._session = session
        self._finding = finding

    async def leads_of(self, key: Key, limit: int) -> Sequence[Lead]:
        """Return the leads that a person is known by, the oldest first."""
        kind, value = key
        column = LeadRow.email_key if kind == "e" else LeadRow.phone_key
        found = whole_leads().where(column == value).order_by(LeadRow.number).limit(limit)
        return [as_lead(*row) for row in await self._session.execute(found)]

    async def unfinished_of(self, key: Key) -> Sequence[Unfinished]:
        """Return what was accepted of a person and is no lead."""
        open_ = IntakeRow.state.in_((State.WAITING, State.DEAD))
        found = select(IntakeRow.id, IntakeRow.lead_id, IntakeRow.lead).where(open_)
        return [
            Unfinished(row.id, LeadId(row.lead_id))
            for row in await self._session.execute(found)
            if key in keys_of(NewLead.model_validate_json(row.lead))
        ]

    async def events_of(self, lead_ids: Collection[UUID]) -> Sequence[int]:
        """Return the accepted events that leads were made of; they are looked for one by one."""
        found = select(IntakeRow.id).where(IntakeRow.lead_id.in_(lead_ids))
        return list(await self._session.scalars(found))

    async def made_of(self, lead_id: UUID, events: Sequence[int]) -> Sequence[int]:
        """Return those of the events that a lead was made of."""
        found = select(IntakeRow.id).where(IntakeRow.id.in_(events), IntakeRow.lead_id == lead_id)
        return list(await self._session.scalars(found))

    async def erase(self, gone: ErasedLead, senders: SenderKeys, now: datetime) -> None:
        """Erase every row about the lead, and remember what must not come back."""
        self._session.add(ErasedLeadRow(id=gone.id, number=gone.number, erased_at=now))
        await self._session.flush()
        await self._forget_events(gone.events)
        await self._forget_announcements(gone.id)
        await self._forget_notices(gone)
        await self._forget_posts(gone)
        await self._forget_sender(senders)
        await self._finding.forget(gone.number)
        for column in _references():
            await self._delete(column.parent.class_, column == gone.id)
        await self._delete(LeadRow, LeadRow.id == gone.id)

    async def forget_unfinished(self, events: Sequence[int]) -> None:
        """Erase what was accepted and is no lead."""
        await self._forget_events(events)

    async def cards_of(self, number: int) -> Sequence[tuple[UUID, ErasedCard]]:
        """Return the messages that showed an erased lead, by the ids of their copies."""
        found = select(ErasedCardRow).where(ErasedCardRow.number == number)
        return [(row.id, _as_card(row)) for row in await self._session.scalars(found)]

    async def card(self, card_id: UUID) -> ErasedCard | None:
        """Return one such message, if it does not say so yet."""
        found = select(ErasedCardRow).where(ErasedCardRow.id == card_id)
        row = (await self._session.scalars(found)).one_or_none()
        return _as_card(row) if row else None

    async def was_shown(self, card_id: UUID, message_id: int, thread_id: int | None) -> None:
        """Remember which message a card became that was on its way when its lead was erased."""
        await self._session.execute(
            update(ErasedCardRow)
            .where(ErasedCardRow.id == card_id)
            .values(message_id=message_id, thread_id=thread_id),
            execution_options=_BY_DATABASE,
        )

    async def says_so(self, card_id: UUID) -> None:
        """Forget a message that says by now that its lead was erased."""
        await self._delete(ErasedCardRow, ErasedCardRow.id == card_id)

    async def _forget_events(self, ids: Sequence[int]) -> None:
        found = select(IntakeRow.source_id, IntakeRow.event_id, IntakeRow.lead_id)
        for row in await self._session.execute(found.where(IntakeRow.id.in_(ids))):
            digest = event_digest(row.source_id, row.event_id)
            self._session.add(ErasedEventRow(digest=digest, lead_id=row.lead_id))
        await self._session.flush()
        await self._delete(IntakeRow, IntakeRow.id.in_(ids))

    async def _forget_announcements(self, lead_id: UUID) -> None:
        told = select(AnnouncementRow.id).where(AnnouncementRow.subject_id == lead_id)
        ids = list(await self._session.scalars(told))
        sent = select(DispatchRow.id).where(DispatchRow.announcement_id.in_(ids))
        dispatches = list(await self._session.scalars(sent))
        await self._delete(DispatchAttemptRow, DispatchAttemptRow.dispatch_id.in_(dispatches))
        await self._delete(DispatchRow, DispatchRow.id.in_(dispatches))
        await self._delete(AnnouncementRow, AnnouncementRow.id.in_(ids))

    async def _forget_notices(self, gone: ErasedLead) -> None:
        names_it = [NoticeRow.details["lead"].as_string() == gone.id.hex]
        names_it += [NoticeRow.details[each].as_string() == str(gone.number) for each in _NUMBERS]
        ids = list(await self._session.scalars(select(NoticeRow.id).where(or_(*names_it))))
        await self._forget_parcels(ids)
        await self._delete(NoticeRow, NoticeRow.id.in_(ids))

    async def _forget_posts(self, gone: ErasedLead) -> None:
        """Forget the copies of the card, but where somebody can see one, or is about to."""
        posts = list(
            await self._session.scalars(select(PostRow).where(PostRow.lead_id == gone.id))
        )
        ids = [each.id for each in posts]
        await self._forget_parcels(ids)
        leaves = select(ParcelRow.subject_id).where(ParcelRow.subject_id.in_(ids))
        leaving = set(await self._session.scalars(leaves))
        self._session.add_all(
            ErasedCardRow(
                id=each.id,
                number=gone.number,
                telegram_id=each.telegram_id,
                message_id=each.message_id,
                thread_id=each.thread_id,
            )
            for each in posts
            if each.id in leaving or each.message_id not in {None, OUT_OF_REACH}
        )
        await self._session.flush()

    async def _forget_parcels(self, subjects: Sequence[UUID]) -> None:
        """Let nothing more leave about these; what is under way finds nothing to say any more."""
        idle = or_(ParcelRow.state != DUE, ParcelRow.lease.is_(None))
        await self._delete(ParcelRow, ParcelRow.subject_id.in_(subjects), idle)
        await self._delete(DeliveryRow, DeliveryRow.subject_id.in_(subjects))

    async def _forget_sender(self, keys: SenderKeys) -> None:
        own = keys.own
        await self._delete(SenderRow, SenderRow.key.in_(own))
        await self._delete(EchoRow, EchoRow.sender.in_(own))

    async def _delete(self, table: type[Any], *which: ColumnElement[bool]) -> None:
        gone = delete(table).where(*which)
        await self._session.execute(gone, execution_options=_BY_DATABASE)


class Unsettled:
    """Erased leads of which something may be left where the database file is free."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def any(self) -> bool:
        """Tell whether there are some."""
        found = select(ErasedLeadRow.id).where(ErasedLeadRow.settled_at.is_(None)).limit(1)
        rows = await self._session.scalars(found, execution_options=EVERYWHERE)
        return rows.first() is not None

    async def settled(self, before: datetime, now: datetime) -> None:
        """Remember that nothing is left of those that were erased until then."""
        done = update(ErasedLeadRow).where(
            ErasedLeadRow.settled_at.is_(None), ErasedLeadRow.erased_at <= before
        )
        await self._session.execute(done.values(settled_at=now), execution_options=QUIETLY)


@cache
def _references() -> Sequence[InstrumentedAttribute[UUID]]:
    """Return every column that refers to a lead, of rows that others refer to last."""
    kinds = {
        mapper.local_table: mapper
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, WorkspaceOwned)
    }
    ordered = reversed(Base.metadata.sorted_tables)
    return [each for table in ordered if table in kinds for each in _columns(kinds[table])]


def _columns(mapper: Any) -> Iterator[InstrumentedAttribute[UUID]]:  # noqa: ANN401 -- a mapper of any table
    for reference in mapper.local_table.foreign_key_constraints:
        if reference.referred_table is inspect(LeadRow).local_table:
            for column in reference.columns:
                if column.name != "workspace_id":
                    yield getattr(mapper.class_, mapper.get_property_by_column(column).key)


def _as_card(row: ErasedCardRow) -> ErasedCard:
    return ErasedCard(row.number, row.telegram_id, row.message_id, row.thread_id)
