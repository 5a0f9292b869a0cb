"""Figures: what waits, what was given up and since when, across all workspaces."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.dialects import sqlite

from domain.figures import Figures, Pile
from domain.parcel import NewParcel
from services.figures import Observer
from storage.database import Storage
from storage.figures import _given_up, _waiting
from storage.inbox import Accepted, IntakeRow
from storage.parcels import ParcelRow
from storage.updates import UpdateRow
from tests.storage.shelves import NOON, Household, rows

MINUTE = timedelta(minutes=1)


async def figures(storage: Storage) -> Figures:
    return await Observer(storage, lambda: NOON + MINUTE).figures()


async def test_an_empty_house_has_nothing_waiting(storage: Storage):
    assert await figures(storage) == Figures(Pile(), {}, Pile())


async def test_events_are_counted_until_they_are_leads(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    event = Accepted(ours.workspace_id, ours.source.id, "", "hash", uuid4(), "{}", NOON)
    async with storage.open_system() as system:
        for number in range(6):
            whose = theirs if number % 2 else ours
            await system.inbox.add(
                [
                    replace(
                        event,
                        workspace_id=whose.workspace_id,
                        source_id=whose.source.id,
                        event_id=f"msg_{number}",
                        lead_id=uuid4(),
                        received_at=NOON + number * MINUTE / 2,
                    )
                ]
            )
    await rows(ready_url, "UPDATE intake SET state = 'done' WHERE event_id = 'msg_0'")
    await rows(ready_url, "UPDATE intake SET state = 'dead' WHERE event_id = 'msg_3'")

    # At half past, and at the full minute; the others come later.
    assert (await figures(storage)).intake == Pile(2, 2, 1, MINUTE / 2)


async def test_updates_are_counted_until_they_are_handled(storage: Storage, ready_url: str):
    async with storage.open_system() as system:
        for number in range(5):
            raw = {"update_id": number}
            await system.updates.add(1, [("lane", raw)], NOON + number * MINUTE)
    await rows(ready_url, "UPDATE updates SET state = 'done' WHERE update_id = 0")
    await rows(ready_url, "UPDATE updates SET state = 'dead' WHERE update_id = 4")

    assert (await figures(storage)).updates == Pile(1, 2, 1)


async def test_parcels_are_counted_by_kind_and_workspace_plays_no_part(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    await rows(ready_url, "DELETE FROM parcels")
    for house, kind, due_at in (
        (ours, "alert", NOON),
        (theirs, "alert", NOON - 9 * MINUTE),
        (theirs, "alert", NOON + 2 * MINUTE),
        (ours, "other", NOON + 2 * MINUTE),
        (ours, "dead", NOON - 99 * MINUTE),
    ):
        wish = NewParcel(kind, "lane", uuid4().hex, UUID(int=7))
        async with storage.open(house.caller) as store:
            await store.outbox.put([wish], due_at)
    await rows(ready_url, "UPDATE parcels SET state = 'dead' WHERE kind = 'dead'")

    assert (await figures(storage)).parcels == {
        "alert": Pile(2, 1, 0, 10 * MINUTE),
        "other": Pile(0, 1, 0),
        "dead": Pile(0, 0, 1),
    }


@pytest.mark.parametrize(
    ("counted", "index"),
    [
        (_waiting(IntakeRow, "waiting", NOON), "ix_intake_waiting"),
        (_given_up(IntakeRow), "ix_intake_dead"),
        (_waiting(UpdateRow, "due", NOON), "ix_updates_due"),
        (_given_up(UpdateRow), "ix_updates_dead"),
        (_waiting(ParcelRow, "due", NOON, ParcelRow.kind), "ix_parcels_due"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_what_is_done_costs_nothing(sqlite_ready: str, counted, index: str):
    statement = counted.compile(dialect=sqlite.dialect(paramstyle="named"))
    values = dict.fromkeys(statement.params, "2026-03-01")
    plan = await rows(sqlite_ready, f"EXPLAIN QUERY PLAN {statement}", **values)
    assert any(f"USING INDEX {index}" in row.detail for row in plan), plan
