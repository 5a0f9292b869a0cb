"""When summaries are due, also where clocks are changed, and what each of them tells of."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.summary import DAYS_A_WEEK, MINUTES_A_DAY, SummaryTimes

ZONES = [
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut"),
    *("Pacific/Kiritimati", "America/Havana", "Africa/Casablanca", "Antarctica/Troll"),
]
SKIPPED_MOST = timedelta(hours=3)
"""Clocks go forward by less; only Samoa once left out a whole day."""

times = some.builds(
    SummaryTimes.at_minute,
    some.integers(0, MINUTES_A_DAY - 1),
    some.none() | some.integers(0, DAYS_A_WEEK - 1),
)
SECONDS = 25 * 365 * 24 * 3600
moments = some.integers(0, SECONDS).map(
    lambda seconds: datetime(2012, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = some.sampled_from(ZONES)


@given(times, moments, zones)
def test_the_next_one_is_the_first_after_now_by_the_clocks_there(
    when: SummaryTimes, now: datetime, zone: str
):
    due = when.next_after(now, zone)
    there = due.astimezone(ZoneInfo(zone))
    assert due > now
    assert due - now <= timedelta(days=8 if when.weekly else 2)
    assert when.weekday in (None, there.weekday())
    written = datetime.combine(there.date(), when.at)
    shown = there.replace(tzinfo=None)
    # A time that the clocks skip has moved on by what they skip; every other one is exact.
    assert timedelta() <= shown - written < SKIPPED_MOST
    if shown != written:
        before = (due - timedelta(hours=3)).astimezone(ZoneInfo(zone))
        assert before.utcoffset() != there.utcoffset()
    # Nothing was due in between.
    assert when.last_until(due - timedelta(microseconds=1), zone) <= now
    assert when.last_until(due, zone) == due


@given(times, moments, zones)
def test_every_day_or_week_has_one_and_none_has_two(when: SummaryTimes, now: datetime, zone: str):
    due = [when.next_after(now, zone)]
    for _ in range(20):
        due.append(when.next_after(due[-1], zone))
    days = [each.astimezone(ZoneInfo(zone)).date() for each in due]
    step = timedelta(days=DAYS_A_WEEK if when.weekly else 1)
    assert all(other - one == step for one, other in pairwise(days))


@given(times, moments, zones)
def test_what_summaries_tell_of_follows_without_gap_or_overlap(
    when: SummaryTimes, now: datetime, zone: str
):
    due = when.next_after(now, zone)
    period = when.period_until(due, zone)
    assert period.ends == due
    assert period.begins < due
    assert when.next_after(period.begins, zone) == due
    before = when.period_until(period.begins, zone)
    assert before.ends == period.begins
    stretches = period.stretches()
    assert (stretches[0].begins, stretches[-1].ends) == (period.begins, period.ends)
    last = (period.ends - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    assert (period.days[0], period.days[-1]) == (
        period.begins.astimezone(ZoneInfo(zone)).date(),
        last,
    )


@pytest.mark.parametrize(
    ("text", "now", "due"),
    [
        # On 29 March 2026 the clocks of Berlin skip from 2:00 to 3:00, on 25 October 3:00 is 2:00.
        ("daily 02:30", "2026-03-28T12:00", "2026-03-29T01:30"),
        ("daily 02:30", "2026-03-29T12:00", "2026-03-30T00:30"),
        ("daily 02:30", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("daily 02:30", "2026-10-25T00:30", "2026-10-26T01:30"),
        ("weekly Sun 09:00", "2026-03-22T12:00", "2026-03-29T07:00"),
        ("weekly Mon 09:00", "2026-03-23T07:59", "2026-03-23T08:00"),
    ],
)
def test_days_on_which_clocks_are_changed(text: str, now: str, due: str):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = SummaryTimes.read(text).next_after(moment, "Europe/Berlin")
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


@given(times)
def test_times_are_kept_as_they_are(when: SummaryTimes):
    assert SummaryTimes.read(str(when)) == when
    assert len(str(when)) <= 24


MONDAYS = SummaryTimes(time(9), 0)


@pytest.mark.parametrize(
    ("text", "was", "became"),
    [
        ("18:30", None, SummaryTimes(time(18, 30))),
        ("7:05", SummaryTimes(time(9)), SummaryTimes(time(7, 5))),
        ("18:30", MONDAYS, SummaryTimes(time(18, 30), 0)),
        ("Fri 17:00", MONDAYS, SummaryTimes(time(17), 4)),
        ("Пт 17:00", None, SummaryTimes(time(17), 4)),
        ("viernes 5pm", None, SummaryTimes(time(17), 4)),
        ("Fri", None, SummaryTimes(time(9), 4)),
    ],
)
def test_times_are_typed(text: str, was: SummaryTimes | None, became: SummaryTimes):
    assert SummaryTimes.typed(text, was) == became


@pytest.mark.parametrize(
    "text",
    ["", "2h", "tomorrow 9:00", "2026-12-01 10:00", "25:00", "9:00 please", "x" * 5_000, "Fri 99"],
)
def test_anything_else_is_refused(text: str):
    with pytest.raises(Invalid):
        SummaryTimes.typed(text, MONDAYS)


@pytest.mark.parametrize(("minute", "weekday"), [(-1, None), (1440, 0), (10**13, 0), (0, 7)])
def test_no_hostile_button_makes_times(minute: int, weekday: int | None):
    with pytest.raises(Invalid):
        SummaryTimes.at_minute(minute, weekday)
