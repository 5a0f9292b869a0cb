"""Files of rows: their parts, their limits, and that nobody else can read them."""

import stat
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.cells import MOST_IN_A_CELL, plain
from domain.export import ExportFormat
from services.sheets import NOT_YET_COMPRESSED, Sheets, XlsxSheet, new_folder, remove
from tests.exports import sheet, table

KINDS = list(ExportFormat)
HOSTILE = "=+-@\t\r\n;,'\"\uff1d&<>_x0041_\x00\x0b\ufffe\ufeff\ud800 abc"


def read(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        return table(path.read_bytes())
    return [{name: text for name, (_, text) in row.items()} for row in sheet(path.read_bytes())]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_for_nobody_else_and_never_written_over(kind: ExportFormat, tmp_path: Path):
    folder = tmp_path / "deep" / "folder"
    new_folder(folder)
    first = folder / f"leads.{kind}"
    sheets = Sheets(kind, first, ["number", "name"])
    sheets.add([[1, "=1"], [2, None]])
    assert sheets.close() == [first]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()] == [0o600]
    assert read(first)[0] == {"number": "1", "name": "=1" if kind is ExportFormat.XLSX else "'=1"}
    again = Sheets(kind, first, ["number"])
    with pytest.raises(FileExistsError):
        again.add([[1]])
    remove(folder)
    remove(folder)
    assert not folder.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_too_large_comes_in_parts(kind: ExportFormat, tmp_path: Path):
    sheets = Sheets(kind, tmp_path / f"leads.{kind}", ["number", "text"], most_bytes=20_000)
    sheets.add([number, "'=" * 500] for number in range(100))
    paths = sheets.close()
    assert len(paths) > 3
    assert paths[1].name == f"leads-part-2.{kind}"
    assert all(path.stat().st_size <= 20_000 for path in paths)
    assert [int(row["number"]) for path in paths for row in read(path)] == list(range(100))


@pytest.mark.parametrize("letters", ["ab", "&<>", "0123456789abcdef", "\u4e00\u4eba\u5927\u5c0f"])
def test_a_workbook_is_never_larger_than_it_says_and_not_far_below(letters: str, tmp_path: Path):
    dice, path = Random(1), tmp_path / "a.xlsx"  # noqa: S311 -- the same texts in every run
    written = XlsxSheet(path, ["number", "text"])
    for number in range(5_000):
        written.add([number, "".join(dice.choices(letters, k=300))])
    size = written.size
    written.close()
    assert path.stat().st_size <= size - NOT_YET_COMPRESSED
    assert size - NOT_YET_COMPRESSED <= 2 * path.stat().st_size


def test_a_workbook_has_so_many_rows_and_no_more(tmp_path: Path):
    sheets = Sheets(ExportFormat.XLSX, tmp_path / "a.xlsx", ["number"], most_rows=3)
    sheets.add([number] for number in range(7))
    assert [len(read(path)) for path in sheets.close()] == [3, 3, 1]


def test_what_is_left_off_leaves_no_open_file(tmp_path: Path):
    for kind in KINDS:
        sheets = Sheets(kind, tmp_path / f"a.{kind}", ["number"])
        sheets.add([[1]])
        sheets.abandon()
        sheets.abandon()
        assert sheets.close() == [tmp_path / f"a.{kind}"]


@given(some.lists(some.text() | some.text(HOSTILE), min_size=1, max_size=5))
def test_a_workbook_holds_texts_as_they_are(texts: list[str]):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        sheets = Sheets(ExportFormat.XLSX, path, [str(n) for n in range(len(texts))])
        sheets.add([texts])
        sheets.close()
        rows = sheet(path.read_bytes())
    expected = {str(n): plain(text) for n, text in enumerate(texts) if plain(text)}
    found = {name: cell for row in rows for name, cell in row.items()}
    assert {name: kind for name, (kind, _) in found.items()} == dict.fromkeys(
        expected, "inlineStr"
    )
    assert {name: text for name, (_, text) in found.items() if "_x" not in text} == {
        name: text for name, text in expected.items() if "_x" not in text
    }


def test_a_workbook_shortens_what_no_cell_can_hold_and_knows_dates(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    sheets = Sheets(ExportFormat.XLSX, path, ["long", "at"])
    sheets.add([["x" * (MOST_IN_A_CELL + 1), datetime(2026, 3, 1, 12)]])  # noqa: DTZ001 -- what a clock shows
    sheets.close()
    (row,) = sheet(path.read_bytes())
    assert len(row["long"][1]) == MOST_IN_A_CELL
    assert (row["at"][0], float(row["at"][1])) == ("n", 46082.5)
