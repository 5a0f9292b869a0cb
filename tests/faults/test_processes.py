"""The process ends in the middle of everything, and nothing that was promised is lost."""

import asyncio
import signal
from collections import Counter
from inspect import signature
from typing import Any

import pytest

from outbox.worker import Worker
from sandbox.faults import Fault
from services.leadership import LEASE
from tests.bot.test_cli import call
from tests.faults.process import Burst, Outside
from tests.storage.shelves import rows
from tests.world import MASTER_KEY

AT_ONCE = signature(Worker).parameters["at_once"].default


async def settled(outside: Outside) -> None:
    """Wait until everything that waits has become leads and cards."""
    async with asyncio.timeout(90):
        while await outside.waiting() or await outside.parcels():  # noqa: ASYNC110 -- only the database tells
            await asyncio.sleep(0.1)


def same(ids: dict[str, str]) -> dict[str, str]:
    return {name: lead_id.replace("-", "") for name, lead_id in ids.items()}


async def test_killed_in_the_middle_of_a_burst_it_keeps_every_accepted_lead(outside: Outside):
    burst = Burst()
    posting = asyncio.gather(outside.posts(burst, range(300)), return_exceptions=True)
    await burst.until(100)
    code = await outside.end(signal.SIGKILL)
    await posting
    accepted = same(burst.accepted)
    assert code == -signal.SIGKILL
    assert 100 <= len(accepted) < 300
    assert burst.refused == []

    await outside.start()
    await settled(outside)

    leads = await outside.leads()
    assert accepted.items() <= leads.items()
    shown = Counter(outside.cards())
    assert set(shown) == set(leads)
    assert shown.total() - len(leads) <= AT_ONCE


async def test_the_senders_own_repeat_after_a_kill_makes_no_second_lead(outside: Outside):
    burst, repeat = Burst(), Burst()
    posting = asyncio.gather(outside.posts(burst, range(60)), return_exceptions=True)
    await burst.until(20)
    await outside.end(signal.SIGKILL)
    await posting
    await outside.start()
    await outside.posts(repeat, range(60))
    await settled(outside)

    assert len(repeat.accepted) == 60
    assert burst.accepted.items() <= repeat.accepted.items()
    assert same(repeat.accepted) == await outside.leads()


async def test_told_to_stop_under_load_it_drains_and_ends_well(outside: Outside):
    burst = Burst()
    posting = asyncio.gather(outside.posts(burst, range(300)), return_exceptions=True)
    await burst.until(100)
    code = await outside.end(signal.SIGTERM)
    await posting
    accepted = same(burst.accepted)

    assert code == 0, outside.log()[-3000:]
    assert set(burst.refused) <= {(503, "draining")}
    assert len(burst.accepted) + len(burst.refused) + burst.cut == 300
    assert "Traceback" not in outside.log()
    held = await rows(outside.url, "SELECT count(*) FROM parcels WHERE lease IS NOT NULL")
    assert held[0][0] == 0
    await outside.start()
    await settled(outside)
    assert accepted.items() <= (await outside.leads()).items()
    assert Counter(outside.cards()).most_common(1)[0][1] == 1


@pytest.mark.parametrize("killed", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "told"])
async def test_whoever_starts_next_goes_on_within_seconds(
    outside: Outside, killed: signal.Signals
):
    stage = outside.stage
    stage.world.faults.add(Fault("hang", "sendMessage", stage.sales.id, times=None))
    burst = Burst()
    await outside.posts(burst, range(3), at_once=1)
    await outside.until(lambda: not_done(outside))
    if killed is signal.SIGTERM:
        stage.world.faults.clear()
    await outside.end(killed)
    stage.world.faults.clear()
    before = answers_to_anna(outside)
    stage.world.say(stage.anna, stage.world.private(stage.anna, stage.bot), "/help")
    await outside.start()
    await outside.until(lambda: set(outside.cards()) == {"Lead 0", "Lead 1", "Lead 2"}, 5)
    await outside.until(lambda: answers_to_anna(outside) > before, 5)
    await settled(outside)
    assert Counter(outside.cards()).total() == 3
    assert answers_to_anna(outside) == before + 1


