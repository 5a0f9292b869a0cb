"""The door of forms: what a page's own form posts becomes a lead, and a person is thanked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urljoin

from aiohttp import web
from yarl import URL

from cards import form_page
from cards.reader import Reader
from domain.accept import asks_for_json, asks_for_page, languages
from domain.addresses import limit_key
from domain.errors import Forbidden, OriginNotAllowed, Refusal
from domain.form import Form, Shape
from domain.form_entry import Sent, read_entry, read_unfinished
from domain.locale import Language, Locale
from domain.measure import held_back
from domain.origin import origin_of, said_origin
from middlewares.http import ADDRESS, REQUEST_ID, Doorkeeper, note_refusal, problem
from services.intake import Intake
from storage.inbox import Receipt
from webhooks_in.form_body import read_sent
from webhooks_in.form_gate import FormGate
from webhooks_in.media import is_json
from webhooks_in.receipts import accepted
from webhooks_in.watch import Watch

MOST_BYTES = 64 * 1024
KEY_HEADER = "Idempotency-Key"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": f"Content-Type, {KEY_HEADER}",
    "Access-Control-Max-Age": "7200",
}


@dataclass(frozen=True, slots=True)
class FormDoor:
    """Receives what forms post, and answers as the client asks: a page, a redirect or JSON."""

    doorkeeper: Doorkeeper
    gate: FormGate
    intake: Intake
    watch: Watch
    now: Callable[[], datetime]

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Accept one entry; it is in the database before anybody is thanked."""
        try:
            receipt, goal = await self._accepted(request)
        except Refusal as refusal:
            self.watch.refused(request, refusal)
            if not asks_for_page(request.headers.get("Accept", "")):
                raise
            return _refused(request, refusal)
        return _thanked(request, receipt, goal)

    async def preflight(self, request: web.Request) -> web.Response:
        """Tell a browser whether a page of this site may post."""
        await self.gate.pass_origin(request)
        return web.Response(status=204, headers=PREFLIGHT)

    async def notice(self, request: web.Request) -> web.Response:
        """Hear which fields the form of a page has; admins are told when they are others."""
        self.doorkeeper.must_be_open()
        call = await self.gate.pass_form(request)
        shape = Shape.read((await self._sent(request)).data)
        if not call.form.takes_from(origin_of(shape.page)):
            raise OriginNotAllowed
        if call.form.would_change(shape):
            await self.gate.tell_of_shape(call, shape)
        return web.Response(status=204)

    async def keep_back(self, request: web.Request) -> web.Response:
        """Take what a visitor typed and left, if this form does; nobody waits for the answer."""
        self.doorkeeper.must_be_open()
        call = await self.gate.pass_form(request)
        if not call.form.unfinished:
            raise Forbidden
        sent = await self._sent(request)
        entry = read_unfinished(sent, page=_page(request.headers), now=self.now())
        await self.intake.keep_back(call.caller, str(entry.visit), entry.body_hash, entry.lead)
        return web.Response(status=204)

    async def _accepted(self, request: web.Request) -> tuple[Receipt, str | None]:
        self.doorkeeper.must_be_open()
        call = await self.gate.pass_form(request)
        sent = await self._sent(request)
        headers = request.headers
        entry = read_entry(sent, key=headers.get(KEY_HEADER), page=_page(headers), now=self.now())
        lead = entry.lead
        if call.measures:
            lead = held_back(lead, call.measures, limit_key(request[ADDRESS]))
        visit = entry.visit if call.form.unfinished else None
        receipt = await self.intake.accept(
            call.caller, entry.event_id, entry.body_hash, lead, visit=visit
        )
        self.watch.took(request, entry.lead, receipt)
        return receipt, _goal(entry.next_url, call.form, headers)

    async def _sent(self, request: web.Request) -> Sent:
        body = await self.doorkeeper.body(request, MOST_BYTES)
        kind = request.headers.get("Content-Type", "")
        return read_sent(request.content_type, kind, body)


def _thanked(request: web.Request, receipt: Receipt, goal: str | None) -> web.StreamResponse:
    accept = request.headers.get("Accept", "")
    if asks_for_json(accept, sent_json=is_json(request.content_type)):
        return accepted(receipt)
    if goal:
        return web.Response(status=303, headers={"Location": goal})
    page = form_page.thanks_page(_reader(request), back=_page(request.headers))
    return _shown(page, HTTPStatus.OK)


def _refused(request: web.Request, refusal: Refusal) -> web.Response:
    """Say it on a page, with the headers that the same refusal has elsewhere."""
    note_refusal(request, refusal)
    said = problem(refusal, request[REQUEST_ID])
    known = refusal.code not in {"not_found", "origin_not_allowed"}
    back = _page(request.headers) if known else None
    page = form_page.refused_page(_reader(request), refusal, back=back)
    response = _shown(page, refusal.status)
    if "Retry-After" in said.headers:
        response.headers["Retry-After"] = said.headers["Retry-After"]
    return response


def _shown(page: str, status: int) -> web.Response:
    return web.Response(
        text=page, status=status, content_type="text/html", headers=form_page.HEADERS
    )


def _reader(request: web.Request) -> Reader:
    """Return somebody who reads the first language they wish for that the house speaks."""
    wished = map(Language.of, languages(request.headers.get("Accept-Language", "")))
    return Reader(Locale(next((each for each in wished if each), Language.ENGLISH)))


def _page(headers: Mapping[str, str]) -> str | None:
    """Return the page that the request comes from, if it is one."""
    referrer = headers.get("Referer", "")
    return _clean(referrer) if origin_of(referrer) else None


def _goal(wished: str | None, form: Form, headers: Mapping[str, str]) -> str | None:
    """Return where the visitor is to go, if that is a site of the form; else None.

    Where any site may post, it is the site that posted.
    """
    if not wished:
        return None
    goal = _clean(_joined(headers.get("Referer", ""), wished)) or ""
    origin = origin_of(goal)
    here = said_origin(headers.get("Origin"), headers.get("Referer"))
    sites = form.origins or (here,)
    return goal if origin and origin in sites and origin not in form.blocked else None


def _joined(page: str, url: str) -> str:
    try:
        return urljoin(page, url)
    except ValueError:
        return ""


def _clean(url: str) -> str | None:
    """Write an address as it goes into a header: ASCII, and on one line."""
    try:
        return str(URL(url.strip()))
    except ValueError:
        return None
