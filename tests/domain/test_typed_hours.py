"""Working hours as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.typed_hours import read_hours
from domain.working_hours import MONDAY_TO_FRIDAY, WorkingHours

NOW = WorkingHours(days=(5, 6), begins=60, ends=120)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mon-Fri 9:00-18:00", "Mon Tue Wed Thu Fri 09:00-18:00"),
        ("9-18", "Sat Sun 09:00-18:00"),
        ("пн-пт 9:00-18:00", "Mon Tue Wed Thu Fri 09:00-18:00"),
        ("Вторник, среда 10:00\u201319:00", "Tue Wed 10:00-19:00"),
        ("понедельник - пятница 9-18", "Mon Tue Wed Thu Fri 09:00-18:00"),
        ("lun, mié 8.30 - 17", "Mon Wed 08:30-17:00"),
        ("sábado 9-14", "Sat 09:00-14:00"),
        ("1-5 9-17", "Mon Tue Wed Thu Fri 09:00-17:00"),
        ("sat-mon 22:00-6:00", "Mon Sat Sun 22:00-06:00"),
        ("daily 8-22", "Mon Tue Wed Thu Fri Sat Sun 08:00-22:00"),
        ("todos los días 9-21", "Mon Tue Wed Thu Fri Sat Sun 09:00-21:00"),
        ("daily 0-24", "always"),
        ("ALWAYS", "always"),
        ("круглосуточно", "always"),
    ],
)
def test_it_is_understood(text: str, said: str):
    assert str(read_hours(text, NOW)) == said


@pytest.mark.parametrize(
    "text",
    ["", "9", "9-25", "9:60-18", "9-9:10", "Foo 9-18", "Mon-Fri", "9-18 Mon", "-", "11 9-18",
     "mon-tue-wed 9-18", "1" * 4000, "mon " * 900 + "9-18"],
)  # fmt: skip # a list of words
def test_what_is_no_hours_is_refused(text: str):
    with pytest.raises(Invalid):
        read_hours(text, NOW)


@given(some.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str):
    try:
        hours = read_hours(text, NOW)
    except Invalid:
        hours = NOW
    assert hours.days


@given(some.integers(0, 23), some.integers(0, 23))
def test_what_it_says_it_reads(begins: int, ends: int):
    if begins == ends:
        return
    hours = WorkingHours(days=MONDAY_TO_FRIDAY, begins=begins * 60, ends=ends * 60)
    assert read_hours(str(hours), NOW) == hours
