"""The gates of every HTTP door, around small handlers of the tests' own."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web

from domain.addresses import Network
from domain.errors import FieldProblem, Invalid, LeadAlreadyTaken, RateLimited, Refusal
from middlewares.http import (
    ADDRESS,
    HEADERS,
    REQUEST_ID,
    Doorkeeper,
    ProblemRunner,
    ProblemServer,
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def door(
    handler: Handler, trusted: list[Network] | None = None, seconds: float = 10.0
) -> AsyncIterator[int]:
    """Serve one handler at / behind a doorkeeper; yield the port."""
    keeper = Doorkeeper(trusted or [], seconds)
    app = web.Application(middlewares=[keeper.middleware])
    app.router.add_route("*", "/", handler)
    runner = ProblemRunner(app, access_log=None, handler_cancellation=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def ask(port: int, raw: bytes = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n") -> tuple[bytes, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(raw.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        async with asyncio.timeout(15):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split()[0])
            return head.removesuffix(b"\r\n\r\n"), await reader.readexactly(length)
    finally:
        writer.close()
        await writer.wait_closed()


def raising(error: Exception) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        raise error

    return handler


def every_refusal() -> list[type[Refusal]]:
    pending, found = [Refusal], []
    while pending:
        kind = pending.pop()
        pending.extend(kind.__subclasses__())
        if kind is not Refusal:
            found.append(kind)
    return found


def made(kind: type[Refusal]) -> Refusal:
    """Make a refusal without knowing what its own constructor asks for."""
    refusal = kind.__new__(kind)
    refusal.__dict__.update(problems=(FieldProblem("name", "too long"),))
    return refusal


@pytest.mark.parametrize("kind", every_refusal(), ids=lambda kind: kind.__name__)
async def test_every_refusal_there_is_has_the_one_shape(kind):
    async with door(raising(made(kind))) as port:
        head, body = await ask(port)

    told = json.loads(body)
    assert f" {kind.status} ".encode() in head.splitlines()[0]
    assert b"application/problem+json" in head
    assert f"X-Request-Id: {told['request_id']}".encode() in head
    assert set(told) - {"errors"} == {"type", "title", "status", "code", "request_id"}
    assert (told["code"], told["status"], told["title"]) == (kind.code, kind.status, kind.title)
    assert ("errors" in told) is issubclass(kind, Invalid)


async def test_what_a_refusal_knows_about_others_is_not_told():
    async with door(raising(LeadAlreadyTaken("Anna Agent"))) as port:
        _, body = await ask(port)

    assert b"Anna" not in body


async def test_when_to_try_again_is_whole_seconds_above_zero():
    async with door(raising(RateLimited(0))) as port:
        head, _ = await ask(port)

    assert b"Retry-After: 1\r\n" in head + b"\r\n"


@pytest.mark.parametrize(
    "error", [RuntimeError("hunter2"), KeyError("hunter2"), TimeoutError("hunter2"), Exception()]
)
async def test_a_fault_of_ours_is_generic_outside_and_whole_in_the_log(error, caplog):
    async with door(raising(error)) as port:
        head, body = await ask(port)

    told = json.loads(body)
    assert b" 500 " in head.splitlines()[0]
    assert (told["code"], told["title"]) == ("internal", "Something went wrong on our side.")
    assert b"hunter2" not in head + body
    logged = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert len(logged) == 1
    assert told["request_id"] in logged[0]
    assert "Traceback" in logged[0]


async def test_what_aiohttp_raises_gets_our_shape():
    async with door(raising(web.HTTPRequestHeaderFieldsTooLarge())) as port:
        head, body = await ask(port)

    assert b" 431 " in head.splitlines()[0]
    assert json.loads(body)["code"] == "request_header_fields_too_large"


async def test_headers_that_a_gate_sets_are_on_every_answer():
    async def handler(request: web.Request) -> web.Response:
        request[HEADERS]["RateLimit"] = "left"
        raise RateLimited(3)

    async with door(handler) as port:
        head, _ = await ask(port)

    assert b"RateLimit: left" in head


async def test_a_handler_knows_the_id_and_the_address():
    async def handler(request: web.Request) -> web.Response:
        return web.json_response([request[REQUEST_ID], request[ADDRESS]])

    async with door(handler) as port:
        head, body = await ask(port)

    request_id, address = json.loads(body)
    assert f"X-Request-Id: {request_id}".encode() in head
    assert address == "127.0.0.1"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody", 200),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbo", 408),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n", 408),
        (
            b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nlong body\r\n",
            413,
        ),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx", 415),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: identity\r\n\r\n", 200),
    ],
)
async def test_a_body_is_read_within_its_bounds(raw, status):
    keeper = Doorkeeper(body_seconds=0.1)

    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=await keeper.body(request, 8))

    async with door(handler) as port:
        head, _ = await ask(port, raw)

    assert int(head.split()[1]) == status


async def test_a_connection_made_while_the_server_closes_holds_up_nobody():
    runner = ProblemRunner(web.Application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server = runner.server
    assert server
    with socket.create_connection(runner.addresses[0]) as client:
        client.setblocking(False)
        while not server.connections:  # noqa: ASYNC110 -- this moment, before it is served
            await asyncio.sleep(0)
        server.pre_shutdown()
        async with asyncio.timeout(30):
            await server.shutdown(600)
            assert await asyncio.get_running_loop().sock_recv(client, 1) == b""
    await runner.cleanup()


@pytest.mark.parametrize(
    "said", [b"", b"POST / HTTP/1.1\r\nHost: h\r\nA: "], ids=["silent", "slow"]
)
async def test_who_never_says_what_they_want_is_not_waited_for(said: bytes):
    runner = ProblemRunner(web.Application(), access_log=None)
    await runner.setup()
    assert isinstance(runner.server, ProblemServer)
    runner.server.head_seconds = 0.3
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    reader, writer = await asyncio.open_connection(*runner.addresses[0][:2])
    writer.write(said)
    async with asyncio.timeout(30):
        while not reader.at_eof():
            # A byte at a time, so that the connection is never quiet.
            writer.write(b"x" if said else b"")
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), 0.05)
    writer.close()
    await runner.cleanup()


async def test_who_has_asked_once_may_rest_longer_than_it_takes_to_ask():
    app = web.Application()
    app.router.add_get("/", answer_plainly)
    runner = ProblemRunner(app, access_log=None)
    await runner.setup()
    assert isinstance(runner.server, ProblemServer)
    runner.server.head_seconds = 0.2
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    reader, writer = await asyncio.open_connection(*runner.addresses[0][:2])
    for pause in (0.0, 0.4):
        with suppress(TimeoutError):
            assert await asyncio.wait_for(reader.read(1), pause + 0.01) != b"", "it was closed"
        writer.write(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        async with asyncio.timeout(15):
            assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
    writer.close()
    await runner.cleanup()


async def answer_plainly(_: web.Request) -> web.Response:
    return web.Response()
