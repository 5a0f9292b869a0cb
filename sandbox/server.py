"""The sandbox as one aiohttp application: Bot API, control API, chat page, webhook delivery."""

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox import bot_api, control
from sandbox.bot_api import WORLD
from sandbox.delivery import deliverer
from sandbox.guard import add_headers, guard
from sandbox.params import UPLOAD_BYTES
from sandbox.world import World

STATIC = Path(__file__).parent / "static"


def build_app(
    world: World, *, hosts: Iterable[str] = (), retry_base: float = 1.0
) -> web.Application:
    """Build the application that serves this world.

    `hosts` are host names that may drive the page besides loopback; `retry_base` is the first
    pause, in seconds, after a webhook failed.
    """
    app = web.Application(
        middlewares=[guard(hosts), control.refusals], client_max_size=UPLOAD_BYTES
    )
    app[WORLD] = world
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_close)
    app.cleanup_ctx.append(deliverer(retry_base))
    app.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]*}", bot_api.handle)
    app.router.add_get("/file/bot{token:[^/]+}/{kind}/{file_id}", bot_api.download)
    app.router.add_route("*", "/bot{rest:.*}", bot_api.not_found)
    control.add_routes(app)
    for path, name in {
        "/": "page.html",
        "/page.css": "page.css",
        "/page.js": "page.js",
        "/icon.svg": "icon.svg",
    }.items():
        app.router.add_get(path, _static(name))
    return app


def _static(name: str) -> Handler:
    async def serve(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / name)

    return serve


async def _close(app: web.Application) -> None:
    app[WORLD].close()
