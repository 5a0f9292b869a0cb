"""Hostile input never gets a 5xx, leaves no row, and stands in nobody's way."""

import asyncio
import json
import re
import sqlite3
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webhooks_in.test_refusals import BODY, path_of, signed
from tests.webhooks_in.wire import Wire, exchange, must_be_problem, request_bytes
from tests.world import Town, a_lead, settings_for

# In the manner of JSONTestSuite: what a strict parser must refuse, and where lenient ones crash.
NOT_JSON = [
    b"",
    b" ",
    b"[" * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 20_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"[" * 33 + b"]" * 33,
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\x00}\x00",
    b'{"name": "\xff"}',
    b'{"name": "\xed\xa0\x80"}',
    b'{"name": "\xc0\x80"}',
    rb'{"name": "\ud800"}',
    rb'{"name": "\udc00\ud800"}',
    b'{"name": "\x00"}',
    b'{"name": "a\nb"}',
    rb'{"name": "\x41"}',
    rb'{"name": "\u12"}',
    b'{"name": NaN}',
    b'{"name": Infinity}',
    b'{"name": -Infinity}',
    b'{"name": 1e999}',
    b'{"name": -1e999}',
    b'{"name": 01}',
    b'{"name": 1' + b"0" * 5000 + b"}",  # Python's own limit on digits, against quadratic time.
    b'{"name": +1}',
    b'{"name": .5}',
    b'{"name": 0x10}',
    b"{'name': 'a'}",
    b'{name: "a"}',
    b'{"name": "a",}',
    b'["a",]',
    b'{"name": "a"} {}',
    b'{"name": "a"}//',
    b'{"name" "a"}',
    b'{"name": tru}',
    b"\x00",
    b"{" * 50,
    b'"',
    b'{"name": "a"}\x00',
]
ODD_JSON = [
    b"null",
    b"true",
    b"1",
    b'"text"',
    b"[]",
    b"{}",
    b'{"data": null}',
    b'{"event": null, "data": {}}',
    b'{"event": "lead.created", "data": []}',
    b'{"id": {}, "event": [], "data": ""}',
    b'{"": ""}',
    b'{"name": {"name": {"name": {}}}}',
    b'{"utm": {"a": {"b": []}}, "consent": 7, "fields": "x"}',
    rb'{"name": "\u0000"}',
    rb'{"\u0000": "\u0000"}',
    json.dumps({f"k{n}": "v" for n in range(3000)}).encode(),
    json.dumps({"name": ["x"] * 9000}).encode(),
    json.dumps({"k" * 60_000: "v"}).encode(),
    '{"name": "\u202e\u2066\ufeff\U000e0001 \U0001f3f4"}'.encode(),
]
# All examples of a property meet the same town: that it lives on is what the property is about.
TOLD = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
SMUGGLED = (
    b"POST %b HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n%b\r\n"
    b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
)


def count_rows(town: Town) -> int:
    path = re.sub(
        r"^sqlite\+aiosqlite:///", "", town.house.settings.database_url.get_secret_value()
    )
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM intake").fetchone()[0])
    finally:
        connection.close()


async def test_what_is_not_strict_json_is_refused_as_such(town: Town):
    for raw in NOT_JSON:
        answer = await town.post(raw)
        expected = (413, "too_large") if len(raw) > 65536 else (400, "json_invalid")
        must_be_problem(answer, *expected)

    assert count_rows(town) == 0


async def test_odd_json_is_refused_by_its_fields_or_kept(town: Town):
    answers = [await town.post(raw) for raw in ODD_JSON]

    for raw, answer in zip(ODD_JSON, answers, strict=True):
        assert answer.status in (202, 422), (raw[:80], answer.body)
        if answer.status == 422:
            must_be_problem(answer, 422, "validation")
    assert count_rows(town) == sum(each.status == 202 for each in answers)


def any_json() -> st.SearchStrategy[Any]:
    words = st.sampled_from(
        ["event", "id", "data", "name", "email", "phone", "message", "utm", "fields", "consent"]
    )
    texts = st.text(max_size=40) | st.sampled_from(["lead.created", "a@b.c", "+49 30 901820"])
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(words | st.text(max_size=8), inner, max_size=6)
        ),
        max_leaves=20,
    )


@given(
    bodies=st.lists(st.binary(max_size=300) | any_json().map(json.dumps), min_size=1, max_size=25)
)
@settings(max_examples=8, deadline=None, suppress_health_check=TOLD)
def test_whatever_is_signed_gets_an_answer_that_is_no_fault_of_ours(bodies, sqlite_town):
    run, town = sqlite_town
    raws = [each if isinstance(each, bytes) else each.encode() for each in bodies]

    answers = run(_post_all(town, raws))

    assert {each.status for each in answers} <= {200, 202, 400, 422}


