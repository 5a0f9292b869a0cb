"""The one way out to addresses that others gave us: what may be called, and how much is heard.

Each call is a connection of its own. Every answer of DNS and every address that is dialled is
looked at by the rules of `domain/egress.py`, so a name that changes its mind between the two
gains nothing.
"""

import asyncio
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from domain.egress import Egress, Target, refused
from domain.egress_rules import Rule
from domain.errors import UrlNotAllowed

USER_AGENT = "LeadsBot-Webhooks/1"
TOTAL_SECONDS = 15.0
MOST_HEARD = 2048
"""How many bytes of an answer are read and kept."""

RESOLVERS = 16
"""How many names are looked up at once; slow ones hold up nobody but each other."""

# What aiohttp would add by itself and nobody asked for.
_SILENT = ("Accept",)
AddressInfo = tuple[
    int | socket.AddressFamily,
    int | socket.SocketKind,
    int,
    str,
    tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes],
]


class CallFailed(Exception):  # noqa: N818 -- it says what happened
    """There was no answer; ``reason`` is a word, for what libraries say holds addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: the beginning of it."""

    status: int
    retry_after: str | None
    body: bytes


class SystemResolver(AbstractResolver):
    """Asks the machine, in threads that nobody else needs."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="egress-dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return every address of a name."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, socket.getaddrinfo, host, port, family, socket.SOCK_STREAM
        )
        return [
            ResolveResult(
                hostname=host,
                host=str(place[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, proto, _, place in found
        ]

    async def close(self) -> None:
        """Wait for nobody who does not answer."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Passage(AbstractResolver):
    """One call's way out; remembers the refusal that it ended with."""

    def __init__(self, egress: Egress, target: Target, resolver: AbstractResolver) -> None:
        self._egress = egress
        self._target = target
        self._resolver = resolver
        self.refusal: UrlNotAllowed | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return every address of a name, if each of them may be called."""
        found = await self._resolver.resolve(host, port, family)
        if not found:
            raise OSError(None, "no address")
        for each in found:
            self._look_at(each["host"])
        return found

    def socket(self, info: AddressInfo) -> socket.socket:
        """Make the socket for an address that may be dialled."""
        self._look_at(str(info[4][0]))
        return socket.socket(info[0], info[1], info[2])

    async def close(self) -> None:
        """Leave the resolver to whoever has it."""

    def _look_at(self, address: str) -> None:
        if self.refusal is None:
            try:
                self._egress.must_be_open(self._target, address)
            except UrlNotAllowed as refusal:
                self.refusal = refusal
            else:
                return
        # As an OSError, for what else is raised here would get lost among other addresses.
        raise OSError(None, "not allowed")


class GuardedClient:
    """Calls addresses that others gave us."""

    def __init__(
        self, egress: Egress, resolver: AbstractResolver | None = None, seconds: float = 0
    ) -> None:
        self._egress = egress
        self._resolver = resolver or SystemResolver()
        self._seconds = seconds or TOTAL_SECONDS

    async def check(self, url: str) -> str:
        """Return how the URL is written, if it may be called as it resolves now.

        Raises UrlNotAllowed. Nobody is dialled.
        """
        target = self._egress.target(url)
        if target.address:
            return target.url
        passage = _Passage(self._egress, target, self._resolver)
        try:
            async with asyncio.timeout(self._seconds):
                await passage.resolve(target.host, target.port, socket.AF_UNSPEC)
        except (OSError, UnicodeError):
            # A lookup that takes too long is a TimeoutError, and so an OSError.
            raise passage.refusal or refused(Rule.UNKNOWN_NAME) from None
        return target.url

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post *body*; raises UrlNotAllowed before anybody is dialled, or CallFailed."""
        target = self._egress.target(url)
        passage = _Passage(self._egress, target, self._resolver)
        try:
            return await self._post(target, passage, body, headers)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if passage.refusal:
                raise passage.refusal from None
            raise CallFailed(_reason(error)) from None

    async def close(self) -> None:
        """Let go of the resolver."""
        await self._resolver.close()

    async def _post(
        self, target: Target, passage: _Passage, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        connector = aiohttp.TCPConnector(
            resolver=passage,
            socket_factory=passage.socket,
            use_dns_cache=False,
            force_close=True,
            limit=1,
        )
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=self._seconds),
                trust_env=False,
                auto_decompress=False,
                raise_for_status=False,
                skip_auto_headers=_SILENT,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            ) as session,
            session.post(
                _as_dialled(target), data=body, headers=headers, allow_redirects=False
            ) as response,
        ):
            try:
                heard = await _beginning(response.content)
            finally:
                # What is left unread is not waited for.
                response.close()
            return Answer(response.status, response.headers.get("Retry-After"), heard)


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    """Read the first bytes, and no more."""
    heard = b""
    while len(heard) < MOST_HEARD:
        part = await content.read(MOST_HEARD - len(heard))
        if not part:
            break
        heard += part
    return heard


def _as_dialled(target: Target) -> URL:
    """Hand the URL on as it was judged; whatever is read otherwise is not called."""
    url = URL(target.url, encoded=True)
    if (url.raw_host, url.port) != (target.host, target.port):
        raise refused(Rule.HOST)
    return url


def _reason(error: Exception) -> str:
    """Say in a word why there was no answer."""
    match error:
        case TimeoutError():
            return "timeout"
        case aiohttp.ClientConnectorDNSError():
            return "dns"
        case aiohttp.ClientSSLError():
            return "tls"
        case aiohttp.ClientConnectorError():
            return "connect"
        case aiohttp.ClientResponseError() | ValueError():
            return "no_http"
        case _:
            return "broken"
