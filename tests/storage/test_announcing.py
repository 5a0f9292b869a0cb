"""What endpoints are told is written with the change; whoever has one hears of everything."""

from dataclasses import replace
from secrets import token_bytes
from typing import Any

from bot import clock
from domain.change import Change
from domain.endpoint import Endpoint, EndpointState
from domain.endpoint_events import EndpointCreated
from domain.lead_events import LeadCreated, LeadNoted, LeadTaken
from domain.signing import new_secret
from storage.database import Storage
from storage.vault import Vault
from tests.storage.shelves import KEY, NOON, Household, a_lead, listened


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


async def test_leads_that_come_in_ask_once_who_hears(storage: Storage, ours: Household):
    await with_endpoint(storage, ours)
    async with listened(storage._writer) as heard, storage.open(ours.caller) as store:
        known = await store.reception.receive(1)
        lead = a_lead(ours.source, known.numbers[0], "Jonas")
        await store.keep_all([Change(lead, LeadCreated(lead.id, "Website"))], NOON, known)
        assert store.outbox.wished == 2
    assert sum("FROM endpoints" in statement for statement, _ in heard) == 1


async def test_an_endpoint_that_another_process_made_hears_at_once(
    storage: Storage, ours: Household, ready_url: str
):
    assert await tell(storage, ours, NOON) == 0
    other = Storage.at(ready_url, Vault([KEY], token_bytes), clock.new_id)
    await with_endpoint(other, ours)
    await other.close()
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
        found = await store.dispatches.newest(None, failed=False, offset=0, limit=10)
        assert await store.dispatches.count(None, failed=False) == len(found) == 2
    assert {each.event for each in found} == {"lead.taken"}
    assert len({each.webhook_id for each in found}) == 1


async def test_filters_are_asked_in_the_same_crossing_and_templates_are_sealed(
    storage: Storage, ours: Household
):
    for how in (
        {"sources": (ours.source.id,), "template": '{"token": "hush"}'},
        {"sources": (clock.new_id(),)},
        {"statuses": ("taken",)},
        {"statuses": ("won", "lost")},
        {"statuses": ("taken",), "events": ("lead.created",)},
    ):
        await with_endpoint(storage, ours, **how)
    async with listened(storage._writer) as heard:
        assert await tell(storage, ours, NOON) == 2
    asked = [statement for statement, _ in heard if "FROM endpoints" in statement]
    assert len(asked) == 1
    async with storage.look(ours.caller) as store:
        found = await store.endpoints.all()
        latest = await store.dispatches.latest_body(("lead.created",))
    assert found[0].sources == (ours.source.id,)
    assert found[0].template == '{"token": "hush"}'
    assert found[2].statuses == ("taken",)
    assert latest is not None
    assert '"lead.taken"' in latest


async def test_a_note_is_told_to_those_who_hear_of_its_lead_s_source(
    storage: Storage, ours: Household
):
    await with_endpoint(storage, ours, sources=(ours.source.id,))
    await with_endpoint(storage, ours, sources=(clock.new_id(),))
    async with storage.open(ours.caller) as store:
        noted = Change(ours.note, LeadNoted(ours.lead.id, "Hi"))
        assert await store.announcing.tell([noted], ours.caller.actor, NOON) == 1
