"""Dispatches: when they leave, how often, and what a bad receiver can and cannot do."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web

from domain.caller import Caller
from domain.dispatch import DispatchState, Sent
from domain.endpoint import Endpoint, EndpointState, EndpointView, Why
from domain.retry import WEBHOOK_ATTEMPTS
from services.endpoints import Endpoints
from tests.handlers.looks import rows, run
from tests.outbox.test_http import Listener, answering, listening
from tests.receiver import Receiver, receiving
from tests.world import SECONDS, Town, a_lead

DAY = 24 * 3600


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def endpoints_of(town: Town) -> Endpoints:
    return town.house.services.endpoints


async def olga(town: Town) -> Caller:
    return await town.caller(town.stage.olga)


async def made(town: Town, receiver: Receiver, *events: str) -> Endpoint:
    return await endpoints_of(town).create(await olga(town), receiver.url, events)


async def pinged(town: Town, endpoint: Endpoint) -> None:
    await endpoints_of(town).test(await olga(town), endpoint.id)


async def log(town: Town, *, failed: bool = False) -> list[Sent]:
    endpoints, caller = endpoints_of(town), await olga(town)
    first = await endpoints.sendings(caller, None, failed=failed)
    others = [
        await endpoints.sendings(caller, None, failed=failed, page=each)
        for each in range(1, first.pages)
    ]
    return [each for page in (first, *others) for each in page.entries]


async def view(town: Town, endpoint: Endpoint) -> EndpointView:
    return await endpoints_of(town).look(await olga(town), endpoint.id)


async def until(town: Town, state: DispatchState, failures: int | None = None) -> Sent:
    """Wait until the newest dispatch is so; return it with its attempts."""
    async with asyncio.timeout(SECONDS):
        while True:
            endpoints_of(town).outgoing.ring()
            newest = (await log(town))[:1]
            if newest and newest[0].state is state and failures in (None, newest[0].failures):
                return await endpoints_of(town).sending(await olga(town), newest[0].id)
            await asyncio.sleep(0.02)


async def told(town: Town, words: str) -> str:
    """Wait until Olga reads these words in private."""
    private = town.world.private(town.stage.olga, town.stage.bot)

    def found() -> str | None:
        texts = (each.text for each in town.world.messages(private))
        return next((each for each in texts if words in each), None)

    return str(await town.world.until(found, SECONDS))


async def test_it_is_tried_ten_times_by_the_schedule_with_one_body(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    receiver.always = 500
    await pinged(town, endpoint)
    pauses = []
    for failures in range(1, WEBHOOK_ATTEMPTS):
        sent = await until(town, DispatchState.WAITS, failures)
        pause = (sent.due_at - town.clock.now()).total_seconds()
        pauses.append(pause)
        town.clock.advance(pause + 0.5)
    sent = await until(town, DispatchState.GIVEN_UP)
    usual = [5, 300, 1800, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24))]
    for pause, step in zip(pauses, usual, strict=True):
        assert 0.89 * step - SECONDS <= pause <= 1.11 * step
    assert len({each.id for each in receiver.calls}) == 1
    assert len({each.body for each in receiver.calls}) == 1
    assert len({each.headers["webhook-timestamp"] for each in receiver.calls}) == 10
    assert len({each.headers["X-Request-Id"] for each in receiver.calls}) == 10
    assert len(sent.attempts) == len(receiver.calls) == WEBHOOK_ATTEMPTS
    assert "it answered 500" in await told(town, "I gave up telling")
    receiver.always = 200
    again = await endpoints_of(town).replay(await olga(town), sent.id)
    assert again.state is DispatchState.WAITS
    assert (await until(town, DispatchState.ARRIVED)).last_error is None
    assert {each.id for each in receiver.calls} == {sent.webhook_id}


async def test_the_log_has_each_attempt(either_town: Town):
    town = either_town
    async with receiving() as receiver:
        endpoint = await made(town, receiver)
        receiver.answers.append(web.Response(status=404, body=b"<b>no\x00\xff</b>" + b"x" * 9000))
        await pinged(town, endpoint)
        sent = await until(town, DispatchState.WAITS, 1)
        (attempt,) = sent.attempts
        assert (attempt.heard.status, attempt.heard.trouble) == (404, "http_404")
        assert attempt.heard.excerpt.startswith("<b>no\ufffd</b>xxx")
        assert len(attempt.heard.excerpt.encode()) <= 2048
        assert str(attempt.heard.request_id) == receiver.calls[0].headers["X-Request-Id"]
        town.clock.advance(6)
        sent = await until(town, DispatchState.ARRIVED)
        assert [each.number for each in sent.attempts] == [2, 1]
        record = (await view(town, endpoint)).record
        assert (record.arrived, record.all) == (1, 2)
        assert await log(town, failed=True) == []


async def test_who_says_when_is_asked_then(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    receiver.answers.append(web.Response(status=503, headers={"Retry-After": "7200"}))
    await pinged(town, endpoint)
    sent = await until(town, DispatchState.WAITS, 1)
    assert timedelta(hours=1.9) < sent.due_at - town.clock.now() <= timedelta(hours=2)


async def test_redirects_are_failures_that_nobody_follows(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    there = web.Response(status=302, headers={"Location": receiver.url})
    receiver.answers.append(there)
    await pinged(town, endpoint)
    sent = await until(town, DispatchState.WAITS, 1)
    assert (sent.last_error, len(receiver.calls)) == ("http_302", 1)


async def test_410_switches_off_and_drops_what_waits(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    receiver.always = 500
    await pinged(town, endpoint)
    await until(town, DispatchState.WAITS, 1)
    receiver.always = 410
    await town.lead("Ada Lovelace")
    assert "it answered 410" in await told(town, "I switched your endpoint")
    off = (await view(town, endpoint)).endpoint
    assert (off.state, off.why) == (EndpointState.DISABLED, Why.GONE)
    assert {each.state for each in await log(town)} == {DispatchState.CANCELLED}
    await town.lead("Grace Hopper")
    assert len(await log(town)) == 2
    receiver.always = 200
    await endpoints_of(town).pause(await olga(town), endpoint.id, paused=False)
    await receiver.heard(3)
    assert receiver.calls[-1].event == "test.ping"
    caller = await olga(town)
    count = await endpoints_of(town).replay_failed(caller, timedelta(hours=1), endpoint.id)
    assert count == 2
    calls = await receiver.heard(5)
    assert {each.event for each in calls[3:]} == {"test.ping", "lead.created"}


async def test_days_of_failures_are_told_and_then_end_it(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    receiver.always = 503
    for _ in range(2):
        await pinged(town, endpoint)
        await until(town, DispatchState.WAITS, 1)
    town.clock.advance(2.5 * DAY)
    await pinged(town, endpoint)
    assert "two and a half days" in await told(town, "it answered 503")
    await run(town, "UPDATE endpoints SET failures = 20")
    town.clock.advance(2.5 * DAY)
    await pinged(town, endpoint)
    await told(town, "I switched your endpoint")
    off = (await view(town, endpoint)).endpoint
    assert (off.state, off.why) == (EndpointState.DISABLED, Why.FAILING)


async def test_an_address_that_turns_inward_is_never_dialled(town: Town):
    async with listening(answering(b"")) as listener:
        endpoint = await made(town, Receiver(listener.url))
        inward = listener.url.replace("127.0.0.1", "127.0.0.2")
        await run(town, "UPDATE endpoints SET url = :url", url=inward)
        await pinged(town, endpoint)
        sent = await until(town, DispatchState.GIVEN_UP)
        assert sent.last_error == "blocked:loopback"
        said = await told(town, "I switched your endpoint")
        assert "this machine itself" in said
        assert (await view(town, endpoint)).endpoint.why is Why.BLOCKED
        assert isinstance(listener, Listener)
        assert listener.heard == []


async def test_without_a_readable_secret_nobody_is_called(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    await run(town, "UPDATE endpoints SET secret = 'v1.gone.AAAA'")
    await pinged(town, endpoint)
    sent = await until(town, DispatchState.WAITS, 1)
    assert (sent.last_error, receiver.calls) == ("secret_unreadable", [])
    new = await endpoints_of(town).rotate(await olga(town), endpoint.id)
    town.clock.advance(6)
    await until(town, DispatchState.ARRIVED)
    assert receiver.calls[0].verified(new.secret)


async def test_a_slow_receiver_slows_nobody_else(town: Town, receiver: Receiver):
    async with receiving() as slow:
        slow.held = asyncio.Event()
        await made(town, slow, "lead.created")
        await made(town, receiver, "lead.created")
        cards = [await town.lead(f"Person {each}") for each in range(6)]
        await receiver.heard(6)
        assert len(cards) == 6
        assert slow.most_at_once <= 2
        slow.held.set()
        await slow.heard(6)
        assert slow.most_at_once <= 2


async def test_a_change_and_what_is_told_of_it_are_kept_together_or_not_at_all(
    town: Town, receiver: Receiver
):
    await made(town, receiver)
    await run(
        town,
        "CREATE TRIGGER no BEFORE INSERT ON dispatches BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    answer = await town.post(a_lead(name="Ada Lovelace"))
    assert answer.status == 202
    async with asyncio.timeout(SECONDS):
        while not await rows(town, "SELECT id FROM intake WHERE failures > 0"):  # noqa: ASYNC110 -- nobody rings when an event is put off
            await asyncio.sleep(0.05)
    assert await rows(town, "SELECT id FROM leads") == []
    assert await rows(town, "SELECT id FROM announcements") == []
    await run(town, "DROP TRIGGER no")
    town.clock.advance(DAY)
    call = await receiver.heard_of("lead.created")
    assert call.json["data"]["lead"]["contact"]["name"] == "Ada Lovelace"


async def test_old_entries_of_the_log_are_forgotten(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    await pinged(town, endpoint)
    await until(town, DispatchState.ARRIVED)
    await endpoints_of(town).remove(await olga(town), endpoint.id)
    await town.house.services.dispatching.clear()
    assert len(await rows(town, "SELECT id FROM endpoints")) == 1
    town.clock.advance(31 * DAY)
    await town.house.services.dispatching.clear()
    for table in ("dispatch_attempts", "dispatches", "announcements", "endpoints"):
        assert await rows(town, f"SELECT * FROM {table}") == [], table  # noqa: S608 -- the names are the line above
