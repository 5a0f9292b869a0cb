"""Figures for whoever runs the house: true ones, for nobody else, and about nobody."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import parser as plain
from prometheus_client.openmetrics import parser as open_metrics
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.stage import TOKEN
from domain.figures import Figures, Pile
from middlewares.meters import Meters
from sandbox.faults import Fault
from scripts.servers import Databases, PostgresServer
from tests.house.tree import ROOT
from tests.storage.shelves import rows
from tests.webhooks_in.wire import must_be_problem
from tests.world import MASTER_KEY, SETUP_CODE, Answer, Clock, Town, a_lead, settings_for
from webhooks_in.metrics import PATIENCE, _Page

METRICS_TOKEN = "a-token-for-the-figures"
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PLAIN = "text/plain; version=0.0.4; charset=utf-8"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def scraped(town: Town, headers: Mapping[str, str] | None = None) -> Answer:
    async with town.client.get(f"{town.url}/metrics", headers=headers) as response:
        return Answer(response.status, response.headers.copy(), await response.read())


def read(answer: Answer) -> Samples:
    """Read a page as Prometheus does, in the format that it says it has."""
    assert answer.status == 200, answer.body
    page = answer.body.decode()
    kind = answer.headers["Content-Type"]
    assert kind in (PLAIN, OPEN_METRICS)
    parser: Any = plain if kind == PLAIN else open_metrics
    families = parser.text_string_to_metric_families(page)
    samples = [each for family in families for each in family.samples]
    found = {(each.name, frozenset(each.labels.items())): each.value for each in samples}
    assert len(found) == len(samples)
    return found


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


# --- what is counted -------------------------------------------------------------------------


@pytest.mark.parametrize("accept", [None, OPEN_METRICS, "*/*", "a" * 4000, "text/plain;version=x"])
async def test_what_was_posted_is_counted_in_both_formats(town: Town, accept: str | None):
    await town.lead(name="Jonas Weber")
    twice = [await town.post(a_lead(name="Twice"), event_id="msg_twice") for _ in range(2)]
    assert [each.status for each in twice] == [202, 200]
    await town.post(a_lead(name="Other"), event_id="msg_twice")
    await town.post(headers={"webhook-signature": "v1,AAAA"})
    await town.post(b"{")
    await town.get("/no/such/place")

    answer = await scraped(town, {"Accept": accept} if accept else None)
    samples = read(answer)

    assert (answer.headers["Content-Type"] == OPEN_METRICS) is (accept == OPEN_METRICS)
    assert answer.headers["Cache-Control"] == "no-store"
    outcomes = {"accepted": 2, "duplicate": 1, "id_conflict": 1, "signature_invalid": 1}
    for outcome, count in {**outcomes, "json_invalid": 1}.items():
        assert value(samples, "leadsbot_inbound_events_total", outcome=outcome) == count
    route = "/api/inbound/w/{source_id}/leads"
    for status, count in {"202": 2, "200": 1, "409": 1, "401": 1, "400": 1}.items():
        name = "leadsbot_http_requests_total"
        assert value(samples, name, route=route, status=status) == count
    assert value(samples, "leadsbot_http_requests_total", route="none", status="404") == 1
    assert value(samples, "leadsbot_database_up") == 1


async def test_a_rate_is_known_from_the_first_event_on(town: Town):
    samples = read(await scraped(town))
    for outcome in ("accepted", "duplicate"):
        assert value(samples, "leadsbot_inbound_events_total", outcome=outcome) == 0


async def test_work_that_waits_or_was_given_up_is_counted(either_town: Town):
    town = either_town
    url = town.house.settings.database_url.get_secret_value()
    town.world.faults.add(Fault("server_error", method="sendMessage", times=None))
    assert (await town.post(a_lead(name="Jonas Weber"))).status == 202

    async def waits() -> bool:
        samples = read(await scraped(town))
        return value(samples, "leadsbot_parcels", kind="alert", state="later") == 1

    async with asyncio.timeout(15):
        while not await waits():  # noqa: ASYNC110 -- a page is there to be asked for again
            await asyncio.sleep(0.01)
    await rows(url, "UPDATE intake SET state = 'dead'")
    await rows(url, "UPDATE updates SET state = 'dead' WHERE id = (SELECT min(id) FROM updates)")
    samples = read(await scraped(town))

    assert value(samples, "leadsbot_parcels", kind="alert", state="dead") == 0
    assert value(samples, "leadsbot_intake", state="dead") == 1
    assert value(samples, "leadsbot_intake", state="due") == 0
    assert value(samples, "leadsbot_intake_overdue_seconds") == 0
    assert value(samples, "leadsbot_updates", state="dead") == 1


async def test_what_left_and_what_nobody_understood_is_counted(
    town: Town, caplog: pytest.LogCaptureFixture
):
    await town.lead(name="Arrived")
    odd = Fault("custom", "sendMessage", description="Bad Request: brand new")
    town.world.faults.add(odd)
    await town.post(a_lead(name="Odd"))
    await counted(town, "leadsbot_messages_total", kind="alert", outcome="postponed")
    town.world.faults.add(Fault("too_many_requests", "sendMessage", retry_after=40))
    await town.post(a_lead(name="Flood"))

    samples = await counted(town, "leadsbot_telegram_paused_seconds")
    assert 30 < (value(samples, "leadsbot_telegram_paused_seconds") or 0) <= 45
    assert value(samples, "leadsbot_messages_total", kind="alert", outcome="delivered") == 1
    hashes = [
        dict(labels)["hash"]
        for name, labels in samples
        if name == "leadsbot_telegram_unknown_errors_total"
    ]
    assert len(hashes) == 1
    (told,) = [each for each in caplog.messages if "telegram_error_unknown" in each]
    assert hashes[0] in told
    assert "brand new" in told


async def counted(town: Town, name: str, **labels: str) -> Samples:
    """Ask for the page until a figure on it is more than nothing."""
    async with asyncio.timeout(15):
        while not value(samples := read(await scraped(town)), name, **labels):  # noqa: ASYNC110 -- a page is there to be asked for again
            await asyncio.sleep(0.01)
    return samples


async def test_a_lead_that_was_forgotten_is_counted(either_town: Town):
    town = either_town
    url = town.house.settings.database_url.get_secret_value()
    town.world.faults.add(Fault("server_error", method="sendMessage", times=None))
    await town.post(a_lead(name="Jonas Weber"))
    await counted(town, "leadsbot_parcels", kind="alert", state="later")
    name = "leadsbot_leads_without_state"
    assert value(read(await scraped(town)), name) == 0
    await rows(url, "DELETE FROM parcels")
    assert value(read(await scraped(town)), name) == 1


# --- who gets an answer ----------------------------------------------------------------------


FORWARDED = [
    ("X-Forwarded-For", "203.0.113.9"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-For", "127.0.0.1, 203.0.113.9"),
    ("X-Forwarded-For", "203.0.113.9, 127.0.0.1"),
    ("X-Forwarded-For", "garbage"),
    ("X-Forwarded-For", ""),
    ("Forwarded", "for=127.0.0.1"),
    ("X-Real-IP", "127.0.0.1"),
    ("Via", "1.1 proxy"),
]


@pytest.mark.parametrize("trusted", ["", "127.0.0.1", "0.0.0.0/0"])
async def test_without_a_token_nothing_is_shown_through_a_proxy(
    sqlite_url: str, clock: Clock, trusted: str
):
    settings = settings_for(sqlite_url, trusted_proxies=trusted)
    async with Town.founded(settings, clock) as town:
        for name, words in FORWARDED:
            must_be_problem(await scraped(town, {name: words}), 403, "forbidden")
            assert (await scraped(town)).status == 200


async def test_without_a_token_only_the_loopback_interface_is_this_machine(
    town: Town, tmp_path: Path
):
    assert town.running.web
    socket = str(tmp_path / "house.sock")
    await web.UnixSite(town.running.web, socket).start()
    async with (
        aiohttp.ClientSession(connector=aiohttp.UnixConnector(socket)) as client,  # noqa: TID251 -- a client from elsewhere
        client.get("http://127.0.0.1/metrics") as response,
    ):
        assert response.status == 403


@asynccontextmanager
async def town_with_token(url: str, clock: Clock) -> AsyncIterator[Town]:
    async with Town.founded(settings_for(url, metrics_token=METRICS_TOKEN), clock) as town:
        yield town


async def test_the_token_opens_from_everywhere_and_nothing_else_does(
    sqlite_url: str, clock: Clock, caplog: pytest.LogCaptureFixture
):
    right = f"Bearer {METRICS_TOKEN}"
    async with town_with_token(sqlite_url, clock) as town:
        for good in (right, right.replace("Bearer", "bearer"), right + " "):
            assert (await scraped(town, {"Authorization": good})).status == 200
        forwarded = {"Authorization": right, "X-Forwarded-For": "203.0.113.9"}
        assert (await scraped(town, forwarded)).status == 200
        for bad in (
            None,
            "",
            "Bearer",
            "Bearer ",
            f"Bearer {METRICS_TOKEN[:-1]}",
            f"Bearer {METRICS_TOKEN}x",
            f"Bearer {METRICS_TOKEN.upper()}",
            "Bearer töken",
            f"Basic {METRICS_TOKEN}",
            METRICS_TOKEN,
            f"Bearer {TOKEN}",
        ):
            answer = await scraped(town, {"Authorization": bad} if bad is not None else None)
            must_be_problem(answer, 401, "token_invalid")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        async with town.client.get(
            f"{town.url}/metrics", headers=[("Authorization", right), ("Authorization", right)]
        ) as twice:
            assert twice.status == 401
    refused = [each for each in caplog.messages if "metrics_refused" in each]
    assert len(refused) == 12
    assert METRICS_TOKEN not in caplog.text


# --- the database is away --------------------------------------------------------------------


async def test_a_database_that_is_away_is_said_and_its_figures_are_left_out(
    own_postgres: PostgresServer, clock: Clock
):
    url = Databases(own_postgres.admin_url).create()
    async with Town.founded(settings_for(url), clock) as town:
        await town.lead(name="Before")
        await asyncio.to_thread(own_postgres.stop)
        away = [read(await scraped(town)) for _ in range(3)]
        await asyncio.to_thread(own_postgres.start)
        back = read(await scraped(town))

    for samples in away:
        must_be_without_figures(samples)
        assert value(samples, "leadsbot_inbound_events_total", outcome="accepted") == 1
    assert value(back, "leadsbot_database_up") == 1
    assert value(back, "leadsbot_intake", state="due") == 0


async def test_a_database_that_hangs_is_not_waited_for(postgres_url: str, clock: Clock):
    async with Town.founded(settings_for(postgres_url), clock) as town:
        engine = create_async_engine(postgres_url)
        async with engine.connect() as other:
            await other.execute(text("LOCK TABLE parcels IN ACCESS EXCLUSIVE MODE"))
            async with asyncio.timeout(3 * PATIENCE):
                together = await asyncio.gather(*(scraped(town) for _ in range(3)))
        await engine.dispose()
        for answer in together:
            must_be_without_figures(read(answer))
        assert value(read(await scraped(town)), "leadsbot_database_up") == 1
        await town.lead(name="Afterwards")


async def test_a_fault_of_ours_is_in_the_log_and_not_on_the_page(
    town: Town, caplog: pytest.LogCaptureFixture
):
    url = town.house.settings.database_url.get_secret_value()
    await rows(url, "ALTER TABLE updates RENAME TO elsewhere")
    must_be_without_figures(read(await scraped(town)))
    await rows(url, "ALTER TABLE elsewhere RENAME TO updates")

    assert value(read(await scraped(town)), "leadsbot_database_up") == 1
    assert any("figures_failed" in each and "Traceback" in each for each in caplog.messages)


def must_be_without_figures(samples: Samples) -> None:
    assert value(samples, "leadsbot_database_up") == 0
    names = {name for name, _ in samples if name.startswith("leadsbot_")}
    assert {
        each
        for each in names
        if re.match("leadsbot_(intake|updates|parcels|leads|telegram_p)", each)
    } == set()
    assert "leadsbot_inbound_events_total" in names


# --- whom it is about ------------------------------------------------------------------------


async def a_day(town: Town) -> set[str]:
    """Let people and machines do what they do; return words that are nobody's business."""
    vera, nick = await town.with_vera(), await town.with_nick()
    assert town.nicks_source
    card = await town.lead(
        name="Canaria Name",
        email="canary.mail@example.com",
        phone="+49 30 555777",
        company="Canary Works",
        message="canary message",
        source="Canary Form",
        page_url="https://canary.example/page",
        fields={"canary_field": "canary value"},
    )
    await town.press(town.stage.anna, card, "Take")
    await town.press(vera, card, "Spam")
    await town.post(a_lead(name="Canaria Nick"), source=town.nicks_source, event_id="canary_id")
    await town.post(a_lead(name="Canaria Late"), at=0)
    for path in ("/canary/path", "/api/inbound/w/canary/leads", "/metrics/canary?canary=1"):
        await town.send(town.url + path, b"canary", {"User-Agent": "canary", "webhook-id": "x"})
    async with town.client.request("PROPFIND", f"{town.url}/healthz") as odd:
        assert odd.status == 405
    await town.ask(town.stage.olga, "/rotate Website")
    people = (vera, nick, town.stage.olga, town.stage.anna)
    callers = [await town.caller(each) for each in people]
    return {
        *("canar", "555777", "nordlicht", "next door", "website", "sales", "example.com"),
        *(TOKEN, TOKEN[:10], MASTER_KEY, SETUP_CODE, town.source.secret, "whsec_"),
        *(each.name.lower() for each in people),
        *(str(each.id) for each in people),
        *(str(town.stage.sales.id), str(town.source.id), str(town.nicks_source.id)),
        *(str(each.workspace_id) for each in callers),
        *(str(each.actor.id) for each in callers),
    }


