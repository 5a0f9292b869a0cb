"""Raw HTTP over a socket, and the one shape that every refusal has."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self

from tests.world import Answer, Town

SECONDS = 15.0


@dataclass(slots=True)
class Wire:
    """One connection on which a test may write what it likes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    @asynccontextmanager
    async def to(cls, town: Town) -> AsyncIterator[Self]:
        wire = cls(*await asyncio.open_connection("127.0.0.1", town.running.port))
        try:
            yield wire
        finally:
            await wire.close()

    async def write(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def answer(self) -> Answer:
        """Read one whole answer."""
        async with asyncio.timeout(SECONDS):
            head = await self.reader.readuntil(b"\r\n\r\n")
            status, headers = _head(head)
            body = await self.reader.readexactly(int(headers.get("Content-Length", "0")))
        return Answer(status, headers, body)

    async def rest(self) -> bytes:
        """Read until the other side closes."""
        async with asyncio.timeout(SECONDS):
            return await self.reader.read()

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


async def exchange(town: Town, raw: bytes) -> Answer:
    """Write *raw* on a new connection and return the first answer."""
    async with Wire.to(town) as wire:
        await wire.write(raw)
        return await wire.answer()


def request_bytes(
    path: str, headers: Mapping[str, str], body: bytes = b"", method: str = "POST"
) -> bytes:
    """Write a request as a client would, without adding anything."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {each}" for name, each in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def must_be_problem(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """Hold an answer to the one shape of every refusal (RFC 9457), and return its body."""
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"].split(";")[0] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.body)
    extra = {"errors"} if status == 422 else set()
    assert set(body) == {"type", "title", "status", "code", "request_id"} | extra
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"urn:leadsbot:problem:{code}"
    assert body["title"]
    assert re.fullmatch(r"[0-9a-f]{16}", body["request_id"])
    assert answer.headers["X-Request-Id"] == body["request_id"]
    for problem in body.get("errors", ()):
        assert set(problem) == {"field", "message"}
    if status in (429, 503):
        assert re.fullmatch(r"[1-9][0-9]*", answer.headers["Retry-After"])
    return body


def _head(raw: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = raw.decode().rstrip("\r\n").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split()[1]), {name: value for name, _, value in pairs}
