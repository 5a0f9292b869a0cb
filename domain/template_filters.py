"""What templates can do with a value on its way into a body: pure, bounded, and no more."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.cells import harmless_phone
from domain.locale import is_zone

Given = str | int | None
"""What stands behind the colon of a filter."""

DATE_LENGTH = 40
# What Discord reads as markup, anywhere and at the beginning of a line.
_MARKUP = re.compile(r"[\\`*_~|<>\[\]()@]|^[ \t]*[#+-]", re.MULTILINE)
_TOKEN = re.compile("YYYY|MM|DD|HH|mm|ss")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: what it makes of a value, and what it may be given."""

    make: Callable[[Any, Given], Any]
    takes: Callable[[Given], bool]


def as_text(value: Any) -> str:  # noqa: ANN401 -- any JSON
    """Write a value into a text: nothing for what is missing, JSON for what has parts."""
    if isinstance(value, str):
        return value
    if not isinstance(value, bool | int | float | dict | list):
        return ""
    return _json(value)


def is_nothing(value: Any) -> bool:  # noqa: ANN401 -- any JSON
    """Tell whether there is nothing to show of a value."""
    return value is None or value == ""


def _json(value: Any) -> str:  # noqa: ANN401 -- any JSON
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _default(value: Any, given: Given) -> Any:  # noqa: ANN401 -- any JSON
    return given if is_nothing(value) else value


def _truncate(value: Any, given: Given) -> str:  # noqa: ANN401 -- any JSON
    text, most = as_text(value), int(given or 0)
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"


def _first(value: Any, _: Given) -> str:  # noqa: ANN401 -- any JSON
    return "".join(as_text(value).split(maxsplit=1)[:1])


def _rest(value: Any, _: Given) -> str:  # noqa: ANN401 -- any JSON
    return "".join(as_text(value).split(maxsplit=1)[1:])


def _moment(value: Any) -> datetime | None:  # noqa: ANN401 -- any JSON
    try:
        moment = datetime.fromisoformat(as_text(value)[:DATE_LENGTH])
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _zone(value: Any, given: Given) -> Any:  # noqa: ANN401 -- any JSON
    moment = _moment(value)
    if moment is None:
        return value
    try:
        return moment.astimezone(ZoneInfo(str(given))).isoformat(timespec="milliseconds")
    except OverflowError:
        return value


def _date(value: Any, given: Given) -> Any:  # noqa: ANN401 -- any JSON
    """Write a moment as a pattern says; what is no moment stays as it is."""
    moment = _moment(value)
    if moment is None:
        return value
    written = {
        "YYYY": f"{moment.year:04}",
        "MM": f"{moment.month:02}",
        "DD": f"{moment.day:02}",
        "HH": f"{moment.hour:02}",
        "mm": f"{moment.minute:02}",
        "ss": f"{moment.second:02}",
    }
    return _TOKEN.sub(lambda found: written[found[0]], str(given))


def _slack(value: Any, _: Given) -> str:  # noqa: ANN401 -- any JSON
    """Let Slack show a text as it is: no link, no mention, no group that is called."""
    text = as_text(value)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _discord(value: Any, _: Given) -> str:  # noqa: ANN401 -- any JSON
    """Let Discord show a text as it is; that nobody is called, the message itself has to say."""
    return _MARKUP.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", as_text(value))


def _nothing(given: Given) -> bool:
    return given is None


def _text(given: Given) -> bool:
    return isinstance(given, str)


def _number(given: Given) -> bool:
    return isinstance(given, int) and given > 0


FILTERS: Mapping[str, Filter] = {
    "default": Filter(_default, lambda given: given is not None),
    "upper": Filter(lambda value, _: as_text(value).upper(), _nothing),
    "lower": Filter(lambda value, _: as_text(value).lower(), _nothing),
    "first": Filter(_first, _nothing),
    "rest": Filter(_rest, _nothing),
    "truncate": Filter(_truncate, _number),
    "zone": Filter(_zone, lambda given: isinstance(given, str) and is_zone(given)),
    "date": Filter(_date, _text),
    "json": Filter(lambda value, _: _json(value), _nothing),
    "slack": Filter(_slack, _nothing),
    "discord": Filter(_discord, _nothing),
    "cell": Filter(lambda value, _: harmless_phone(as_text(value)), _nothing),
}
"""Every filter by its name; ``drop`` and ``drop_parent`` leave something out instead."""
