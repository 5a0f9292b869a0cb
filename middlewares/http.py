"""The gates of every HTTP door: ids, one shape for errors, bounded bodies, and who is calling."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from secrets import token_hex
from typing import Any, ClassVar

import structlog
from aiohttp import HttpVersion11, StreamReader, web
from aiohttp.typedefs import Handler, Middleware

from domain.addresses import Network, client_address, limit_key
from domain.errors import (
    Draining,
    Invalid,
    NotFound,
    Refusal,
    TimedOut,
    TooLarge,
    UnsupportedMediaType,
)

REQUEST_ID = web.RequestKey("request_id", str)
HEADERS = web.RequestKey("headers", dict[str, str])
ADDRESS = web.RequestKey("address", str)
REFUSED = web.RequestKey("refused", str)
BODY_SECONDS = 10.0
HEAD_SECONDS = 20.0
LINGERING_SECONDS = 2.0
PLAIN_ENCODINGS = ("", "identity")
# What no gate tells of by itself, and what may be abuse.
TOLD = frozenset(
    {
        "forbidden",
        "id_conflict",
        "json_duplicate_key",
        "json_invalid",
        "rate_limited",
        "source_paused",
        "timeout",
        "too_large",
        "unsupported_media_type",
        "validation",
    }
)

log = structlog.get_logger(__name__)


class Doorkeeper:
    """Gives each request an id and an address, and turns every refusal into one shape.

    A body has ``body_seconds`` to arrive.
    """

    def __init__(
        self, trusted: Sequence[Network] = (), body_seconds: float = BODY_SECONDS
    ) -> None:
        self._trusted = trusted
        self.body_seconds = body_seconds
        self.draining = False

    @property
    def middleware(self) -> Middleware:
        """The aiohttp middleware."""

        @web.middleware
        async def keep(request: web.Request, handler: Handler) -> web.StreamResponse:
            request[REQUEST_ID] = token_hex(8)
            request[HEADERS] = {}
            request[ADDRESS] = client_address(
                request.remote, request.headers.getall("X-Forwarded-For", []), self._trusted
            )
            response = await _answered(request, handler)
            response.headers["X-Request-Id"] = request[REQUEST_ID]
            response.headers.update(request[HEADERS])
            return response

        return keep

    def must_be_open(self) -> None:
        """Refuse with Draining while the process shuts down."""
        if self.draining:
            raise Draining

    async def body(self, request: web.Request, most: int) -> bytes:
        """Return the raw body of at most *most* bytes, as ``read_body`` does."""
        return await read_body(request, most, self.body_seconds)


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Run the handler; whatever goes wrong has the shape of RFC 9457 and no inner detail."""
    try:
        return await handler(request)
    except Refusal as refusal:
        note_refusal(request, refusal)
        return problem(refusal, request[REQUEST_ID])
    except web.HTTPException as error:
        return _translated(error, request[REQUEST_ID])
    except (ConnectionResetError, asyncio.CancelledError):
        raise
    except Exception:
        log.exception("request_failed", request_id=request[REQUEST_ID], path=request.path)
        return _problem(500, "internal", "Something went wrong on our side.", request[REQUEST_ID])


def note_refusal(request: web.Request, refusal: Refusal) -> None:
    """Let a refusal be counted by its code, and be told of where no gate has done so."""
    request[REFUSED] = refusal.code
    if refusal.code in TOLD:
        log.info(
            "security_event",
            kind=refusal.code,
            address=limit_key(request[ADDRESS]),
            request_id=request[REQUEST_ID],
        )


def _translated(error: web.HTTPException, request_id: str) -> web.Response:
    """Say what aiohttp says, in our shape."""
    if isinstance(error, web.HTTPNotFound):
        return problem(NotFound(), request_id)
    if isinstance(error, web.HTTPMethodNotAllowed):
        response = _problem(405, "method_not_allowed", "Not with this method.", request_id)
        response.headers["Allow"] = error.headers["Allow"]
        return response
    code = HTTPStatus(error.status).name.lower()
    return _problem(error.status, code, error.reason, request_id)


def problem(refusal: Refusal, request_id: str) -> web.Response:
    """Answer a refusal as problem+json (RFC 9457)."""
    extra: dict[str, Any] = {}
    if isinstance(refusal, Invalid):
        extra["errors"] = [
            {"field": each.field, "message": each.message} for each in refusal.problems
        ]
    response = _problem(refusal.status, refusal.code, refusal.title, request_id, **extra)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _problem(status: int, code: str, title: str, request_id: str, **extra: object) -> web.Response:
    body = {
        "type": f"urn:leadsbot:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "request_id": request_id,
        **extra,
    }
    return web.json_response(body, status=status, content_type="application/problem+json")


