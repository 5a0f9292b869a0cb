"""Sources: to list, read, make and change them, and to change their secrets."""

from domain.api_key import Scope
from domain.errors import AlreadyExists, NotFound, RotatedRecently, StorageFull
from webhooks_in.api.models import (
    NewSourceSent,
    NoBody,
    NoQuery,
    SourceChanges,
    SourceSecret,
    SourcesTold,
    SourceTold,
)
from webhooks_in.api.routes import Call, Desk, Reply, Route


async def list_sources(desk: Desk, call: Call) -> Reply:
    """Return every source."""
    found = await desk.sources.all(call.caller)
    return Reply(SourcesTold(items=[SourceTold.of(each, desk.public_url) for each in found]))


async def get_source(desk: Desk, call: Call) -> Reply:
    """Return one source."""
    view = await desk.sources.look(call.caller, call.id_of("source_id"))
    return Reply(SourceTold.of(view.source, desk.public_url))


async def create_source(desk: Desk, call: Call) -> Reply:
    """Make a source, and tell its secret once."""
    made = await desk.sources.create(call.caller, call.sent(NewSourceSent).name)
    told = SourceTold.of(made, desk.public_url)
    place = {"Location": f"/api/v1/sources/{made.id}"}
    return Reply(SourceSecret(source=told, secret=made.secret), 201, place)


async def change_source(desk: Desk, call: Call) -> Reply:
    """Rename a source, pause or resume it; a name that is taken changes nothing."""
    sent, source_id = call.sent(SourceChanges), call.id_of("source_id")
    if sent.name is not None:
        await desk.sources.rename(call.caller, source_id, sent.name)
    if sent.paused is not None:
        await desk.sources.pause(call.caller, source_id, paused=sent.paused)
    return await get_source(desk, call)


async def rotate_source(desk: Desk, call: Call) -> Reply:
    """Give a source a new secret, and tell it once."""
    new = await desk.sources.rotate(call.caller, call.id_of("source_id"))
    return Reply(SourceSecret(source=SourceTold.of(new, desk.public_url), secret=new.secret))


ROUTES = (
    Route(
        "GET",
        "/api/v1/sources",
        "list_sources",
        "List the sources, by name",
        Scope.SOURCES_READ,
        SourcesTold,
        list_sources,
        query=NoQuery,
    ),
    Route(
        "POST",
        "/api/v1/sources",
        "create_source",
        "Make a source; its secret is told this once",
        Scope.SOURCES_WRITE,
        SourceSecret,
        create_source,
        query=NoQuery,
        body=NewSourceSent,
        statuses={201: "It may post from now on."},
        tells_headers={"Location": "Where the source can be read."},
        refusals=(AlreadyExists, StorageFull),
    ),
    Route(
        "GET",
        "/api/v1/sources/{source_id}",
        "get_source",
        "Read a source",
        Scope.SOURCES_READ,
        SourceTold,
        get_source,
        query=NoQuery,
        refusals=(NotFound,),
    ),
    Route(
        "PATCH",
        "/api/v1/sources/{source_id}",
        "change_source",
        "Rename a source, pause or resume it",
        Scope.SOURCES_WRITE,
        SourceTold,
        change_source,
        query=NoQuery,
        body=SourceChanges,
        refusals=(NotFound, AlreadyExists, StorageFull),
    ),
    Route(
        "POST",
        "/api/v1/sources/{source_id}/rotate",
        "rotate_source",
        "Give a source a new secret, told this once; the one before counts for 24 hours more",
        Scope.SOURCES_WRITE,
        SourceSecret,
        rotate_source,
        query=NoQuery,
        body=NoBody,
        body_required=False,
        refusals=(NotFound, RotatedRecently, StorageFull),
    ),
)
