"""Every refusal of the door for machines: its status, its code, and one shape for all."""

import asyncio
import json
import sqlite3
from uuid import uuid4

import pytest
from sqlalchemy import event

from domain.signing import secret_key, sign
from scripts.servers import Databases, PostgresServer
from storage import migrate
from tests.storage.shelves import wait_less
from tests.webhooks_in.wire import Wire, exchange, must_be_problem, request_bytes
from tests.world import Source, Town, a_lead, settings_for, standard

BODY = json.dumps(a_lead()).encode()
LIMIT = 64 * 1024


def signed(town: Town, body: bytes, **headers: str | None) -> dict[str, str]:
    """Sign *body*; a header given by name replaces the true one, None leaves it out."""
    moment = int(town.clock.timestamp())
    made = sign([secret_key(town.source.secret)], f"msg_{uuid4().hex}", moment, body)
    replaced = {name.replace("_", "-"): value for name, value in headers.items()}
    both = {**standard(made), "Content-Type": "application/json", **replaced}
    return {name: value for name, value in both.items() if value is not None}


def path_of(town: Town) -> str:
    return f"/api/inbound/w/{town.source.id}/leads"


# --- 400 ---------------------------------------------------------------------------------------


async def test_what_is_no_json_and_what_names_a_key_twice(town: Town):
    must_be_problem(await town.post(b"{"), 400, "json_invalid")
    must_be_problem(await town.post(b'{"a": NaN}'), 400, "json_invalid")
    must_be_problem(await town.post(b'{"a": 1, "a": 2}'), 400, "json_duplicate_key")


# --- 401 ---------------------------------------------------------------------------------------


async def test_every_cause_of_a_401_gets_the_same_answer(town: Town):
    old = str(int(town.clock.timestamp()) - 3600)
    nowhere = town.source.url.replace(str(town.source.id), str(uuid4()))
    no_id = town.source.url.replace(str(town.source.id), "no-id-at-all")
    url, right = town.source.url, signed(town, BODY)
    causes = [
        (url, {**right, "webhook-signature": "v1," + "A" * 43 + "="}),
        (url, {**right, "webhook-signature": "v1"}),
        (url, {**right, "webhook-signature": "v1,é"}),
        (url, {**right, "webhook-timestamp": old}),
        (url, {**right, "webhook-timestamp": "1_000"}),
        (url, {**right, "webhook-id": "another"}),
        (url, {**right, "webhook-id": "a.b"}),
        (url, signed(town, BODY, webhook_signature=None)),
        (url, {"Content-Type": "application/json"}),
        (url, {"Content-Type": "application/json", "X-LeadsBot-Signature": "sha256=zz"}),
        (nowhere, right),
        (no_id, right),
    ]

    answers = [await town.send(to, BODY, headers) for to, headers in causes]

    seen = set()
    for answer in answers:
        body = must_be_problem(answer, 401, "signature_invalid")
        del body["request_id"]
        told = {
            k: v for k, v in answer.headers.items() if k.lower() not in ("x-request-id", "date")
        }
        seen.add(json.dumps([body, told, len(answer.body)]))
    assert len(seen) == 1


LOOKED_FOR = ("WHERE sources.id =", "FROM measures")


async def test_a_source_of_nobody_costs_one_look_as_a_wrong_signature_does(town: Town):
    wrong = {**signed(town, BODY), "webhook-signature": "v1," + "A" * 43 + "="}
    nowhere = town.source.url.replace(str(town.source.id), str(uuid4()))
    engine = town.house.storage._reader.sync_engine
    looks: list[str] = []

    def hear(_: object, __: object, statement: str, *___: object) -> None:
        # What the house looks for by itself meanwhile names no single source.
        looks.extend(each for each in LOOKED_FOR if each in statement)

    event.listen(engine, "before_cursor_execute", hear)
    spent = []
    for url in (town.source.url, nowhere, town.source.url.replace(str(town.source.id), "no-id")):
        for _ in range(3):
            looks.clear()
            assert (await town.send(url, BODY, wrong)).status == 401
            spent.append(len(looks))
    event.remove(engine, "before_cursor_execute", hear)

    assert spent == [len(LOOKED_FOR)] * 9


async def test_a_signature_of_another_body_or_source_is_worth_nothing(town: Town):
    await town.with_nick()
    assert town.nicks_source
    stolen = Source(town.source.url, town.nicks_source.secret)

    must_be_problem(await town.post(source=stolen), 401, "signature_invalid")
    changed = BODY.replace(b"Jonas", b"Jonah")
    answer = await town.send(town.source.url, changed, signed(town, BODY))
    must_be_problem(answer, 401, "signature_invalid")


