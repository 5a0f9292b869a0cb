"""Signed events: what is accepted, and what the same event a second time gets."""

import asyncio
import hmac
import json
from base64 import b64decode
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from standardwebhooks import Webhook

from tests.webhooks_in.wire import must_be_problem
from tests.world import Source, Town, a_lead

BODY = json.dumps(a_lead()).encode()


def by_oracle(source: Source, body: bytes, event_id: str, at: float) -> dict[str, str]:
    """Sign as the reference library does."""
    moment = int(at)
    signature = Webhook(source.secret).sign(
        event_id, datetime.fromtimestamp(moment, UTC), body.decode()
    )
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature,
    }


def by_hand(source: Source, body: bytes) -> dict[str, str]:
    """Sign as LeadsBot's own header wants it, from nothing but the contract's words."""
    key = b64decode(source.secret.removeprefix("whsec_"))
    return {"X-LeadsBot-Signature": "sha256=" + hmac.new(key, body, sha256).hexdigest()}


def cards(town: Town) -> list[str]:
    return [each.text for each in town.world.messages(town.stage.sales) if each.buttons]


async def test_a_signature_of_the_reference_library_is_accepted(town: Town):
    signed = by_oracle(town.source, BODY, "msg_oracle", town.clock.timestamp())

    answer = await town.send(town.source.url, BODY, signed)

    assert answer.status == 202
    assert set(answer.json) == {"status", "lead_id", "duplicate"}
    assert answer.json["status"] == "accepted"
    assert answer.json["duplicate"] is False
    assert str(UUID(answer.json["lead_id"])) == answer.json["lead_id"]
    assert len(answer.headers["X-Request-Id"]) == 16


async def test_leadsbots_own_header_is_accepted_and_the_bodys_id_makes_it_one_event(town: Town):
    body = json.dumps({**a_lead(), "id": "order-7"}).encode()
    first = await town.send(town.source.url, body, by_hand(town.source, body))
    again = await town.send(town.source.url, body, by_hand(town.source, body))
    other = json.dumps({**a_lead(name="Somebody Else"), "id": "order-7"}).encode()
    conflict = await town.send(town.source.url, other, by_hand(town.source, other))

    assert (first.status, again.status) == (202, 200)
    assert again.json == {**first.json, "duplicate": True}
    must_be_problem(conflict, 409, "id_conflict")


async def test_without_any_id_the_same_bytes_are_the_same_event(town: Town):
    other = json.dumps(a_lead(name="Somebody Else")).encode()
    bodies = [BODY, BODY, other]

    answers = [
        await town.send(town.source.url, each, by_hand(town.source, each)) for each in bodies
    ]

    assert [each.status for each in answers] == [202, 200, 202]
    assert answers[0].json["lead_id"] == answers[1].json["lead_id"] != answers[2].json["lead_id"]


async def test_a_signed_id_counts_before_the_bodys_own(town: Town):
    body = json.dumps({**a_lead(), "id": "order-7"}).encode()

    one = await town.post(body, event_id="msg_1")
    two = await town.post(body, event_id="msg_2")
    again = await town.post(body, event_id="msg_1")

    assert [one.status, two.status, again.status] == [202, 202, 200]
    assert one.json["lead_id"] == again.json["lead_id"] != two.json["lead_id"]


async def test_whoever_sends_any_standard_header_has_chosen_that_scheme(town: Town):
    weaker = {**by_hand(town.source, BODY), "webhook-id": "msg_1"}

    must_be_problem(await town.send(town.source.url, BODY, weaker), 401, "signature_invalid")


async def test_the_same_event_again_gets_the_same_answer_and_no_second_card(town: Town):
    first = await town.post(BODY, event_id="msg_again")
    await town.stage.card("Jonas Weber")
    again = [await town.post(BODY, event_id="msg_again") for _ in range(3)]

    assert first.status == 202
    assert [each.status for each in again] == [200, 200, 200]
    assert all(each.json == {**first.json, "duplicate": True} for each in again)
    await town.lead("The Next One")
    assert len(cards(town)) == 2


