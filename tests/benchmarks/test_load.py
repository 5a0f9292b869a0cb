"""The load generator posts what the house accepts, and never takes an error for an accept."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web

from benchmarks import floor
from benchmarks.leads import BODY_BYTES, Target, form, form_request, lead, signed_request
from benchmarks.load import HOST, Plan, post
from domain.form_entry import read_entry
from domain.inbound import read_event
from domain.signing import SignatureHeaders, verify
from domain.strict_json import read_json
from webhooks_in.form_body import URLENCODED, read_sent

KEY = bytes(range(100, 132))


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where the floor listens."""
    app = web.Application()
    app.router.add_post(floor.PATH, floor.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


def plan(port: int, **changes) -> Plan:
    chosen = {"port": port, "path": floor.PATH, "key": floor.KEY, "count": 40, "warm_up": 8}
    return Plan(**{**chosen, "connections": 4, **changes})


def test_a_request_is_a_signed_lead_of_one_kilobyte():
    raw = signed_request(Target(80, "/leads", KEY), KEY, 42, 1_700_000_000)
    head, _, body = raw.partition(b"\r\n\r\n")
    sent = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    signed = SignatureHeaders(
        sent["webhook-id"], sent["webhook-timestamp"], sent["webhook-signature"]
    )
    assert verify([KEY], signed, body, 1_700_000_000) == sent["webhook-id"]
    assert len(body) == BODY_BYTES == int(sent["Content-Length"])
    assert read_event(read_json(body)).lead.name == "Benchmark lead 00000042"


def test_a_request_of_a_form_is_one_kilobyte_of_fields():
    head, _, body = form_request(Target(80, "/f/0", None), 42).partition(b"\r\n\r\n")
    assert f"Content-Length: {BODY_BYTES}".encode() in head
    assert len(body) == BODY_BYTES
    sent = read_sent(URLENCODED, URLENCODED, body)
    entry = read_entry(sent, key=None, page=None, now=datetime(2026, 3, 1, tzinfo=UTC))
    assert (entry.lead.name, entry.event_id) == ("Benchmark lead 00000042", "form:bench_00000042")
    assert len({form(number) for number in range(100)}) == 100


def test_every_lead_is_another():
    assert len({lead(number) for number in range(100)}) == 100


async def test_flat_out_posts_everything_and_times_all_but_the_warm_up(port: int):
    outcome = await post(plan(port))
    assert outcome.statuses == {202: 48}
    assert len(outcome.took) == 40


async def test_a_refusal_is_no_accept(port: int):
    outcome = await post(plan(port, key=KEY))
    assert outcome.accepted == 0
    assert outcome.statuses == {401: 48}


async def hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_a_server_that_hangs_up_spoils_the_figure():
    app = web.Application()
    app.router.add_post(floor.PATH, hang_up)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    with pytest.raises(ConnectionError, match="closed a connection"):
        await post(plan(runner.addresses[0][1], warm_up=0))
    await runner.cleanup()


async def test_a_rate_is_kept_whoever_answers_late(port: int):
    outcome = await post(plan(port, warm_up=0, rate=2000.0))
    moments = sorted(outcome.sent.values())
    assert outcome.accepted == len(moments) == 40
    assert moments[-1] - moments[0] >= 39 / 2000 - 0.002


def test_a_plan_survives_its_way_to_the_other_process():
    sent = plan(80, key=bytes(range(224, 256)))
    assert Plan.model_validate_json(sent.model_dump_json()) == sent
