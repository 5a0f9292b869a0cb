"""How programs hear that a lead was accepted: what they sent is in the database by then."""

from aiohttp import web

from storage.inbox import Receipt


def accepted(receipt: Receipt, status: int = 202) -> web.Response:
    """Answer 202 to what is new, unless its sender wants another *status*; 200 to what is not."""
    answer = {
        "status": "accepted",
        "lead_id": str(receipt.lead_id),
        "duplicate": receipt.duplicate,
    }
    return web.json_response(answer, status=200 if receipt.duplicate else status)


def ignored() -> web.Response:
    """Answer what tells of no lead, so that its sender does not try again."""
    return web.json_response({"status": "ignored"})