async def test_of_twenty_at_once_one_is_accepted_and_nineteen_are_told_so(either_town: Town):
    town = either_town
    answers = await asyncio.gather(*(town.post(BODY, event_id="msg_race") for _ in range(20)))

    assert Counter(each.status for each in answers) == {202: 1, 200: 19}
    assert len({each.json["lead_id"] for each in answers}) == 1
    assert Counter(each.json["duplicate"] for each in answers) == {False: 1, True: 19}
    following = await town.lead("The Next One")
    assert "#2" in following.text
    assert sum("Jonas Weber" in each for each in cards(town)) == 1


async def test_an_id_with_another_body_is_refused_and_changes_nothing(town: Town, caplog):
    first = await town.post(a_lead(), event_id="msg_1")
    conflict = await town.post(a_lead(name="Somebody Else"), event_id="msg_1")
    again = await town.post(a_lead(), event_id="msg_1")

    must_be_problem(conflict, 409, "id_conflict")
    noted = [each.getMessage() for each in caplog.records if "security_event" in each.getMessage()]
    assert ["id_conflict" in each for each in noted] == [True]
    assert again.json == {**first.json, "duplicate": True}
    await town.lead("The Next One")
    assert not any("Somebody Else" in each for each in cards(town))


async def test_ids_of_two_sources_do_not_meet(town: Town):
    await town.with_nick()

    answers = [
        await town.post(BODY, event_id="msg_1"),
        await town.post(BODY, event_id="msg_1", source=town.nicks_source),
    ]

    assert [each.status for each in answers] == [202, 202]


@pytest.mark.parametrize(
    # The clock goes on between signing and checking, so each case has its second of slack.
    ("skew", "status"),
    [(-299, 202), (300, 202), (-301, 401), (302, 401), (-3600, 401)],
)
async def test_the_clock_of_the_sender_may_differ_by_five_minutes(town: Town, skew, status):
    answer = await town.post(BODY, at=town.clock.timestamp() + skew)

    assert answer.status == status


async def test_a_rotated_secret_works_for_a_day_more_and_not_longer(town: Town):
    old = town.source
    services, olga = town.house.services, await town.caller(town.stage.olga)
    rotated = await services.sources.rotate(olga, old.id)
    new = Source(old.url, rotated.secret)

    assert (await town.post(source=new)).status == 202
    assert (await town.post(source=old)).status == 202
    town.clock.advance(24 * 3600 - 60)
    assert (await town.post(source=old)).status == 202
    town.clock.advance(61)
    must_be_problem(await town.post(source=old), 401, "signature_invalid")
    assert (await town.post(source=new)).status == 202


async def test_one_of_several_signatures_is_enough(town: Town):
    right = by_oracle(town.source, BODY, "msg_1", town.clock.timestamp())
    wrong = by_oracle(Source("", "whsec_" + "A" * 44), BODY, "msg_1", town.clock.timestamp())
    both = f"v1a,AAAA {wrong['webhook-signature']} {right['webhook-signature']}"

    answer = await town.send(town.source.url, BODY, {**right, "webhook-signature": both})

    assert answer.status == 202


async def test_a_bare_data_object_is_an_event_too(town: Town):
    answer = await town.post(json.dumps({"name": "Bare Person", "phone": "+49 30 1"}).encode())

    assert answer.status == 202
    assert "Bare Person" in (await town.stage.card("Bare Person")).text


async def test_an_answer_says_how_much_is_left(town: Town):
    answer = await town.post()

    assert '"source";q=500;w=10' in answer.headers["RateLimit-Policy"]
    assert '"address";r=' in answer.headers["RateLimit"]


async def test_a_source_of_nobody_is_not_told_apart(town: Town):
    nowhere = Source(
        town.source.url.replace(str(town.source.id), str(uuid4())), town.source.secret
    )

    must_be_problem(await town.post(source=nowhere), 401, "signature_invalid")
