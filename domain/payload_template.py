r"""Templates of bodies: JSON with places that are filled in from an event, and no code at all.

A text may hold ``{{ data.lead.number }}``, a dotted path into the event; filters may follow:
``{{ data.lead.contact.name | upper | default:'nobody' }}``. A text that is one place and
nothing else keeps the type of what it names. What is filled in is never read again. An object
``{"$by": "event", "lead.created": ..., "*": ...}`` becomes what it has for that event.

Nothing here can loop: what comes out grows with the template and the event, and is bounded.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from domain.errors import FieldProblem, Invalid, JsonDuplicateKey, JsonInvalid
from domain.phrases import phrase
from domain.strict_json import read_json
from domain.template_filters import FILTERS, Given, as_text

MOST_TEMPLATE_BYTES = 16 * 1024
MOST_BYTES = 64 * 1024
MOST_DEPTH = 16
MOST_FILTERS = 8
MOST_PROBLEMS = 5
BY, OTHERWISE = "$by", "*"
ROOT = "$"
PATH_LENGTH = 80

_OPEN, _CLOSE = "{{", "}}"
_WORD = r"""\w[\w-]*"""
_QUOTED = r"""'[^']*'|"[^"]*\""""
_NAME = re.compile(rf"\s*(?:({_WORD})|({_QUOTED}))")
_STEP = re.compile(rf"""\.({_WORD})|\[({_QUOTED})\]""")
_FILTER = re.compile(rf"""\s*\|\s*({_WORD})(?:\s*:\s*({_QUOTED}|\d{{1,5}}))?""")
_END = re.compile(r"\s*\}\}")


class _Missing:
    """Stands for what an event does not have, and for what is to be left out."""


MISSING: Final = _Missing()
DROP: Final = _Missing()
DROP_PARENT: Final = _Missing()
_LEFT_OUT = {"drop": DROP, "drop_parent": DROP_PARENT}


class TooLarge(Exception):  # noqa: N818 -- says what is, not that code failed
    """A template makes more of an event than may leave."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: where the value is, or the text that stands there, and its filters."""

    path: tuple[str, ...]
    filters: tuple[tuple[str, Given], ...] = ()
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text with places, in the order in which they are read."""

    parts: tuple[str | Place, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, by what stands at a path."""

    by: Place
    cases: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read, ready to be filled in."""

    root: Any

    def render(self, event: Mapping[str, Any]) -> str:
        """Fill it in; return JSON in ASCII. Raise TooLarge, and nothing else."""
        made = _Filling(event).filled(self.root)
        body = json.dumps(None if isinstance(made, _Missing) else made, separators=(",", ":"))
        if len(body) > MOST_BYTES:
            raise TooLarge
        return body


@lru_cache(maxsize=64)
def read_template(text: str) -> Template:
    """Read a template; refuse with Invalid what is none, and say where."""
    raw = text.encode("utf-8", "replace")
    if len(raw) > MOST_TEMPLATE_BYTES:
        too_long = phrase("at most {most} KiB")
        raise _invalid(ROOT, too_long, most=MOST_TEMPLATE_BYTES // 1024)
    reading = _Reading([])
    root = reading.compiled(_document(text, raw), ROOT)
    if reading.problems:
        raise Invalid(*reading.problems[:MOST_PROBLEMS])
    return Template(root)


def _document(text: str, raw: bytes) -> Any:  # noqa: ANN401 -- any JSON
    try:
        return read_json(raw, MOST_DEPTH)
    except JsonDuplicateKey:
        raise _invalid(ROOT, phrase("a name stands twice in one object")) from None
    except JsonInvalid:
        raise _where(text) from None


def _where(text: str) -> Invalid:
    """Say where JSON breaks off, as far as that can be told."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        words = phrase("this is not JSON from line {line}, column {column} on")
        return _invalid(ROOT, words, line=line, column=column)
    except (ValueError, RecursionError):
        pass
    return _invalid(
        ROOT,
        phrase("too deep, or a number or character that JSON has not; at most {most} levels"),
        most=MOST_DEPTH,
    )


