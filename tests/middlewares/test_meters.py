"""Counters: how late the loop is, and that no two houses share them."""

import asyncio
import contextlib
from collections.abc import Iterator

from prometheus_client import REGISTRY
from prometheus_client.core import Metric

from middlewares.meters import MOST_HASHES, NAP, OTHERS, Meters


def lateness(meters: Meters) -> dict[str, float]:
    """Return count and sum of what was measured."""
    family = next(each for each in meters.collect() if each.name.endswith("_late_seconds"))
    return {
        each.name.rpartition("_")[2]: each.value
        for each in family.samples
        if each.name.endswith(("_count", "_sum"))
    }


async def test_it_measures_what_a_sleeper_waits_too_long():
    # Each nap seems to take this long; the last one ends the watch.
    moments: Iterator[float] = iter([0.0, NAP + 0.5, 10.0, 10.0 + NAP, 20.0, 20.0])
    meters = Meters(lambda: next(moments))
    with contextlib.suppress(RuntimeError):
        async with asyncio.timeout(15):
            await meters.watch_the_loop()

    assert lateness(meters) == {"count": 3.0, "sum": 0.5}


def test_two_houses_share_nothing_and_nothing_is_global():
    first, second = Meters(lambda: 0.0), Meters(lambda: 0.0)
    first.posted("accepted")

    assert posted(first.collect()) == 1
    assert posted(second.collect()) == 0
    assert not any(each.name.startswith("leadsbot") for each in REGISTRY.collect())


def posted(families) -> float:
    family: Metric = next(each for each in families if each.name == "leadsbot_inbound_events")
    return next(
        each.value
        for each in family.samples
        if each.name.endswith("_total") and each.labels == {"outcome": "accepted"}
    )


def test_answers_that_nobody_knows_are_told_apart_up_to_a_number():
    meters = Meters(lambda: 0.0)
    names = [meters.not_understood(f"Bad Request: odd {number}") for number in range(200)]
    assert len(set(names[:MOST_HASHES])) == MOST_HASHES
    assert set(names[MOST_HASHES:]) == {OTHERS}
    assert meters.not_understood("Bad Request: odd 0") == names[0]
