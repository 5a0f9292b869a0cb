"""Files of rows: as CSV or as a spreadsheet, split into parts that are not too large to send."""

import csv
import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import IO, Any, Protocol
from xml.sax.saxutils import escape
from zlib import compressobj

from domain.cells import Cell, harmless, harmless_phone, plain, shortened
from domain.export import ExportFormat
from domain.lead_table import PHONE

MOST_ROWS = 1_048_575
"""Rows of one sheet, beside its header."""
CELL_OVERHEAD = 16
"""Bytes that a cell of a workbook takes at most beside its text, compressed as it is."""
NOT_YET_COMPRESSED = 300_000
"""More bytes than what the compression has in its hands at any time."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WIDEST = 40
DAY_AND_TIME = "yyyy-mm-dd hh:mm:ss"


class Sheet(Protocol):
    """One file that is being written."""

    @property
    def size(self) -> int:
        """Say how large the file is, or will be at most."""
        ...

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class CsvSheet:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets know it."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self._file = new_file(path)
        self._row = StringIO()
        self._writer = csv.writer(self._row)
        self._size = self._file.write(BYTE_ORDER_MARK)
        self._write([harmless(each) for each in header])

    @property
    def size(self) -> int:
        """Say how large the file is."""
        return self._size

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row of which no cell can compute anything."""
        self._write([_in_csv(cell, place) for place, cell in enumerate(row)])

    def _write(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow(cells)
        self._size += self._file.write(self._row.getvalue().encode())
        self._row.seek(0)
        self._row.truncate()

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class XlsxSheet:
    """A workbook of one sheet, whose rows go to the disk as they come."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        from xlsxwriter import Workbook  # noqa: PLC0415 -- whoever asks for none loads no library

        self._file = new_file(path)
        options = {"constant_memory": True, "tmpdir": str(path.parent)}
        self._book = Workbook(self._file, options)
        self._sheet = self._book.add_worksheet("Leads")
        self._moment = self._book.add_format({"num_format": DAY_AND_TIME})
        bold = self._book.add_format({"bold": True})
        self._sheet.freeze_panes(1, 0)
        for column, name in enumerate(header):
            self._sheet.set_column(column, column, min(max(len(name) + 2, 12), WIDEST))
            self._sheet.write_string(0, column, shortened(plain(name)), bold)
        self._rows = 0
        self._texts = compressobj(level=1)
        self._loose, self._compressed = 10_000, NOT_YET_COMPRESSED

    @property
    def size(self) -> int:
        """Say how large it is at most: as loose text, or from what that comes to compressed."""
        return min(self._loose, self._compressed)

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row in which a text is a text, whatever it looks like."""
        self._rows += 1
        for column, cell in enumerate(row):
            match cell:
                case None:
                    continue
                case str():
                    text = shortened(plain(cell))
                    if not text:
                        continue
                    self._sheet.write_string(self._rows, column, text)
                    self._count(escape(text).encode())
                case datetime():
                    self._sheet.write_datetime(self._rows, column, cell, self._moment)
                case _:
                    self._sheet.write_number(self._rows, column, cell)
            self._count(b"", CELL_OVERHEAD)

    def _count(self, text: bytes, more: int = 0) -> None:
        self._loose += len(text) + more
        self._compressed += len(self._texts.compress(text)) + more

    def close(self) -> None:
        """Finish the file; raises OSError where there is no room for it."""
        from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 -- as above

        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        finally:
            self._file.close()


KINDS: dict[ExportFormat, type[CsvSheet | XlsxSheet]] = {
    ExportFormat.CSV: CsvSheet,
    ExportFormat.XLSX: XlsxSheet,
}


class Sheets:
    """Rows in one file, or in several of which each begins with the header.

    With ``most_bytes`` no file becomes larger than that, as long as a row fits in at all.
    """

    def __init__(
        self,
        kind: ExportFormat,
        first: Path,
        header: Sequence[str],
        most_bytes: int | None = None,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._kind = KINDS[kind]
        self._unlimited_rows = kind is ExportFormat.CSV and most_bytes is None
        self._first = first
        self._header = header
        self._most_bytes = most_bytes
        self._most_rows = most_rows
        self._rows = 0
        self._sheet: Sheet | None = None
        self.paths: list[Path] = []

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows, into another file once one is full."""
        for row in rows:
            if self._sheet is None or self._is_full(row):
                self._begin_another()
            self._open_sheet().add(row)
            self._rows += 1

    def close(self) -> Sequence[Path]:
        """Finish the last file; return all of them."""
        if self._sheet:
            self._sheet.close()
            self._sheet = None
        return self.paths

    def abandon(self) -> None:
        """Let go of a file that is not finished, if there is one."""
        if self._sheet:
            with suppress(OSError):
                self._sheet.close()
            self._sheet = None

    def _begin_another(self) -> None:
        self.close()
        name = self._first
        if self.paths:
            name = name.with_stem(f"{name.stem}-part-{len(self.paths) + 1}")
        self._sheet = self._kind(name, self._header)
        self.paths.append(name)
        self._rows = 0

    def _open_sheet(self) -> Sheet:
        if self._sheet is None:
            raise TypeError("no sheet is open")
        return self._sheet

    def _is_full(self, row: Sequence[Cell]) -> bool:
        if self._rows >= self._most_rows and not self._unlimited_rows:
            return True
        if self._most_bytes is None or not self._rows:
            return False
        # An apostrophe or a quote more for each letter is the most that writing can add.
        needs = sum(2 * len(str(cell).encode("utf-8", "replace")) + 24 for cell in row)
        return self._open_sheet().size + needs > self._most_bytes


def new_file(path: Path) -> IO[bytes]:
    """Make a file that nobody else can read; refuse with OSError to write over another."""
    made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    return os.fdopen(made, "w+b")


def new_folder(path: Path) -> None:
    """Make an empty folder that nobody else can look into, in the place of the one before."""
    remove(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.mkdir(mode=0o700)


def remove(path: Path) -> None:
    """Remove a folder with its files, if it is there."""
    with suppress(FileNotFoundError):
        shutil.rmtree(path)


def _in_csv(cell: Cell, place: int) -> Any:  # noqa: ANN401 -- what a CSV writer takes
    match cell:
        case str():
            return harmless_phone(cell) if place == PHONE else harmless(cell)
        case datetime():
            return cell.isoformat(" ")
        case _:
            return cell
