"""Answers: what a form of another sender asked and heard, made to fit a lead.

Nobody at a form builder reads why something was refused, so nothing here refuses: what is too
long is cut, what is too much is gathered, and where no field reaches the person all of it is the
message.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from domain.inbound import NewLead, read_lead
from domain.json_values import LONGEST_VALUE, Unfit, bounded, text_of
from domain.lead_fields import LONGEST_KEY, LeadDraft, folded, is_known
from domain.plain_text import one_line

MORE = "More answers"

_MOST_READ = 200
_MOST_APART = 48
_MOST_UTM = 10
_LONGEST_LABEL = LONGEST_KEY - 4
_LONGEST_ASKED = 500
# Bounds of what a value becomes; two parts make a name, and a consent is kept as escaped JSON.
_LONGEST = {
    "name": 99,
    "email": 320,
    "phone": 64,
    "company": 200,
    "source": 200,
    "message": 10_000,
    "utm": 500,
    "consent": 300,
}
# Fields of ours that hold objects, which no question asks for.
_OBJECTS = frozenset(
    folded(each) for each in ("fields", "custom_fields", "utm", "utm_params", "utm_parameters")
)
_CUT = "…"
_MARKS = " \t?!*:;.,…"
_PLEASE = re.compile(
    r"(?:please )?(?:what['\u2019]?s |what is |what are |enter |type |tell us |give us |leave )?"
    r"(?:us )?(?:your |the )?",
    re.IGNORECASE,
)


class Answers:
    """Gathers answers under the labels of their questions, and makes a lead of them."""

    def __init__(self) -> None:
        self._data: dict[str, Any] = {}
        self._beyond: list[str] = []

    def put(self, field: str, value: object, label: str = "") -> None:
        """Note what is known to be a field of ours; a second one stays under its own label."""
        if field in self._data:
            self.add(label or field, value)
        elif (told := _told(value)) is not None:
            self._data[field] = told

    def add(self, label: str, value: object) -> None:
        """Note an answer; a question for a field of ours in a few words is understood."""
        told = _told(value)
        if told is None:
            return
        name = _asked_for(one_line(label[:_LONGEST_ASKED])) or "(no name)"
        if folded(name) in _OBJECTS:
            name = f"{name} (answer)"
        if len(self._data) < _MOST_READ:
            self._data[self._free(_cut(name, _LONGEST_LABEL))] = told
        else:
            self._beyond.append(f"{name}: {_text(told)}")

    def lead(self) -> NewLead:
        """Return the lead; refuse with Invalid only where nobody answered anything."""
        fitted = {key: _fitted(key, value) for key, value in self._data.items()}
        ours_first = sorted(fitted.items(), key=lambda each: not is_known(each[0]))
        data = dict(ours_first[:_MOST_APART])
        beyond = [*_lines(dict(ours_first[_MOST_APART:])), *self._beyond]
        if beyond:
            data[MORE] = _cut("\n".join(beyond), LONGEST_VALUE)
        told = {key: value for key, value in data.items() if key != "source"}
        if told and not _reaches(data):
            data["message"] = _cut("\n".join(_lines(told)), _LONGEST["message"])
        return read_lead(data)

    def _free(self, name: str) -> str:
        """Return a label that no answer has."""
        free, count = name, 1
        while free in self._data:
            count += 1
            free = f"{name} {count}"
        return free


def _told(value: object) -> object:
    """Return an answer as it is kept: several choices become one text, nothing becomes None."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(filter(None, map(_text, value))) or None
    return None if value == {} else value


def _asked_for(label: str) -> str:
    """Return what a question asks for, such as ``name`` for ``What is your name?``."""
    short = label.strip(_MARKS)
    match = _PLEASE.match(short)
    asked = short[match.end() :] if match else short
    return next((each for each in (short, asked) if is_known(each)), label)


def _reaches(data: Mapping[str, Any]) -> bool:
    draft = LeadDraft()
    draft.read(dict(data))
    return draft.is_reachable


def _fitted(key: str, value: object) -> object:
    """Return a value that is refused neither for its size nor for its shape."""
    if isinstance(value, dict) and folded(key) in _OBJECTS:
        some, most = list(value.items())[:_MOST_UTM], _LONGEST["utm"]
        return {_cut(str(name), _LONGEST_LABEL): _cut(_text(each), most) for name, each in some}
    if not (isinstance(value, str) or is_known(key)):
        try:
            return bounded(value)
        except Unfit:
            return _cut(_text(value), LONGEST_VALUE)
    return _cut(_text(value), _longest(key))


def _longest(key: str) -> int:
    """Return how long a text under this name may be, whichever field of ours it fills."""
    draft = LeadDraft()
    draft.read({key: "x"})
    return _LONGEST.get(next(iter(draft.values), ""), LONGEST_VALUE)


def _text(value: object) -> str:
    """Return any value as text; the parts of one value stand beside one another."""
    if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        return " ".join(each for each in value.values() if each.strip())
    try:
        return text_of(value)
    except Unfit:
        return json.dumps(value, ensure_ascii=False)


def _lines(data: Mapping[str, Any]) -> list[str]:
    return [f"{key}: {_text(value)}" for key, value in data.items()]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + _CUT
