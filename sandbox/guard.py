"""Only this machine's own browser may drive the sandbox, not a website that is open in it."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a form's own Origin would be `null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(hosts: Iterable[str] = ()) -> Middleware:
    """Return the middleware; `hosts` are names allowed besides loopback (a container's name)."""
    allowed = LOOPBACK | frozenset(hosts)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        for_bots = request.path.startswith(("/bot", "/file/bot"))
        if not for_bots and _host(request.headers.get("Host", "")) not in allowed:
            return web.json_response({"error": "unknown host"}, status=403)
        if _foreign(request):
            return web.json_response({"error": "another site may not do this"}, status=403)
        return await handler(request)

    return check


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Set the headers that keep a page to itself, unless a handler chose its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _host(header: str) -> str:
    return urlsplit(f"//{header}").hostname or ""


def _foreign(request: web.Request) -> bool:
    """Tell whether a browser says that another site makes this request."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.headers.get('Host', '')}":
        return True
    site = request.headers.get("Sec-Fetch-Site", "none")
    navigation = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    return site not in {"none", "same-origin"} and not navigation