def not_done(outside: Outside) -> bool:
    """Tell whether a call is on its way that the sandbox does not answer."""
    return any(each.error == "hang" for each in outside.stage.world.calls)


def answers_to_anna(outside: Outside) -> int:
    stage = outside.stage
    here = stage.world.messages(stage.world.private(stage.anna, stage.bot))
    return sum(each.sender is stage.bot for each in here)


async def test_two_houses_one_stops_and_the_other_goes_on(outside: Outside):
    other, burst = await outside.beside(), Burst()
    await asyncio.gather(
        outside.posts(burst, range(30)),
        other.posts(burst, range(30, 60)),
    )
    await outside.until(lambda: len(set(outside.cards())) == 60)
    assert await outside.end(signal.SIGTERM) == 0
    await other.posts(burst, range(60, 90))
    await outside.until(lambda: len(set(outside.cards())) == 90, 10)
    await settled(other)
    assert Counter(outside.cards()).most_common(1)[0][1] == 1
    # Telegram may not have noticed yet that the first one hung up.
    conflicts = [each for each in outside.stage.world.calls if "Conflict" in (each.error or "")]
    assert len(conflicts) <= 1


async def test_two_houses_one_is_killed_and_the_other_goes_on_at_once(outside: Outside):
    other, burst = await outside.beside(), Burst()
    await outside.end(signal.SIGKILL)
    await other.posts(burst, range(20))
    await outside.until(lambda: len(set(outside.cards())) == 20, 5)
    assert Counter(outside.cards()).total() == 20


async def test_one_that_was_paused_for_longer_than_its_lease_sends_no_more(outside: Outside):
    other, burst, faults = await outside.beside(), Burst(), outside.stage.world.faults
    faults.add(Fault("hang", "sendMessage", outside.stage.sales.id))
    await outside.post(burst, 0)
    await outside.until(lambda: not_done(outside))
    outside.send(signal.SIGSTOP)
    await other.posts(burst, range(1, 10))
    await outside.until(lambda: len(set(outside.cards())) == 10, LEASE.total_seconds() + 5)

    faults.clear()
    outside.send(signal.SIGCONT)
    await outside.posts(burst, range(10, 20))
    await outside.until(lambda: len(set(outside.cards())) == 20, 10)
    await settled(other)
    repeats = Counter(outside.cards()).total() - 20
    assert repeats <= 1
    assert "leadership_lost" in outside.log()
    assert len(burst.accepted) == 20


async def test_what_a_killed_process_forgot_is_mended_and_the_doctor_finds_nothing(
    outside: Outside,
):
    burst = Burst()
    posting = asyncio.gather(outside.posts(burst, range(60)), return_exceptions=True)
    await burst.until(20)
    await outside.end(signal.SIGKILL)
    await posting
    # As if the database had lost all that was to leave.
    lost = await outside.parcels()
    await rows(outside.url, "DELETE FROM parcels")
    await rows(outside.url, "DELETE FROM rounds")
    doctor: dict[str, Any] = {"DATABASE_URL": outside.url, "MASTER_KEYS": MASTER_KEY}
    before = await call("doctor", "--leads", **doctor)
    assert before.code == (4 if lost else 0)
    assert len(before.out.strip().splitlines()) == max(lost, 1)

    await outside.start()
    await settled(outside)
    async with asyncio.timeout(60):
        while set(outside.cards()) != set(await outside.leads()):
            await outside.stage.world.bell.until(lambda: True, 1)
    assert same(burst.accepted).items() <= (await outside.leads()).items()
    assert "gap_mended" in outside.log() or not lost
    assert (await call("doctor", "--leads", **doctor)).code == 0
