"""Reads a body in its sender's own shape by a field map; what has no place is kept as fields."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.errors import FieldProblem, Invalid
from domain.field_map import (
    LONGEST,
    NO_NAME,
    REACHING,
    FieldMap,
    Leaf,
    Target,
    leaves_of,
    spelled,
)
from domain.inbound import (
    LEAD_CREATED,
    NOT_REACHABLE,
    InboundEvent,
    NewLead,
    is_event_id,
)
from domain.json_values import LONGEST_VALUE, Unfit, bounded
from domain.lead_fields import LONGEST_KEY, MOST_FIELDS, reaches
from domain.phrases import phrase
from domain.plain_text import one_line

REST = "more"
REST_PIECES = 16
OWN_FIELDS = MOST_FIELDS - REST_PIECES
"""How many values have a field of their own; all others stand together."""

TOO_MUCH = phrase("must have fewer or shorter values: leave some out")
HOLDS_NOTHING = "holds no {target}, which the mapping takes from here"
_MOST_PROBLEMS = 50
_NAMES = {Target.PAGE: "page_url"}
_ONE_NAME = (Target.FIRST_NAME, Target.LAST_NAME)


@dataclass(slots=True)
class Reading:
    """What a body holds: the values of a lead, and what is kept besides under its own names."""

    data: dict[Target, str] = field(default_factory=dict)
    names: dict[Target, Leaf] = field(default_factory=dict)
    kept: list[Leaf] = field(default_factory=list)
    event_id: str | None = None

    def take(self, leaf: Leaf, target: Target) -> None:
        """Take a value as what it is; one that does not fit there is kept as a field."""
        if target is Target.OMIT or leaf.is_empty:
            return
        if target is Target.EVENT_ID and self.event_id is None:
            self.event_id = _id_in(leaf)
        text = leaf.text_for(target) if target in LONGEST else None
        if text is None or not self._fill(target, text):
            self.kept.append(leaf)
        elif target in _ONE_NAME:
            self.names[target] = leaf

    def _fill(self, target: Target, text: str) -> bool:
        """Fill an empty place; what people said in several places is one message."""
        before = self.data.get(target)
        if before is None:
            self.data[target] = text
            return True
        whole = f"{before}\n{text}"
        if target is not Target.MESSAGE or len(whole) > LONGEST[target]:
            return False
        self.data[target] = whole
        return True

    @property
    def reaches(self) -> bool:
        """Tell whether there is a message, or a way to reach the person."""
        found = any(each in self.data for each in REACHING)
        names = (each.own_name for each in self.kept)
        return found or any(len(each) <= LONGEST_KEY and reaches(each) for each in names)

    def lead(self) -> NewLead:
        """Make the lead; refuse with Invalid what is more than we keep."""
        data: dict[str, Any] = {
            _NAMES.get(target, target.value): text
            for target, text in self.data.items()
            if target not in _ONE_NAME
        }
        parts = [self.names[each] for each in _ONE_NAME if each in self.names]
        whole = " ".join(self.data[each] for each in _ONE_NAME if each in self.data)
        if whole and "name" not in data and len(whole) <= LONGEST[Target.NAME]:
            data["name"], parts = whole, []
        return NewLead(**data, fields=_fields([*parts, *self.kept]))


def apply(field_map: FieldMap, leaves: Iterable[Leaf]) -> Reading:
    """Read values by a map; whatever they are, each is taken, kept, or left out by the map."""
    targets, reading = field_map.by_path(), Reading()
    for leaf in leaves:
        reading.take(leaf, targets.get(leaf.path, Target.KEEP))
    return reading


def read_mapped(field_map: FieldMap, document: object) -> InboundEvent:
    """Read a body; Invalid says what is missing where nothing reaches the person."""
    reading = apply(field_map, leaves_of(document))
    if not reading.reaches:
        raise Invalid(*list(_missing(field_map))[:_MOST_PROBLEMS])
    return _event(reading)


def read_unmapped(document: object) -> InboundEvent:
    """Read a body that nobody has mapped yet: every value is kept as a field."""
    return _event(apply(FieldMap(), leaves_of(document)))


def _event(reading: Reading) -> InboundEvent:
    return InboundEvent(LEAD_CREATED, reading.event_id, reading.lead(), id_first=True)


def _missing(field_map: FieldMap) -> Iterator[FieldProblem]:
    yield FieldProblem("body", NOT_REACHABLE)
    for each in field_map.entries:
        if each.target in REACHING:
            name = one_line(spelled(each.path)) or NO_NAME
            yield FieldProblem(name, HOLDS_NOTHING, {"target": each.target.value})


def _id_in(leaf: Leaf) -> str | None:
    """Return what makes the event the same event, if the value can."""
    return str(leaf.value) if is_event_id(leaf.value) else None


def _fields(kept: Iterable[Leaf]) -> dict[str, Any]:
    """Keep values under their names; those that do not fit so stand together, a line each.

    Nothing is lost, and no bound of ours is passed, whatever a sender calls things. Refuse with
    Invalid what is more than that.
    """
    fields: dict[str, Any] = {}
    rest: list[str] = []
    for leaf in kept:
        name = _free(one_line(leaf.name) or NO_NAME, fields)
        if len(fields) < OWN_FIELDS and len(name) <= LONGEST_KEY and _fits(leaf.value):
            fields[name] = bounded(leaf.value)
        else:
            rest.append(f"{leaf.name}: {_said(leaf.value)}")
    text = "\n".join(rest)
    pieces = [text[at : at + LONGEST_VALUE] for at in range(0, len(text), LONGEST_VALUE)]
    if len(pieces) > REST_PIECES:
        raise Invalid(FieldProblem("body", TOO_MUCH))
    for number, piece in enumerate(pieces, 1):
        fields[_free(REST if number == 1 else f"{REST} {number}", fields)] = bounded(piece)
    return fields


def _free(name: str, taken: dict[str, Any]) -> str:
    """Return a name that nothing else has."""
    while name in taken:
        name = f"{name}'"
    return name


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _fits(value: object) -> bool:
    try:
        bounded(value)
    except Unfit:
        return False
    return True
