"""The floor: the least that a server in aiohttp can do for a signed request.

It reads the body, checks one HMAC and answers 202. It stores nothing, so nothing that keeps
its promises can be faster; how close the house comes is what the benchmarks tell.
"""

import asyncio
import hmac
import sys

import uvloop
from aiohttp import web

from benchmarks.load import HOST
from domain.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, standard_signature

KEY = bytes(range(32))
PATH = "/leads"
ANSWER = b'{"status": "accepted", "lead_id": "00000000-0000-0000-0000-000000000000"}'


async def receive(request: web.Request) -> web.Response:
    """Answer 202 to a signed request."""
    body = await request.read()
    headers = request.headers
    right = standard_signature(KEY, headers[ID_HEADER], int(headers[TIMESTAMP_HEADER]), body)
    if not hmac.compare_digest(right, headers[SIGNATURE_HEADER]):
        return web.Response(status=401)
    return web.Response(body=ANSWER, status=202, content_type="application/json")


async def ready(_: web.Request) -> web.Response:
    """Answer 200."""
    return web.Response()


async def serve(port: int) -> None:
    """Listen until the process is ended."""
    app = web.Application()
    app.router.add_post(PATH, receive)
    app.router.add_get("/readyz", ready)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
