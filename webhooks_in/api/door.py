"""The door of programs: every route of the API goes through here, in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel

from domain.errors import ScopeMissing, UnsupportedMediaType
from domain.limits import Quota
from middlewares.http import HEADERS, Doorkeeper
from services.key_ring import KeyCall
from webhooks_in.api.docs_page import CSS_HASH, docs_page
from webhooks_in.api.gate import KeyGate
from webhooks_in.api.openapi import description, written
from webhooks_in.api.problems import read_body, read_query
from webhooks_in.api.registry import routes
from webhooks_in.api.routes import Call, Desk, Route
from webhooks_in.media import JSON

MOST_BYTES = 64 * 1024
POLICY = (
    f"default-src 'none'; style-src '{CSS_HASH}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class ApiDoor:
    """Answers what programs ask, and describes it."""

    doorkeeper: Doorkeeper
    gate: KeyGate
    desk: Desk
    _page: str = field(init=False, repr=False)
    _description: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        described = description(self.desk.public_url)
        object.__setattr__(self, "_description", written(described).encode())
        object.__setattr__(self, "_page", docs_page(described))

    def handlers(self) -> Sequence[tuple[str, str, Handler]]:
        """Return method, path and handler of every route."""
        return [(each.method, each.path, self._handler(each)) for each in routes()]

    async def describe(self, _: web.Request) -> web.Response:
        """Answer with the description in OpenAPI 3.1, which holds nothing of anybody."""
        headers = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
        return web.Response(body=self._description, content_type=JSON, headers=headers)

    async def explain(self, _: web.Request) -> web.Response:
        """Answer with the same as a page for people; it loads nothing from anywhere."""
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        return web.Response(text=self._page, headers=headers, content_type="text/html")

    def _handler(self, route: Route) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            self.doorkeeper.must_be_open()
            key_call = await self.gate.pass_key(request)
            call = await self._read(route, request, key_call)
            reply = await route.handle(self.desk, call)
            return web.Response(
                text=reply.told.model_dump_json(),
                status=reply.status,
                content_type=JSON,
                headers={"Cache-Control": "no-store", **reply.headers},
            )

        return handle

    async def _read(self, route: Route, request: web.Request, key_call: KeyCall) -> Call:
        """Find out who acts and read what they sent, in this order."""
        key = key_call.found.key
        scope = route.scope or min(key.scopes)
        try:
            caller = key_call.with_scope(scope)
        except ScopeMissing as refusal:
            needed = f'Bearer error="insufficient_scope", scope="{refusal.scope}"'
            request[HEADERS]["WWW-Authenticate"] = needed
            raise

        async def charge(quotas: Sequence[Quota]) -> None:
            await self.gate.charge(request, quotas)

        query = read_query(route.query, request.query) if route.query else None
        raw, body = b"", None
        if route.body is not None:
            raw, body = await self._body(route.body, request, required=route.body_required)
        return Call(request, caller, key, charge, query, body, raw)

    async def _body(
        self, kind: type[BaseModel], request: web.Request, *, required: bool
    ) -> tuple[bytes, BaseModel]:
        if not required and not request.can_read_body:
            return b"", kind()
        if request.content_type != JSON:
            raise UnsupportedMediaType
        raw = await self.doorkeeper.body(request, MOST_BYTES)
        return raw, read_body(kind, raw)
