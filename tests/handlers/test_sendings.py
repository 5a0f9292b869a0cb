"""The log of what endpoints were told: read page by page, and sent again, by pressing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from cards.endpoint import EndpointButton, EndpointMove, SendingsButton, Which
from cards.pages import LATER, ON_PAGE
from cards.sending import ReplayButton, SendingButton, SendingMove
from domain.dispatch import DispatchState
from domain.endpoint import MOST_ENDPOINTS
from domain.errors import TooMany
from sandbox.model import Message
from tests.handlers.looks import rows, run
from tests.receiver import Receiver, receiving
from tests.world import SECONDS, Town, data_of, labels


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def filled(town: Town, receiver: Receiver, count: int) -> None:
    """Let Olga have an endpoint that was told of many leads and answered 500."""
    receiver.always = 500
    await town.ask(town.stage.olga, f"/newendpoint {receiver.url} lead.created")
    for each in range(count):
        await town.lead(f"Person {each}")
    await receiver.heard(count)


async def failed_page(town: Town, count: int) -> Message:
    """Open the log of failures once it has as many entries."""
    async with asyncio.timeout(SECONDS):
        while len(await rows(town, "SELECT id FROM dispatches WHERE failed")) < count:  # noqa: ASYNC110 -- nobody rings when a report is written
            await asyncio.sleep(0.02)
    shown = await town.ask(town.stage.olga, "/deliveries")
    await town.press(town.stage.olga, shown, "Only what failed")
    await town.has_button(shown, "Send all again")
    return shown


async def test_all_that_failed_is_sent_again_by_three_presses(town: Town, receiver: Receiver):
    await filled(town, receiver, 3)
    shown = await failed_page(town, 3)
    assert shown.text.count("it answered 500") == 3
    receiver.always = 200
    await town.press(town.stage.olga, shown, "Send all again")
    await town.has_button(shown, "1 h")
    said = await town.press(town.stage.olga, shown, "1 h")
    assert said == "3 events are sent again."
    calls = await receiver.heard(6)
    assert len({each.id for each in calls}) == 3
    await town.has_button(shown, "Only what failed")


async def test_one_is_looked_at_and_sent_again(town: Town, receiver: Receiver):
    await filled(town, receiver, 1)
    shown = await failed_page(town, 1)
    await town.press(town.stage.olga, shown, labels(shown)[0])
    text = await town.shows(shown, "Attempt 1", "it answered 500")
    assert receiver.calls[0].id in text
    assert receiver.calls[0].headers["X-Request-Id"] in text
    receiver.always = 200
    assert await town.press(town.stage.olga, shown, "Send again") == "1 event is sent again."
    calls = await receiver.heard(2)
    assert calls[0].id == calls[1].id
    await town.press(town.stage.olga, shown, "Back")
    await town.shows(shown, "What endpoints were told")


async def test_a_long_log_is_paged_in_place(town: Town, receiver: Receiver):
    await filled(town, receiver, 1)
    columns = (
        "workspace_id, endpoint_id, announcement_id, created_at, failed, lane, state, due_at,"
        " failures"
    )
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)"
    changed = columns.replace("state", "'done'").replace("failed", "0")
    select = f"{numbers} SELECT {changed} FROM dispatches, n"  # noqa: S608 -- the words are the lines above
    await run(town, f"INSERT INTO dispatches ({columns}) {select}")
    shown = await town.ask(town.stage.olga, "/deliveries")
    assert "1/100" in labels(shown)
    assert shown.text.count("lead.created") == ON_PAGE
    await town.press(town.stage.olga, shown, LATER)
    await town.has_button(shown, "2/100")
    far = SendingsButton(page=5_000).pack()
    await town.forge(town.stage.olga, shown.chat, far, shown)
    await town.has_button(shown, "100/100")


async def test_buttons_of_others_and_of_the_past_do_nothing(town: Town, receiver: Receiver):
    await filled(town, receiver, 1)
    olga = await town.caller(town.stage.olga)
    endpoints = town.house.services.endpoints
    (view,) = await endpoints.all(olga)
    (sent,) = (await endpoints.sendings(olga, None, failed=False)).entries
    nick = await town.with_nick()
    private = town.world.private(nick, town.stage.bot)
    hooks = (
        *(EndpointButton(move=each, endpoint_id=view.endpoint.id) for each in EndpointMove),
        *(SendingButton(move=each, dispatch_id=sent.id) for each in SendingMove),
        ReplayButton(hours=1, endpoint_id=view.endpoint.id),
    )
    # A presser may press a few times in a row and then has to wait: one after the other.
    for button in hooks:
        town.clock.advance(60)
        said = await town.forge(nick, private, button.pack())
        assert said == "Not available here.", button
    log = SendingsButton(page=0, which=Which.ALL, endpoint_id=view.endpoint.id).pack()
    await town.forge(nick, private, log)
    for person in (town.stage.anna, await town.with_vera()):
        said = await town.forge(person, town.stage.sales, hooks[0].pack())
        assert "Only owners and admins" in said
    (now,) = await endpoints.all(olga)
    assert now.endpoint.events == view.endpoint.events

    shown = await town.ask(town.stage.olga, "/endpoints")
    stale = data_of(shown, labels(shown)[0])
    await endpoints.remove(olga, view.endpoint.id)
    assert await town.forge(town.stage.olga, shown.chat, stale) == "Not available here."
    assert (await endpoints.sending(olga, sent.id)).state is DispatchState.CANCELLED


async def test_a_workspace_has_a_bounded_number_of_endpoints(town: Town):
    olga = await town.caller(town.stage.olga)
    endpoints = town.house.services.endpoints
    for each in range(MOST_ENDPOINTS):
        await endpoints.create(olga, f"https://192.0.43.8/{each}")
    with pytest.raises(TooMany):
        await endpoints.create(olga, "https://192.0.43.8/")
    listed = await town.ask(town.stage.olga, "/endpoints")
    assert "10 endpoints" in listed.text
    assert "1/2" in labels(listed)
    await town.press(town.stage.olga, listed, LATER)
    await town.has_button(listed, "2/2")
