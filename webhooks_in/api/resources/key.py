"""The key itself: which one it is, and what it may do."""

from webhooks_in.api.models import KeyTold, NoQuery
from webhooks_in.api.routes import Call, Desk, Reply, Route


async def get_key(_: Desk, call: Call) -> Reply:
    """Return the key that calls."""
    return Reply(KeyTold.of(call.key, call.caller.workspace_id))


ROUTES = (
    Route(
        "GET",
        "/api/v1/key",
        "get_key",
        "Read which key you call with",
        None,
        KeyTold,
        get_key,
        query=NoQuery,
    ),
)
