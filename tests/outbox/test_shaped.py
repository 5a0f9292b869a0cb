"""Bodies by a template on their way: what cannot be filled in, and what is sent again."""

import json
from collections.abc import AsyncIterator

import pytest

from domain.dispatch import TEMPLATE_FAILS, DispatchState
from tests.handlers.looks import run
from tests.outbox.test_webhooks import endpoints_of, made, olga, pinged, until
from tests.receiver import Receiver, receiving
from tests.world import Town

NUMBER = '{"number": "{{ data.lead.number }}"}'


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def shape(town: Town, receiver: Receiver, template: str | None) -> None:
    (view,) = await endpoints_of(town).all(await olga(town))
    await town.house.services.shaping.shape(await olga(town), view.endpoint.id, template)


async def test_what_cannot_be_filled_in_waits_for_a_better_template(
    town: Town, receiver: Receiver
):
    await made(town, receiver, "lead.created")
    message = "{{ data.lead.contact.message | json | json | json | json | json }}"
    await shape(town, receiver, json.dumps([message] * 99))
    await town.lead("Ada Lovelace", message='Say \\"hello\\" ' * 100)
    sent = await until(town, DispatchState.WAITS, 1)
    assert (sent.last_error, receiver.calls) == (TEMPLATE_FAILS, [])
    await run(town, "UPDATE endpoints SET template = 'v1.gone.AAAA'")
    town.clock.advance(6)
    sent = await until(town, DispatchState.WAITS, 2)
    assert (sent.last_error, receiver.calls) == (TEMPLATE_FAILS, [])
    await shape(town, receiver, NUMBER)
    town.clock.advance(400)
    await until(town, DispatchState.ARRIVED)
    (call,) = receiver.calls
    assert call.json == {"number": 1}


async def test_what_is_sent_again_has_the_shape_of_now_and_the_id_of_then(
    town: Town, receiver: Receiver
):
    await made(town, receiver, "lead.created")
    receiver.answers.append(400)
    await town.lead("Ada Lovelace")
    sent = await until(town, DispatchState.WAITS, 1)
    await shape(town, receiver, NUMBER)
    await endpoints_of(town).replay(await olga(town), sent.id)
    await until(town, DispatchState.ARRIVED)
    first, second = receiver.calls
    assert first.json["event"] == "lead.created"
    assert second.json == {"number": 1}
    assert first.id == second.id == sent.webhook_id


async def test_a_test_with_a_template_has_the_lead_of_the_example(town: Town, receiver: Receiver):
    endpoint = await made(town, receiver)
    await shape(town, receiver, '["{{ event }}", "{{ data.lead.contact.name }}"]')
    await pinged(town, endpoint)
    (call,) = await receiver.heard(1)
    assert call.json == ["test.ping", "Ada Example"]
