"""A source is called silent once its quiet is longer than its own rhythm explains, not before."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median_high

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.silence import Silence, spoken, verdict

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FOREVER = timedelta(days=100)


def every(step: timedelta, count: int) -> list[datetime]:
    """Return the leads of a source that is as regular as a clock."""
    return [MONDAY + number * step for number in range(count)]


@some.composite
def rhythms(draw: some.DrawFn) -> list[datetime]:
    """Draw the leads of a source with working hours somewhere on earth, never quite on time."""
    per_day, working_hours = draw(some.integers(1, 12)), draw(some.integers(1, 24))
    weekends_off, days = draw(some.booleans()), draw(some.integers(3, 30))
    first_day = MONDAY + draw(some.integers(0, 6)) * DAY
    slot = working_hours * HOUR / per_day
    moments = draw(some.lists(some.floats(0.25, 0.75), min_size=12, max_size=36))
    all_days = [first_day + number * DAY for number in range(days)]
    open_days = [day for day in all_days if day.weekday() < 5 or not weekends_off]
    starts = [day + number * slot for day in open_days for number in range(per_day)]
    away = draw(some.integers(-12, 12)) * HOUR
    return [
        start + moments[number % len(moments)] * slot + away for number, start in enumerate(starts)
    ]


@given(rhythms())
def test_a_source_that_goes_on_in_its_rhythm_is_never_called_silent(arrivals: list[datetime]):
    # A silence only grows, so the moment before each lead stands for all moments before it.
    for number, arrival in enumerate(arrivals):
        heard = [each for each in arrivals[:number] if each > arrival - 14 * DAY]
        assert verdict(heard, arrival) is None
        assert verdict(arrivals[max(0, number - 20) : number], arrival) is None


def test_a_busy_source_may_have_its_weekend_though_only_the_last_days_are_looked_at():
    step = timedelta(minutes=6)
    week = [MONDAY + day * DAY + 8 * HOUR + n * step for day in range(5) for n in range(100)]
    assert len(week) == 500
    monday_morning = MONDAY + 7 * DAY + 8 * HOUR
    assert verdict(week, monday_morning) is None
    assert verdict(week, monday_morning + 10 * HOUR) is not None


histories = some.lists(
    some.timedeltas(timedelta(), 14 * DAY) | some.integers(0, 300).map(lambda n: n * HOUR),
    max_size=60,
).map(lambda each: sorted(MONDAY + passed for passed in each))


@given(histories, some.timedeltas(timedelta(), 90 * DAY))
def test_silence_is_longer_than_the_rhythm_and_explains_itself(
    arrivals: list[datetime], after: timedelta
):
    now = (arrivals[-1] if arrivals else MONDAY) + after
    found = verdict(arrivals, now)
    if found is None:
        return
    gaps = [later - earlier for earlier, later in pairwise(arrivals)]
    assert len(arrivals) >= 8
    assert len({each.date() for each in arrivals}) >= 3
    assert found.lasted == after >= 6 * HOUR
    assert after > 1.5 * max(gaps)
    assert after > 6 * median_high(gaps)
    assert (found.since, found.longest_gap) == (arrivals[-1], max(gaps))
    assert found.per_day == len(arrivals) / len({each.date() for each in arrivals})


@given(histories)
def test_a_source_that_stops_is_called_silent_sooner_or_later_and_for_good(
    arrivals: list[datetime],
):
    known = len(arrivals) >= 8 and len({each.date() for each in arrivals}) >= 3
    last = arrivals[-1] if arrivals else MONDAY
    found = [verdict(arrivals, last + hours * HOUR) is not None for hours in range(0, 2400, 20)]
    assert found == sorted(found)
    assert found[-1] == known


@pytest.mark.parametrize(
    ("arrivals", "patience"),
    [
        (every(HOUR, 300), 6 * HOUR),
        (every(4 * HOUR, 60), 24 * HOUR),
        (every(DAY, 14), 6 * DAY),
        (every(10 * HOUR, 8), 3 * DAY),
        # Eight a day within seven hours: a night is seventeen hours long.
        ([MONDAY + d * DAY + h * HOUR for d in range(10) for h in range(8)], 25.5 * HOUR),
    ],
    ids=["hourly", "every four hours", "daily", "known for three days", "nights off"],
)
def test_how_long_one_waits(arrivals: list[datetime], patience: timedelta):
    minute = timedelta(minutes=1)
    assert verdict(arrivals, arrivals[-1] + patience - minute) is None
    assert verdict(arrivals, arrivals[-1] + patience + minute) is not None


@pytest.mark.parametrize(
    "arrivals",
    [[], every(DAY, 7), every(HOUR, 40), every(timedelta(minutes=1), 500), every(3 * DAY, 50)],
    ids=["none", "too few", "two days", "one burst", "too seldom"],
)
def test_who_has_no_rhythm_yet_cannot_break_it(arrivals: list[datetime]):
    assert verdict(arrivals, MONDAY + 150 * DAY + FOREVER) is None


def test_only_the_fourteen_days_before_the_last_lead_count():
    long_ago = every(30 * DAY, 3)
    recent = [long_ago[-1] + 60 * DAY + each * 4 * HOUR for each in range(60)]
    found = verdict(long_ago + recent, recent[-1] + 25 * HOUR)
    assert found == verdict(recent, recent[-1] + 25 * HOUR)
    assert found is not None


def test_a_clock_that_was_set_back_makes_nobody_silent():
    assert verdict(every(HOUR, 300), MONDAY) is None


def test_it_reads_as_people_speak():
    silence = Silence(6.0, 15 * HOUR, MONDAY, 26.4 * HOUR)
    assert str(silence) == (
        "usually 6 a day, never quiet for longer than 15 h, and now nothing for 26 h"
    )
    assert Silence(6.25, HOUR, MONDAY, DAY).details()["per_day"] == "6.2"
    said = [
        spoken(each) for each in (timedelta(), HOUR, 2 * HOUR, 47 * HOUR, 2 * DAY, 50.5 * HOUR)
    ]
    assert said == ["0 min", "60 min", "2 h", "47 h", "2 days", "2 days 2 h"]