async def _post_all(town: Town, raws: list[bytes]):
    return [await town.post(raw) for raw in raws]


@pytest.fixture
def sqlite_town(sqlite_ready, clock):
    """A town that lives through all examples of a property, and the way to run work in it."""
    with asyncio.Runner() as runner:
        founded = Town.founded(settings_for(sqlite_ready), clock)
        town = runner.run(founded.__aenter__())
        try:
            yield runner.run, town
        finally:
            runner.run(founded.__aexit__(None, None, None))


@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "webhook-id",
                    "webhook-timestamp",
                    "webhook-signature",
                    "X-LeadsBot-Signature",
                    "X-Forwarded-For",
                    "Content-Type",
                    "Content-Encoding",
                    "Expect",
                    "Cookie",
                ]
            ),
            st.binary(max_size=60).filter(lambda raw: not {0, 10, 13} & set(raw)),
        ),
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=TOLD)
def test_whatever_is_in_the_headers_gets_an_answer_that_is_no_fault_of_ours(headers, sqlite_town):
    run, town = sqlite_town
    lines = b"".join(b"%b: %b\r\n" % (name.encode(), value) for name, value in headers)
    raw = b"POST %b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n%bContent-Length: 2\r\n\r\n{}" % (
        path_of(town).encode(),
        lines,
    )

    answer = run(exchange(town, raw))

    assert answer.status < 500
    if answer.status != 100:
        must_be_problem(answer, answer.status, json.loads(answer.body)["code"])


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Content-Length: 5, 5\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Content-Length: 5\r\nContent-Length: 5\r\n",
    ],
)
async def test_a_request_whose_end_is_ambiguous_reaches_no_handler(town: Town, framing):
    async with Wire.to(town) as wire:
        await wire.write(SMUGGLED % (path_of(town).encode(), framing))
        said = await wire.rest()

    assert said.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400"))
    assert said.count(b"HTTP/1.") == 1
    assert b'"code": "bad_request"' in said
    assert b"signature" not in said


async def test_a_body_that_breaks_its_own_framing_half_way_is_a_bad_request(town: Town):
    headers = {**signed(town, BODY), "Host": "h", "Transfer-Encoding": "chunked"}
    async with Wire.to(town) as wire:
        await wire.write(request_bytes(path_of(town), headers) + b"5\r\n")
        await wire.write(b"{nonsense without end\r\nzz\r\n")
        answer = await wire.answer()

    must_be_problem(answer, 400, "bad_request")


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
async def test_a_signature_header_sent_twice_is_ambiguous(town: Town, name):
    right = signed(town, BODY)
    raw = request_bytes(path_of(town), {"Host": "h", **right, "Content-Length": str(len(BODY))})
    twice = raw.replace(b"\r\n\r\n", f"\r\n{name}: {right[name]}\r\n\r\n".encode()) + BODY

    must_be_problem(await exchange(town, twice), 401, "signature_invalid")


async def test_a_client_that_hangs_up_half_way_leaves_nothing_behind(town: Town, caplog):
    headers = {**signed(town, BODY), "Host": "h", "Content-Length": str(len(BODY))}
    for _ in range(20):
        async with Wire.to(town) as wire:
            await wire.write(request_bytes(path_of(town), headers) + BODY[:10])
    assert (await town.post()).status == 202
    assert (await town.send(town.source.url, BODY, {})).status == 401

    assert count_rows(town) == 1
    assert any("signature_invalid" in each.getMessage() for each in caplog.records)
    assert [each for each in caplog.records if each.levelname not in ("DEBUG", "INFO")] == []


async def test_five_hundred_idle_connections_hinder_nobody(town: Town):
    alone = await _slowest(town)
    idle = await asyncio.gather(
        *(asyncio.open_connection("127.0.0.1", town.running.port) for _ in range(500))
    )
    for number, (_, writer) in enumerate(idle):
        writer.write(b"POST " if number % 2 else b"")
    try:
        crowded = await _slowest(town)
    finally:
        for _, writer in idle:
            writer.close()

    # Generous, since the machine may be busy: an idle crowd that blocks costs seconds.
    assert crowded < 10 * alone + 0.5


async def _slowest(town: Town) -> float:
    times = []
    for _ in range(30):
        began = monotonic()
        assert (await town.post(a_lead())).status == 202
        times.append(monotonic() - began)
    return max(times)
