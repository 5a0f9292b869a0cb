"""What a plain HTML form sends: our own few fields, and a lead under whatever names it has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from domain.errors import FieldProblem, Invalid
from domain.inbound import Caught, NewLead, is_event_id, read_lead
from domain.lead_fields import is_known
from domain.plain_text import one_line

GOTCHA = "_gotcha"
OURS = (GOTCHA, "_next", "_t", "_took", "_id", "_visit", "_charset_")
"""Fields that a form has for us; they are no part of the lead."""
MOST_FIELDS = 200
LONGEST_VISIT = 64
HASTY_MILLISECONDS = 2_000
SAME_WITHIN_SECONDS = 600

_MILLISECONDS_FROM = 100_000_000_000
_WIDEST_NUMBER = 15
_LONGEST_PAGE = 4096
_LONGEST_NAME = 256
_LONGEST_KEY = 250
_INNERMOST = re.compile(r"[^\[\]]*(?:\[[^\[\]]*\])*?\[([^\[\]]+)\](?:\[\])?")

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FormEntry:
    """What was sent: the lead, what makes it the same entry, and where its sender wants to go.

    ``visit`` is what an unfinished form of the same visitor is known by.
    """

    lead: NewLead
    event_id: str
    body_hash: str
    next_url: str | None
    visit: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A form's fields apart: ours by their names, and the data of the lead."""

    ours: Mapping[str, str]
    data: Mapping[str, Any]


def from_fields(fields: Fields) -> Sent:
    """Read what a browser sends: every value is text, empty ones are nothing.

    Several values of one name, such as ticked boxes, become one text.
    """
    ours = {name: fields[name][0] for name in OURS if fields.get(name)}
    data: dict[str, Any] = {}
    for name, values in fields.items():
        said = list(dict.fromkeys(each for each in values if each.strip()))
        if name not in OURS and said:
            data[_plain_name(name, data, fields)] = ", ".join(said)
    return Sent(ours, data)


def from_json(document: object) -> Sent:
    """Read the same as one JSON object, in which values may have any shape."""
    if not isinstance(document, dict):
        raise Invalid(FieldProblem("body", "must be an object"))
    ours = {}
    for name in OURS:
        value = document.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            ours[name] = str(value)
    data = {str(key): value for key, value in document.items() if key not in OURS}
    return Sent(ours, data)


def read_entry(sent: Sent, *, key: str | None, page: str | None, now: datetime) -> FormEntry:
    """Read an entry; *key* is the sender's own for it, *page* where it comes from.

    Refuse with Invalid, which names every problem at once.
    """
    data = dict(sent.data)
    gotcha = sent.ours.get(GOTCHA, "")
    if gotcha.strip():
        data[GOTCHA] = gotcha
    body_hash = _hash_of(sent.data)
    event_id = _event_id(key or sent.ours.get("_id"), body_hash, now)
    lead = read_lead(data)
    found: dict[str, Any] = {"caught": tuple(_caught(sent.ours, now))}
    if page and lead.page_url is None and len(page) <= _LONGEST_PAGE:
        found["page_url"] = one_line(page)
    next_url, visit = sent.ours.get("_next") or None, _visit(sent.ours)
    return FormEntry(lead.model_copy(update=found), event_id, body_hash, next_url, visit)


def read_unfinished(sent: Sent, *, page: str | None, now: datetime) -> FormEntry:
    """Read what a visitor typed and did not send; refuse with Invalid, also without consent."""
    entry = read_entry(sent, key=None, page=page, now=now)
    missing = [
        FieldProblem(name, "must be there")
        for name, said in (("consent", entry.lead.consent), ("_visit", entry.visit))
        if not said
    ]
    if missing:
        raise Invalid(*missing)
    return replace(entry, lead=entry.lead.model_copy(update={"unfinished": True}))


def _plain_name(name: str, taken: Mapping[str, Any], fields: Fields) -> str:
    """Return what a field is called without brackets, such as ``email`` for ``form[email]``.

    Only where that is a name we know, and no other field has it.
    """
    short = name.removesuffix("[]")
    if "[" not in short:
        return name if short != name and (short in fields or short in taken) else short
    match = _INNERMOST.fullmatch(short) if len(short) <= _LONGEST_NAME else None
    inner = match[1] if match and is_known(match[1]) else short
    return name if inner != name and (inner in fields or inner in taken) else inner


def _event_id(key: str | None, body_hash: str, now: datetime) -> str:
    """Choose what makes it the same entry: its own key, or its content within ten minutes."""
    if key:
        if not is_event_id(key) or len(key) > _LONGEST_KEY:
            raise Invalid(FieldProblem("_id", "must be 1 to 250 printable characters"))
        return f"form:{key}"
    return f"form:{body_hash}:{int(now.timestamp()) // SAME_WITHIN_SECONDS}"


def _visit(ours: Mapping[str, str]) -> str | None:
    visit = ours.get("_visit")
    if visit and not (is_event_id(visit) and len(visit) <= LONGEST_VISIT):
        raise Invalid(FieldProblem("_visit", "must be 1 to 64 printable characters"))
    return visit or None


def _hash_of(data: Mapping[str, Any]) -> str:
    return sha256(repr(sorted(data.items())).encode("utf-8", "surrogatepass")).hexdigest()


def _caught(ours: Mapping[str, str], now: datetime) -> list[Caught]:
    found = [Caught.GOTCHA] if ours.get(GOTCHA, "").strip() else []
    if _was_hasty(ours, now):
        found.append(Caught.HASTE)
    return found


def _was_hasty(ours: Mapping[str, str], now: datetime) -> bool:
    """Tell whether it was filled in faster than people are.

    ``_took`` is how long it took in milliseconds, ``_t`` when it was shown, in seconds or
    milliseconds since 1970. A page from a cache or a wrong clock makes it look slow or early,
    and neither counts.
    """
    took = _number(ours.get("_took"))
    if took is None and (shown := _number(ours.get("_t"))) is not None:
        milliseconds = shown if shown >= _MILLISECONDS_FROM else shown * 1000
        took = int(now.timestamp() * 1000) - milliseconds
    return took is not None and 0 <= took < HASTY_MILLISECONDS


def _number(text: str | None) -> int | None:
    digits = (text or "").strip().partition(".")[0]
    if digits.isascii() and digits.isdecimal() and len(digits) <= _WIDEST_NUMBER:
        return int(digits)
    return None
