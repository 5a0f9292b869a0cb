"""Cells of a table: what a stranger wrote stays text, whatever program opens the file."""

import json
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.plain_text import many_lines

Cell = str | int | datetime | None

MOST_IN_A_CELL = 32_767
"""UTF-16 units that a cell of a spreadsheet holds."""

# Spreadsheets compute what begins with these, in their full width too. Where a program splits a
# line otherwise than we do, at semicolons or at line breaks, a cell may begin in the middle.
_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212"
_BEGINS = re.compile(rf"(^|[;\t\n])([^\S\n\t]*)(?=[{_FORMULA}])")
# The number of a phone cannot compute anything but itself.
_PHONE = re.compile(r"\+[0-9][0-9 ]{3,30}")
# What XML has no place for, beyond what is never stored.
_NO_CHARACTER = re.compile(r"[\ufffe\uffff]")


def plain(text: str) -> str:
    """Return the text without what no file can hold."""
    return _NO_CHARACTER.sub("", many_lines(text))


def harmless(text: str) -> str:
    """Put an apostrophe before all that a spreadsheet might compute; anything else stays."""
    return _BEGINS.sub(r"\1\2'", plain(text))


def harmless_phone(text: str) -> str:
    """Leave an international number as it is; anything else becomes harmless."""
    return text if _PHONE.fullmatch(text) else harmless(text)


def shortened(text: str, most: int = MOST_IN_A_CELL) -> str:
    """Cut a text that is too long for a cell, with an ellipsis where something is missing."""
    encoded = text.encode("utf-16-le")
    if len(encoded) <= most * 2:
        return text
    return encoded[: (most - 1) * 2].decode("utf-16-le", "ignore") + "…"


def as_text(value: Any) -> str | None:  # noqa: ANN401 -- any JSON
    """Return any value of a lead as a text; what has parts as JSON."""
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False)


def by_clock(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return what the clocks of a zone show at a moment, to the second."""
    if moment is None:
        return None
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
