"""The process ends in the middle of everything, and nothing that was promised is lost."""

import asyncio
import signal
from collections import Counter
from inspect import signature

from outbox.worker import Worker
from tests.faults.process import Burst, Outside
from tests.storage.shelves import rows

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

    await outside.leases_run_out()
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
    await outside.leases_run_out()
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