async def test_after_a_whole_day_nobody_is_on_the_page(either_town: Town):
    town = either_town
    secrets = await a_day(town)
    pages = [await scraped(town), await scraped(town, {"Accept": OPEN_METRICS})]

    for page in pages:
        samples, shown = read(page), page.body.decode().lower()
        assert {each for each in secrets if each.lower() in shown} == set()
        labels = [pair for _, pairs in samples for pair in pairs]
        assert {name for name, _ in labels} <= {
            "route",
            "status",
            "outcome",
            "kind",
            "state",
            "hash",
            "code",
            "le",
        }
        odd = {
            each for _, each in labels if not re.fullmatch(r"[a-z_/{}.+]*|[0-9.]{1,5}|\+Inf", each)
        }
        assert odd == set()
    accepted = value(read(pages[0]), "leadsbot_inbound_events_total", outcome="accepted")
    assert accepted == 2


def test_every_figure_has_its_row_in_the_docs_and_every_row_its_figure():
    pile = Pile()
    page = _Page(Meters(lambda: 0.0), Figures(pile, {"alert": pile}, pile))
    shown = {each.name for each in page.collect() if each.name.startswith("leadsbot_")}
    docs = (ROOT / "docs" / "running.md").read_text()
    told = re.findall(r"^\| `(leadsbot_\w+)(?:\{[a-z, ]+\})?` \|", docs, re.MULTILINE)

    assert {each.removesuffix("_total") for each in told} == shown
    assert len(shown) >= 10
