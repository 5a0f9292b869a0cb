"""The application for machines: signed events, Telegram's webhook, and how we are doing."""

from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from middlewares.http import Doorkeeper, wait_for_reading
from webhooks_in.api.door import ApiDoor
from webhooks_in.forms import FormDoor
from webhooks_in.health import Health
from webhooks_in.inbound import Inbound
from webhooks_in.metrics import MetricsDoor
from webhooks_in.telegram import TelegramDoor
from webhooks_in.widget import Widget

SIGNED = "/api/inbound/w/{source_id}/leads"


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
    _add_post(app, SIGNED, inbound.receive)
    app.router.add_get(SIGNED, inbound.greet, allow_head=False)
    _add_post(app, "/f/{token}", forms.receive)
    app.router.add_options("/f/{token}", forms.preflight)
    _add_post(app, "/f/{token}/partial", forms.keep_back)
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
