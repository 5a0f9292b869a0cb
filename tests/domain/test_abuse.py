"""What is unusual: steady traffic never is, nor is a daily rhythm; a jump is, within a minute."""

from math import pi, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from domain.abuse import BOUNDS, DAY, TEN, TIMES, Amount, Trouble, is_unusual, reaches, usual

NOW = 29_000_000
WEEK = 7 * DAY


def amount_at(counts: dict[int, int], now: int) -> Amount:
    """Count as a round does: the fuller of two minutes, and ten."""
    minute = max(counts.get(now, 0), counts.get(now - 1, 0))
    return Amount(minute, sum(counts.get(now - each, 0) for each in range(TEN)))


def judged(counts: dict[int, int], now: int, trouble: Trouble = Trouble.SPIKE) -> bool:
    found = amount_at(counts, now)
    before = {minute: many for minute, many in counts.items() if minute <= now}
    return reaches(trouble, found) and is_unusual(
        trouble, found, usual(before, min(before, default=now), now)
    )


def steady(every: float, many: int, days: int = 3) -> dict[int, int]:
    """Let *many* come each *every* minutes, for days."""
    counts: dict[int, int] = {}
    at = float(NOW - days * DAY)
    while at <= NOW:
        counts[int(at)] = counts.get(int(at), 0) + many
        at += every
    return counts


@given(some.floats(0.5, 240), some.integers(1, 2_000), some.integers(0, 59))
def test_what_is_steady_is_never_unusual_at_any_rate(every: float, many: int, ago: int):
    assert not judged(steady(every, many), NOW - ago)


@given(
    some.integers(1, 200),
    some.floats(0, 1),
    some.lists(some.integers(0, 3), min_size=7, max_size=7),
)
def test_what_goes_up_and_down_with_the_day_is_not_unusual(
    most: int, share: float, weights: list[int]
):
    def many(minute: int) -> int:
        wave = (1 + sin(2 * pi * minute / DAY)) / 2
        jitter = 1 + weights[minute % 7] / 3
        return int(most * wave * jitter)

    counts = {minute: many(minute) for minute in range(NOW - 2 * DAY - 1, NOW + 1)}
    assert not judged(counts, NOW - int(share * DAY / 2))


@given(some.integers(1, 60), some.integers(TIMES, 40))
def test_a_jump_of_so_many_times_is_seen_within_its_minute(rate: int, times: int):
    assume(rate * times >= BOUNDS[Trouble.SPIKE].floor.minute)
    counts = steady(1, rate)
    assert not judged(counts, NOW - 1)
    assert judged({**counts, NOW: rate * times}, NOW)


def test_a_jump_at_night_is_seen_although_the_days_are_busy():
    counts = {
        minute: 50 for minute in range(NOW - WEEK, NOW) if 6 * 60 < (NOW - minute) % DAY < 18 * 60
    }
    assert judged({**counts, NOW: 50}, NOW)
    noon = NOW - 12 * 60
    assert not judged(counts, noon)


def test_batches_that_come_each_hour_are_a_rhythm():
    counts = {NOW - 60 * hour: 400 for hour in range(5 * 24)}
    assert not judged(counts, NOW)
    assert judged({**counts, NOW: 400 * TIMES}, NOW)


def test_a_source_of_less_than_a_day_is_judged_by_bounds_alone():
    counts = {NOW - 60: 1, NOW: 500}
    assert not judged(counts, NOW)
    assert judged(counts, NOW, Trouble.MALFORMED)
    assert usual(counts, NOW - 60, NOW) is None


@pytest.mark.parametrize("trouble", Trouble)
def test_what_is_below_the_bound_is_nothing(trouble: Trouble):
    floor = BOUNDS[trouble].floor
    below = Amount(floor.minute - 1, floor.ten - 1)
    assert not reaches(trouble, below)
    assert not is_unusual(trouble, below, Amount())
    assert is_unusual(trouble, Amount(0, floor.ten), Amount())


def test_what_says_more_comes_first_and_signatures_are_nobodys():
    assert Trouble.HONEYPOT.rank < Trouble.SPIKE.rank < Trouble.SIGNATURES.rank
    assert [each for each in Trouble if not each.is_proven] == [Trouble.SIGNATURES]
