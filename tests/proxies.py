"""Small real proxies on loopback, HTTP and SOCKS: they count what passes, and fail on demand."""

import asyncio
from abc import ABC, abstractmethod
from asyncio import StreamReader, StreamWriter
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

PIECE = 64 * 1024


class Refused(Exception):  # noqa: N818 -- it says what happened
    """The proxy lets nobody through, or not this client; it holds what the client is told."""

    def __init__(self, answer: bytes = b"") -> None:
        super().__init__(answer)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Login:
    """Who may use a proxy."""

    user: str
    password: str

    @property
    def basic(self) -> str:
        """How HTTP writes it (RFC 7617)."""
        return f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Line:
    """The connection to one client."""

    reader: StreamReader
    writer: StreamWriter

    async def take(self, size: int) -> bytes:
        return await self.reader.readexactly(size)

    async def take_counted(self) -> bytes:
        """Take what follows a byte with its length."""
        return await self.take((await self.take(1))[0])


class Proxy(ABC):
    """Brings every connection to one port, whatever the client asks for, and remembers what."""

    scheme = ""
    welcome = b""
    no = b""

    def __init__(self, to: int, login: Login | None = None) -> None:
        self.to = to
        self.login = login
        self.port = 0
        self.asked: list[str] = []
        """Where clients wanted to go, and went."""
        self.refused = 0
        self.sent = bytearray()
        """All that clients sent onward, as the proxy sees it."""
        self.came = 0
        self.refuses = False
        self.slams = False
        """Closes the connection without a word, when the client has said what it wants."""
        self._server: asyncio.Server | None = None
        self._writers: set[StreamWriter] = set()

    @classmethod
    @asynccontextmanager
    async def opened(cls, to: int, login: Login | None = None) -> AsyncIterator[Self]:
        """Open a proxy on a free port."""
        made = cls(to, login)
        await made.open()
        try:
            yield made
        finally:
            await made.close()

    async def open(self) -> None:
        """Listen; after it was closed, on the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Die: listen no more, and cut what is under way."""
        if self._server:
            self._server.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Cut every connection in the middle of whatever it is doing."""
        for writer in self._writers:
            writer.transport.abort()

    @property
    def url(self) -> str:
        """How a setting names this proxy."""
        place = f"127.0.0.1:{self.port}"
        if self.login is None:
            return f"{self.scheme}://{place}"
        user, password = quote(self.login.user, safe=""), quote(self.login.password, safe="")
        return f"{self.scheme}://{user}:{password}@{place}"

    @abstractmethod
    async def greet(self, line: Line) -> str:
        """Talk to a client until it has said where it wants to go; raise Refused."""

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._writers.add(writer)
        try:
            with closing(writer), suppress(ConnectionError, EOFError):
                await self._serve_one(Line(reader, writer))
        finally:
            self._writers.discard(writer)

    async def _serve_one(self, line: Line) -> None:
        try:
            where = await self._admitted(line)
        except Refused as refused:
            self.refused += 1
            line.writer.write(refused.answer)
            await line.writer.drain()
            return
        self.asked.append(where)
        there, onward = await asyncio.open_connection("127.0.0.1", self.to)
        with closing(onward):
            line.writer.write(self.welcome)
            await asyncio.gather(self._up(line.reader, onward), self._down(there, line.writer))

    async def _admitted(self, line: Line) -> str:
        where = await self.greet(line)
        if self.slams:
            raise Refused
        if self.refuses:
            raise Refused(self.no)
        return where

    async def _up(self, reader: StreamReader, onward: StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            self.sent += piece
            onward.write(piece)
            await onward.drain()
        onward.close()

    async def _down(self, there: StreamReader, writer: StreamWriter) -> None:
        while piece := await there.read(PIECE):
            self.came += len(piece)
            writer.write(piece)
            await writer.drain()
        writer.close()


class HttpProxy(Proxy):
    """Knows CONNECT (RFC 9110, section 9.3.6) and, like many of them, nothing else."""

    scheme = "http"
    welcome = b"HTTP/1.1 200 Connection established\r\n\r\n"
    no = b"HTTP/1.1 403 Forbidden\r\n\r\n"

    async def greet(self, line: Line) -> str:
        head = (await line.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *headers = head.split("\r\n")
        method, target, _ = first.split(" ")
        if method != "CONNECT":
            raise Refused(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
        if self.login and f"Proxy-Authorization: {self.login.basic}" not in headers:
            raise Refused(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
        return target


class SocksProxy(Proxy):
    """Knows SOCKS 5 (RFC 1928), with passwords (RFC 1929)."""

    scheme = "socks5"
    welcome = b"\x05\x00\x00\x01" + bytes(6)
    no = b"\x05\x02\x00\x01" + bytes(6)

    async def greet(self, line: Line) -> str:
        await line.take(1)
        wanted = 2 if self.login else 0
        if wanted not in await line.take_counted():
            raise Refused(b"\x05\xff")
        line.writer.write(bytes([5, wanted]))
        if self.login:
            await self._check(line, self.login)
        *_, kind = await line.take(4)
        named = kind == 3
        host = (await line.take_counted()).decode() if named else dotted(await line.take(4))
        return f"{host}:{int.from_bytes(await line.take(2))}"

    async def _check(self, line: Line, login: Login) -> None:
        await line.take(1)
        given = await line.take_counted(), await line.take_counted()
        if given != (login.user.encode(), login.password.encode()):
            raise Refused(b"\x01\x01")
        line.writer.write(b"\x01\x00")


class OldSocksProxy(Proxy):
    """Knows SOCKS 4, with host names (4A); who calls is a name without a password."""

    scheme = "socks4"
    welcome = b"\x00\x5a" + bytes(6)
    no = b"\x00\x5b" + bytes(6)

    async def greet(self, line: Line) -> str:
        await line.take(2)
        port, address = int.from_bytes(await line.take(2)), await line.take(4)
        user = await line.reader.readuntil(b"\0")
        named = address[:3] == bytes(3)
        host = (await line.reader.readuntil(b"\0"))[:-1].decode() if named else dotted(address)
        if self.login and user[:-1] != self.login.user.encode():
            raise Refused(b"\x00\x5d" + bytes(6))
        return f"{host}:{port}"


def dotted(address: bytes) -> str:
    """Write an IPv4 address."""
    return ".".join(map(str, address))
