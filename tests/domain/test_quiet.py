"""Quiet hours go by the clocks of a place: over midnight, and when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.quiet import FORM, QuietHours

NIGHT = QuietHours.parse("22:00-07:00 Europe/Berlin")
NOON_BREAK = QuietHours.parse("12:00-13:30 UTC")


def berlin(text: str) -> datetime:
    """Return a moment that is written with its distance from UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00-07:00 Europe/Berlin", QuietHours(time(22), time(7), "Europe/Berlin")),
        ("  9:05 \u2013 18:00   UTC ", QuietHours(time(9, 5), time(18), "UTC")),
        ("00:00-00:01 Etc/GMT+3", QuietHours(time(0), time(0, 1), "Etc/GMT+3")),
        (
            "23:59-00:00 America/Argentina/Buenos_Aires",
            QuietHours(time(23, 59), time(0), "America/Argentina/Buenos_Aires"),
        ),
    ],
)
def test_they_are_read_as_people_write_them(text: str, hours: QuietHours):
    assert QuietHours.parse(text) == hours


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", FORM),
        ("at night", FORM),
        ("22:00-07:00", FORM),
        ("22-7 UTC", FORM),
        ("22:00-07:00 Europe/Berlin please", FORM),
        ("\u0662\u0662:00-07:00 UTC", FORM),
        ("24:00-07:00 UTC", "their begin is no time of day"),
        ("22:00-07:60 UTC", "their end is no time of day"),
        ("08:00-8:00 UTC", "their begin and end must differ"),
        *(
            (f"22:00-07:00 {zone}", f"I do not know this time zone; {FORM}")
            for zone in (
                "Berlin", "Europe", "europe/berlin", "Europe/Nowhere", "../../etc/passwd",
                "localtime", "posix/UTC", "right/UTC", "posixrules", "tzdata.zi", "A" * 65,
                "/etc/localtime", "Europe/../UTC", "U\0C",
            )
        ),
    ],
)  # fmt: skip # rows of values read better
def test_what_cannot_be_read_is_refused_in_words(text: str, message: str):
    with pytest.raises(Invalid) as refused:
        QuietHours.parse(text)
    assert [(each.field, each.message) for each in refused.value.problems] == [
        ("quiet hours", message)
    ]


def test_they_know_hours_and_minutes_only():
    for begins in (time(22, 0, 1), time(22, tzinfo=UTC)):
        with pytest.raises(Invalid):
            QuietHours(begins, time(7), "UTC")


minutes = some.builds(time, some.integers(0, 23), some.integers(0, 59))
zones = some.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
hours = (
    some.tuples(minutes, minutes, zones)
    .filter(lambda each: each[0] != each[1])
    .map(lambda each: QuietHours(*each))
)
moments = some.timedeltas(timedelta(), timedelta(days=1000)).map(
    lambda passed: datetime(2024, 1, 1, tzinfo=UTC) + passed
)


@given(hours)
def test_what_is_written_is_read_back(quiet: QuietHours):
    assert QuietHours.parse(str(quiet)) == quiet
    assert str(NIGHT) == "22:00-07:00 Europe/Berlin"


@given(hours, moments)
def test_every_moment_belongs_to_the_hours_or_to_the_rest_of_the_day(
    quiet: QuietHours, now: datetime
):
    rest = QuietHours(quiet.ends, quiet.begins, quiet.zone)
    assert quiet.covers(now) != rest.covers(now)
    elsewhere = now.astimezone(ZoneInfo("Pacific/Auckland"))
    assert quiet.covers(elsewhere) == quiet.covers(now)


@given(hours, moments)
def test_the_clock_on_the_wall_decides(quiet: QuietHours, now: datetime):
    there = now.astimezone(ZoneInfo(quiet.zone))
    minute = there.hour * 60 + there.minute
    begins = quiet.begins.hour * 60 + quiet.begins.minute
    length = (quiet.ends.hour * 60 + quiet.ends.minute - begins) % (24 * 60)
    assert quiet.covers(now) == ((minute - begins) % (24 * 60) < length)


@pytest.mark.parametrize(
    ("now", "quiet"),
    [
        ("2026-01-10T21:59:59+01:00", False),
        ("2026-01-10T22:00:00+01:00", True),
        ("2026-01-11T00:00:00+01:00", True),
        ("2026-01-11T06:59:59+01:00", True),
        ("2026-01-11T07:00:00+01:00", False),
        ("2026-07-10T21:59:59+02:00", False),
        ("2026-07-10T22:00:00+02:00", True),
    ],
)
def test_summer_and_winter_have_the_same_night(now: str, quiet: bool):
    assert NIGHT.covers(berlin(now)) == quiet


def quiet_minutes(hours: QuietHours, first: datetime, last: datetime) -> int:
    count = int((last - first) / timedelta(minutes=1))
    return sum(hours.covers(first + timedelta(minutes=each)) for each in range(count))


def test_a_night_is_an_hour_shorter_or_longer_when_the_clocks_change():
    noons = [
        ("2026-03-27T12:00+01:00", "2026-03-28T12:00+01:00", 540),
        ("2026-03-28T12:00+01:00", "2026-03-29T12:00+02:00", 480),
        ("2026-10-24T12:00+02:00", "2026-10-25T12:00+01:00", 600),
    ]
    for first, last, expected in noons:
        assert quiet_minutes(NIGHT, berlin(first), berlin(last)) == expected


def test_an_hour_that_is_skipped_is_not_there_and_one_that_comes_twice_is_quiet_twice():
    changing = QuietHours.parse("02:00-03:00 Europe/Berlin")
    spring = berlin("2026-03-29T00:00+01:00"), berlin("2026-03-29T12:00+02:00")
    autumn = berlin("2026-10-25T00:00+02:00"), berlin("2026-10-25T12:00+01:00")
    assert quiet_minutes(changing, *spring) == 0
    assert quiet_minutes(changing, *autumn) == 120


def test_a_moment_without_a_time_zone_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="time zone"):
        NOON_BREAK.covers(datetime(2026, 3, 1, 12))  # noqa: DTZ001 -- it is about such a moment
