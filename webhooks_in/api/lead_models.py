"""Leads as programs send and get them."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from domain.audit import AuditLine
from domain.caller import MemberId
from domain.lead import Lead, LostReason, Status
from domain.lead_edit import LeadEdit
from domain.lead_filter import LeadFilter
from domain.plain_text import many_lines
from domain.scoring import Temperature
from domain.tags import LENGTH, MOST, Tag
from webhooks_in.api.fields import (
    USUAL_ON_PAGE,
    Asked,
    AskedInQuery,
    AskedMoment,
    Moment,
    NextCursor,
    PageCursor,
    PageLimit,
    Told,
)

LONGEST_TEXT, LONGEST_NOTE = 200, 2_000
NOBODY = "none"


class LeadErasedTold(Told):
    """A lead that was erased: what is left of it."""

    id: UUID
    number: int


class LeadsQuery(AskedInQuery):
    """Which leads; what is left out may be anything."""

    status: Annotated[
        tuple[Status, ...], Field(max_length=7, description="May be there several times.")
    ] = ()
    source: Annotated[UUID | None, Field(description="The id of a source.")] = None
    owner: Annotated[
        UUID | Literal["none"] | None,
        Field(description="The id of a member, or `none` for leads that nobody has."),
    ] = None
    temperature: Temperature | None = None
    created_from: Annotated[
        AskedMoment | None, Field(description="Leads that came then or later.")
    ] = None
    created_before: Annotated[
        AskedMoment | None, Field(description="Leads that came before then.")
    ] = None
    text: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=LONGEST_TEXT,
            description="Whole words, an e-mail, the digits of a phone, or a number.",
        ),
    ] = None
    cursor: PageCursor = None
    limit: PageLimit = USUAL_ON_PAGE

    def as_filter(self) -> LeadFilter:
        """Say it as the domain does."""
        owner = self.owner
        return LeadFilter(
            statuses=tuple(dict.fromkeys(self.status)),
            source_id=self.source,
            owner=MemberId(owner) if isinstance(owner, UUID) else None,
            unowned=owner == NOBODY,
            temperature=self.temperature,
            since=self.created_from,
            before=self.created_before,
            text=self.text or "",
        )


class PageQuery(AskedInQuery):
    """Which page."""

    cursor: PageCursor = None
    limit: PageLimit = USUAL_ON_PAGE


class Named(Told):
    """A member or a source."""

    id: UUID
    name: str


class LeadTold(Told):
    """A lead."""

    id: UUID
    number: Annotated[int, Field(description="Counts from 1 within the workspace.")]
    version: Annotated[int, Field(description="Grows with every change of status or owner.")]
    status: Status
    lost_reason: LostReason | None
    held: Annotated[bool, Field(description="Whether it is kept back because it looks like spam.")]
    score: Annotated[int, Field(description="How promising it looked when it came, 0 to 100.")]
    temperature: Temperature
    owner: Annotated[Named | None, Field(description="The member who has it.")]
    source: Named
    received_at: Moment
    respond_by: Annotated[Moment | None, Field(description="When somebody should have answered.")]
    overdue: bool
    first_request: Annotated[
        int | None, Field(description="The number of the first lead of the same person.")
    ]
    tags: list[str]
    name: str | None
    email: Annotated[str | None, Field(description="As it was typed.")]
    phone: Annotated[str | None, Field(description="As it was typed.")]
    phone_e164: Annotated[str | None, Field(description="`+` and digits, where it is clear.")]
    company: str | None
    message: str | None
    label: Annotated[str | None, Field(description="What the form calls itself: its `source`.")]
    page_url: str | None
    referrer: str | None
    utm: dict[str, str]
    consent: dict[str, Any]
    fields: dict[str, Any]
    unfinished: Annotated[bool, Field(description="Typed into a form and not sent.")]

    @classmethod
    def of(cls, lead: Lead, tags: tuple[Tag, ...]) -> Self:
        """Tell a lead."""
        contact = lead.contact
        return cls(
            id=lead.id,
            number=lead.number,
            version=lead.version,
            status=lead.status,
            lost_reason=lead.lost_reason,
            held=lead.is_held,
            score=lead.score,
            temperature=lead.temperature,
            owner=Named(id=lead.owner.id, name=lead.owner.name) if lead.owner else None,
            source=Named(id=lead.source_id, name=lead.source_name),
            received_at=lead.received_at,
            respond_by=lead.respond_by,
            overdue=lead.overdue,
            first_request=lead.repeat.first if lead.repeat else None,
            tags=[each.name for each in tags],
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
            phone_e164=contact.phone_e164,
            company=contact.company,
            message=contact.message,
            label=contact.source,
            page_url=contact.page_url,
            referrer=contact.referrer,
            utm=contact.utm,
            consent=contact.consent,
            fields=contact.fields,
            unfinished=contact.unfinished,
        )


class LeadsPage(Told):
    """Some leads, the newest first.

    A page may hold fewer than asked for and yet not be the last: go on while there is a cursor.
    """

    items: list[LeadTold]
    next_cursor: NextCursor


class NewLeadSent(Asked):
    """A lead to make, as if its source had posted it."""

    source_id: Annotated[UUID, Field(description="The source that it is to come from.")]
    lead: Annotated[
        dict[str, Any],
        Field(
            description="What a source would send under `data`: `name`, `email`, `phone`,"
            " `company`, `message`, `source`, `page_url`, `referrer`, `utm`, `consent`, `fields`;"
            " other keys become custom fields. At least one way to reach the person, or a message."
        ),
    ]


class LeadAccepted(Told):
    """A lead that is on disk; it can be read a moment later."""

    status: Literal["accepted"] = "accepted"
    lead_id: UUID
    duplicate: Annotated[bool, Field(description="Whether the same came before.")]


class LeadChanges(Asked):
    """What the lead is to become; what is left out stays as it is.

    All of it happens, or none: first the owner, then the status, the tags and the note.
    """

    version: Annotated[
        int | None,
        Field(
            ge=1,
            le=2**31 - 1,
            description="The version that you know: 409 if the lead has another by now.",
        ),
    ] = None
    status: Status | None = None
    lost_reason: Annotated[
        LostReason | None, Field(description="Only with the status `lost`.")
    ] = None
    owner: Annotated[
        UUID | None, Field(description="The id of a member, or null to give it back to everybody.")
    ] = None
    tags: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=LENGTH)], ...] | None,
        Field(max_length=MOST, description="All that it is to have; others are taken away."),
    ] = None
    note: Annotated[
        str | None, Field(min_length=1, max_length=LONGEST_NOTE, description="A note to add.")
    ] = None

    @model_validator(mode="after")
    def _must_ask_for_something(self) -> Self:
        if not self.model_fields_set - {"version"}:
            raise ValueError("must have something to change")
        if self.lost_reason is not None and self.status is not Status.LOST:
            raise ValueError("lost_reason goes with the status lost alone")
        if self.note is not None and not many_lines(self.note):
            raise ValueError("note must have something to read")
        return self

    def as_edit(self) -> LeadEdit:
        """Say it as the domain does; refuse with Invalid what is no tag."""
        return LeadEdit(
            status=self.status,
            reason=self.lost_reason,
            gives="owner" in self.model_fields_set,
            owner=MemberId(self.owner) if self.owner else None,
            tags=tuple(map(Tag.read, self.tags)) if self.tags is not None else None,
            note=many_lines(self.note) if self.note is not None else None,
        )


class ActorTold(Told):
    """Who did something: a member, a source, a key, or LeadsBot itself (`system`)."""

    kind: Literal["member", "source", "key", "system"]
    id: UUID | None
    name: str


class LineTold(Told):
    """Something that happened."""

    id: int
    at: Moment
    actor: ActorTold
    action: Annotated[str, Field(description="The event, such as `lead.taken`.")]
    subject_id: Annotated[UUID, Field(description="The thing that it happened to.")]
    details: dict[str, str]

    @classmethod
    def of(cls, line: AuditLine) -> Self:
        """Tell a line of the audit."""
        entry = line.entry
        who = ActorTold(kind=entry.actor.kind.value, id=entry.actor.id, name=entry.actor.name)
        return cls(
            id=line.id,
            at=entry.at,
            actor=who,
            action=entry.action,
            subject_id=line.subject_id,
            details=dict(entry.details),
        )


class LinesPage(Told):
    """Some of what happened, the newest first."""

    items: list[LineTold]
    next_cursor: NextCursor
