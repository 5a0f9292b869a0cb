"""The chain of the audit: whatever somebody does to its lines past the house shows."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.audit import GENESIS, AuditEntry, AuditSearch, Verdict, seal
from domain.caller import Actor, ActorKind
from domain.events import ActionDenied
from services.audit_chain import (
    ADDED,
    ALTERED,
    NO_HEAD,
    OTHER_END,
    SHORTENED,
    UNSEALED,
    AuditChain,
)
from services.doors import Doors
from storage import migrate
from storage.database import Storage
from tests.storage.shelves import NOON, Household, as_text, rows

DROP = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"),
    "postgresql": ("ALTER TABLE audit DISABLE TRIGGER USER",),
}


async def verdicts(storage: Storage, size: int = 1_000) -> dict[str, Verdict]:
    chain = AuditChain(storage, Doors(storage, lambda: NOON))
    return {
        each.workspace.name: each.verdict
        async for each in chain.verify(size)
        if each.verdict is not None
    }


async def tamper(url: str, *statements: str, **values: Any) -> None:
    """Change lines as somebody who may do everything to the database."""
    dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
    for statement in (*DROP[dialect], *statements):
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        await rows(url, statement, **used)


async def lines_of(url: str, house: Household) -> list[int]:
    found = await rows(
        url,
        "SELECT id FROM audit WHERE workspace_id = :it ORDER BY id",
        it=as_text(house.workspace_id, url),
    )
    return [each.id for each in found]


async def broken_at(storage: Storage) -> tuple[str, int | None, int]:
    """Return why the chain of ours is broken, at which line, and how many before it are sound."""
    verdict = (await verdicts(storage))["ours"]
    assert verdict.broken is not None
    line = verdict.broken.line
    return verdict.broken.why.partition(" (")[0], line.id if line else None, verdict.lines


async def test_what_the_house_wrote_is_sound(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    for size in (1, 2, 5):
        assert await verdicts(storage, size) == await verdicts(storage)
    found = await verdicts(storage)
    assert {name: (each.lines, each.older, each.broken) for name, each in found.items()} == {
        "ours": (5, 0, None),
        "theirs": (5, 0, None),
    }
    seals = await rows(ready_url, "SELECT seal FROM audit ORDER BY id")
    assert len({each.seal for each in seals}) == 10
    assert found["theirs"].seal == seals[-1].seal


ALTERATIONS = (
    "UPDATE audit SET action = 'lead.lost' WHERE id = :line",
    "UPDATE audit SET actor_name = 'Somebody Else' WHERE id = :line",
    "UPDATE audit SET actor_kind = 'system' WHERE id = :line",
    "UPDATE audit SET actor_id = NULL WHERE id = :line",
    "UPDATE audit SET at = '2026-03-01 12:00:01' WHERE id = :line",
    'UPDATE audit SET details = \'{"source": "x"}\' WHERE id = :line',
)


@pytest.mark.parametrize("alteration", ALTERATIONS)
async def test_a_line_that_was_altered_is_named(
    storage: Storage, ours: Household, theirs: Household, ready_url: str, alteration: str
):
    line = (await lines_of(ready_url, ours))[2]
    await tamper(ready_url, alteration, line=line)
    assert await broken_at(storage) == (ALTERED, line, 2)
    assert (await verdicts(storage))["theirs"].broken is None


async def test_a_line_about_another_subject_is_named(
    storage: Storage, ours: Household, ready_url: str
):
    line = (await lines_of(ready_url, ours))[4]
    other = as_text(UUID(int=7), ready_url)
    await tamper(
        ready_url, "UPDATE audit SET subject_id = :it WHERE id = :line", it=other, line=line
    )
    assert await broken_at(storage) == (ALTERED, line, 4)


@pytest.mark.parametrize("place", [0, 2])
async def test_where_a_line_was_removed_the_next_one_is_named(
    storage: Storage, ours: Household, ready_url: str, place: int
):
    lines = await lines_of(ready_url, ours)
    await tamper(ready_url, "DELETE FROM audit WHERE id = :line", line=lines[place])
    assert await broken_at(storage) == (ALTERED, lines[place + 1], place)


async def test_lines_removed_at_the_end_are_missed(
    storage: Storage, ours: Household, ready_url: str
):
    lines = await lines_of(ready_url, ours)
    await tamper(ready_url, "DELETE FROM audit WHERE id >= :line", line=lines[3])
    assert await broken_at(storage) == (SHORTENED, None, 3)


async def test_lines_that_changed_places_are_named(
    storage: Storage, ours: Household, ready_url: str
):
    lines = await lines_of(ready_url, ours)
    await tamper(
        ready_url,
        "UPDATE audit SET id = -1 WHERE id = :one",
        "UPDATE audit SET id = :one WHERE id = :other",
        "UPDATE audit SET id = :other WHERE id = -1",
        one=lines[1],
        other=lines[3],
    )
    assert await broken_at(storage) == (ALTERED, lines[1], 1)


async def test_contents_that_changed_places_are_named(
    storage: Storage, ours: Household, ready_url: str
):
    lines = await lines_of(ready_url, ours)
    names = await rows(ready_url, "SELECT action FROM audit ORDER BY id")
    one, other = names[1].action, names[2].action
    await tamper(
        ready_url,
        "UPDATE audit SET action = :other WHERE id = :first",
        "UPDATE audit SET action = :one WHERE id = :second",
        one=one,
        other=other,
        first=lines[1],
        second=lines[2],
    )
    assert await broken_at(storage) == (ALTERED, lines[1], 1)


async def test_a_line_of_theirs_does_not_become_one_of_ours(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    moved = (await lines_of(ready_url, theirs))[-1]
    mine = as_text(ours.workspace_id, ready_url)
    await tamper(
        ready_url, "UPDATE audit SET workspace_id = :it WHERE id = :line", it=mine, line=moved
    )
    assert await broken_at(storage) == (ALTERED, moved, 5)
    broken = (await verdicts(storage))["theirs"].broken
    assert broken is not None
    assert broken.why.startswith(SHORTENED)


COPY = """
INSERT INTO audit (workspace_id, at, actor_kind, actor_id, actor_name, action, subject_id,
                   details, seal)
