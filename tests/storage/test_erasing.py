"""Erasing on both databases: what the chain still proves, and what was under way meanwhile."""

from uuid import UUID

import pytest

from bot import clock
from domain.audit import GENESIS, AuditLine, AuditSearch, digest_of, remains_of
from domain.chat import Shown
from domain.parcel import ANY, Parcel
from domain.routing import ERASED
from services.audit_chain import ALTERED, EMPTIED, EMPTIED_OTHERWISE, AuditChain
from services.bell import Bell
from services.deliveries import Deliveries
from services.doors import Doors
from services.erasing import Erasing
from services.reports import Reports
from storage.database import Storage
from tests.storage.shelves import NOON, Household, as_text, rows
from tests.storage.test_audit_chain import broken_at, lines_of, tamper, verdicts


def doors(storage: Storage) -> Doors:
    return Doors(storage, lambda: NOON)


def erasing(storage: Storage) -> Erasing:
    return Erasing(storage, doors(storage), lambda: NOON, Bell(), Bell())


async def claimed(storage: Storage) -> list[Parcel]:
    deliveries = Deliveries(storage, doors(storage), lambda: NOON, clock.new_id)
    return list(await deliveries.claim(10, ANY))


async def test_a_card_on_its_way_says_so_once_it_has_arrived(
    storage: Storage, ours: Household, ready_url: str
):
    (card,) = await claimed(storage)
    await erasing(storage).erase(ours.caller, ours.lead.id)
    assert await claimed(storage) == []

    reports = Reports(storage, doors(storage), lambda: NOON, clock.new_id, Bell())
    await reports.delivered(card, NOON, Shown(77))
    (found,) = await rows(ready_url, "SELECT message_id, number FROM erased_cards")
    assert tuple(found) == (77, 1)
    (parcel,) = await claimed(storage)
    assert (parcel.kind, parcel.subject_id) == (ERASED, card.subject_id)
    await erasing(storage).says_so(parcel)
    assert await rows(ready_url, "SELECT id FROM erased_cards") == []


async def test_a_card_that_never_left_leaves_nothing(
    storage: Storage, ours: Household, ready_url: str
):
    await erasing(storage).erase(ours.caller, ours.lead.id)
    assert await rows(ready_url, "SELECT id FROM erased_cards") == []
    assert await claimed(storage) == []


async def test_lines_of_erased_leads_keep_their_place(
    storage: Storage, ours: Household, theirs: Household, ready_url: str
):
    before = (await verdicts(storage))["ours"].seal
    await erasing(storage).erase(ours.caller, ours.lead.id)
    for size in (1, 2, 100):
        found = await verdicts(storage, size)
        assert (found["ours"].lines, found["ours"].broken) == (6, None)
        assert found["theirs"].broken is None
    seals = await rows(ready_url, "SELECT seal FROM audit ORDER BY id")
    assert before in {each.seal for each in seals}


async def test_what_is_erased_while_the_chain_is_walked_breaks_nothing(
    storage: Storage, ours: Household
):
    found = None
    async for progress in AuditChain(storage, doors(storage)).verify(1):
        if progress.lines == 4:
            await erasing(storage).erase(ours.caller, ours.lead.id)
        found = progress.verdict
    assert found is not None
    assert (found.lines, found.broken) == (6, None)


async def test_old_lines_whose_seals_know_no_salt_can_be_emptied_too(
    storage: Storage, ours: Household, ready_url: str
):
    await without_salts(storage, ready_url)
    assert (await verdicts(storage))["ours"].broken is None
    await erasing(storage).erase(ours.caller, ours.lead.id)
    assert (await verdicts(storage))["ours"].broken is None
    line = (await lines_of(ready_url, ours))[-2]
    await tamper(ready_url, "UPDATE audit SET actor_name = 'Mallory' WHERE id = :line", line=line)
    why, _, _ = await broken_at(storage)
    assert why == EMPTIED_OTHERWISE


async def without_salts(storage: Storage, url: str) -> None:
    """Seal every line again as it was done before there were salts."""
    chain = AuditChain(storage, doors(storage))
    async for progress in chain.verify():
        house = chain.doors.house(progress.workspace.id)
        async with storage.look(house) as store:
            lines = await store.audit.before(AuditSearch(), None, None, 100)
        seal, statements = GENESIS, []
        for each in reversed(lines):
            bare = AuditLine(each.id, each.subject_id, each.entry)
            seal = bare.sealed_after(seal, house.workspace_id)
            statements.append(
                f"UPDATE audit SET salt = NULL, seal = '{seal}' WHERE id = {each.id}"  # noqa: S608 -- a number and a hash
            )
        await tamper(url, *statements)
        head = "UPDATE audit_heads SET seal = :seal WHERE workspace_id = :it"
        await rows(url, head, seal=seal, it=as_text(house.workspace_id, url))


ALTERATIONS: dict[str, tuple[str, str]] = {
    "UPDATE audit SET details = '{}', salt = NULL, digest = '' WHERE id = :line": (EMPTIED, "end"),
    "UPDATE audit SET details = '{}', salt = NULL, digest = 'x' WHERE id = :line": (
        ALTERED,
        "line",
    ),
    "UPDATE audit SET digest = '' WHERE id = :line": (EMPTIED, "end"),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
async def test_a_line_that_was_emptied_although_nothing_was_erased_is_found(
    storage: Storage, ours: Household, ready_url: str, alteration: str
):
    line = (await lines_of(ready_url, ours))[-1]
    await tamper(ready_url, alteration, line=line)
    why, where = ALTERATIONS[alteration]
    found = await broken_at(storage)
    assert found[:2] == (why, line if where == "line" else None)


def test_a_digest_tells_nothing_without_its_salt():
    told = {"text": "call +49 30 901820"}
    assert digest_of(told, "a") != digest_of(told, "b")
    assert remains_of((), UUID(int=1)) == GENESIS
