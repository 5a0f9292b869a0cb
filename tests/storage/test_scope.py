"""The lock on every session: statements of ours never see or touch a row of theirs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import uuid4

import pytest
from sqlalchemy import Executable, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.announcing import AnnouncementRow, DispatchRow
from storage.api_keys import ApiKeyRow
from storage.at_once import Question
from storage.attempts import DeliveryRow
from storage.audit import AuditHeadRow, AuditRow
from storage.canaries import CanaryAlarmRow, CanaryCopyRow, CanaryRow, CanaryRunRow
from storage.chats import ChatRow
from storage.database import Storage
from storage.dispatches import DispatchAttemptRow
from storage.endpoints import EndpointRow
from storage.erased import ErasedCardRow, ErasedEventRow, ErasedLeadRow
from storage.exports import ExportRow
from storage.finding import LeadIndexRow
from storage.inbox import IntakeRow
from storage.incidents import IncidentRow
from storage.leads import LeadRow, NoteRow
from storage.mail_servers import MailServerRow
from storage.mails import MailRow
from storage.measures import MeasureRow
from storage.members import InviteRow, MemberRow
from storage.notices import NoticeRow
from storage.nudges import NudgeRow
from storage.parcels import ParcelRow
from storage.posts import DigestRow, PostRow
from storage.quarantine import EchoRow, SenderRow, VerdictRow
from storage.questions import QuestionRow
from storage.samples import SampleRow
from storage.scope import Unscoped, ask, here, later, owned_tables
from storage.senders import SourceSenderRow
from storage.sources import SourceRow
from storage.system_store import SystemStore
from storage.tags import LeadTagRow
from storage.timers import TimerRow
from storage.traffic import SeenRow, TrafficRow
from storage.turns import TurnRow
from storage.workspace_settings import SettingRow
from storage.workspaces import WorkspaceRow
from tests.storage.shelves import NOON, Household

CHATS = cast("Table", ChatRow.__table__)
FILLED = (
    MemberRow,
    SourceRow,
    ChatRow,
    LeadRow,
    NoteRow,
    PostRow,
    ParcelRow,
    AuditRow,
    AuditHeadRow,
    LeadIndexRow,
)


@asynccontextmanager
async def session_of(storage: Storage, house: Household | None) -> AsyncIterator[AsyncSession]:
    """A session as the shelves have it, to try what no shelf would."""
    if house is None:
        async with storage.open_system() as system:
            yield system._session
    else:
        async with storage.open(house.caller) as store:
            yield store._session


READS: dict[str, Callable[[], Executable]] = {
    "column": lambda: select(NoteRow.text),
    "aliased": lambda: select(aliased(NoteRow).text),
    "join": lambda: select(NoteRow.text).join(LeadRow, LeadRow.id == NoteRow.lead_id),
    "subquery": lambda: select(select(NoteRow).subquery().c.text),
    "cte": lambda: select(select(NoteRow.text).cte().c.text),
    "exists": lambda: select(NoteRow.text).where(
        select(LeadRow.id).where(LeadRow.id == NoteRow.lead_id).exists()
    ),
    "in a subquery": lambda: select(NoteRow.text).where(NoteRow.lead_id.in_(select(LeadRow.id))),
    "scalar subquery": lambda: select(
        select(NoteRow.text).order_by(NoteRow.text.desc()).limit(1).scalar_subquery()
    ).select_from(LeadRow),
    "union": lambda: select(NoteRow.text).union(select(NoteRow.text)),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
async def test_a_read_sees_our_rows_only(
    storage: Storage, ours: Household, theirs: Household, read: Callable[[], Executable]
):
    async with session_of(storage, ours) as session:
        assert list(await session.scalars(read())) == ["Note of ours"]


@pytest.mark.parametrize("table", FILLED)
async def test_counting_counts_our_rows_only(
    storage: Storage, ours: Household, theirs: Household, table: Any
):
    async with session_of(storage, ours) as session:
        workspaces = set(await session.scalars(select(table.workspace_id)))
        ours_alone = await session.scalar(select(func.count()).select_from(table))
    async with session_of(storage, theirs) as session:
        theirs_alone = await session.scalar(select(func.count()).select_from(table))

    assert workspaces == {ours.workspace_id}
    assert ours_alone == theirs_alone


async def test_their_row_is_not_found_by_its_key(
    storage: Storage, ours: Household, theirs: Household
):
    async with session_of(storage, ours) as session:
        assert await session.get(LeadRow, (theirs.workspace_id, theirs.lead.id)) is None
        assert await session.get(LeadRow, (ours.workspace_id, theirs.lead.id)) is None
        assert await session.get(LeadRow, (ours.workspace_id, ours.lead.id)) is not None


async def test_update_and_delete_of_theirs_touch_nothing(
    storage: Storage, ours: Household, theirs: Household
):
    async with session_of(storage, ours) as session:
        updated: Any = await session.execute(
            update(ChatRow).where(ChatRow.id == theirs.chat.id).values(title="taken over")
        )
        deleted: Any = await session.execute(delete(NoteRow).where(NoteRow.id == theirs.note.id))
    async with session_of(storage, theirs) as session:
        title = await session.scalar(select(ChatRow.title))
        note = await session.scalar(select(NoteRow.text))

    assert [each.rowcount for each in (updated, deleted)] == [0, 0]
    assert (title, note) == (theirs.chat.title, theirs.note.text)


async def test_an_update_without_a_condition_ends_at_the_workspace(
    storage: Storage, ours: Household, theirs: Household
):
    async with session_of(storage, ours) as session:
        await session.execute(update(ChatRow).values(title="renamed"))
    async with session_of(storage, theirs) as session:
        assert await session.scalar(select(ChatRow.title)) == theirs.chat.title


async def test_a_bulk_update_by_key_is_refused(
    storage: Storage, ours: Household, theirs: Household
):
    row = {"workspace_id": theirs.workspace_id, "id": theirs.chat.id, "title": "taken over"}
    with pytest.raises(Unscoped):
        async with session_of(storage, ours) as session:
            await session.execute(update(ChatRow), [row])
    async with session_of(storage, theirs) as session:
        assert await session.scalar(select(ChatRow.title)) == theirs.chat.title


def a_chat(house: Household) -> dict[str, Any]:
    return {
        "workspace_id": house.workspace_id,
        "id": uuid4(),
        "telegram_id": 5,
        "title": "t",
        "connected_at": NOON,
    }


UNSCOPED: dict[str, Callable[[AsyncSession, Household], Awaitable[Any]]] = {
    "insert": lambda session, house: session.execute(insert(ChatRow).values(a_chat(house))),
    "bulk insert": lambda session, house: session.execute(insert(ChatRow), [a_chat(house)]),
    "core select": lambda session, _: session.execute(select(CHATS.c.title)),
    "core update": lambda session, _: session.execute(update(CHATS).values(title="")),
    "core delete": lambda session, _: session.execute(delete(CHATS)),
    "text": lambda session, _: session.execute(text("SELECT title FROM chats")),
    "entities from text": lambda session, _: session.execute(
        select(ChatRow).from_statement(text("SELECT * FROM chats"))
    ),
    "bare connection": lambda session, _: session.connection(),
    "legacy bulk insert": lambda session, house: session.run_sync(
        lambda sync: sync.bulk_insert_mappings(ChatRow.__mapper__, [a_chat(house)])
    ),
    "legacy bulk update": lambda session, house: session.run_sync(
        lambda sync: sync.bulk_update_mappings(ChatRow.__mapper__, [a_chat(house)])
    ),
    "legacy bulk save": lambda session, house: session.run_sync(
        lambda sync: sync.bulk_save_objects([ChatRow(**a_chat(house))])
    ),
}


@pytest.mark.parametrize("attempt", UNSCOPED.values(), ids=UNSCOPED.keys())
@pytest.mark.parametrize("system", [False, True], ids=["in a workspace", "as the system"])
async def test_what_cannot_be_scoped_is_refused(
    storage: Storage,
    ours: Household,
    theirs: Household,
    attempt: Callable[[AsyncSession, Household], Awaitable[Any]],
    system: bool,
):
    with pytest.raises(Unscoped):
        async with session_of(storage, None if system else ours) as session:
            await attempt(session, theirs)


async def test_a_new_row_is_stamped_with_our_workspace(
    storage: Storage, ours: Household, theirs: Household
):
    async with session_of(storage, ours) as session:
        row = ChatRow(id=uuid4(), telegram_id=5, title="new", connected_at=NOON)
        session.add(row)
        await session.flush()

    assert row.workspace_id == ours.workspace_id


async def test_a_row_with_their_stamp_is_refused(
    storage: Storage, ours: Household, theirs: Household
):
    with pytest.raises(Unscoped):
        async with session_of(storage, ours) as session:
            session.add(ChatRow(**a_chat(theirs)))


async def test_the_stamp_of_a_row_cannot_be_changed(
    storage: Storage, ours: Household, theirs: Household
):
    async def restamp() -> None:
        async with session_of(storage, ours) as session:
            (row,) = await session.scalars(select(ChatRow))
            row.workspace_id = theirs.workspace_id

    with pytest.raises(Unscoped):
        await restamp()


async def test_a_row_of_ours_cannot_be_grafted_onto_theirs(
    storage: Storage, ours: Household, theirs: Household
):
    graft = NoteRow(
        id=uuid4(),
        lead_id=theirs.lead.id,
        author_id=ours.note.id,
        text="graft",
        written_at=NOON,
    )
    with pytest.raises(IntegrityError):
        async with session_of(storage, ours) as session:
            session.add(graft)


async def test_the_system_without_a_workspace_reads_no_owned_table(
    storage: Storage, ours: Household
):
    for table in (*FILLED, IntakeRow, InviteRow, DeliveryRow):
        with pytest.raises(Unscoped):
            async with session_of(storage, None) as session:
                await session.execute(select(table))
    async with session_of(storage, None) as session:
        assert await session.scalar(select(WorkspaceRow.name)) == "ours"


async def test_the_system_without_a_workspace_adds_no_owned_row(storage: Storage, ours: Household):
    with pytest.raises(Unscoped):
        async with session_of(storage, None) as session:
            session.add(ChatRow(**a_chat(ours)))


async def test_one_transaction_turns_from_one_workspace_to_the_next(
    storage: Storage, ours: Household, theirs: Household
):
    async with storage.open_system() as system:
        first = await names(system, ours)
        second = await names(system, theirs)
        again = await names(system, ours)

    assert first == again == {ours.source.id: ours.source.name}
    assert second == {theirs.source.id: theirs.source.name}


async def names(system: SystemStore, house: Household) -> dict[Any, str]:
    store = system.of(house.caller)
    await store.leads.get(house.lead.id)
    return dict(await store.sources.names())


async def test_after_the_turn_nothing_read_before_is_at_hand(
    storage: Storage, ours: Household, theirs: Household
):
    async with storage.open_system() as system:
        system.of(theirs.caller)
        (read_before,) = await system._session.scalars(select(ChatRow))
        system.of(ours.caller)
        key = (theirs.workspace_id, theirs.chat.id)
        assert await system._session.get(ChatRow, key) is None
        assert read_before not in system._session


async def test_the_turn_is_refused_while_rows_are_unwritten(
    storage: Storage, ours: Household, theirs: Household
):
    async with storage.open_system() as system:
        system.of(theirs.caller)
        system._session.add(ChatRow(**a_chat(theirs)))
        with pytest.raises(Unscoped):
            system.of(ours.caller)


def test_these_tables_are_owned():
    owned = {table.name for table in owned_tables()}
    empty = (
        ApiKeyRow,
        IntakeRow,
        InviteRow,
        DeliveryRow,
        DigestRow,
        NoticeRow,
        TimerRow,
        SettingRow,
        TurnRow,
        QuestionRow,
        SourceSenderRow,
        SampleRow,
        NudgeRow,
        SettingRow,
        ExportRow,
    )
    spam = (
        VerdictRow,
        SenderRow,
        EchoRow,
        LeadTagRow,
    )
    mail = (MailServerRow, MailRow)
    abuse = (TrafficRow, SeenRow, IncidentRow, MeasureRow)
    endpoints = (EndpointRow, AnnouncementRow, DispatchRow, DispatchAttemptRow)
    erased = (ErasedLeadRow, ErasedEventRow, ErasedCardRow)
    canaries = (CanaryRow, CanaryRunRow, CanaryCopyRow, CanaryAlarmRow)
    assert owned == {
        table.__tablename__
        for table in (*FILLED, *empty, *spam, *canaries, *endpoints, *abuse, *erased, *mail)
    }


async def test_what_is_asked_or_written_later_names_its_workspace(
    storage: Storage, ours: Household
):
    everything = select(LeadRow.id)
    anything = update(LeadRow).where(LeadRow.number == bindparam("it")).values(status="won")
    async with storage.open(ours.caller) as store:
        with pytest.raises(Unscoped, match="names no workspace"):
            await ask(store._session, Question(everything, [{}]))
        with pytest.raises(Unscoped, match="names no workspace"):
            later(store._session, anything, [{"it": 1}])
        here_only = everything.where(here(LeadRow))
        (rows,) = await ask(store._session, Question(here_only, [{}]))
        assert [row.id for row in rows] == [ours.lead.id]
    async with storage.open_system() as system:
        with pytest.raises(Unscoped, match="no workspace"):
            await ask(system._session, Question(here_only, [{}]))


async def test_a_list_that_grows_is_refused_where_statements_are_put_into_words_once(
    storage: Storage, ours: Household, ready_url: str
):
    grows = Question(select(LeadRow.id).where(here(LeadRow), LeadRow.number.in_([1, 2])), [{}])
    async with storage.look(ours.caller) as store:
        if ready_url.startswith("sqlite"):
            with pytest.raises(TypeError, match="has its places"):
                await ask(store._session, grows)
        else:
            (rows,) = await ask(store._session, grows)
            assert len(rows) == 1
