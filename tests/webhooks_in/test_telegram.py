"""Telegram's webhook: only Telegram gets in, and updates are on disk before they are confirmed."""

import asyncio
import json
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import house
from bot.stage import Stage
from bot.telegram import webhook_secret
from scripts.servers import Databases, PostgresServer
from storage import migrate
from tests.handlers.looks import actions, rows
from tests.storage.shelves import another_process_writing
from tests.webhooks_in.wire import exchange, must_be_problem
from tests.world import (
    MASTER_KEY,
    SETUP_CODE,
    Answer,
    Clock,
    Town,
    labels,
    settings_for,
    start_house,
)
from webhooks_in.telegram import TelegramDoor

SECRET = "X-Telegram-Bot-Api-Secret-Token"
PUBLIC = "https://leads.example"


@pytest.fixture
async def hooked(sqlite_ready: str, clock: Clock) -> AsyncIterator[Town]:
    """A town that Telegram brings its updates to."""
    settings = settings_for(sqlite_ready, telegram_mode="webhook", public_url=PUBLIC)
    async with Town.founded(settings, clock) as town:
        yield town


def an_update(number: int, text: str, person_id: int) -> bytes:
    person = {"id": person_id, "is_bot": False, "first_name": "Somebody"}
    chat = {"id": person_id, "type": "private", "first_name": "Somebody"}
    message = {"message_id": number, "date": 1, "from": person, "chat": chat, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


async def bring(town: Town, raw: bytes, secret: str | None = None) -> Answer:
    given = town.house.webhook_secret if secret is None else secret
    return await town.send(town.url + "/telegram/webhook", raw, {SECRET: given})


def stored(tmp_path) -> int:
    connection = sqlite3.connect(tmp_path / "leadsbot.db")
    try:
        return int(connection.execute("SELECT count(*) FROM updates").fetchone()[0])
    finally:
        connection.close()


async def test_the_main_job_works_by_webhook(hooked: Town):
    card = await hooked.lead()

    assert "#1" in await hooked.press(hooked.stage.anna, card, "Take")
    await hooked.shows(card, "Anna Agent")
    assert "Contacted" in labels(card)
    assert (await hooked.get("/readyz")).json["telegram"] == "ok"


async def test_the_secret_is_derived_so_that_every_process_has_the_same(hooked: Town):
    key = urlsafe_b64decode(MASTER_KEY + "=")

    assert hooked.house.webhook_secret == webhook_secret(key, hooked.stage.bot.id)
    assert hooked.house.webhook_secret != webhook_secret(key, hooked.stage.bot.id + 1)
    assert 1 <= len(hooked.house.webhook_secret) <= 256


async def test_only_who_knows_the_secret_gets_in(hooked: Town, tmp_path):
    before = stored(tmp_path)
    raw = an_update(900, "/help", hooked.stage.anna.id)
    url = hooked.url + "/telegram/webhook"
    accented = (
        f"POST /telegram/webhook HTTP/1.1\r\nHost: h\r\n{SECRET}: é\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    twice = f"{SECRET}: {hooked.house.webhook_secret}\r\n" * 2
    doubled = (
        f"POST /telegram/webhook HTTP/1.1\r\nHost: h\r\n{twice}Content-Length: {len(raw)}\r\n\r\n"
    )

    answers = [
        await hooked.send(url, raw, {}),
        await bring(hooked, raw, "wrong"),
        await bring(hooked, raw, ""),
        await bring(hooked, raw, hooked.house.webhook_secret[:-1]),
        await bring(hooked, raw, hooked.house.webhook_secret.upper()),
        await bring(hooked, b" " * 1_000_000, "wrong"),
        await bring(hooked, b"nonsense", "wrong"),
        await exchange(hooked, accented.encode("utf-8") + raw),
        await exchange(hooked, accented.encode("latin-1") + raw),
        await exchange(hooked, doubled.encode() + raw),
    ]

    bodies = [must_be_problem(each, 401, "signature_invalid") for each in answers]
    assert len({json.dumps({**each, "request_id": ""}) for each in bodies}) == 1
    assert stored(tmp_path) == before


async def test_what_is_too_large_or_no_update_is_refused(hooked: Town, tmp_path):
    before = stored(tmp_path)

    must_be_problem(await bring(hooked, b" " * 1_000_000), 413, "too_large")
    bad = [b"nonsense", b"[]", b"{}", b'{"update_id": "1"}', b'{"update_id": true}', b"\xff"]
    bad += [b'{"update_id": 1e3}', b'{"update_id": 99999999999999999999}', b'{"update_id": null}']
    for raw in bad:
        must_be_problem(await bring(hooked, raw), 400, "json_invalid")
    assert stored(tmp_path) == before


async def test_an_update_is_stored_before_it_is_acknowledged_and_acts_once(hooked: Town, tmp_path):
    anna, before = hooked.stage.anna, stored(tmp_path)
    private = hooked.world.private(anna, hooked.stage.bot)
    said = len(hooked.world.messages(private))
    raw = an_update(900, "/help", anna.id)

    assert (await bring(hooked, raw)).status == 200
    assert stored(tmp_path) == before + 1
    assert [(await bring(hooked, raw)).status for _ in range(3)] == [200, 200, 200]
    assert (await bring(hooked, an_update(901, "/start", anna.id))).status == 200

    await hooked.world.until(lambda: len(hooked.world.messages(private)) == said + 2, 15.0)
    assert stored(tmp_path) == before + 2


async def test_an_update_of_a_kind_nobody_knows_is_kept_and_spoils_nothing(hooked: Town, tmp_path):
    before = stored(tmp_path)

    answers = [
        await bring(hooked, b'{"update_id": 900, "telepathy": {"from": {"id": 1}}}'),
        await bring(hooked, b'{"update_id": 901, "message": {"text": "no date, no chat"}}'),
        await bring(hooked, b'{"update_id": 902, "message": [1, 2]}'),
    ]

    assert [each.status for each in answers] == [200, 200, 200]
    assert stored(tmp_path) == before + 3
    assert "Take" in labels(await hooked.lead())


async def test_while_the_database_is_away_telegram_keeps_its_updates(
    own_postgres: PostgresServer, clock
):
    url = Databases(own_postgres.admin_url).create()
    await migrate.upgrade(url)
    settings = settings_for(url, telegram_mode="webhook", public_url=PUBLIC)
    async with Town.founded(settings, clock) as town:
        raw = an_update(900, "/help", town.stage.anna.id)
        own_postgres.stop()
        away = await bring(town, raw)
        own_postgres.start()
        back = await bring(town, raw)

    must_be_problem(away, 503, "overloaded")
    assert back.status == 200


async def refused_with(town: Town, status: str) -> None:
    """Wait until Telegram has noted that our webhook answered so."""

    def noted() -> bool:
        hook = town.stage.bot.mailbox.webhook
        return bool(hook and status in (hook.last_error or ""))

    await town.world.until(noted, 20)


async def olga_hears(town: Town, words: str) -> None:
    """Wait until the bot has said something to Olga."""
    private = town.world.private(town.stage.olga, town.stage.bot)

    def heard() -> bool:
        here = town.world.messages(private)
        return any(words in each.text for each in here if each.sender is town.stage.bot)

    await town.world.until(heard, 20)


@asynccontextmanager
async def held(path: Path) -> AsyncIterator[None]:
    """Let another process hold the file; in threads, for the house may be writing just now."""
    other = another_process_writing(str(path))
    await asyncio.to_thread(other.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(other.__exit__, None, None, None)


async def test_what_telegram_kept_while_the_database_was_away_is_done_once(
    own_postgres: PostgresServer, clock
):
    url = Databases(own_postgres.admin_url).create()
    await migrate.upgrade(url)
    settings = settings_for(url, telegram_mode="webhook", public_url=PUBLIC)
    async with Town.founded(settings, clock) as town:
        olga = town.stage.olga
        await asyncio.to_thread(own_postgres.stop)
        town.world.say(olga, town.world.private(olga, town.stage.bot), "/newsource Second")
        await refused_with(town, "503")
        await asyncio.to_thread(own_postgres.start)

        await olga_hears(town, "Second")
        await town.world.until(lambda: not town.stage.bot.mailbox.pending, 20)
        assert (await actions(town)).count("source.created") == 2


async def test_what_telegram_kept_while_another_process_held_the_file_is_done_once(
    hooked: Town, tmp_path
):
    olga, before = hooked.stage.olga, stored(tmp_path)
    async with held(tmp_path / "leadsbot.db"):
        hooked.world.say(olga, hooked.world.private(olga, hooked.stage.bot), "/newsource Second")
        refused = await bring(hooked, an_update(900, "/help", hooked.stage.anna.id))
        await refused_with(hooked, "503")
        assert stored(tmp_path) == before

    must_be_problem(refused, 503, "overloaded")
    assert refused.headers["Retry-After"] == "1"
    await olga_hears(hooked, "Second")
    await hooked.world.until(lambda: not hooked.stage.bot.mailbox.pending, 20)
    assert (await actions(hooked)).count("source.created") == 2


async def test_connections_cut_under_load_lose_no_update_and_double_none(
    postgres: Databases, postgres_url: str, clock: Clock
):
    settings = settings_for(postgres_url, telegram_mode="webhook", public_url=PUBLIC)
    async with Town.founded(settings, clock) as town:

        async def until_kept(number: int) -> list[int]:
            """Bring one update again and again, as Telegram does, and once more afterwards."""
            raw = an_update(900 + number, f"/newsource Number {number}", town.stage.olga.id)
            statuses = [0]
            while statuses[-1] != 200:
                statuses.append((await bring(town, raw)).status)
            return [*statuses[1:], (await bring(town, raw)).status]

        bringing = asyncio.gather(*(until_kept(number) for number in range(10)))
        for _ in range(3):
            await asyncio.to_thread(postgres.cut, postgres_url)
        statuses = {each for answers in await bringing for each in answers}
        assert statuses <= {200, 503}
        async with asyncio.timeout(30):
            while await rows(town, "SELECT id FROM updates WHERE state = 'due'"):
                pass
        assert (await actions(town)).count("source.created") == 11
        assert not await rows(town, "SELECT id FROM updates WHERE state = 'dead'")


async def test_the_order_in_which_updates_come_is_harmless(hooked: Town):
    olga = hooked.stage.olga.id
    for number in (920, 905, 920, 913, 905):
        raw = an_update(number, f"/newsource Number {number}", olga)
        assert (await bring(hooked, raw)).status == 200
    await olga_hears(hooked, "Number 913")

    assert (await actions(hooked)).count("source.created") == 4


async def test_a_house_that_shuts_down_leaves_updates_with_telegram(hooked: Town, tmp_path):
    before = stored(tmp_path)
    hooked.house.doorkeeper.draining = True
    refused = await bring(hooked, an_update(900, "/help", hooked.stage.anna.id))
    hooked.house.doorkeeper.draining = False

    must_be_problem(refused, 503, "draining")
    assert stored(tmp_path) == before


async def test_what_was_acknowledged_and_not_handled_is_handled_after_a_restart(
    database_url: str, clock: Clock
):
    settings = settings_for(database_url, telegram_mode="webhook", public_url=PUBLIC)
    stage = await Stage.open(clock.timestamp, "127.0.0.1", 0)
    stage.world.limits = None
    try:
        first = await start_house(settings, stage, clock)
        await stage.set_up(SETUP_CODE)
        assert first.house.incoming
        first.house.incoming.stop()
        private = stage.world.private(stage.anna, stage.bot)
        before = len(stage.world.messages(private))
        stage.world.say(stage.anna, private, "/help")
        await stage.world.until(lambda: not stage.bot.mailbox.pending, 15)
        await house.stop(first)
        assert len(stage.world.messages(private)) == before + 1

        second = await start_house(settings, stage, clock)
        try:
            await stage.world.until(lambda: len(stage.world.messages(private)) == before + 2, 5)
        finally:
            await house.stop(second)
    finally:
        await stage.close()
    assert "You are an agent" in stage.world.messages(private)[-1].text


def test_a_door_without_a_secret_is_not_opened(hooked: Town):
    updates, keeper = hooked.house.services.updates, hooked.house.doorkeeper
    with pytest.raises(ValueError, match="secret"):
        TelegramDoor(keeper, updates, 1, "")


async def test_without_webhook_mode_there_is_no_such_door(town: Town):
    must_be_problem(await bring(town, b"{}"), 404, "not_found")
