"""Another program of the fictitious company, which hears of leads and shows what came to it.

It stands for a customer's own code, so it verifies by the few lines of `docs/webhooks.md`
instead of anything of ours. Whatever comes is listed, and said to be verified or not.
"""

import asyncio
import base64
import hmac
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from sandbox.guard import add_headers, guard

STATIC = Path(__file__).parent / "static"
KEPT = 50
LONGEST_BODY = 256 * 1024
LONGEST_SHOWN = 4000
TOLERANCE = 300
NOTHING = "<p>Nothing has come yet. Take a lead in the chat, and look again.</p>"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One call, as it came; ``event`` and ``about`` are what its body says, if it can be read."""

    at: float
    verified: bool
    event: str
    about: str
    body: str


@dataclass(slots=True)
class Receiver:
    """Who listens; the secret is what the bot showed when the endpoint was made."""

    now: Callable[[], float]
    url: str = ""
    secret: str = ""
    arrivals: deque[Arrival] = field(default_factory=lambda: deque(maxlen=KEPT))
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Remember a call; tell whether it is verified."""
        good = bool(self.secret) and verified(self.secret, headers, body, self.now())
        event, about = _said(body)
        shown = body.decode(errors="replace")[:LONGEST_SHOWN]
        self.arrivals.append(Arrival(self.now(), good, event, about, shown))
        self._came.set()
        return good

    async def heard_of(self, event: str, seconds: float) -> Arrival:
        """Return the newest call about *event* once there is one; TimeoutError otherwise."""
        async with asyncio.timeout(seconds):
            while True:
                self._came.clear()
                found = (each for each in reversed(self.arrivals) if each.event == event)
                if arrival := next(found, None):
                    return arrival
                await self._came.wait()


async def listen(receiver: Receiver, host: str) -> web.AppRunner:
    """Listen on a free port for `/hook`, and show at `/` what came; ``url`` is there then."""

    async def hear(request: web.Request) -> web.Response:
        good = receiver.take(request.headers, await request.read())
        return web.Response(status=204 if good else 401)

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=_page(receiver), content_type="text/html")

    async def file(request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / request.path.rpartition("/")[2])

    app = web.Application(middlewares=[guard()], client_max_size=LONGEST_BODY)
    app.on_response_prepare.append(add_headers)
    app.router.add_post("/hook", hear)
    app.router.add_get("/", show)
    app.router.add_get("/receiver.css", file)
    app.router.add_get("/icon.svg", file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, 0).start()
    receiver.url = f"http://{host}:{runner.addresses[0][1]}/"
    return runner


def verified(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Tell whether the call is from LeadsBot and not older than five minutes."""
    stamp = headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id', '')}.{stamp}.".encode(errors="replace") + body
    right = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    given = headers.get("webhook-signature", "").encode(errors="replace")
    return any(hmac.compare_digest(right, each) for each in given.split())


def _said(body: bytes) -> tuple[str, str]:
    """Read which event a body tells of, and of whom; a stranger may have written anything."""
    try:
        told = json.loads(body)
        event = str(told["event"])[:64]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "no event", ""
    try:
        lead = told["data"]["lead"]
        return event, f"#{lead['number']} {lead['contact']['name'] or ''}".strip()[:80]
    except (KeyError, TypeError):
        return event, ""


def _page(receiver: Receiver) -> str:
    shown = "".join(_line(each) for each in reversed(receiver.arrivals))
    values = {"arrivals": f"<ol>{shown}</ol>" if shown else NOTHING}
    return Template((STATIC / "receiver.html").read_text(encoding="utf-8")).substitute(values)


def _line(arrival: Arrival) -> str:
    kind, words = ("good", "✓ verified") if arrival.verified else ("bad", "✗ not verified")
    moment = datetime.fromtimestamp(arrival.at, UTC)
    return (
        f'<li><p><span class="{kind}">{words}</span> <strong>{escape(arrival.event)}</strong> '
        f"{escape(arrival.about)} <time>{moment:%H:%M:%S} UTC</time></p>"
        f"<details><summary>What it says</summary><pre>{escape(arrival.body)}</pre></details></li>"
    )
