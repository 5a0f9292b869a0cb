"""Other senders at the door: each proves itself in its own way, and nobody else gets in."""

import json
from collections.abc import Mapping
from uuid import uuid4

import pytest

from domain.sender import SENDERS
from tests.webhooks_in.recorded import FIXTURES, SENDER_KEY, posted_in
from tests.webhooks_in.senders import WAYS
from tests.webhooks_in.wire import must_be_problem
from tests.world import Answer, Town
from webhooks_in.formats import formats

GIVEN = "given-by-its-sender-0123456789"
TIMED = [name for name in sorted(WAYS) if "t=" in str(WAYS[name].sign("k", b"", 1).values())]


async def choose(town: Town, name: str) -> str:
    """Let a sender post to the source, and return the secret."""
    olga, senders = await town.caller(town.stage.olga), town.house.services.senders
    if SENDERS[name].secret_is_theirs:
        await senders.take(olga, town.source.id, name, GIVEN)
        return GIVEN
    view = await senders.make(olga, town.source.id, name)
    return view.required_sender.secret


async def post(
    town: Town,
    name: str,
    secret: str,
    body: bytes | None = None,
    *,
    at: float | None = None,
    to: str | None = None,
) -> Answer:
    """Post what is recorded of the sender, signed as it does."""
    way = WAYS[name]
    recorded = posted_in(FIXTURES / name / f"{way.recorded}.http")
    raw = body if body is not None else recorded.body
    raw = raw.replace(SENDER_KEY, secret.encode())
    signed = dict(way.sign(secret, raw, int(at if at is not None else town.clock.timestamp())))
    url = (to or town.source.url) + f"?format={name}"
    headers: Mapping[str, str] = {"Content-Type": recorded.headers.getall("Content-Type", [])[0]}
    if token := signed.pop("token", None):
        url += f"&token={token}"
    return await town.send(url, raw, {**headers, **signed})


async def test_every_sender_posts_in_its_own_way_and_a_repeat_is_told_so(town: Town):
    assert set(WAYS) == set(SENDERS)
    for name in sorted(SENDERS):
        secret = await choose(town, name)

        first = await post(town, name, secret)
        again = await post(town, name, secret)

        assert first.status == formats()[name].ACCEPTED, (name, first.body)
        assert first.json["status"] == "accepted"
        assert again.status == 200
        assert again.json == {**first.json, "duplicate": True}, name


async def test_every_failure_of_proof_gets_the_one_same_answer(town: Town):
    await town.with_nick()
    assert town.nicks_source
    nowhere = town.source.url.replace(str(town.source.id), str(uuid4()))
    answers: list[Answer] = []
    secret = GIVEN
    for name in sorted(SENDERS):
        never = await post(town, name, GIVEN)
        secret = await choose(town, name)
        recorded = posted_in(FIXTURES / name / f"{WAYS[name].recorded}.http")
        answers += [
            never,
            await post(town, name, secret + "x"),
            await post(town, name, ""),
            await post(town, name, secret, to=nowhere),
            await post(town, name, secret, to=town.nicks_source.url),
            await town.send(
                f"{town.source.url}?format={name}", recorded.body, dict(_typed(recorded))
            ),
        ]
    answers.append(await post(town, min(SENDERS), secret))

    seen = set()
    for answer in answers:
        body = must_be_problem(answer, 401, "signature_invalid")
        del body["request_id"]
        seen.add(json.dumps([body, len(answer.body), sorted(answer.headers)]))
    assert len(seen) == 1


def _typed(recorded) -> Mapping[str, str]:
    return {"Content-Type": recorded.headers["Content-Type"]}


async def test_a_changed_body_is_refused_wherever_the_body_is_signed(town: Town):
    for name in sorted(SENDERS):
        if SENDERS[name].in_address or name == "googleads":
            continue
        secret = await choose(town, name)
        recorded = posted_in(FIXTURES / name / f"{WAYS[name].recorded}.http")
        signed = WAYS[name].sign(secret, recorded.body, int(town.clock.timestamp()))
        headers = {**_typed(recorded), **signed}

        answer = await town.send(f"{town.source.url}?format={name}", recorded.body + b" ", headers)

        must_be_problem(answer, 401, "signature_invalid")


@pytest.mark.parametrize(("skew", "status"), [(-299, 202), (300, 202), (-301, 401), (302, 401)])
async def test_a_signed_time_may_be_five_minutes_away(town: Town, skew, status):
    for name in TIMED:
        secret = await choose(town, name)
        answer = await post(town, name, secret, at=town.clock.timestamp() + skew)
        assert (answer.status == 401) is (status == 401), (name, answer.body)


async def test_a_sender_is_no_way_around_our_own_signature_nor_the_other_way(town: Town):
    secret = await choose(town, "github")
    body = json.dumps({"name": "Ada", "email": "ada@example.org"}).encode()
    signed = WAYS["github"].sign(secret, body, 0)

    must_be_problem(await town.send(town.source.url, body, signed), 401, "signature_invalid")
    ours = await town.post(body, headers=None)
    assert ours.status == 202
    own = WAYS["github"].sign(town.source.secret, body, 0)
    answer = await town.send(f"{town.source.url}?format=github", body, own)
    must_be_problem(answer, 401, "signature_invalid")


async def test_a_new_secret_lets_the_one_before_count_for_a_day(town: Town):
    olga, senders = await town.caller(town.stage.olga), town.house.services.senders
    old = await choose(town, "typeform")
    new = (await senders.make(olga, town.source.id, "typeform")).required_sender.secret

    assert (await post(town, "typeform", new)).status == 202
    assert (await post(town, "typeform", old)).status == 200
    town.clock.advance(24 * 3600 + 1)
    must_be_problem(await post(town, "typeform", old), 401, "signature_invalid")
    assert (await post(town, "typeform", new)).status == 200


async def test_another_sender_ends_the_one_before_and_removing_ends_all(town: Town):
    olga, senders = await town.caller(town.stage.olga), town.house.services.senders
    old = await choose(town, "typeform")
    new = await choose(town, "github")

    must_be_problem(await post(town, "typeform", old), 401, "signature_invalid")
    assert (await post(town, "github", new)).status == 202
    await senders.remove(olga, town.source.id)
    must_be_problem(await post(town, "github", new), 401, "signature_invalid")
    assert (await town.post()).status == 202


async def test_what_tells_of_no_lead_is_answered_and_leaves_nothing(town: Town):
    secret = await choose(town, "github")
    body = b'{"zen": "Keep it simple."}'
    signed = {**WAYS["github"].sign(secret, body, 0), "X-GitHub-Event": "ping"}

    answer = await town.send(f"{town.source.url}?format=github", body, signed)

    assert (answer.status, answer.json) == (200, {"status": "ignored"})


async def test_the_card_shows_what_the_sender_told(town: Town):
    await post(town, "typeform", await choose(town, "typeform"))

    card = await town.stage.card("Mia Brandt")

    assert "mia@example.org" in card.text
