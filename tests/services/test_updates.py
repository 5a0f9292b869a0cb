"""The desk where updates wait: leases, tries and what is set aside."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot.assemble import assemble
from bot.house import prepare_database
from services.updates import LEASE, RETRY_AFTER, TRIES, Updates, is_update, lane_of
from tests.world import Clock, settings_for

BOT = 1


@pytest.fixture
async def updates(database_url: str, clock: Clock) -> AsyncIterator[Updates]:
    await prepare_database(database_url)
    house = assemble(settings_for(database_url), now=clock.now, monotonic=clock.monotonic)
    yield house.services.updates
    await house.storage.close()
    assert house.bot
    await house.bot.session.close()


def said(update_id: int, person: int = 5, chat: int = 7) -> dict[str, object]:
    return {"update_id": update_id, "message": {"chat": {"id": chat}, "from": {"id": person}}}


async def test_an_update_is_kept_once_and_handed_out_once(updates: Updates):
    await updates.keep(BOT, [said(1), said(1)])
    await updates.keep(BOT, [said(1)])
    await updates.keep(BOT, [])
    (claimed,) = await updates.claim(10)
    assert claimed.raw == said(1)
    assert await updates.claim(10) == []
    await updates.done(claimed)
    await updates.keep(BOT, [said(1)])
    assert await updates.claim(10) == []


async def test_two_bots_may_number_their_updates_alike(updates: Updates):
    await updates.keep(BOT, [said(1, person=1)])
    await updates.keep(BOT + 1, [said(1, person=2)])
    assert len(await updates.claim(10)) == 2


async def test_one_conversation_is_handled_in_order_and_others_beside_it(updates: Updates):
    await updates.keep(BOT, [said(1), said(2), said(3, person=6)])
    first = await updates.claim(10)
    assert [each.update_id for each in first] == [1, 3]
    await updates.done(first[0])
    assert [each.update_id for each in await updates.claim(10)] == [2]


async def test_whoever_dies_with_an_update_loses_it_to_the_next(updates: Updates, clock: Clock):
    await updates.keep(BOT, [said(1)])
    assert len(await updates.claim(10)) == 1
    clock.advance(LEASE.total_seconds() + 1)
    (again,) = await updates.claim(10)
    assert (again.update_id, again.failures) == (1, 0)
    await updates.release([again])
    assert len(await updates.claim(10)) == 1


async def test_three_failures_set_it_aside(updates: Updates, clock: Clock):
    await updates.keep(BOT, [said(1)])
    for tried in range(1, TRIES + 1):
        (claimed,) = await updates.claim(10)
        assert await updates.failed(claimed, "it raised") == (tried == TRIES)
        assert await updates.claim(10) == []
        clock.advance(RETRY_AFTER.total_seconds() + 0.1)
    assert await updates.claim(10) == []


async def test_what_only_waits_is_not_counted_as_a_failure(updates: Updates, clock: Clock):
    await updates.keep(BOT, [said(1)])
    for _ in range(TRIES + 1):
        (claimed,) = await updates.claim(10)
        assert claimed.failures == 0
        await updates.later(claimed, 2, "overloaded")
        due = await updates.next_due()
        assert due is not None
        assert timedelta(seconds=1) < due - clock.now() <= timedelta(seconds=2)
        clock.advance(2.1)


async def test_any_json_can_be_kept(updates: Updates):
    odd = {
        "update_id": 1,
        "\x00\ud800": {"a\x00": ["\udfff", {"b": "\x00"}, None, 1.5, True]},
        "number": 2**70,
        "id": str(uuid4()),
    }
    deep: Any = {}
    for _ in range(400):
        deep = {"a": [deep]}
    await updates.keep(BOT, [odd, said(2), said(3, person=10**400, chat=10**400)])
    await updates.keep(BOT, [{"update_id": 4, "message": deep}])
    lanes: dict[int, str] = {}
    while claimed := await updates.claim(10):
        for each in claimed:
            lanes[each.update_id] = each.lane
            await updates.done(each)
    assert lanes == {1: "-:-", 2: "7:5", 3: "-:-", 4: "-:-"}


def test_the_lane_is_the_conversation_of_one_person():
    press = {"update_id": 1, "callback_query": {"from": {"id": 5}, "message": {"chat": {"id": 7}}}}
    assert lane_of(press) == lane_of(said(1)) == "7:5"
    assert lane_of({"update_id": 1}) == "-"
    assert lane_of({"update_id": 1, "message": "?"}) == "-"
    assert lane_of({"message": {"from": "?", "chat": {"id": "7"}}}) == "-:-"
    assert lane_of({"message": {"from": {"id": True}, "chat": {"id": 2**63}}}) == "-:-"


@pytest.mark.parametrize("number", [0, -5, 2**63 - 1, 1 - 2**63])
def test_an_update_has_a_number(number: int):
    assert is_update({"update_id": number, "anything": []})


@pytest.mark.parametrize("number", [None, True, "5", 5.0, 2**63, -(2**63), [5]])
def test_what_has_none_that_a_database_holds_is_no_update(number: object):
    assert not is_update({"update_id": number})
    assert not is_update(number)
    assert not is_update({})
