"""Members: to whom leads may be given."""

from domain.api_key import Scope
from webhooks_in.api.models import MembersTold, MemberTold, NoQuery
from webhooks_in.api.routes import Call, Desk, Reply, Route


async def list_members(desk: Desk, call: Call) -> Reply:
    """Return everybody in the team."""
    found = await desk.team.members(call.caller)
    return Reply(MembersTold(items=[MemberTold.of(each) for each in found]))


ROUTES = (
    Route(
        "GET",
        "/api/v1/members",
        "list_members",
        "List the team: the ids that `owner` of a lead may have",
        Scope.LEADS_WRITE,
        MembersTold,
        list_members,
        query=NoQuery,
    ),
)
