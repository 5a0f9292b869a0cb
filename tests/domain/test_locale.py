"""Time zones: found by their names and cities, refused with names that come near."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.locale import checked_zone, is_zone

WRITE_IT = "I do not know this one; write it like Europe/Madrid"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("europe/madrid", "Europe/Madrid"),
        ("  Madrid ", "Europe/Madrid"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(typed: str, zone: str):
    try:
        found = checked_zone(typed)
    except Invalid as refused:
        # Two zones of the data may share a city; then both are named.
        assert zone in str(refused)  # noqa: PT017 -- either way is right
    else:
        assert found == zone


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("Europe/Madird", "I do not know this one; near to it are Europe/Madrid"),
        ("Москва", WRITE_IT),
        ("../../etc/passwd", WRITE_IT),
        ("localtime", WRITE_IT),
    ],
)
def test_an_unknown_zone_is_refused_in_words(typed: str, message: str):
    with pytest.raises(Invalid) as refused:
        checked_zone(typed)
    assert [(each.field, each.message) for each in refused.value.problems] == [
        ("time zone", message)
    ]


@given(some.text(max_size=300))
def test_whatever_is_typed_is_a_zone_or_a_refusal(typed: str):
    try:
        assert is_zone(checked_zone(typed))
    except Invalid as refused:
        assert len(str(refused)) <= 200  # noqa: PT017 -- either way is right
