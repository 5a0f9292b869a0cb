"""Cells: what a stranger wrote computes nothing, however a program splits the file."""

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from domain.cells import as_text, by_clock, harmless, harmless_phone, plain, shortened
from domain.lead_table import (
    COLUMNS,
    MOST_NAMES,
    MOST_OWN_COLUMNS,
    OTHERS,
    Columns,
    LeadLine,
    count_names,
)

HOSTILE = "=+-@\t\r\n;,'\"\uff1d\uff0b\uff0d\uff20\u2212 \u00a0|!ab1\ufeff\u202e\x00"
texts = some.text() | some.text(HOSTILE)
COMPUTES = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20\u2212")


@given(texts)
@example("\ufeff=1+1")
@example(" \t=1")
@example("a;\u00a0=1")
@example("\x00=1")
def test_no_cell_begins_with_what_computes(text: str):
    assert not harmless(text).startswith(COMPUTES)
    for separator in ("\n", ";", "\t"):
        for cell in harmless(text).split(separator):
            assert not cell.lstrip().startswith(COMPUTES)


@given(texts)
def test_an_apostrophe_is_all_that_is_added(text: str):
    assert harmless(text).replace("'", "") == plain(text).replace("'", "")


@given(texts)
def test_a_phone_is_a_number_or_harmless(text: str):
    cell = harmless_phone(text)
    assert re.fullmatch(r"\+[0-9][0-9 ]+", cell) or not cell.startswith(COMPUTES)


@pytest.mark.parametrize(
    ("phone", "cell"),
    [
        ("+49 30 901820", "+49 30 901820"),
        ("+4930901820", "+4930901820"),
        ("030/901820", "030/901820"),
        ("+49-30-1", "'+49-30-1"),
        ("+49 30\n=1", "'+49 30\n'=1"),
        ("+1+1", "'+1+1"),
    ],
)
def test_phones_stay_as_other_programs_want_them(phone: str, cell: str):
    assert harmless_phone(phone) == cell


@given(some.lists(some.lists(texts, min_size=2, max_size=4), min_size=1))
def test_csv_comes_back_as_it_was(rows: list[list[str]]):
    written = StringIO(newline="")
    cells = [[harmless(text) for text in row] for row in rows]
    csv.writer(written).writerows(cells)
    read = csv.reader(StringIO(written.getvalue(), newline=""), strict=True)
    assert list(read) == cells


@given(texts, some.integers(2, 20))
def test_what_is_too_long_is_cut_between_letters(text: str, most: int):
    text = plain(text)
    short = shortened(text, most)
    assert len(short.encode("utf-16-le")) <= 2 * most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_values_with_parts_are_json():
    assert as_text({"a": [1, "ü"]}) == '{"a": [1, "ü"]}'
    assert [as_text(each) for each in (None, "", True, 1.5)] == [None, None, "true", "1.5"]


def test_times_go_by_a_clock_in_winter_and_summer():
    berlin = ZoneInfo("Europe/Berlin")
    winter, summer = (datetime(2026, month, 1, 12, 0, 1, 5, tzinfo=UTC) for month in (1, 7))
    assert by_clock(winter, berlin) == datetime(2026, 1, 1, 13, 0, 1)  # noqa: DTZ001 -- what a clock shows
    assert by_clock(summer, berlin) == datetime(2026, 7, 1, 14, 0, 1)  # noqa: DTZ001 -- what a clock shows
    assert by_clock(None, berlin) is None


def a_line(**fields: object) -> LeadLine:
    contact = {"name": "Ada", "utm": {"source": "x", "zip": "y"}, "fields": fields}
    return LeadLine(
        number=1,
        received_at=datetime(2026, 3, 1, tzinfo=UTC),
        contact=contact,
        source="Website",
        status="new",
        temperature="hot",
        score=90,
    )


def test_a_row_has_a_cell_for_each_column():
    named: Counter[str] = Counter()
    fields = [{f"n{number}": number for number in range(each)} for each in range(60)]
    count_names(named, [None, {}, *fields])
    columns = Columns.of("UTC", named)
    row = dict(zip(columns.header, columns.row(a_line(n0="=1", n58=[1], other="o")), strict=True))
    assert len(columns.header) == len(COLUMNS) + MOST_OWN_COLUMNS + 1
    assert (row["name"], row["field: n0"], row["utm_source"]) == ("Ada", "=1", "x")
    assert (row["utm_other"], row[OTHERS]) == ('{"zip": "y"}', '{"n58": [1], "other": "o"}')


def test_invented_names_take_a_bounded_room():
    named: Counter[str] = Counter({"known": 1})
    count_names(named, ({f"n{number}": 1, "known": 1} for number in range(2 * MOST_NAMES)))
    assert len(named) == MOST_NAMES
    assert named["known"] == 2 * MOST_NAMES + 1


def test_without_custom_fields_there_are_no_more_columns():
    assert Columns.of("UTC", Counter()).header == COLUMNS
