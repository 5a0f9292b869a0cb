"""How programs hear that a lead was accepted: what they sent is in the database by then."""

from aiohttp import web

from storage.inbox import Receipt


def accepted(receipt: Receipt) -> web.Response:
    """Answer 202 to what is new, and 200 to what came before."""
    answer = {
        "status": "accepted",
        "lead_id": str(receipt.lead_id),
        "duplicate": receipt.duplicate,
    }
    return web.json_response(answer, status=200 if receipt.duplicate else 202)
