"""What every inbound format must produce, and LeadsBot's own body rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.contact import email_address, email_key, phone_e164, phone_key
from domain.errors import FieldProblem, Invalid
from domain.lead_fields import LeadDraft
from domain.plain_text import one_line

LEAD_CREATED = "lead.created"
NOT_REACHABLE = "must hold an e-mail, a phone, a message or another way to reach the person"

_ENVELOPE = ("event", "id", "data")
_LONGEST_ID = 256
_WIDEST_ID = 2**63
_LONGEST_KEY_SHOWN = 64
_MOST_PROBLEMS = 50

Line = Annotated[str, Field(max_length=200)]
Url = Annotated[str, Field(max_length=4096)]


class Caught(StrEnum):
    """What a door of ours saw that people do not do."""

    GOTCHA = "gotcha"
    HASTE = "haste"
    FLOOD = "flood"


class NewLead(BaseModel):
    """A person who asked for something, as they put it; every text is clean and bounded.

    ``utm`` is keyed without the ``utm_`` prefix; ``fields`` holds what the
    form had besides, under the names the form gave it; ``caught`` is never
    what a sender says of itself. ``unfinished`` is what somebody typed and did not send.
    """

    model_config = ConfigDict(frozen=True)

    name: Line | None = None
    email: Annotated[str, Field(max_length=320)] | None = None
    phone: Annotated[str, Field(max_length=64)] | None = None
    company: Line | None = None
    message: Annotated[str, Field(max_length=10_000)] | None = None
    source: Line | None = None
    page_url: Url | None = None
    referrer: Url | None = None
    utm: dict[Line, Annotated[str, Field(max_length=500)]] = Field(default={}, max_length=16)
    consent: dict[str, Any] = Field(default={})
    fields: dict[str, Any] = Field(default={})
    caught: tuple[Caught, ...] = ()
    unfinished: bool = False

    # The two below cost some 40 µs and are first needed when the lead is processed, not while
    # its sender waits for the answer.

    @cached_property
    def email_ok(self) -> bool | None:
        """Whether the e-mail can be one; None when there is none."""
        return None if self.email is None else email_address(self.email) is not None

    @cached_property
    def phone_e164(self) -> str | None:
        """The phone as ``+`` and digits; None when absent or not written internationally."""
        return None if self.phone is None else phone_e164(self.phone)

    @property
    def email_key(self) -> str | None:
        """What the e-mail is known by, however it is spelled."""
        return email_key(self.email)

    @property
    def phone_key(self) -> str | None:
        """What the phone is known by, however it is spelled."""
        return phone_key(self.phone, self.phone_e164)


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """Something a source tells us; ``id`` is the sender's own, when the body has one.

    ``content_hash`` stands for what was told where the bytes around it differ from post to post:
    the same id with the same content is the same event. None means the bytes of the whole body.
    With ``id_first`` somebody chose the id on purpose, and it counts before any other.
    """

    event: str
    id: str | None
    lead: NewLead
    content_hash: str | None = None
    id_first: bool = False


def read_event(document: object) -> InboundEvent:
    """Read an envelope or a bare ``data`` object; Invalid names every problem at once.

    An object with an ``event``, or with an object under ``data``, is an
    envelope. In a bare object an ``id`` is one more custom field: form
    builders put the number of the form there, which says nothing about
    the event.
    """
    if not isinstance(document, dict):
        raise Invalid(FieldProblem("body", "must be an object"))
    if "event" not in document and not isinstance(document.get("data"), dict):
        return InboundEvent(LEAD_CREATED, None, read_lead(document))
    problems = list(_envelope_problems(document))
    lead = None
    try:
        lead = read_lead(document.get("data"), within="data")
    except Invalid as invalid:
        problems.extend(invalid.problems)
    if problems or lead is None:
        raise Invalid(*problems[:_MOST_PROBLEMS])
    return InboundEvent(LEAD_CREATED, _id_of(document), lead)


def read_lead(data: object, within: str = "") -> NewLead:
    """Read the lead in one object; Invalid names problems by their path, below *within*."""
    if not isinstance(data, dict):
        raise Invalid(FieldProblem(within or "body", "must be an object"))
    draft = LeadDraft()
    draft.read(data)
    problems = draft.problems
    lead = None
    try:
        lead = NewLead.model_validate(draft.values)
    except ValidationError as error:
        problems = [*problems, *_out_of_bounds(error)]
    if problems or lead is None:
        prefix = f"{within}." if within else ""
        found = (FieldProblem(prefix + each.field, each.message) for each in problems)
        raise Invalid(*list(found)[:_MOST_PROBLEMS])
    if not draft.is_reachable:
        raise Invalid(FieldProblem(within or "body", NOT_REACHABLE))
    return lead


def _envelope_problems(document: dict[Any, Any]) -> Iterator[FieldProblem]:
    """Say what is wrong around the data."""
    if document.get("event") != LEAD_CREATED:
        yield FieldProblem("event", f"must be {LEAD_CREATED}")
    event_id = document.get("id")
    if event_id is not None and not is_event_id(event_id):
        yield FieldProblem("id", f"must be 1 to {_LONGEST_ID} printable characters")
    for key in document:
        if key not in _ENVELOPE:
            shown = one_line(str(key))[:_LONGEST_KEY_SHOWN] or "(no name)"
            yield FieldProblem(shown, "extra_forbidden: the envelope has event, id and data only")


def is_event_id(value: object) -> bool:
    """Tell whether *value* can be an event's id."""
    if isinstance(value, str):
        return 1 <= len(value) <= _LONGEST_ID and value.isprintable() and not value.isspace()
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _WIDEST_ID


def _id_of(document: dict[Any, Any]) -> str | None:
    """Return the event's id as text."""
    value = document.get("id")
    return None if value is None else str(value)


def _out_of_bounds(error: ValidationError) -> Iterator[FieldProblem]:
    """Name what is too long; the draft has seen to everything else."""
    for each in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part)[:_LONGEST_KEY_SHOWN] for part in each["loc"])
        most = each.get("ctx", {}).get("max_length")
        unit = "entries" if each["type"] == "too_long" else "characters"
        yield FieldProblem(path, f"must have at most {most} {unit}")
