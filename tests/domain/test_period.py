"""Periods: whole days by the clocks of a zone, also where clocks are changed."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.period import Period, midnight

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
ZONES = [
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut"),
]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", date(2026, 3, 26), date(2026, 4, 1)),
        ("7d", date(2026, 3, 26), date(2026, 4, 1)),
        ("1D", date(2026, 4, 1), date(2026, 4, 1)),
        ("365d", date(2025, 4, 2), date(2026, 4, 1)),
        (" today ", date(2026, 4, 1), date(2026, 4, 1)),
        ("Yesterday", date(2026, 3, 31), date(2026, 3, 31)),
        ("month", date(2026, 4, 1), date(2026, 4, 1)),
    ],
)
def test_a_period_is_read_by_the_clocks_of_the_zone(text: str, first: date, last: date):
    period = Period.parse(text, NOW, "Europe/Berlin")
    assert (period.first, period.last) == (first, last)
    assert period.begins == midnight(first, "Europe/Berlin")


@pytest.mark.parametrize(
    "text", ["0d", "366d", "9999d", "d", "7", "-1d", "7 d", "week", "\u0667d", "1d1d"]
)
def test_anything_else_is_refused(text: str):
    with pytest.raises(Invalid):
        Period.parse(text, NOW, "UTC")


days = some.dates(date(1995, 1, 1), date(2036, 12, 31))


@given(days, some.integers(0, 364), some.sampled_from(ZONES))
def test_stretches_cover_the_period_and_know_the_clocks(first: date, length: int, zone: str):
    period = Period(first, first + timedelta(days=length), zone)
    stretches = period.stretches()
    assert stretches[0].begins == period.begins
    assert stretches[-1].ends == period.ends
    for one, other in pairwise(stretches):
        assert one.ends == other.begins
        assert one.offset != other.offset
    for each in stretches:
        length_of = each.ends - each.begins
        for part in (timedelta(), length_of / 3, length_of / 2, length_of - timedelta(seconds=1)):
            local = (each.begins + part).astimezone(ZoneInfo(zone))
            assert local.utcoffset() == each.offset


@given(days, some.sampled_from(ZONES))
def test_a_day_begins_with_its_first_moment(day: date, zone: str):
    begins = midnight(day, zone)
    there = ZoneInfo(zone)
    if day != date(2011, 12, 30) or zone != "Pacific/Apia":
        assert begins.astimezone(there).date() == day
    assert (begins - timedelta(seconds=1)).astimezone(there).date() < day
