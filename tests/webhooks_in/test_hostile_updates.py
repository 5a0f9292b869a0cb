"""Updates of any shape: none gets a 5xx, none is left behind, and the house goes on."""

import asyncio
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from aiogram.enums import UpdateType
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.storage.shelves import rows
from tests.webhooks_in.test_telegram import PUBLIC, bring
from tests.world import Answer, Clock, Town, settings_for

TOLD = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
ANNA = {"id": 100_002, "is_bot": False, "first_name": "Anna"}
GROUP = {"id": -1_000_001_000_001, "type": "supergroup", "title": "Sales"}
SAID = {"message_id": 7, "date": 1_700_000_000, "chat": GROUP, "from": ANNA, "text": "/help"}
COMMAND = {**SAID, "entities": [{"type": "bot_command", "offset": 0, "length": 5}]}
MEMBER = {"user": ANNA, "status": "member"}
JOINED = {"chat": GROUP, "from": ANNA, "date": 1_700_000_000, "old_chat_member": MEMBER}
BASES: list[dict[str, Any]] = [
    {"message": COMMAND},
    {"message": {**COMMAND, "chat": {"id": ANNA["id"], "type": "private"}}},
    {"message": {**SAID, "text": "a note", "reply_to_message": {**SAID, "message_id": 3}}},
    {"message": {**SAID, "sender_chat": GROUP, "new_chat_members": [ANNA]}},
    {"callback_query": {"id": "5", "from": ANNA, "chat_instance": "1", "data": "l:take:x"}},
    {"callback_query": {"id": "5", "from": ANNA, "chat_instance": "1", "message": SAID}},
    {"my_chat_member": {**JOINED, "new_chat_member": {"user": ANNA, "status": "left"}}},
]
KINDS = [each.value for each in UpdateType] + ["telepathy", "message_", ""]
HUGE = "9" * 4000


def any_json() -> st.SearchStrategy[Any]:
    words = ["message", "chat", "from", "id", "text", "type", "date", "entities", "data", "user"]
    numbers = st.integers() | st.integers(-(10**40), 10**40) | st.just(10**400)
    texts = st.text(max_size=20) | st.sampled_from(["private", "supergroup", "/start x", "\0"])
    leaves = st.none() | st.booleans() | numbers | st.floats(allow_nan=False) | texts
    return st.recursive(
        leaves.filter(lambda value: value not in (float("inf"), float("-inf"))),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(words) | st.text(max_size=5), inner, max_size=5)
        ),
        max_leaves=12,
    )


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything inside."""
    if here:
        yield here
    listed = list(enumerate(value)) if isinstance(value, list) else []
    for key, each in value.items() if isinstance(value, dict) else listed:
        yield from places(each, (*here, key))


@st.composite
def bent(draw: st.DrawFn) -> dict[str, Any]:
    """An update that Telegram could send, with something else in up to three places."""
    update: dict[str, Any] = deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(0, 3))):
        *way, last = draw(st.sampled_from(sorted(places(update), key=str)))
        holder: Any = update
        for key in way:
            holder = holder[key]
        holder[last] = draw(any_json())
    return update


def updates() -> st.SearchStrategy[dict[str, Any]]:
    strange = st.dictionaries(st.sampled_from(KINDS), any_json(), max_size=2)
    numbers = st.integers(-(2**63) + 1, 2**63 - 1)
    return st.builds(
        lambda update, number: {**update, "update_id": number}, bent() | strange, numbers
    )


class Lasting:
    """A town that lives through all examples of a property, and the way to run work in it."""

    def __init__(self, runner: asyncio.Runner, town: Town) -> None:
        self.run = runner.run
        self.town = town


@pytest.fixture
def lasting(database_url: str, clock: Clock) -> Iterator[Lasting]:
    chosen = settings_for(database_url, telegram_mode="webhook", public_url=PUBLIC)
    with asyncio.Runner() as runner:
        founded = Town.founded(chosen, clock)
        town = runner.run(founded.__aenter__())
        try:
            yield Lasting(runner, town)
        finally:
            runner.run(founded.__aexit__(None, None, None))


async def handled(town: Town) -> None:
    """Let time pass until every update is closed, whichever way."""
    url = town.house.settings.database_url.get_secret_value()
    async with asyncio.timeout(60):
        while (await rows(url, "SELECT count(*) FROM updates WHERE state = 'due'"))[0][0]:
            town.clock.advance(1.1)
            town.house.services.updates.arrived.ring()


async def brought(town: Town, raws: list[bytes]) -> list[Answer]:
    answers = [await bring(town, raw) for raw in raws]
    await handled(town)
    return answers


@given(some=st.lists(updates(), min_size=1, max_size=20))
@example(some=[{"update_id": 1, "message": {**SAID, "chat": {**GROUP, "id": int(HUGE)}}}])
@example(some=[{"update_id": 2, "message": {**SAID, "from": {**ANNA, "id": 2**63}}}])
@example(some=[{"update_id": 3, "message": {**SAID, "date": 10**30}}])
@example(some=[{"update_id": 4, "message": {**SAID, "text": "\0" * 5000}}])
@settings(max_examples=20, deadline=None, suppress_health_check=TOLD)
def test_every_update_is_kept_and_closed(some, lasting, caplog):
    run, town = lasting.run, lasting.town
    caplog.clear()

    answers = run(brought(town, [json.dumps(each).encode() for each in some]))

    assert {each.status for each in answers} == {200}, [each.body for each in answers]
    for fault in ("task_failed", "task_restarts", "request_failed"):
        assert fault not in caplog.text
    town.clock.advance(60)  # Anna has said a lot, and may have to wait before she is answered.
    assert "You are an agent" in run(town.ask(town.stage.anna, "/help")).text


@given(raws=st.lists(st.binary(max_size=300) | any_json().map(json.dumps), max_size=25))
@settings(max_examples=10, deadline=None, suppress_health_check=TOLD)
def test_what_is_no_update_is_refused(raws, lasting):
    run, town = lasting.run, lasting.town
    sent = [each if isinstance(each, bytes) else each.encode() for each in raws]

    answers = run(brought(town, sent))

    assert {each.status for each in answers} <= {200, 400}
