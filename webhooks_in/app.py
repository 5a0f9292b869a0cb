"""The application for machines: signed events, Telegram's webhook, and how we are doing."""

from dataclasses import dataclass
from hashlib import sha256

from aiohttp import web
from aiohttp.typedefs import Handler

from domain.errors import FieldProblem, Invalid, Refusal, UnsupportedMediaType
from middlewares.http import Doorkeeper, wait_for_reading
from middlewares.meters import ACCEPTED, DUPLICATE, Meters
from services.doors import SignedCall
from services.intake import Intake
from storage.inbox import Receipt
from webhooks_in import formats
from webhooks_in.api.door import ApiDoor
from webhooks_in.formats import Format
from webhooks_in.forms import FormDoor
from webhooks_in.gate import Gate
from webhooks_in.health import Health
from webhooks_in.media import is_json
from webhooks_in.metrics import MetricsDoor
from webhooks_in.receipts import accepted
from webhooks_in.telegram import TelegramDoor
from webhooks_in.widget import Widget

MOST_BYTES = 64 * 1024
OWN_FORMAT = "leadsbot"


@dataclass(frozen=True, slots=True)
class Inbound:
    """Receives signed events."""

    doorkeeper: Doorkeeper
    gate: Gate
    intake: Intake
    meters: Meters

    async def receive(self, request: web.Request) -> web.Response:
        """Accept one event: 202 when it is new, 200 when it came before; durable either way."""
        try:
            receipt = await self._accepted(request)
        except Refusal as refusal:
            self.meters.posted(refusal.code)
            raise
        self.meters.posted(DUPLICATE if receipt.duplicate else ACCEPTED)
        return accepted(receipt)

    async def _accepted(self, request: web.Request) -> Receipt:
        self.doorkeeper.must_be_open()
        if not is_json(request.content_type):
            raise UnsupportedMediaType
        body = await self.doorkeeper.body(request, MOST_BYTES)
        call = await self.gate.pass_signed(request, body)
        event = _format_of(request).read(body, request.headers)
        body_hash = sha256(body).hexdigest()
        event_id = _key(call, event.id, body_hash)
        return await self.intake.accept(call.caller, event_id, body_hash, event.lead)


@dataclass(frozen=True, slots=True)
class HttpDoors:
    """Every door for machines; Telegram's only where it calls us."""

    doorkeeper: Doorkeeper
    inbound: Inbound
    forms: FormDoor
    api: ApiDoor
    health: Health
    metrics: MetricsDoor
    telegram: TelegramDoor | None = None


def build_app(doors: HttpDoors) -> web.Application:
    """Put the routes together."""
    inbound, forms, health, metrics = doors.inbound, doors.forms, doors.health, doors.metrics
    app = web.Application(middlewares=[metrics.meters.middleware, doors.doorkeeper.middleware])
    _add_post(app, "/api/inbound/w/{source_id}/leads", inbound.receive)
    _add_post(app, "/f/{token}", forms.receive)
    app.router.add_options("/f/{token}", forms.preflight)
    _add_post(app, "/f/{token}/shape", forms.notice)
    for method, path, handler in doors.api.handlers():
        app.router.add_route(method, path, handler, expect_handler=wait_for_reading)
    app.router.add_get("/api/openapi.json", doors.api.describe)
    app.router.add_get("/api/docs", doors.api.explain)
    app.router.add_get("/widget.js", Widget.read().show)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", metrics.show)
    if doors.telegram:
        _add_post(app, "/telegram/webhook", doors.telegram.receive)
    return app


def _add_post(app: web.Application, path: str, handler: Handler) -> None:
    app.router.add_post(path, handler, expect_handler=wait_for_reading)


def _format_of(request: web.Request) -> Format:
    found = formats.format_named(request.query.get("format", OWN_FORMAT))
    if found is None:
        raise Invalid(FieldProblem("format", "there is no such format"))
    return found


def _key(call: SignedCall, body_id: str | None, body_hash: str) -> str:
    """Choose what makes the event the same event: a signed id, its own id, or its content."""
    if call.event_id is not None:
        return call.event_id
    return body_id if body_id is not None else f"sha256:{body_hash}"