# --- 403, 404, 405 -----------------------------------------------------------------------------


async def test_a_paused_source_says_so_only_to_whoever_can_sign(town: Town):
    olga = await town.caller(town.stage.olga)
    await town.house.services.sources.pause(olga, town.source.id, paused=True)

    must_be_problem(await town.post(), 403, "source_paused")
    unsigned = await town.send(town.source.url, BODY, {})
    must_be_problem(unsigned, 401, "signature_invalid")

    await town.house.services.sources.pause(olga, town.source.id, paused=False)
    assert (await town.post()).status == 202


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api/inbound/w//leads", "/nothing?a=b", "/%00", "/..%2f", "/%ff"]
)
async def test_what_is_not_there(town: Town, path):
    answer = await exchange(town, request_bytes(path, {"Host": "h"}, method="GET"))

    must_be_problem(answer, 404, "not_found")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_the_wrong_method(town: Town, method):
    raw = request_bytes(path_of(town), {"Host": "h", "Content-Length": "0"}, method=method)

    answer = await exchange(town, raw)

    must_be_problem(answer, 405, "method_not_allowed")
    # Senders of one format ask by GET before they post; all others are told what is left to them.
    assert answer.headers["Allow"] == ("POST" if method == "GET" else "GET,POST")


# --- 408, 413, 415 -----------------------------------------------------------------------------


async def test_a_body_that_drips_is_not_waited_for(town: Town):
    town.house.doorkeeper.body_seconds = 0.2
    async with Wire.to(town) as wire:
        head = request_bytes(
            path_of(town), {"Host": "h", **signed(town, BODY), "Content-Length": "99"}
        )

        await wire.write(head + BODY[:10])
        answer = await wire.answer()

        must_be_problem(answer, 408, "timeout")


async def test_a_body_of_the_most_bytes_is_read_and_one_more_is_not(town: Town):
    room = LIMIT - len(json.dumps(a_lead(note="")).encode())
    fits = json.dumps(a_lead(note="x" * room)).encode()
    assert len(fits) == LIMIT

    # Both are read or not before anything looks inside, where the note is too long for a field.
    must_be_problem(await town.post(fits), 422, "validation")
    must_be_problem(await town.post(fits + b" "), 413, "too_large")


async def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(town: Town):
    headers = {"Host": "h", "Content-Type": "application/json", "Content-Length": "10000000"}
    async with Wire.to(town) as wire:
        await wire.write(request_bytes(path_of(town), headers))

        must_be_problem(await wire.answer(), 413, "too_large")


async def test_a_chunked_body_is_refused_once_it_is_too_large(town: Town):
    headers = {"Host": "h", "Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    async with Wire.to(town) as wire:
        await wire.write(request_bytes(path_of(town), headers))
        for _ in range(9):
            await wire.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")

        must_be_problem(await wire.answer(), 413, "too_large")


async def test_a_client_that_asks_before_sending_is_told_to_go_on_only_if_it_is_read(town: Town):
    asking = {"Host": "h", "Content-Type": "application/json", "Expect": "100-continue"}
    small = {**asking, **signed(town, BODY), "Content-Length": str(len(BODY))}
    async with Wire.to(town) as wire:
        await wire.write(request_bytes(path_of(town), small))
        go_on = await wire.answer()
        await wire.write(BODY)
        accepted = await wire.answer()
        await wire.write(request_bytes(path_of(town), {**asking, "Content-Length": "10000000"}))
        refused = await wire.answer()

        assert (go_on.status, accepted.status) == (100, 202)
        must_be_problem(refused, 413, "too_large")


async def test_what_is_expected_of_a_path_that_is_not_there(town: Town):
    headers = {"Host": "h", "Expect": "something else", "Content-Length": "0"}

    answer = await exchange(town, request_bytes("/nothing", headers))

    must_be_problem(answer, 417, "expectation_failed")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "é",
    ],
)
async def test_only_json_is_read(town: Town, kind):
    answer = await town.post(headers={"Content-Type": kind})

    must_be_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/cloudevents+json"]
)
async def test_json_has_several_names(town: Town, kind):
    assert (await town.post(headers={"Content-Type": kind})).status == 202


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "nonsense"])
async def test_compressed_bodies_are_refused_whatever_is_in_them(town: Town, encoding):
    headers = {**signed(town, BODY), "Content-Encoding": encoding, "Host": "h"}
    raw = request_bytes(path_of(town), {**headers, "Content-Length": str(len(BODY))}, BODY)

    must_be_problem(await exchange(town, raw), 415, "unsupported_media_type")


