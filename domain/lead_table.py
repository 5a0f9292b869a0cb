"""The table of leads that leaves in a file: its columns, and the row of a lead."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from domain.cells import Cell, as_text, by_clock

MOST_OWN_COLUMNS = 50
"""Custom fields that get a column of their own; all others share one."""
MOST_NAMES = 5_000
"""Names of custom fields that are counted: whoever posts leads may invent any number."""
UTM = ("source", "medium", "campaign", "term", "content", "id")
OWN = "field: "

COLUMNS = (
    "number",
    "created_at",
    "time_zone",
    "source",
    "stated_source",
    "name",
    "email",
    "phone",
    "company",
    "message",
    "status",
    "held",
    "lost_reason",
    "owner",
    "score",
    "temperature",
    "tags",
    "repeat_of",
    *(f"utm_{name}" for name in UTM),
    "utm_other",
    "page_url",
    "referrer",
    "consent",
    "notes",
    "last_note",
    "last_note_at",
    "taken_at",
    "taken_by",
    "first_response_at",
    "closed_at",
)
OTHERS = "other_fields"
PHONE = COLUMNS.index("phone")


@dataclass(frozen=True, slots=True)
class LeadLine:
    """All that is known of one lead; ``contact`` as its sender put it."""

    number: int
    received_at: datetime
    contact: Mapping[str, Any]
    source: str
    status: str
    temperature: str
    score: int
    held: bool = False
    lost_reason: str | None = None
    owner: str | None = None
    tags: Sequence[str] = ()
    repeat_of: int | None = None
    notes: int = 0
    last_note: str | None = None
    last_note_at: datetime | None = None
    taken_at: datetime | None = None
    taken_by: str | None = None
    first_response_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Columns:
    """The columns of one table: ours, one for each of ``own``, and one for ``others`` if any."""

    zone: str
    own: Sequence[str] = ()
    others: bool = False

    @classmethod
    def of(cls, zone: str, named: Counter[str]) -> "Columns":
        """Give the fields that most leads have a column, by name."""
        own = sorted(name for name, _ in named.most_common(MOST_OWN_COLUMNS))
        return cls(zone, own, len(named) > len(own))

    @cached_property
    def header(self) -> Sequence[str]:
        """Return the names of all columns."""
        others = (OTHERS,) if self.others else ()
        return (*COLUMNS, *(f"{OWN}{name}" for name in self.own), *others)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.own)

    def row(self, lead: LeadLine) -> list[Cell]:
        """Return the cells of a lead, in the order of the header."""
        return [*self._ours(lead), *self._theirs(lead.contact.get("fields") or {})]

    def _ours(self, lead: LeadLine) -> Iterable[Cell]:
        contact, zone = lead.contact, self._zone
        utm = contact.get("utm") or {}
        yield lead.number
        yield by_clock(lead.received_at, zone)
        yield self.zone
        yield lead.source
        for name in ("source", "name", "email", "phone", "company", "message"):
            yield contact.get(name)
        yield lead.status
        yield "yes" if lead.held else "no"
        yield lead.lost_reason
        yield lead.owner
        yield lead.score
        yield lead.temperature
        yield ", ".join(lead.tags) or None
        yield lead.repeat_of
        for name in UTM:
            yield utm.get(name)
        yield as_text({name: utm[name] for name in utm if name not in UTM} or None)
        yield contact.get("page_url")
        yield contact.get("referrer")
        yield as_text(contact.get("consent") or None)
        yield lead.notes
        yield lead.last_note
        yield by_clock(lead.last_note_at, zone)
        yield by_clock(lead.taken_at, zone)
        yield lead.taken_by
        yield by_clock(lead.first_response_at, zone)
        yield by_clock(lead.closed_at, zone)

    def _theirs(self, fields: Mapping[str, Any]) -> Iterable[Cell]:
        for name in self.own:
            yield as_text(fields.get(name))
        if self.others:
            left = {name: value for name, value in fields.items() if name not in self._known}
            yield as_text(left or None)


def count_names(named: Counter[str], fields: Iterable[Mapping[str, Any] | None]) -> None:
    """Count the names of custom fields; once there are too many, only those that are known."""
    for each in fields:
        for name in each or ():
            if name in named or len(named) < MOST_NAMES:
                named[name] += 1