async def read_body(request: web.Request, most: int, seconds: float = BODY_SECONDS) -> bytes:
    """Return the raw body of at most *most* bytes.

    Refuses with UnsupportedMediaType when it is compressed, with TooLarge
    before reading where the length is told, and with TimedOut. A client that
    waits to be told so (``Expect: 100-continue``) sends only what is read.
    """
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in PLAIN_ENCODINGS:
        raise UnsupportedMediaType
    if (request.content_length or 0) > most:
        raise TooLarge
    try:
        async with asyncio.timeout(seconds):
            await _say_go_on(request)
            return await _read(request.content, most)
    except TimeoutError:
        raise TimedOut from None
    except web.RequestPayloadError:
        raise web.HTTPBadRequest(reason="The body is not framed as HTTP demands.") from None


async def wait_for_reading(_: web.Request) -> None:
    """Leave ``Expect: 100-continue`` to ``read_body``; for aiohttp's expect_handler."""


async def _say_go_on(request: web.Request) -> None:
    """Ask for the body if the client waits for that (RFC 9110, section 10.1.1)."""
    if (
        request.headers.get("Expect", "").lower() == "100-continue"
        and request.version >= HttpVersion11
    ):
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # It is not part of the answer that aiohttp counts.
        request.writer.output_size = 0


async def _read(content: StreamReader, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := await content.readany():
        size += len(part)
        if size > most:
            raise TooLarge
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


class ProblemServer(web.Server):
    """Speaks problem+json even where a request is too broken to reach a handler."""

    closing = False
    head_seconds = HEAD_SECONDS
    """Seconds in which the first request of a connection must have come with all its headers."""

    def pre_shutdown(self) -> None:
        """Close the idle connections, and remember it for those that are just being made."""
        self.closing = True
        super().pre_shutdown()

    def __call__(self) -> web.RequestHandler:
        """Make the protocol of one connection."""
        return ProblemProtocol(self, loop=self._loop, **self._kwargs)


class ProblemProtocol(web.RequestHandler):
    """One connection; a malformed request is answered and is no error of ours."""

    def __init__(self, server: ProblemServer, **options: Any) -> None:
        super().__init__(server, **options)
        self._server = server
        self._hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Serve a new connection, but not for ever if it says nothing, or too slowly."""
        super().connection_made(transport)
        self._hurry = self._loop.call_later(self._server.head_seconds, self._give_up)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget the connection."""
        if self._hurry:
            self._hurry.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        # aiohttp itself looks after those that are slow with a later request.
        if not self._request_count:
            self.force_close()

    async def start(self) -> None:
        """Serve the connection, unless the server began to close before that."""
        # aiohttp would read no more from it and yet wait for its request until the shutdown's
        # time is over: a new connection is not idle yet when the idle ones are closed.
        if self._server.closing and not self._messages:
            self.force_close()
            return
        await super().start()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 -- aiohttp's signature; it repeats the input
    ) -> web.StreamResponse:
        """Answer a request that aiohttp could not read, and close the connection."""
        request_id = token_hex(8)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR or isinstance(exc, ConnectionError):
            log.debug("malformed_request", status=status, kind=type(exc).__name__)
        else:
            log.error("request_failed", request_id=request_id, exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is under way already")
        known = HTTPStatus(status)
        code = "internal" if known is HTTPStatus.INTERNAL_SERVER_ERROR else known.name.lower()
        response = _problem(status, code, known.phrase, request_id)
        response.headers["X-Request-Id"] = request_id
        response.force_close()
        return response


class ProblemRunner(web.AppRunner):
    """Runs an application on a ProblemServer, which leaves compressed bodies as they are."""

    # What a refused client still sends is read for a moment, so that it gets to see its answer.
    _bounds: ClassVar = {"auto_decompress": False, "lingering_time": LINGERING_SECONDS}

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return ProblemServer(
            _shaped(made.request_handler),
            request_factory=made.request_factory,
            loop=made._loop,  # noqa: SLF001 -- aiohttp has no setting for the protocol class
            **{**made._kwargs, **self._bounds},  # noqa: SLF001 -- see above
        )


def _shaped(
    handle: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
    """Let what aiohttp refuses before any middleware have our shape as well."""

    async def handle_shaped(request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await handle(request)
        except web.HTTPException as error:
            request_id = token_hex(8)
            response = _translated(error, request_id)
            response.headers["X-Request-Id"] = request_id
            return response

    return handle_shaped
