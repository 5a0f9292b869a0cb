"""Leads: to list, read, make and change them, and to see what happened to one."""

from hashlib import sha256
from uuid import uuid4

from domain.api_key import Scope
from domain.errors import (
    FieldProblem,
    IdConflict,
    Invalid,
    LeadAlreadyTaken,
    MoveNotPossible,
    NotAnAgent,
    NotFound,
    PreconditionFailed,
    SourcePaused,
    StorageFull,
    VersionConflict,
)
from domain.inbound import read_lead
from domain.lead import LeadId
from domain.lead_edit import Known, revision_of
from domain.lead_view import LeadView
from webhooks_in.api.cursors import LARGEST_LINE, cursor_of, mark_of, spot_of
from webhooks_in.api.lead_models import (
    LeadAccepted,
    LeadChanges,
    LeadErasedTold,
    LeadsPage,
    LeadsQuery,
    LeadTold,
    LinesPage,
    LineTold,
    NewLeadSent,
    PageQuery,
)
from webhooks_in.api.models import NoQuery
from webhooks_in.api.routes import Call, Desk, Header, Reply, Route

LONGEST_KEY = 200
MOST_TAGS = 20
ETAG = "The lead as you see it, in a word: send it back as `If-Match` when you change the lead."
ANY = "*"


async def list_leads(desk: Desk, call: Call) -> Reply:
    """Return a page of leads."""
    query = call.asked(LeadsQuery)
    mark = mark_of(query)
    page = await desk.browsing.leads(
        call.caller, query.as_filter(), spot_of(mark, query.cursor), query.limit
    )
    more = page.found.more
    return Reply(
        LeadsPage(
            items=[
                LeadTold.of(each, tuple(page.tags.get(each.id, ()))) for each in page.found.leads
            ],
            next_cursor=cursor_of(mark, more.number, more.at) if more else None,
        )
    )


async def get_lead(desk: Desk, call: Call) -> Reply:
    """Return one lead."""
    return _told(await desk.leads.get(call.caller, LeadId(call.id_of("lead_id"))))


async def create_lead(desk: Desk, call: Call) -> Reply:
    """Hand a lead in at the same place where its source would."""
    sent = call.sent(NewLeadSent)
    event_id = f"key:{call.key.id}:{_idempotency_key(call)}"
    lead = read_lead(sent.lead, within="lead")
    source = await desk.doors.source_of(call.caller, sent.source_id)
    await call.charge(desk.source_quotas(call.caller, sent.source_id))
    receipt = await desk.intake.accept(source, event_id, sha256(call.raw).hexdigest(), lead)
    told = LeadAccepted(lead_id=receipt.lead_id, duplicate=receipt.duplicate)
    place = {"Location": f"/api/v1/leads/{receipt.lead_id}"}
    return Reply(told, 200 if receipt.duplicate else 202, place)


async def change_lead(desk: Desk, call: Call) -> Reply:
    """Change one lead, all at once."""
    sent = call.sent(LeadChanges)
    known = Known(sent.version, _revisions(call))
    lead_id = LeadId(call.id_of("lead_id"))
    return _told(await desk.editing.edit(call.caller, lead_id, sent.as_edit(), known))


async def erase_lead(desk: Desk, call: Call) -> Reply:
    """Erase one lead for good."""
    gone = await desk.erasing.erase(call.caller, LeadId(call.id_of("lead_id")))
    return Reply(LeadErasedTold(id=gone.id, number=gone.number))


async def list_timeline(desk: Desk, call: Call) -> Reply:
    """Return a page of what happened to a lead."""
    query = call.asked(PageQuery)
    lead_id = LeadId(call.id_of("lead_id"))
    spot = spot_of(lead_id.hex, query.cursor, LARGEST_LINE)
    before = spot.number if spot else None
    page = await desk.browsing.timeline(call.caller, lead_id, before, query.limit)
    more = cursor_of(lead_id.hex, page.more) if page.more else None
    return Reply(LinesPage(items=[LineTold.of(each) for each in page.lines], next_cursor=more))


