"""The way out: what is dialled, what is heard, and what nobody can make it do."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from domain.egress import Egress
from domain.egress_rules import Rule
from domain.errors import UrlNotAllowed
from outbox.http import MOST_HEARD, CallFailed, GuardedClient
from tests.domain.test_egress import OPEN, STRICT, TABLE
from tests.world import Clock

LOOPBACK = ip_network("127.0.0.1/32")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Names(AbstractResolver):
    """DNS as a test has it: each name answers with one list of addresses after the other."""

    answers: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        assert family in (socket.AF_UNSPEC, socket.AF_INET)
        self.asked.append(host)
        turns = self.answers.get(host, [])
        if not turns:
            raise OSError(None, "unknown")
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        return [
            ResolveResult(
                hostname=host,
                host=each,
                port=port,
                family=socket.AF_INET6 if ":" in each else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for each in found
        ]

    async def close(self) -> None:
        pass


@dataclass
class Listener:
    """Who listens on the loopback, and what came."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"


@asynccontextmanager
async def listening(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[Listener]:
    """Listen on the loopback; *talk* follows when the head of a request was read."""
    listener, talks = Listener(), set[asyncio.Task[None]]()

    async def on_call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())  # type: ignore[arg-type]  # there is a task, for this is one
        listener.heard.append(b"")
        try:
            listener.heard[-1] = await reader.readuntil(b"\r\n\r\n")
            await talk(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(on_call, "127.0.0.1", 0, ssl=tls)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        for each in talks:
            each.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


def answering(answer: bytes) -> Talk:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return talk


async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


def client(
    names: Names | None = None, *private: str, own: Sequence[tuple[str, int]] = (), seconds=5.0
) -> GuardedClient:
    networks = [ip_network(each) for each in private]
    return GuardedClient(Egress(networks, own), names or Names({}), seconds)


async def rule_of(action: Awaitable[object]) -> str:
    with pytest.raises(UrlNotAllowed) as caught:
        await action
    return caught.value.rule


async def test_nothing_of_the_table_reaches_a_listener_on_the_loopback():
    async with listening(answering(OK)) as listener:
        names, there = Names({}), f":{listener.port}/"
        way_out = GuardedClient(STRICT, names)
        said = []
        for url, label in TABLE:
            if label != OPEN:
                said.append((url, label, await rule_of(way_out.post(url, b"{}", {}))))
        for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"):  # noqa: S104 -- refused, all of them
            await rule_of(way_out.post(f"https://{host}{there}", b"{}", {}))
        assert [each for each in said if each[1] != each[2]] == []
        assert listener.heard == []
        assert names.asked == []


async def test_every_address_of_a_name_has_to_be_open():
    async with listening(answering(OK)) as listener:
        names = Names(
            {
                "inward.example.com": [["127.0.0.1"]],
                "mixed.example.com": [["8.8.8.8", "127.0.0.1"]],
                "six.example.com": [["::1"]],
                "mapped.example.com": [["::ffff:127.0.0.1"]],
                "meta.example.com": [["169.254.169.254"]],
                "scoped.example.com": [["fe80::1%1"]],
            }
        )
        way_out = client(names)
        for name, rule in (
            ("inward", Rule.LOOPBACK),
            ("mixed", Rule.LOOPBACK),
            ("six", Rule.LOOPBACK),
            ("mapped", Rule.TRANSLATED),
            ("meta", Rule.METADATA),
            ("scoped", Rule.LINK_LOCAL),
        ):
            url = f"https://{name}.example.com:{listener.port}/"
            assert await rule_of(way_out.check(url)) == rule
            assert await rule_of(way_out.post(url, b"{}", {})) == rule
        assert listener.heard == []


async def test_a_name_that_changes_its_mind_gains_nothing():
    async with listening(answering(OK)) as listener:
        rebinding = {"rebind.example.com": [["8.8.8.8"], ["127.0.0.1"]]}
        way_out = client(Names(rebinding))
        url = f"https://rebind.example.com:{listener.port}/"

        assert await way_out.check(url) == url
        assert await rule_of(way_out.post(url, b"{}", {})) == Rule.LOOPBACK
        assert listener.heard == []


async def test_an_unknown_name_is_refused_when_it_is_checked_and_fails_when_it_is_called():
    way_out = client(Names({"empty.example.com": [[]]}))
    for host in ("nowhere.example.com", "empty.example.com"):
        assert await rule_of(way_out.check(f"https://{host}/")) == Rule.UNKNOWN_NAME
        with pytest.raises(CallFailed, match="dns"):
            await way_out.post(f"https://{host}/", b"{}", {})


async def test_a_lookup_that_never_ends_ends():
    class Slow(Names):
        async def resolve(self, *_: object) -> list[ResolveResult]:
            await asyncio.Event().wait()
            return []

    way_out = client(Slow({}), seconds=0.1)
    assert await rule_of(way_out.check("https://slow.example.com/")) == Rule.UNKNOWN_NAME
    with pytest.raises(CallFailed, match="timeout"):
        await way_out.post("https://slow.example.com/", b"{}", {})


async def test_what_the_operator_named_is_called_with_what_was_asked_for_alone():
    async with listening(answering(OK)) as listener:
        way_out = client(Names({"crm.lan": [["127.0.0.1"]]}), "127.0.0.1/32")
        for url in (listener.url, f"http://crm.lan:{listener.port}/in?a=%2F"):
            assert await way_out.check(url) == url
            answer = await way_out.post(url, b"{}", {"Content-Type": "application/json"})
            assert (answer.status, answer.body, answer.retry_after) == (200, b"ok", None)
        heads = [each.decode().split("\r\n") for each in listener.heard]
        assert [lines[0] for lines in heads] == [
            "POST /in HTTP/1.1",
            "POST /in?a=%2F HTTP/1.1",
        ]
        names = {line.partition(":")[0] for line in heads[0][1:] if line}
        wanted = {"Host", "User-Agent", "Accept-Encoding", "Content-Type", "Content-Length"}
        assert names == wanted | {"Connection"}


async def test_the_house_itself_is_not_called():
    async with listening(answering(OK)) as listener:
        own = [("127.0.0.1", listener.port)]
        names = Names({"me.lan": [["127.0.0.1"]]})
        way_out = client(names, "127.0.0.1/32", own=own)
        for url in (listener.url, f"http://me.lan:{listener.port}/"):
            assert await rule_of(way_out.post(url, b"", {})) == Rule.OWN
        assert listener.heard == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_is_followed(status):
    async with listening(answering(OK)) as other:
        head = f"HTTP/1.1 {status} Moved\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n"
        async with listening(answering(head.encode())) as listener:
            answer = await client(None, "127.0.0.1/32").post(listener.url, b"{}", {})
            assert answer.status == status
            assert len(listener.heard) == 1
            assert other.heard == []


async def test_proxies_of_the_environment_and_cookies_play_no_part(monkeypatch):
    head = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"
    async with listening(answering(OK)) as proxy, listening(answering(head)) as listener:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        way_out = client(None, "127.0.0.1/32")
        for _ in range(2):
            await way_out.post(listener.url, b"{}", {})
        assert proxy.heard == []
        assert b"ookie" not in b"".join(listener.heard)


async def test_a_long_answer_is_not_read_to_its_end():
    sent = []

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 500 No\r\nContent-Length: 500000000\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            sent.append(65_536)
            await writer.drain()

    async with listening(talk) as listener:
        answer = await client(None, "127.0.0.1/32").post(listener.url, b"{}", {})
    assert (answer.status, answer.body) == (500, b"x" * MOST_HEARD)
    assert sum(sent) < 10_000_000


async def test_a_compressed_answer_is_not_unpacked():
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x00!"
    async with listening(answering(head)) as listener:
        answer = await client(None, "127.0.0.1/32").post(listener.url, b"{}", {})
    assert answer.body == b"\x1f\x8b\x00!"


async def dripping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (silent, "timeout"),
        (dripping, "timeout"),
        (answering(b""), "broken"),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"), "broken"),
        (answering(b"hello\r\n\r\n"), "no_http"),
        (answering(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"), "no_http"),
    ],
    ids=["silent", "dripping", "hangs up", "breaks off", "no http", "endless header"],
)
async def test_a_bad_answer_is_a_word(talk, reason):
    async with listening(talk) as listener:
        with pytest.raises(CallFailed) as caught:
            await client(None, "127.0.0.1/32", seconds=0.3).post(listener.url, b"{}", {})
    assert caught.value.reason == reason


async def test_nobody_there_is_a_word_without_an_address():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        with pytest.raises(CallFailed) as caught:
            await client(None, "127.0.0.1/32").post(f"http://127.0.0.1:{port}/", b"{}", {})
    assert str(caught.value) == "connect"


async def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tmp_path):
    async with listening(answering(OK), self_signed(tmp_path)) as listener:
        names = Names({"crm.lan": [["127.0.0.1"]]})
        way_out, url = client(names, "127.0.0.1/32"), f"https://crm.lan:{listener.port}/"
        with pytest.raises(CallFailed, match="tls"):
            await way_out.post(url, b"{}", {})
        assert listener.heard == []


def self_signed(folder) -> ssl.SSLContext:
    """Make a server's side of TLS with a certificate of its own for crm.lan."""
    key, now = ec.generate_private_key(ec.SECP256R1()), Clock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "crm.lan")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("crm.lan")]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / "crm.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