def _invalid(path: str, words: str, **values: object) -> Invalid:
    return Invalid(FieldProblem(path, words, values))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads texts of a template, and remembers what is wrong with them."""

    problems: list[FieldProblem]

    def compiled(self, node: Any, path: str) -> Any:  # noqa: ANN401 -- any JSON
        match node:
            case str():
                return self._text(node, path)
            case list():
                return [self.compiled(each, f"{path}[{at}]") for at, each in enumerate(node)]
            case dict():
                return self._object(node, path)
            case _:
                return node

    def _object(self, node: dict[str, Any], path: str) -> Any:  # noqa: ANN401 -- any JSON
        made = {}
        for name, each in node.items():
            here = f"{path}.{name}"
            if _OPEN in name:
                self._wrong(here, phrase("names are not filled in, only values are"))
            if name != BY:
                made[name] = self.compiled(each, here)
        return self._choice(node[BY], made, f"{path}.{BY}") if BY in node else made

    def _choice(self, by: Any, cases: dict[str, Any], path: str) -> Choice:  # noqa: ANN401 -- any JSON
        text = f"{_OPEN}{by}{_CLOSE}" if isinstance(by, str) else ""
        place, end = _place(text, len(_OPEN))
        if place is None or end != len(text):
            self._wrong(path, phrase("this is no path, such as data.lead.status"))
        return Choice(place or Place(()), cases)

    def _text(self, text: str, path: str) -> str | Text:
        parts: list[str | Place] = []
        at = 0
        while (found := text.find(_OPEN, at)) >= 0:
            place, end = _place(text, found + len(_OPEN))
            if place is None:
                words = phrase("there is something wrong from {place} on")
                self._wrong(path, words, place=text[found : found + 24])
                return text
            self._check(place, path)
            parts += [text[at:found], place]
            at = end
        if not parts:
            return text
        return Text(tuple(each for each in (*parts, text[at:]) if each != ""))

    def _check(self, place: Place, path: str) -> None:
        if len(place.filters) > MOST_FILTERS:
            self._wrong(path, phrase("at most {most} filters"), most=MOST_FILTERS)
        for name, given in place.filters:
            known = FILTERS.get(name)
            if name in _LEFT_OUT:
                continue
            if known is None:
                self._wrong(path, phrase("there is no filter {name}"), name=name[:32])
            elif not known.takes(given):
                self._wrong(path, phrase("the filter {name} is used otherwise"), name=name)

    def _wrong(self, path: str, words: str, **values: object) -> None:
        self.problems.append(FieldProblem(path[:PATH_LENGTH], words, values))


def _place(text: str, at: int) -> tuple[Place | None, int]:
    """Read one place from behind its braces on; None where it is none, or does not end."""
    name = _NAME.match(text, at)
    if name is None:
        return None, at
    word, quoted = name.groups()
    at, path = name.end(), [word] if word else []
    while word and (step := _STEP.match(text, at)):
        path.append(step[1] or step[2][1:-1])
        at = step.end()
    filters = []
    while found := _FILTER.match(text, at):
        filters.append((found[1], _given(found[2])))
        at = found.end()
    end = _END.match(text, at)
    if end is None:
        return None, at
    return Place(tuple(path), tuple(filters), quoted[1:-1] if quoted else None), end.end()


def _given(written: str | None) -> Given:
    """Return what a filter is given: a text in quotes, a number, or nothing."""
    if written is None:
        return None
    return int(written) if written.isdecimal() else written[1:-1]


class _Filling:
    """Fills one template in from one event, and stops where it becomes too much."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event = event
        self._left = MOST_BYTES

    def filled(self, node: Any) -> Any:  # noqa: ANN401 -- any JSON
        match node:
            case Text():
                return self._text(node)
            case Choice():
                value = as_text(self._value(node.by))
                case = node.cases.get(value, node.cases.get(OTHERWISE, DROP))
                return self.filled(case)
            case dict():
                made = {name: self.filled(each) for name, each in node.items()}
                return _kept_of(made)
            case list():
                some = [self.filled(each) for each in node]
                if any(each is DROP_PARENT for each in some):
                    return DROP
                return [each for each in some if each is not DROP]
            case _:
                return node

    def _text(self, text: Text) -> Any:  # noqa: ANN401 -- any JSON
        only = text.parts[0] if len(text.parts) == 1 else None
        if isinstance(only, Place):
            value = self._value(only)
            return None if value is MISSING else value
        said = []
        for part in text.parts:
            value = self._value(part) if isinstance(part, Place) else part
            if value is DROP or value is DROP_PARENT:
                return value
            said.append(as_text(value))
        return "".join(said)

    def _value(self, place: Place) -> Any:  # noqa: ANN401 -- any JSON
        found = place.constant if place.constant is not None else _found(self._event, place.path)
        for name, given in place.filters:
            if name in _LEFT_OUT:
                if found is MISSING or found is None or found == "":
                    return _LEFT_OUT[name]
                continue
            plain = None if found is MISSING else found
            found = FILTERS[name].make(plain, given)
            if isinstance(found, str) and len(found) > MOST_BYTES:
                raise TooLarge
        self._spend(found)
        return found

    def _spend(self, value: Any) -> None:  # noqa: ANN401 -- any JSON
        """Count what is filled in, before there can be too much of it in memory."""
        self._left -= len(value) if isinstance(value, str) else len(as_text(value))
        if self._left < 0:
            raise TooLarge


def _kept_of(made: dict[str, Any]) -> Any:  # noqa: ANN401 -- any JSON
    """Leave out of an object what is to be left out, or the object itself."""
    if any(each is DROP_PARENT for each in made.values()):
        return DROP
    return {name: each for name, each in made.items() if each is not DROP}


def _found(event: Any, path: Sequence[str]) -> Any:  # noqa: ANN401 -- any JSON
    """Return what stands at a path."""
    for step in path:
        if isinstance(event, Mapping) and step in event:
            event = event[step]
        elif isinstance(event, list) and step.isdecimal() and int(step[:6]) < len(event):
            event = event[int(step[:6])]
        else:
            return MISSING
    return event
