"""When to remind: read in three languages, by the clocks of a place, never in the past."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.when import FORM, LATEST, MORNING, PAST, When

BERLIN = "Europe/Berlin"
# A Wednesday, 14:20 in Berlin.
NOW = datetime(2026, 3, 4, 13, 20, tzinfo=UTC)


def at(text: str, now: datetime = NOW, zone: str = BERLIN) -> str:
    """Read a time; return it by the clocks of the zone, and what follows behind a bar."""
    when, rest = When.parse(text)
    there = when.moment(now, zone).astimezone(ZoneInfo(zone))
    return f"{there:%Y-%m-%d %H:%M}" + (f"|{rest}" if rest else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", "2026-03-04 16:20"),
        ("30m", "2026-03-04 14:50"),
        ("3d", "2026-03-07 14:20"),
        ("1w", "2026-03-11 14:20"),
        ("1h30", "2026-03-04 15:50"),
        ("1h30m call them", "2026-03-04 15:50|call them"),
        ("in 2 hours call Jonas", "2026-03-04 16:20|call Jonas"),
        ("2 ч перезвонить", "2026-03-04 16:20|перезвонить"),
        ("через 30 минут", "2026-03-04 14:50"),
        ("2ч30мин", "2026-03-04 16:50"),
        ("en 3 días", "2026-03-07 14:20"),
        ("tomorrow 9:00", "2026-03-05 09:00"),
        ("Tomorrow at 9:00 ask for the price", "2026-03-05 09:00|ask for the price"),
        ("tomorrow a call", "2026-03-05 09:00|a call"),
        ("завтра в 9:00", "2026-03-05 09:00"),
        ("послезавтра", "2026-03-06 09:00"),
        ("mañana a las 9:00 llamar", "2026-03-05 09:00|llamar"),
        ("manana 9:00", "2026-03-05 09:00"),
        ("pasado mañana 18:30", "2026-03-06 18:30"),
        ("hoy 18:00", "2026-03-04 18:00"),
        ("today 14:21", "2026-03-04 14:21"),
        ("18:00", "2026-03-04 18:00"),
        ("9:00", "2026-03-05 09:00"),
        ("9.30", "2026-03-05 09:30"),
        ("3pm", "2026-03-04 15:00"),
        ("12am", "2026-03-05 00:00"),
        ("12:15pm", "2026-03-05 12:15"),
        ("Mon 14:30", "2026-03-09 14:30"),
        ("on Monday, 14:30", "2026-03-09 14:30"),
        ("Wed 15:00", "2026-03-04 15:00"),
        ("wed 14:00", "2026-03-11 14:00"),
        ("в понедельник 10:00", "2026-03-09 10:00"),
        ("пт", "2026-03-06 09:00"),
        ("el miércoles", "2026-03-11 09:00"),
        ("sáb 10:00", "2026-03-07 10:00"),
        ("2026-12-01 10:00", "2026-12-01 10:00"),
        ("2026-12-01", "2026-12-01 09:00"),
        ("2026-3-5 7:05 now", "2026-03-05 07:05|now"),
    ],
)
def test_they_are_read_as_people_write_them(text: str, expected: str):
    assert at(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *(
            (text, FORM)
            for text in (
                "", "soon", "2", "h", "call 2h", "2 calls", "h2", "2x", "-2h", "2.5h", "٢h", "at",
                "next", "9", "tuesdays", "2h30x", "1e3m", "²h", "'; drop table leads; --",
            )
        ),
        ("25:00", "there is no such time of day"),
        ("tomorrow 9:60", "there is no such time of day"),
        ("13pm", "there is no such time of day"),
        ("0am", "there is no such time of day"),
        ("2026-02-29", "there is no such day"),
        ("2026-13-01 10:00", "there is no such day"),
        ("0000-01-01", "there is no such day"),
        ("0m", PAST),
        ("0d", PAST),
        ("today 9:00", PAST),
        ("today", PAST),
        ("2026-03-04 14:20", PAST),
        ("2025-12-01 10:00", PAST),
        ("0001-01-01", PAST),
        ("367d", "at most a year from now"),
        ("53w", "at most a year from now"),
        ("9000h", "at most a year from now"),
        ("2027-03-06 10:00", "at most a year from now"),
        ("9999-12-31 23:59", "at most a year from now"),
        ("9" * 4000 + "d", "at most a year from now"),
    ],
)  # fmt: skip # rows of values read better
def test_what_cannot_be_is_refused_in_words(text: str, message: str):
    with pytest.raises(Invalid) as refused:
        at(text)
    assert [(each.field, each.message) for each in refused.value.problems] == [("time", message)]


ZONES = [
    "UTC",
    BERLIN,
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]
zones = some.sampled_from(ZONES)
moments = some.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 -- gets its zone here
    lambda each: each.replace(tzinfo=UTC)
)
clocks = some.builds(time, some.integers(0, 23), some.integers(0, 59))
whens = some.one_of(
    some.builds(When, minutes=some.integers(-5, 10**6)),
    some.builds(When, days=some.integers(0, 400), clock=some.none() | clocks),
    some.builds(When, weekday=some.integers(0, 6), clock=clocks),
    some.builds(When, clock=clocks),
    some.builds(When, day=some.dates(date(2023, 1, 1), date(2032, 1, 1)), clock=clocks),
)


@given(whens, moments, zones)
def test_it_is_never_in_the_past_nor_more_than_a_year_away(when: When, now: datetime, zone: str):
    try:
        found = when.moment(now, zone)
    except Invalid:
        return
    assert timedelta() < found - now <= LATEST
    assert found.tzinfo is UTC


@given(clocks, moments, zones)
def test_a_time_of_day_is_the_next_such_time(clock: time, now: datetime, zone: str):
    found = When(clock=clock).moment(now, zone)
    assert found - now <= timedelta(days=2)
    there = found.astimezone(ZoneInfo(zone))
    wall = datetime.combine(there.date(), clock, there.tzinfo)
    skipped = wall.astimezone(UTC).astimezone(there.tzinfo).time() != clock
    assert there.time() == clock or skipped


@given(some.integers(0, 6), clocks, moments, zones)
def test_a_weekday_is_the_next_such_day(weekday: int, clock: time, now: datetime, zone: str):
    found = When(weekday=weekday, clock=clock).moment(now, zone)
    there = found.astimezone(ZoneInfo(zone))
    moved_over_midnight = there.time() < clock
    assert there.weekday() == (weekday + moved_over_midnight) % 7
    # A day that a zone leaves out altogether makes the week look longer.
    assert found - now <= timedelta(days=8, hours=2)


@given(some.integers(1, 366), moments, zones)
def test_days_keep_the_time_of_day(days: int, now: datetime, zone: str):
    there = now.astimezone(ZoneInfo(zone))
    try:
        found = When(days=days).moment(now, zone).astimezone(ZoneInfo(zone))
    except Invalid:
        assert days >= 365
        return
    assert found.date() - there.date() in {timedelta(days=days), timedelta(days=days + 1)}
    apart = datetime.combine(there.date(), found.time()) - datetime.combine(
        there.date(), there.time()
    )
    assert abs(apart) in {timedelta(), timedelta(minutes=30), timedelta(hours=1)} or (
        abs(apart) > timedelta(hours=22)
    )


@given(some.integers(1, 500_000), moments, zones)
def test_hours_and_minutes_pass_as_they_are(minutes: int, now: datetime, zone: str):
    assert When(minutes=minutes).moment(now, zone) - now == timedelta(minutes=minutes)


@given(some.text(max_size=40))
def test_no_text_breaks_the_reader(text: str):
    try:
        when, rest = When.parse(text)
        when.moment(NOW, BERLIN)
    except Invalid:
        return
    assert rest == "" or rest in " ".join(text.split())


def test_a_time_that_is_skipped_moves_on_and_one_that_comes_twice_comes_at_first():
    before = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert at("2:30", before) == "2026-03-29 03:30"
    autumn = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert (
        When(clock=time(2, 30)).moment(autumn, BERLIN).isoformat() == "2026-10-25T00:30:00+00:00"
    )
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert When(clock=time(2, 30)).moment(between, BERLIN).isoformat() == (
        "2026-10-25T01:30:00+00:00"
    )
    assert at("1d", datetime(2026, 3, 28, 11, tzinfo=UTC)) == "2026-03-29 12:00"


def test_morning_is_what_a_day_means_without_a_time():
    assert time(9) == MORNING
    assert When.parse("tomorrow")[0] == When(days=1, clock=MORNING)