SELECT workspace_id, at, actor_kind, actor_id, actor_name, action, subject_id, details, :seal
FROM audit WHERE id = :line
"""


async def test_a_line_that_somebody_added_is_named(
    storage: Storage, ours: Household, ready_url: str
):
    last = (await lines_of(ready_url, ours))[-1]
    await tamper(ready_url, COPY, seal=None, line=last)
    added = (await lines_of(ready_url, ours))[-1]
    assert await broken_at(storage) == (UNSEALED, added, 5)


async def test_a_line_with_its_seal_that_the_end_does_not_know_is_one_too_many(
    storage: Storage, ours: Household, ready_url: str
):
    async with storage.look(ours.caller) as store:
        last = (await store.audit.before(AuditSearch(), None, None, 1))[0]
    forged = seal(last.seal or "", ours.workspace_id, last.subject_id, last.entry)
    await tamper(ready_url, COPY, seal=forged, line=last.id)
    assert await broken_at(storage) == (ADDED, None, 6)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE audit_heads SET lines = lines + 1", SHORTENED),
        ("UPDATE audit_heads SET seal = substr(seal, 2) || 'x'", OTHER_END),
        ("DELETE FROM audit_heads", NO_HEAD),
    ],
)
async def test_an_end_that_was_altered_shows(
    storage: Storage, ours: Household, ready_url: str, statement: str, why: str
):
    await rows(ready_url, statement)
    assert (await broken_at(storage))[0] == why


async def test_lines_written_at_the_same_time_are_one_chain(
    storage: Storage, ours: Household, theirs: Household
):
    async def write(number: int) -> None:
        house = theirs if number % 3 == 0 else ours
        async with storage.open(house.caller) as store:
            await store.note_event(ActionDenied(house.workspace_id, f"{number}", "x"), NOON)

    async def write_in_both(number: int) -> None:
        async with storage.open_system() as system:
            for house in (ours, theirs) if number % 2 else (theirs, ours):
                event = ActionDenied(house.workspace_id, f"{number}", "both")
                await system.of(house.caller).note_event(event, NOON)

    one = (write(number) for number in range(30))
    both = (write_in_both(number + 1) for number in range(20))
    await asyncio.gather(*one, *both)
    found = await verdicts(storage, 7)
    assert {name: (each.lines, each.broken) for name, each in found.items()} == {
        "ours": (5 + 20 + 20, None),
        "theirs": (5 + 10 + 20, None),
    }


async def test_what_fails_writes_no_line(storage: Storage, ours: Household):
    async def fail() -> None:
        async with storage.open(ours.caller) as store:
            await store.note_event(ActionDenied(ours.workspace_id, "x", "y"), NOON)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert (await verdicts(storage))["ours"].lines == 5


async def test_lines_from_before_the_chain_are_counted_and_later_ones_chained(
    ready_url: str, storage: Storage, ours: Household
):
    await storage.close()
    await migrate.downgrade(ready_url, "0011")
    await migrate.upgrade(ready_url)
    verdict = (await verdicts(storage))["ours"]
    assert (verdict.lines, verdict.older, verdict.broken) == (0, 5, None)

    async with storage.open(ours.caller) as store:
        await store.note_event(ActionDenied(ours.workspace_id, "x", "y"), NOON)
        await store.note_event(ActionDenied(ours.workspace_id, "z", "y"), NOON)
    line = (await lines_of(ready_url, ours))[5]
    await tamper(ready_url, "UPDATE audit SET action = 'x.y' WHERE id = :line", line=line)
    assert await broken_at(storage) == (ALTERED, line, 0)


actors = some.builds(
    Actor, some.sampled_from(ActorKind), some.none() | some.uuids(), some.text(max_size=20)
)
moments = some.datetimes(timezones=some.just(UTC))
entries = some.builds(
    AuditEntry,
    moments,
    actors,
    some.text(max_size=20),
    some.dictionaries(some.text(max_size=5), some.text(max_size=20), max_size=3),
)


@given(entries, entries, some.uuids(), some.uuids())
def test_two_lines_have_one_seal_only_if_they_say_the_same(
    one: AuditEntry, other: AuditEntry, subject: UUID, workspace: UUID
):
    first = seal(GENESIS, workspace, subject, one)
    assert (first == seal(GENESIS, workspace, subject, other)) == (one == other)
    assert first != seal(first, workspace, subject, one)
    assert first == seal(
        GENESIS,
        workspace,
        subject,
        AuditEntry(
            datetime.fromisoformat(one.at.isoformat()),
            one.actor,
            one.action,
            dict(reversed(list(one.details.items()))),
        ),
    )
