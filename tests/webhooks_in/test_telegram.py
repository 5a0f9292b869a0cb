"""Telegram's webhook: only Telegram gets in, and updates are on disk before they are confirmed."""

import json
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator

import pytest

from bot.telegram import webhook_secret
from scripts.servers import Databases, PostgresServer
from storage import migrate
from tests.webhooks_in.wire import exchange, must_be_problem
from tests.world import MASTER_KEY, Answer, Clock, Town, labels, settings_for

SECRET = "X-Telegram-Bot-Api-Secret-Token"
PUBLIC = "http://127.0.0.1:1"


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


async def test_without_webhook_mode_there_is_no_such_door(town: Town):
    must_be_problem(await bring(town, b"{}"), 404, "not_found")
