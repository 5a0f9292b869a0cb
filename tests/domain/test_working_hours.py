"""Working hours: the arithmetic agrees with somebody who watches the clock on the wall."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.working_hours import DAY, MONDAY_TO_FRIDAY, WorkingHours, add_working_time

MINUTE = timedelta(minutes=1)
OFFICE = WorkingHours(days=MONDAY_TO_FRIDAY, begins=9 * 60, ends=18 * 60)
# Half hours, a day that was left out, summer time in the south and none at all.
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
         "Africa/Casablanca", "Asia/Kolkata", "America/Sao_Paulo")  # fmt: skip # a list of names
# Around the moments at which clocks jump, and anywhere else.
JUMPS = (
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
    datetime(2026, 3, 8, 6, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 0, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 0, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 0, tzinfo=UTC),
    datetime(2011, 12, 30, 9, 0, tzinfo=UTC),
    datetime(2026, 2, 15, 1, 0, tzinfo=UTC),
)
moments = some.builds(
    lambda jump, minutes: jump + minutes * MINUTE,
    some.sampled_from(JUMPS),
    some.integers(-2 * DAY, 2 * DAY),
)
hours = some.builds(
    lambda days, begins, lasts: WorkingHours(
        days=days, begins=begins, ends=(begins + lasts) % DAY
    ),
    some.lists(some.integers(0, 6), min_size=1, max_size=7),
    some.integers(0, DAY - 1),
    some.integers(30, DAY - 1),
)


def watched(moment: datetime, minutes: int, work: WorkingHours, zone: str) -> datetime:
    """Watch the clock minute by minute until so many minutes of work have gone by."""
    while True:
        there = moment.astimezone(ZoneInfo(zone))
        minute = there.hour * 60 + there.minute
        ends = work.begins + work.lasts
        works = (there.weekday() in work.days and work.begins <= minute < ends) or (
            (there.weekday() - 1) % 7 in work.days and minute < ends - DAY
        )
        if works and not minutes:
            return moment
        moment += MINUTE
        minutes -= works
        if works and not minutes:
            return moment


@settings(max_examples=40)
@given(moments, some.integers(0, DAY), hours, some.sampled_from(ZONES))
@example(JUMPS[0], 9 * 60, OFFICE, "Europe/Berlin")
@example(JUMPS[1], 120, WorkingHours(days=(6,), begins=120, ends=180), "Europe/Berlin")
@example(JUMPS[6], 300, WorkingHours(days=(4,), begins=0, ends=300), "Pacific/Apia")
def test_it_agrees_with_the_clock_on_the_wall(
    moment: datetime, minutes: int, work: WorkingHours, zone: str
):
    expected = watched(moment, minutes, work, zone)
    assert add_working_time(moment, minutes * MINUTE, work, zone) == expected


@given(moments, hours, some.sampled_from(ZONES))
def test_what_it_covers_is_what_it_adds_up(moment: datetime, work: WorkingHours, zone: str):
    at_once = add_working_time(moment, 0 * MINUTE, work, zone)
    assert work.cover(moment, zone) == (at_once == moment)
    assert work.cover(at_once, zone)


# Ten years of the fewest hours there may be are more than six days.
@given(moments, some.integers(0, 5 * DAY), some.integers(0, DAY), hours)
def test_it_adds_up(moment: datetime, first: int, then: int, work: WorkingHours):
    zone = "Europe/Berlin"
    at_once = add_working_time(moment, (first + then) * MINUTE, work, zone)
    half = add_working_time(moment, first * MINUTE, work, zone)
    in_two = add_working_time(half, then * MINUTE, work, zone)
    # With nothing more to do one waits for the next day of work all the same.
    assert in_two == (at_once if then else add_working_time(half, 0 * MINUTE, work, zone))
    assert moment <= half <= at_once


def test_seconds_are_kept_and_the_answer_is_in_utc():
    friday = datetime(2026, 3, 6, 17, 55, 20, 7, tzinfo=ZoneInfo("Europe/Berlin"))
    due = add_working_time(friday, timedelta(minutes=30), OFFICE, "Europe/Berlin")
    assert due == datetime(2026, 3, 9, 9, 25, 20, 7, tzinfo=ZoneInfo("Europe/Berlin"))
    assert due.tzinfo is UTC


def test_without_hours_time_goes_by_as_ever():
    now = datetime(2026, 3, 7, 3, tzinfo=UTC)
    assert WorkingHours().always
    assert WorkingHours().cover(now, "Europe/Berlin")
    assert add_working_time(now, timedelta(days=9), WorkingHours(), "Asia/Kolkata") == now + (
        timedelta(days=9)
    )


def test_more_than_a_week_of_work_takes_several_weeks():
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    due = add_working_time(monday, timedelta(hours=240), OFFICE, "UTC")
    assert due == datetime(2026, 4, 7, 15, tzinfo=UTC)


def test_what_would_take_for_ever_comes_to_an_end():
    little = WorkingHours(days=(0,), begins=0, ends=30)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    due = add_working_time(now, timedelta(days=900), little, "Europe/Berlin")
    assert due - now <= timedelta(weeks=620)


def test_a_zone_that_this_machine_does_not_know_is_utc():
    now = datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
    due = add_working_time(now, MINUTE, OFFICE, "Mars/Olympus")
    assert due == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(("days", "begins", "ends"), [((), 540, 1080), ((0,), 540, 541)])
def test_hours_in_which_nobody_works_are_refused(days: tuple[int, ...], begins: int, ends: int):
    with pytest.raises(Invalid):
        WorkingHours.of(days, begins, ends)


def test_they_are_told_to_the_audit_in_words():
    assert str(WorkingHours()) == "always"
    assert str(OFFICE) == "Mon Tue Wed Thu Fri 09:00-18:00"
