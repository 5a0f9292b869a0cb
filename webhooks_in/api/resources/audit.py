"""The audit: who did what to what."""

from domain.api_key import Scope
from webhooks_in.api.cursors import LARGEST_LINE, cursor_of, mark_of, spot_of
from webhooks_in.api.lead_models import LinesPage, LineTold
from webhooks_in.api.models import AuditQuery
from webhooks_in.api.routes import Call, Desk, Reply, Route


async def list_audit(desk: Desk, call: Call) -> Reply:
    """Return a page of the audit."""
    query = call.asked(AuditQuery)
    mark = mark_of(query)
    spot = spot_of(mark, query.cursor, LARGEST_LINE)
    before = spot.number if spot else None
    page = await desk.browsing.audit(call.caller, query.as_search(), before, query.limit)
    more = cursor_of(mark, page.more) if page.more else None
    return Reply(LinesPage(items=[LineTold.of(each) for each in page.lines], next_cursor=more))


ROUTES = (
    Route(
        "GET",
        "/api/v1/audit",
        "list_audit",
        "List what happened in the workspace, the newest first",
        Scope.AUDIT_READ,
        LinesPage,
        list_audit,
        query=AuditQuery,
    ),
)
