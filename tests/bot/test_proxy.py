"""LEADSBOT_TELEGRAM_PROXY: everything goes through it; its bad days are Telegram's bad days."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvloop
from aiogram.exceptions import TelegramNetworkError
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot import house
from bot.assemble import build_bot
from bot.settings import load
from bot.stage import TOKEN, Stage
from tests.handlers.looks import rows
from tests.proxies import HttpProxy, Login, OldSocksProxy, Proxy, SocksProxy
from tests.world import SETUP_CODE, Clock, Source, Town, labels, settings_for, start_house

Client = aiohttp.ClientSession  # noqa: TID251 -- the lead's sender, who is not of the house
HOST = "bot-api.invalid"
"""A name that nobody can look up (RFC 6761), so that only the proxy finds the way."""
LOGIN = Login("olga", "p@ss:w0rd/%")
KINDS = (HttpProxy, SocksProxy, OldSocksProxy)
LOOPS: tuple[Callable[[], asyncio.AbstractEventLoop], ...] = (
    asyncio.new_event_loop,
    uvloop.new_event_loop,
)


@asynccontextmanager
async def behind(
    kind: type[Proxy], login: Login | None, database_url: str, clock: Clock
) -> AsyncIterator[tuple[Town, Proxy]]:
    """Found a town that reaches Telegram through a proxy, and in no other way."""
    async with AsyncExitStack() as ends:
        stage = await Stage.open(clock.timestamp, "127.0.0.1", 0)
        ends.push_async_callback(stage.close)
        stage.world.limits = None
        proxy = await ends.enter_async_context(kind.opened(stage.runner.addresses[0][1], login))
        stage.url = f"http://{HOST}:8081"
        settings = settings_for(database_url, telegram_proxy=proxy.url)
        running = await start_house(settings, stage, clock)
        ends.push_async_callback(house.stop, running)
        await stage.set_up(SETUP_CODE)
        client = await ends.enter_async_context(Client())
        source = Source(stage.site.inbound_url, stage.site.secret)
        yield Town(stage, running, clock, client, source), proxy


async def ready(town: Town, status: int) -> dict[str, Any]:
    """Wait until the house says that it is well, or is not."""
    async with asyncio.timeout(20):
        while (answer := await town.get("/readyz")).status != status:
            pass
    body: dict[str, Any] = answer.json
    return body


def must_be_secret(login: Login, *texts: str) -> None:
    basic = b64encode(f"{login.user}:{login.password}".encode()).decode()
    for text in texts:
        assert login.password not in text
        assert basic not in text


@pytest.mark.parametrize("login", [None, LOGIN], ids=["open", "login"])
@pytest.mark.parametrize("kind", KINDS)
async def test_the_main_job_goes_through_it_and_past_it_goes_nothing(
    kind: type[Proxy],
    login: Login | None,
    sqlite_url: str,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
):
    async with behind(kind, login, sqlite_url, clock) as (town, proxy):
        card = await town.lead()
        assert "You have taken" in await town.press(town.stage.anna, card, "Take")
        await town.shows(card, "Anna Agent")
        assert "Contacted" in labels(card)
        answer = await town.get("/readyz")

    heard = list(town.world.calls)
    assert {"sendMessage", "editMessageText", "getUpdates"} <= {each.method for each in heard}
    assert bytes(proxy.sent).count(f"POST /bot{TOKEN}/".encode()) == len(heard)
    assert set(proxy.asked) == {f"{HOST}:8081"}
    assert (proxy.refused, answer.status, answer.json["telegram"]) == (0, 200, "ok")
    must_be_secret(LOGIN, caplog.text, answer.body.decode())


async def refuse(proxy: Proxy) -> None:
    proxy.refuses = True
    proxy.hang_up()


async def slam(proxy: Proxy) -> None:
    proxy.slams = True
    proxy.hang_up()


async def change_login(proxy: Proxy) -> None:
    proxy.login = Login("somebody", "else")
    proxy.hang_up()


async def die(proxy: Proxy) -> None:
    await proxy.close()


async def mend(proxy: Proxy, login: Login) -> None:
    proxy.refuses = proxy.slams = False
    proxy.login = login
    await proxy.close()
    await proxy.open()


@pytest.mark.parametrize("kind", KINDS)
async def test_while_it_fails_leads_are_kept_and_their_cards_come_later(
    kind: type[Proxy], sqlite_url: str, clock: Clock, caplog: pytest.LogCaptureFixture
):
    said: list[str] = []
    async with behind(kind, LOGIN, sqlite_url, clock) as (town, proxy):
        for number, fail in enumerate((refuse, slam, change_login, die)):
            refused = proxy.refused
            await fail(proxy)
            assert (await town.post(event_id=f"msg_{number}", body=lead(number))).status == 202
            not_ready = await ready(town, 503)
            assert not_ready["telegram"] == "no answer"
            said.append(str(not_ready))
            while proxy.refused == refused and fail is not die:
                await town.get("/healthz")

            await mend(proxy, LOGIN)
            await ready(town, 200)
            clock.advance(10)  # Less than a lease, for the card may be on its way already.
            town.house.services.leads.outgoing.ring()
            await town.stage.card(f"Lead {number}")
            # A connection that is cut before the receipt came would bring the card twice.
            while await rows(town, "SELECT id FROM parcels"):
                pass

    cards = [each for each in town.world.messages(town.stage.sales) if each.buttons]
    assert len(cards) == 4
    assert "telegram_poll_failed" in caplog.text
    for fault in ("task_restarts", "carrier_failed", "update_failed", "Traceback"):
        assert fault not in caplog.text
    must_be_secret(LOGIN, caplog.text, *said)


def lead(number: int) -> dict[str, Any]:
    return {"event": "lead.created", "data": {"name": f"Lead {number}", "email": "a@example.com"}}


@pytest.mark.parametrize("loop", LOOPS, ids=["asyncio", "uvloop"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_sees_nothing_of_what_goes_to_telegram_itself(
    kind: type[Proxy], loop: Callable[[], asyncio.AbstractEventLoop], tmp_path: Path
):
    """Telegram is behind TLS; a proxy that reads along needs a certificate that we trust."""
    certificate = write_certificate(tmp_path)

    async def ask() -> None:
        async with bot_api(certificate) as port, kind.opened(port, LOGIN) as proxy:
            settings = load(
                bot_token=TOKEN, telegram_api_url=f"https://{HOST}", telegram_proxy=proxy.url
            )
            with pytest.raises(TelegramNetworkError, match="CERTIFICATE_VERIFY_FAILED"):
                await called(settings, None)
            assert await called(settings, certificate) == "behind_tls_bot"
            assert proxy.asked == [f"{HOST}:443"] * 2
            assert TOKEN.encode() not in proxy.sent

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(ask())


async def called(settings: Any, trusted: Path | None) -> str | None:
    """Ask who the bot is, with the machine's own certificates or with one more."""
    bot = build_bot(settings)
    assert bot is not None
    if trusted:
        context = ssl.create_default_context(cafile=trusted)
        bot.session._connector_init["ssl"] = context  # type: ignore[attr-defined]  # aiogram has no other way
    try:
        return (await bot.get_me()).username
    finally:
        await bot.session.close()


@asynccontextmanager
async def bot_api(certificate: Path) -> AsyncIterator[int]:
    """Serve getMe behind TLS."""

    async def get_me(_: web.Request) -> web.Response:
        me = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "behind_tls_bot"}
        return web.json_response({"ok": True, "result": me})

    app = web.Application()
    app.router.add_post("/bot{token}/getMe", get_me)
    runner = web.AppRunner(app)
    await runner.setup()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


def write_certificate(folder: Path) -> Path:
    """Write a certificate that vouches for itself, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)  # noqa: TID251 -- a certificate that counts today
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / "certificate.pem"
    file.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, *plain))
    return file