# --- 422 ---------------------------------------------------------------------------------------


async def test_all_problems_come_at_once_and_none_repeats_a_value(town: Town):
    body = {
        "event": "lead.deleted-hunter2",
        "id": "",
        "workspace_id": "hunter2",
        "data": {"name": {"hunter2": 1}, "email": "h" * 400 + "hunter2", "utm": ["hunter2"]},
    }

    answer = await town.post(body)

    told = must_be_problem(answer, 422, "validation")
    fields = {each["field"] for each in told["errors"]}
    assert {"event", "id", "workspace_id", "data.email"} <= fields
    assert b"hunter2" not in answer.body


async def test_a_lead_that_nobody_could_answer_is_refused(town: Town):
    told = must_be_problem(await town.post({"name": "Nobody"}), 422, "validation")

    assert [each["field"] for each in told["errors"]] == ["body"]


async def test_an_unknown_format_is_named_after_the_signature_was_checked(town: Town):
    asked = Source(town.source.url + "?format=nothing", town.source.secret)

    must_be_problem(await town.send(asked.url, BODY, {}), 401, "signature_invalid")
    told = must_be_problem(await town.post(source=asked), 422, "validation")
    assert [each["field"] for each in told["errors"]] == ["format"]


# --- 503 ---------------------------------------------------------------------------------------


async def test_a_full_disk_accepts_nothing_and_room_makes_it_well_again(town: Town):
    # SQLite's own limit on the size of the file fails as a full disk does: SQLITE_FULL.
    async with town.house.storage._writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1")
    answers = [await town.post(a_lead(message="x" * 9000)) for _ in range(10)]
    refused = [each for each in answers if each.status != 202]
    async with town.house.storage._writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    assert refused
    for answer in refused:
        must_be_problem(answer, 503, "storage_full")
        assert answer.headers["Retry-After"] == "60"
    assert (await town.post()).status == 202


async def test_a_locked_database_is_too_busy_and_not_broken(town: Town, tmp_path):
    other = sqlite3.connect(
        tmp_path / "leadsbot.db", isolation_level=None, check_same_thread=False
    )
    await wait_less(town.house.storage)
    # The house may be writing at this moment, and must be able to go on.
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    try:
        must_be_problem(await town.post(event_id="msg_1"), 503, "overloaded")
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert (await town.post(event_id="msg_1")).status == 202


async def test_while_the_database_is_away_nothing_is_accepted(own_postgres: PostgresServer, clock):
    url = Databases(own_postgres.admin_url).create()
    await migrate.upgrade(url)
    async with Town.founded(settings_for(url), clock) as town:
        own_postgres.stop()
        away = [await town.post(event_id="msg_1") for _ in range(3)]
        alive, ready = await town.get("/healthz"), await town.get("/readyz")
        own_postgres.start()
        back = await town.post(event_id="msg_1")

    for answer in away:
        must_be_problem(answer, 503, "overloaded")
    assert alive.status == 200
    assert (ready.status, ready.json["database"]) == (503, "no answer")
    assert back.status == 202


async def test_whoever_shuts_down_accepts_nothing(town: Town):
    town.house.doorkeeper.draining = True

    must_be_problem(await town.post(), 503, "draining")
    ready = await town.get("/readyz")
    assert (ready.status, ready.json["process"]) == (503, "draining")
    assert (await town.get("/healthz")).status == 200


# --- before any handler ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\n: nameless\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nA: b\x00c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nA: " + b"a" * 9000 + b"\r\n\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_what_is_hardly_http_is_answered_in_the_same_shape(town: Town, raw):
    answer = await exchange(town, raw)

    must_be_problem(answer, 400, "bad_request")


async def test_an_answer_to_broken_http_is_the_last_on_its_connection(town: Town):
    async with Wire.to(town) as wire:
        await wire.write(b"nonsense\r\n\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        said = await wire.rest()

        assert said.count(b"HTTP/1.") == 1


async def test_every_answer_has_an_id_of_its_own(town: Town):
    answers = await asyncio.gather(
        town.get("/healthz"),
        town.get("/readyz"),
        town.get("/nothing"),
        town.post(),
        town.post(b""),
    )

    ids = [each.headers["X-Request-Id"] for each in answers]
    assert len(set(ids)) == len(ids)