def _told(view: LeadView) -> Reply:
    return Reply(LeadTold.of(view.lead, view.tags), headers={"ETag": f'"{revision_of(view)}"'})


def _idempotency_key(call: Call) -> str:
    """Return what makes a repeated call the same call; without the header none is."""
    given = call.request.headers.getall("Idempotency-Key", [])
    if not given:
        return uuid4().hex
    key = given[0]
    if (
        len(given) > 1
        or not 1 <= len(key) <= LONGEST_KEY
        or not (key.isascii() and key.isprintable())
    ):
        words = f"must be there once, with 1 to {LONGEST_KEY} printable ASCII characters"
        raise Invalid(FieldProblem("Idempotency-Key", words))
    return key


def _revisions(call: Call) -> frozenset[str] | None:
    """Return the revisions of which the lead must have one; ``None`` if any will do."""
    given = call.request.headers.getall("If-Match", [])
    words = [each.strip() for header in given for each in header.split(",")]
    if not given or ANY in words:
        return None
    # What is no strong tag of ours matches nothing (RFC 9110, section 13.1.1).
    return frozenset(
        each[1:-1] for each in words[:MOST_TAGS] if len(each) > 1 and each[0] == each[-1] == '"'
    )


ROUTES = (
    Route(
        "GET",
        "/api/v1/leads",
        "list_leads",
        "List leads, the newest first",
        Scope.LEADS_READ,
        LeadsPage,
        list_leads,
        query=LeadsQuery,
    ),
    Route(
        "POST",
        "/api/v1/leads",
        "create_lead",
        "Make a lead, as if its source had posted it",
        Scope.LEADS_WRITE,
        LeadAccepted,
        create_lead,
        query=NoQuery,
        body=NewLeadSent,
        headers=(
            Header(
                "Idempotency-Key",
                "The same key with the same body makes one lead, however often it is sent.",
                {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
            ),
        ),
        statuses={
            202: "It is on disk, and can be read a moment later.",
            200: "The same came before; nothing happened twice.",
        },
        tells_headers={"Location": "Where the lead can be read."},
        refusals=(SourcePaused, NotFound, IdConflict, StorageFull),
    ),
    Route(
        "GET",
        "/api/v1/leads/{lead_id}",
        "get_lead",
        "Read a lead",
        Scope.LEADS_READ,
        LeadTold,
        get_lead,
        query=NoQuery,
        tells_headers={"ETag": ETAG},
        refusals=(NotFound,),
    ),
    Route(
        "PATCH",
        "/api/v1/leads/{lead_id}",
        "change_lead",
        "Change status, owner and tags of a lead, and add a note",
        Scope.LEADS_WRITE,
        LeadTold,
        change_lead,
        query=NoQuery,
        body=LeadChanges,
        headers=(
            Header(
                "If-Match",
                "The `ETag` that you know: 412 if the lead has changed since.",
                {"type": "string"},
            ),
        ),
        tells_headers={"ETag": ETAG},
        refusals=(
            NotFound,
            VersionConflict,
            MoveNotPossible,
            LeadAlreadyTaken,
            NotAnAgent,
            PreconditionFailed,
            StorageFull,
        ),
    ),
    Route(
        "DELETE",
        "/api/v1/leads/{lead_id}",
        "erase_lead",
        "Erase a lead for good, and everything about its person",
        Scope.LEADS_ERASE,
        LeadErasedTold,
        erase_lead,
        query=NoQuery,
        statuses={200: "Nothing of it is left but its id and number."},
        refusals=(NotFound, StorageFull),
    ),
    Route(
        "GET",
        "/api/v1/leads/{lead_id}/timeline",
        "list_timeline",
        "List what happened to a lead, the newest first",
        Scope.LEADS_READ,
        LinesPage,
        list_timeline,
        query=PageQuery,
        refusals=(NotFound,),
    ),
)
