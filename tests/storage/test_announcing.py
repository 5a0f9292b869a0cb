"""What endpoints are told is written with the change; where there are none it costs little."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from bot import clock
from domain.change import Change
from domain.endpoint import Endpoint, EndpointState
from domain.endpoint_events import EndpointCreated
from domain.lead_events import LeadTaken
from domain.signing import new_secret
from storage.announcing import FRESH
from storage.database import Storage
from tests.storage.shelves import NOON, Household


@contextmanager
def listened(storage: Storage) -> Iterator[list[str]]:
    """Collect what is asked about endpoints."""
    heard: list[str] = []

    def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
        if "endpoints" in statement:
            heard.append(statement)

    event.listen(storage._writer.sync_engine, "before_cursor_execute", hear)
    yield heard
    event.remove(storage._writer.sync_engine, "before_cursor_execute", hear)


async def tell(storage: Storage, who: Household, at: Any) -> int:
    async with storage.open(who.caller) as store:
        taken = Change(who.lead, LeadTaken(who.lead.id, "Anna"))
        return await store.announcing.tell([taken], who.caller.actor, at)


async def with_endpoint(storage: Storage, who: Household, **how: Any) -> Endpoint:
    endpoint = replace(
        Endpoint(clock.new_id(), "https://hooks.example/", new_secret(bytes(32))), **how
    )
    async with storage.open(who.caller) as store:
        made = EndpointCreated(endpoint.id, endpoint.host, endpoint.events_in_words)
        await store.keep(Change(endpoint, made), NOON)
    return endpoint


async def test_a_workspace_without_endpoints_is_asked_every_two_seconds(
    storage: Storage, ours: Household, theirs: Household
):
    await with_endpoint(storage, theirs)
    with listened(storage) as heard:
        for seconds in (10, 10.5, 11.9):
            assert await tell(storage, ours, NOON + timedelta(seconds=seconds)) == 0
        assert len(heard) == 1
        assert await tell(storage, ours, NOON + timedelta(seconds=10) + FRESH) == 0
        assert len(heard) == 2


async def test_a_new_endpoint_hears_at_once(storage: Storage, ours: Household):
    assert await tell(storage, ours, NOON) == 0
    await with_endpoint(storage, ours)
    assert await tell(storage, ours, NOON) == 1


async def test_who_hears_is_asked_of_each_endpoint(storage: Storage, ours: Household):
    for how in (
        {"events": ("lead.taken",)},
        {"events": ("lead.created",)},
        {"state": EndpointState.PAUSED},
        {"state": EndpointState.DISABLED},
        {"state": EndpointState.REMOVED},
    ):
        await with_endpoint(storage, ours, **how)
    assert await tell(storage, ours, NOON) == 2
    async with storage.look(ours.caller) as store:
        found, count = await store.dispatches.newest(None, failed=False, offset=0, limit=10)
    assert count == len(found) == 2
    assert {each.event for each in found} == {"lead.taken"}
    assert len({each.webhook_id for each in found}) == 1
