"""The gates of every HTTP door: ids, one shape for errors, bounded bodies, and who is calling."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import structlog
from aiohttp import StreamReader, web
from aiohttp.typedefs import Handler

from domain.addresses import Network, client_address
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
BODY_SECONDS = 10.0
PLAIN_ENCODINGS = ("", "identity")

log = structlog.get_logger(__name__)


class Doorkeeper:
    """Gives each request an id and an address, and turns every refusal into one shape."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted
        self.draining = False

    @property
    def middleware(self) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
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


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Run the handler; whatever goes wrong has the shape of RFC 9457 and no inner detail."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return problem(refusal, request[REQUEST_ID])
    except web.HTTPMethodNotAllowed as error:
        request[HEADERS]["Allow"] = error.headers["Allow"]
        return _problem(405, "method_not_allowed", "Not with this method.", request[REQUEST_ID])
    except web.HTTPNotFound:
        return problem(NotFound(), request[REQUEST_ID])
    except web.HTTPException as error:
        code = HTTPStatus(error.status).name.lower()
        return _problem(error.status, code, error.reason, request[REQUEST_ID])
    except (ConnectionResetError, asyncio.CancelledError):
        raise
    except Exception:
        log.exception("request_failed", request_id=request[REQUEST_ID], path=request.path)
        return _problem(500, "internal", "Something went wrong on our side.", request[REQUEST_ID])


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
    before reading where the length is told, and with TimedOut.
    """
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in PLAIN_ENCODINGS:
        raise UnsupportedMediaType
    if (request.content_length or 0) > most:
        raise TooLarge
    try:
        async with asyncio.timeout(seconds):
            return await _read(request.content, most)
    except TimeoutError:
        raise TimedOut from None


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

    def __call__(self) -> web.RequestHandler:
        """Make the protocol of one connection."""
        return ProblemProtocol(self, loop=self._loop, **self._kwargs)


class ProblemProtocol(web.RequestHandler):
    """One connection; a malformed request is answered and is no error of ours."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 -- aiohttp's signature; it repeats the input
    ) -> web.StreamResponse:
        """Answer a request that aiohttp could not read, and close the connection."""
        log.debug("malformed_request", status=status, kind=type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is under way already")
        request_id = token_hex(8)
        code = HTTPStatus(status).name.lower() if status != 500 else "internal"
        response = _problem(status, code, HTTPStatus(status).phrase, request_id)
        response.headers["X-Request-Id"] = request_id
        response.force_close()
        return response


class ProblemRunner(web.AppRunner):
    """Runs an application on a ProblemServer."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return ProblemServer(
            made.request_handler,
            request_factory=made.request_factory,
            loop=made._loop,  # noqa: SLF001 -- aiohttp has no setting for the protocol class
            **made._kwargs,  # noqa: SLF001 -- see above
        )
