"""A fictitious company's site with a contact form, whose back end signs each lead and posts it.

It stands for a customer's own code, so it has its own few lines of Standard Webhooks
(https://www.standardwebhooks.com) instead of anything of ours.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

import aiohttp
from aiohttp import web

from sandbox.bot_api import WORLD

STATIC = Path(__file__).parent / "static"
POST_SECONDS = 10
LONGEST_FIELD = 4000
FIELDS = ("name", "email", "phone", "message")
Session = aiohttp.ClientSession  # noqa: TID251 - a customer's own client; this file is no code of our house


@dataclass(slots=True)
class Site:
    """Where the site posts its leads; both values may be set later."""

    inbound_url: str
    secret: str
    at: str
    now: Callable[[], float]
    problems: list[str] = field(default_factory=list)


def mount_site(
    app: web.Application,
    inbound_url: str = "",
    secret: str = "",
    at: str = "/site",
    now: Callable[[], float] | None = None,
) -> Site:
    """Add the site to an application and return it; `inbound_url` and `secret` may come later.

    `secret` is `whsec_<base64>`; `now` is the clock, by default that of the sandbox's world.
    """
    site = Site(inbound_url, secret, at.rstrip("/"), now or app[WORLD].now)

    async def show(_request: web.Request) -> web.Response:
        return _page("site.html", _form_values(site, {}, ""))

    async def file(request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / request.path.rpartition("/")[2])

    async def submit(request: web.Request) -> web.Response:
        return await _submit(site, request)

    app.router.add_get(site.at, show)
    app.router.add_get(f"{site.at}/site.css", file)
    app.router.add_get(f"{site.at}/icon.svg", file)
    app.router.add_post(site.at, submit)
    return site


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three Standard Webhooks headers for these bytes.

    Raise `ValueError` if the secret is not `whsec_` and base64.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = f"{message_id}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }


async def _submit(site: Site, request: web.Request) -> web.Response:
    """Take the form, post the lead, and show what really happened."""
    form = await request.post()
    typed = {name: str(form.get(name, "")).strip()[:LONGEST_FIELD] for name in FIELDS}
    message_id = str(form.get("submission", "")) or _new_id()
    problem = _missing(typed) or await _post(site, typed, message_id)
    if problem:
        site.problems.append(problem)
        values = _form_values(site, typed, problem, message_id)
        return _page("site.html", values, status=422 if _missing(typed) else 502)
    return _page("thanks.html", {"at": site.at, "name": escape(typed["name"])})


async def _post(site: Site, typed: dict[str, str], message_id: str) -> str:
    """Sign and post one lead; return what to tell the visitor, empty when it was accepted."""
    if not site.inbound_url or not site.secret:
        return "This form is not connected yet. Nothing was sent; please try again in a moment."
    lead = {name: value for name, value in typed.items() if value}
    lead |= {"source": "Contact form", "page_url": "https://nordlicht-solar.example/contact"}
    body = json.dumps({"event": "lead.created", "data": lead}, ensure_ascii=False).encode()
    headers = sign(site.secret, message_id, int(site.now()), body)
    headers["Content-Type"] = "application/json"
    try:
        async with (
            Session(timeout=aiohttp.ClientTimeout(total=POST_SECONDS)) as session,
            session.post(site.inbound_url, data=body, headers=headers) as answer,
        ):
            accepted, status = answer.ok, answer.status
    except (aiohttp.ClientError, TimeoutError):
        return "We could not reach our office system. Your message is still below; please retry."
    if accepted:
        return ""
    return (
        f"Our office system did not take the message (answer {status}). Please retry or call us."
    )


def _missing(typed: dict[str, str]) -> str:
    if not typed["name"]:
        return "Please tell us your name."
    if not typed["email"] and not typed["phone"]:
        return "Please leave an e-mail address or a phone number, so that we can answer."
    return ""


def _form_values(
    site: Site, typed: dict[str, str], problem: str, message_id: str = ""
) -> dict[str, str]:
    values = {name: escape(typed.get(name, "")) for name in FIELDS}
    alert = (
        f'<p class="problem" role="alert" id="problem">{escape(problem)}</p>' if problem else ""
    )
    return values | {
        "at": site.at,
        "problem": alert,
        "submission": escape(message_id or _new_id()),
    }


def _new_id() -> str:
    """Return an id that stays the same when a visitor sends the same form twice."""
    return f"msg_{secrets.token_urlsafe(16)}"


def _page(name: str, values: dict[str, str], status: int = 200) -> web.Response:
    text = Template((STATIC / name).read_text(encoding="utf-8")).substitute(values)
    return web.Response(text=text, content_type="text/html", status=status)
