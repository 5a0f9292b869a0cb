"""Gaps: whatever neither arrived nor waits is found and mended, and nothing else is touched."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.dialects import sqlite

from domain.change import Change
from domain.chat import Chat, Digest, Shown
from domain.events import ChatConnected, ChatDisconnected
from domain.gap import LATE_AFTER, Gap, GapKind
from domain.lead import Lead
from domain.lead_events import LeadCreated
from domain.parcel import Parcel
from domain.routing import MENU
from services.bell import Bell
from services.doors import Doors
from services.reconciler import Reconciler
from storage.database import Storage
from storage.gaps import Look, looks
from storage.inbox import Accepted, Kind
from storage.lanes import FOREVER
from storage.posts import Arrival
from tests.storage.shelves import NOON, Household, a_lead, as_text, rows

LATER = NOON + 2 * LATE_AFTER
LEASE = timedelta(seconds=30)


def reconciler(storage: Storage, now: datetime = LATER) -> Reconciler:
    return Reconciler(storage, Doors(storage, lambda: now), lambda: now, Bell())


async def gaps(storage: Storage, size: int = 500) -> list[Gap]:
    found: list[Gap] = []
    async for progress in reconciler(storage).look(size):
        found += progress.gaps
    return found


async def kinds(storage: Storage) -> list[tuple[GapKind, int | None]]:
    return [(each.kind, each.number) for each in await gaps(storage)]


async def claimed(storage: Storage) -> Sequence[Parcel]:
    """Claim what is due, menus of commands aside."""
    async with storage.open_system() as system:
        due = await system.outbox.claim(LATER, lease=uuid4(), until=LATER + LEASE, limit=10)
    return [each for each in due if each.kind != MENU]


async def more_leads(storage: Storage, house: Household, count: int) -> list[Lead]:
    leads = [a_lead(house.source, 2 + number, f"Lead {number}") for number in range(count)]
    async with storage.open(house.caller) as store:
        changes = [Change(each, LeadCreated(each.id, house.source.name)) for each in leads]
        await store.keep_all(changes, NOON)
    return leads


async def bundled(storage: Storage, house: Household) -> UUID:
    """Make a digest of our cards, as the gathering does."""
    held, *_ = await claimed(storage)
    digest = Digest(uuid4(), house.chat.id, house.chat.telegram_id)
    async with storage.open(house.caller) as store:
        posts = [each.id for each in await store.posts.of_lead(house.lead.id)]
        await store.digests.add(digest, posts, NOON)
        await store.outbox.drop([held.subject_id])
    return digest.id


async def shown(storage: Storage, house: Household) -> None:
    (parcel,) = await claimed(storage)
    async with storage.open(house.caller) as store:
        at = house.chat.telegram_id
        store.posts.are_shown_as([Arrival(parcel.subject_id, at, Shown(7), NOON)])
        assert await store.outbox.close([parcel])


async def test_what_waits_is_no_gap_be_it_in_a_lane_that_rests(
    storage: Storage, ours: Household, theirs: Household
):
    assert await gaps(storage) == []
    async with storage.open(ours.caller) as store:
        await store.lanes.rest(f"telegram:{ours.chat.telegram_id}", FOREVER, "kicked")
    assert await gaps(storage) == []
    assert await reconciler(storage).mend() == 0


async def test_a_card_that_was_forgotten_is_sent_again_once(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    await rows(ready_url, "DELETE FROM parcels")
    found = await gaps(storage)
    assert [each.kind for each in found] == [GapKind.CARD_LOST] * 2
    assert {each.workspace_id for each in found} == {ours.workspace_id, theirs.workspace_id}
    assert await reconciler(storage).mend() == 2
    assert await gaps(storage) == []
    assert await reconciler(storage).mend() == 0
    parcels = await claimed(storage)
    assert {each.subject_id for each in parcels} == {each.subject_id for each in found}
    assert {each.lane for each in parcels} == {
        f"telegram:{each.chat.telegram_id}" for each in (ours, theirs)
    }


async def test_a_dead_letter_and_a_shown_card_are_no_gaps(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    parcels = await claimed(storage)
    async with storage.open(ours.caller) as store:
        await store.outbox.give_up(parcels[0], "nobody lives there")
    async with storage.open(theirs.caller) as store:
        there = theirs.chat.telegram_id
        store.posts.are_shown_as([Arrival(parcels[1].subject_id, there, Shown(7), NOON)])
        assert await store.outbox.close([parcels[1]])
    assert await gaps(storage) == []
    times = await rows(ready_url, "SELECT count(shown_at) FROM leads")
    assert times[0][0] == 1


async def test_a_lead_without_any_card_gets_those_of_a_new_one(
    storage: Storage, ours: Household, ready_url: str
):
    await more_leads(storage, ours, 3)
    await rows(ready_url, "DELETE FROM parcels")
    await rows(ready_url, "DELETE FROM posts")
    assert sorted(await kinds(storage)) == [(GapKind.NO_CARD, each) for each in range(1, 5)]
    assert await reconciler(storage).mend() == 4
    assert await gaps(storage) == []
    cards = await rows(
        ready_url,
        "SELECT leads.number FROM parcels JOIN posts ON posts.id = parcels.subject_id"
        " JOIN leads ON leads.id = posts.lead_id ORDER BY parcels.id",
    )
    assert [each.number for each in cards] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM chats",
        "UPDATE chats SET state = 'paused'",
        "UPDATE leads SET status = 'spam'",
        "UPDATE leads SET shown_at = received_at",
    ],
)
async def test_a_lead_that_needs_no_card_is_no_gap(
    storage: Storage, ours: Household, ready_url: str, sql: str
):
    await rows(ready_url, "DELETE FROM parcels")
    await rows(ready_url, "DELETE FROM posts")
    assert len(await gaps(storage)) == 1
    await rows(ready_url, sql)
    assert await gaps(storage) == []


async def test_cards_of_a_chat_that_left_are_no_gap(
    storage: Storage, ours: Household, ready_url: str
):
    await rows(ready_url, "DELETE FROM parcels")
    await rows(ready_url, "DELETE FROM chats")
    assert await gaps(storage) == []


async def test_a_card_that_left_with_its_only_chat_goes_to_the_one_that_is_there(
    storage: Storage, ours: Household
):
    other = Chat(uuid4(), -77, "Other")
    async with storage.open(ours.caller) as store:
        await store.keep(Change(other, ChatConnected(other.id, other.title)), NOON)
        gone = ChatDisconnected(ours.chat.id, ours.chat.title)
        await store.keep(Change(ours.chat, gone), NOON)
    assert await kinds(storage) == [(GapKind.NO_CARD, 1)]
    assert await reconciler(storage).mend() == 1
    assert "telegram:-77" in {each.lane for each in await claimed(storage)}


async def test_cards_that_stay_behind_when_a_group_becomes_a_supergroup_are_no_gap(
    storage: Storage, ours: Household
):
    await shown(storage, ours)
    async with storage.open(ours.caller) as store:
        await store.posts.move(ours.chat.telegram_id, -100_5)
        await store.chats.move(ours.chat, -100_5)
    assert await gaps(storage) == []


async def test_a_digest_that_was_forgotten_is_sent_again(
    storage: Storage, ours: Household, ready_url: str
):
    digest_id = await bundled(storage, ours)
    assert await kinds(storage) == [(GapKind.DIGEST_LOST, 1)]
    assert await reconciler(storage).mend() == 1
    (parcel,) = await claimed(storage)
    assert (parcel.kind, parcel.subject_id) == ("digest", digest_id)
    assert await gaps(storage) == []
    async with storage.open(ours.caller) as store:
        await store.digests.is_shown_as(digest_id, ours.chat.telegram_id, 7, NOON)
        assert await store.outbox.close([parcel])
    assert await gaps(storage) == []
    assert (await rows(ready_url, "SELECT count(shown_at) FROM leads"))[0][0] == 1


async def test_a_digest_whose_chat_left_unsent_and_came_back_is_sent(
    storage: Storage, ours: Household
):
    await bundled(storage, ours)
    async with storage.open(ours.caller) as store:
        gone = ChatDisconnected(ours.chat.id, ours.chat.title)
        await store.keep(Change(ours.chat, gone), NOON)
        again = replace(ours.chat, id=uuid4())
        await store.keep(Change(again, ChatConnected(again.id, again.title)), NOON)
    assert await kinds(storage) == [(GapKind.DIGEST_LOST, 1)]
    await reconciler(storage).mend()
    assert [each.kind for each in await claimed(storage)] == ["digest"]


async def test_events_that_are_no_leads_after_a_minute_are_found(
    storage: Storage, ours: Household, ready_url: str
):
    event = Accepted(ours.workspace_id, ours.source.id, "1", "h", uuid4(), "{}", NOON)
    young = replace(event, event_id="2", lead_id=uuid4(), received_at=LATER - LATE_AFTER / 2)
    dead = replace(event, event_id="3", lead_id=uuid4())
    canary = replace(event, event_id="4", lead_id=uuid4(), kind=Kind.CANARY)
    async with storage.open_system() as system:
        await system.inbox.add([event, young, dead, canary])
    await rows(ready_url, "UPDATE intake SET state = 'dead' WHERE event_id = '3'")

    found = await gaps(storage)
    assert {(each.kind, each.lead_id) for each in found} == {
        (GapKind.LATE, event.lead_id),
        (GapKind.SET_ASIDE, dead.lead_id),
    }
    assert await reconciler(storage).mend() == 2
    assert await gaps(storage) == found


@pytest.mark.parametrize("size", [1, 2, 3, 500])
async def test_small_batches_find_all_of_it(
    storage: Storage, ours: Household, theirs: Household, ready_url: str, size: int
):
    leads = [*await more_leads(storage, ours, 3), *await more_leads(storage, theirs, 2)]
    await rows(ready_url, "DELETE FROM parcels")
    lead_id = as_text(leads[0].id, ready_url)
    await rows(ready_url, "DELETE FROM posts WHERE lead_id = :it", it=lead_id)

    found = await gaps(storage, size)
    assert sorted(each.kind for each in found) == ["card_lost"] * 6 + ["no_card"]
    assert {each.lead_id for each in found} >= {each.id for each in leads}
    async with storage.look_system() as system:
        assert await system.gaps.count(NOON, 500) == 7


PLANS = {
    GapKind.LATE: ["ix_intake_waiting"],
    GapKind.SET_ASIDE: ["ix_intake_dead"],
    GapKind.NO_CARD: ["ix_leads_unshown", "ix_posts_workspace_id_lead_id"],
    GapKind.CARD_LOST: ["ix_posts_unshown", "ix_parcels_subject_id"],
    GapKind.DIGEST_LOST: [
        "ix_digests_unshown",
        "ix_posts_workspace_id_digest_id",
        "ix_parcels_subject_id",
    ],
}


@pytest.mark.parametrize("look", looks(NOON), ids=lambda look: look.kind)
async def test_what_arrived_costs_nothing(sqlite_ready: str, look: Look):
    some = look.gaps.where(*look.may_be, look.id > 0, look.id <= 0).order_by(look.id)
    statement = some.compile(
        dialect=sqlite.dialect(paramstyle="named"), compile_kwargs={"render_postcompile": True}
    )
    values = dict.fromkeys(statement.params, "2026-03-01")
    plan = await rows(sqlite_ready, f"EXPLAIN QUERY PLAN {statement}", **values)
    told = [row.detail for row in plan]
    for index in PLANS[look.kind]:
        assert any(f"INDEX {index} " in f"{each} " for each in told), told
    assert [each for each in told if each.startswith("SCAN") and "chats" not in each] == []
