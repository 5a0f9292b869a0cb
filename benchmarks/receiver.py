"""A receiver of webhooks that answers at once, and beside it addresses that never answer."""

import asyncio
import hmac
import re
import sys
from time import monotonic

import uvloop
from aiohttp import web

from benchmarks import floor
from benchmarks.leads import NAME_PREFIX
from benchmarks.load import HOST
from domain.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, standard_signature

HOOK, HANG = "/hook", "/hang"
LEAD = re.compile(re.escape(NAME_PREFIX).encode() + rb"(\d{8})")


class Receiver:
    """Remembers when each call came: of which endpoint, and about which lead, if about one."""

    def __init__(self) -> None:
        self.arrivals: list[tuple[float, int, int | None]] = []
        self.hanging = 0

    async def hear(self, request: web.Request) -> web.Response:
        """Answer 204 to a signed call."""
        body, headers = await request.read(), request.headers
        stamp = int(headers[TIMESTAMP_HEADER])
        right = standard_signature(floor.KEY, headers[ID_HEADER], stamp, body)
        if not hmac.compare_digest(right, headers[SIGNATURE_HEADER]):
            return web.Response(status=401)
        found = LEAD.search(body)
        endpoint = int(request.match_info["number"])
        self.arrivals.append((monotonic(), endpoint, int(found[1]) if found else None))
        return web.Response(status=204)

    async def hang(self, _: web.Request) -> web.Response:
        """Answer nothing for as long as the caller waits."""
        self.hanging += 1
        await asyncio.Event().wait()
        return web.Response()

    async def tell(self, _: web.Request) -> web.Response:
        """Tell what came, by the system's monotonic clock, and how many calls hang."""
        return web.json_response({"arrivals": self.arrivals, "hanging": self.hanging})


async def ready(_: web.Request) -> web.Response:
    """Answer 200."""
    return web.Response()


def build_app() -> web.Application:
    """Build what listens."""
    receiver, app = Receiver(), web.Application()
    app.router.add_post(HOOK + "/{number}", receiver.hear)
    app.router.add_post(HANG + "/{number}", receiver.hang)
    app.router.add_get("/heard", receiver.tell)
    app.router.add_get("/readyz", ready)
    return app


async def serve(port: int) -> None:
    """Listen until the process is ended."""
    runner = web.AppRunner(build_app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
