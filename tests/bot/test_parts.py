"""The small parts of the front door: the clock, background work, and how an event is sent."""

import asyncio
from datetime import UTC, timedelta

import pytest
from standardwebhooks import Webhook

from bot import clock
from bot.send import send
from bot.tasks import Tasks
from domain.signing import new_secret
from scripts.servers import free_port


def test_ids_are_version_7_unique_and_in_order():
    ids = [clock.new_id() for _ in range(2000)]

    assert {each.version for each in ids} == {7}
    assert {each.variant for each in ids} == {"specified in RFC 4122"}
    assert len(set(ids)) == len(ids)
    moments = [each.int >> 80 for each in ids]
    assert moments == sorted(moments)


def test_now_is_in_utc_and_monotonic_never_goes_back():
    assert clock.now().tzinfo is UTC
    assert clock.now() - clock.now() <= timedelta(0)
    assert clock.monotonic() <= clock.monotonic()


async def test_work_that_fails_once_is_logged_and_over(caplog):
    tasks = Tasks()

    async def fail() -> None:
        raise RuntimeError("broken")

    tasks.start("one", fail())
    await tasks.finish(5)

    logged = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert len(logged) == 1
    assert "task_failed" in logged[0]
    assert "broken" in logged[0]


async def test_what_does_not_end_is_cancelled_in_the_end():
    tasks, ended = Tasks(), asyncio.Event()

    async def wait_forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    tasks.start("forever", wait_forever())
    await asyncio.sleep(0)
    await tasks.finish(0.01)

    assert ended.is_set()


async def test_what_is_begun_in_the_end_is_finished_too():
    tasks, ended = Tasks(), []

    async def report() -> None:
        await asyncio.sleep(0)
        ended.append("report")

    async def work() -> None:
        await asyncio.sleep(0)
        tasks.start("report", report())

    tasks.start("work", work())
    await tasks.finish(5)
    assert ended == ["report"]


async def test_work_is_cancelled_and_waited_for_by_its_name():
    tasks, ended = Tasks(), []

    async def wait_for(name: str, event: asyncio.Event) -> None:
        try:
            await event.wait()
        finally:
            ended.append(name)

    done = asyncio.Event()
    tasks.start("a", wait_for("a", asyncio.Event()))
    tasks.start("b", wait_for("b", done))
    await asyncio.sleep(0)
    tasks.cancel("a")
    done.set()
    await tasks.wait_for("b", 5)
    await tasks.wait_for("nobody", 5)
    await tasks.finish(5)

    assert sorted(ended) == ["a", "b"]


async def served(answer: bytes) -> tuple[asyncio.Server, list[bytes]]:
    """Serve one fixed answer on loopback and keep what came."""
    came: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split()[0])
        came.append(head + await reader.readexactly(length))
        writer.write(answer)
        writer.close()

    return await asyncio.start_server(talk, "127.0.0.1", 0), came


def url_of(server: asyncio.Server) -> str:
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"


async def test_what_is_sent_verifies_by_the_reference_library():
    secret, moment = new_secret(bytes(range(32))), int(clock.now().timestamp())
    server, came = await served(b"HTTP/1.1 202 Accepted\r\n\r\n" + b'{"lead_id": "1"}')
    async with server:
        answer = await send(
            url_of(server), secret, {"data": {"name": "Zoë"}}, event_id="m1", timestamp=moment
        )

    head, _, body = came[0].partition(b"\r\n\r\n")
    lines = [each.partition(": ") for each in head.decode().split("\r\n")[1:]]
    headers = {name.lower(): value for name, _, value in lines}
    assert Webhook(secret).verify(body, headers) == {"data": {"name": "Zoë"}}
    assert (answer.status, answer.body) == (202, {"lead_id": "1"})


@pytest.mark.parametrize(
    ("said", "status", "body"),
    [
        (b'HTTP/1.1 429 Slow\r\n\r\n{"code": "x"}', 429, {"code": "x"}),
        (b"HTTP/1.1 500 No\r\n\r\n<html>\xff", 500, {"body": "<html>\ufffd"}),
        (b"HTTP/1.1 200 OK\r\n\r\n[1]", 200, {"body": [1]}),
    ],
)
async def test_whatever_is_answered_is_handed_back(said, status, body):
    server, _ = await served(said)
    async with server:
        answer = await send(url_of(server), new_secret(bytes(32)), {}, event_id="m1", timestamp=1)

    assert (answer.status, answer.body) == (status, body)


@pytest.mark.parametrize(
    "said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9"]
)
async def test_what_does_not_speak_http_is_nobody(said):
    server, _ = await served(said)
    async with server:
        with pytest.raises(OSError, match=r"."):
            await send(url_of(server), new_secret(bytes(32)), {}, event_id="m1", timestamp=1)


@pytest.mark.parametrize(
    "url", ["ftp://h/", "h", "http://", "http://h/é", "http://[", "http://h/ x"]
)
async def test_a_url_that_cannot_be_used_is_refused_before_anything_is_sent(url):
    with pytest.raises(ValueError, match=r"."):
        await send(url, new_secret(bytes(32)), {}, event_id="m1", timestamp=1)


async def test_where_nobody_listens_nobody_answers():
    with pytest.raises(OSError, match="refused"):
        await send(
            f"http://127.0.0.1:{free_port()}/",
            new_secret(bytes(32)),
            {},
            event_id="m",
            timestamp=1,
        )
