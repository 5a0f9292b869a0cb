"""Other senders at the door: each proves itself in its own way, and nobody else gets in."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict, MultiDict

from domain.errors import Refusal, SignatureInvalid
from domain.inbound import is_event_id
from domain.posted import Posted
from domain.sender import SENDERS, verify_token
from tests.webhooks_in.recorded import AT, FIXTURES, SENDER_KEY, posted_in
from tests.webhooks_in.senders import WAYS
from tests.webhooks_in.wire import must_be_problem
from tests.world import Answer, Town
from webhooks_in.formats import formats

GIVEN = "given-by-its-sender-0123456789"
TIMED = ("calendly", "stripe", "webflow")
UNSIGNED = {name for name, kind in SENDERS.items() if kind.in_address} | {"googleads"}


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
    for name in sorted(SENDERS.keys() - UNSIGNED):
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
    await senders.remove(olga, town.source.id, "github")
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


# --- What is special about one of them -----------------------------------------------------------


async def greet(town: Town, **asked: str) -> Answer:
    """Ask as Meta does before it subscribes."""
    query = "&".join(f"{name.replace('_', '.', 1)}={value}" for name, value in asked.items())
    return await town.get(town.source.url.removeprefix(town.url) + f"?format=facebook&{query}")


async def test_meta_is_greeted_with_its_challenge_and_nobody_else(town: Town):
    right = verify_token((await choose(town, "facebook")).encode())
    asked = {"hub_mode": "subscribe", "hub_challenge": "1158201444"}

    answer = await greet(town, **asked, hub_verify_token=right)

    assert (answer.status, answer.body) == (200, b"1158201444")
    assert answer.headers["Content-Type"].startswith("text/plain")
    for wrong in ({**asked, "hub_verify_token": right + "x"}, asked, {"hub_verify_token": right}):
        must_be_problem(await greet(town, **wrong), 401, "signature_invalid")
    hostile = {**asked, "hub_challenge": "%3Cscript%3E", "hub_verify_token": right}
    must_be_problem(await greet(town, **hostile), 422, "validation")
    other = await town.get(town.source.url.removeprefix(town.url) + "?format=typeform")
    must_be_problem(other, 405, "method_not_allowed")


async def test_one_post_of_meta_may_tell_of_several_leads(town: Town):
    secret = await choose(town, "facebook")
    body = posted_in(FIXTURES / "facebook" / "only-ids.http").body

    first = await post(town, "facebook", secret, body)
    # A retry may come in another batch, around which the times differ.
    again = await post(town, "facebook", secret, body.replace(b"1700000000", b"1700000099"))

    assert (first.status, first.json["duplicate"]) == (200, False)
    assert again.json == {**first.json, "duplicate": True}
    for leadgen_id in ("444444444444", "555555555555"):
        assert "Leads Center" in (await town.stage.card(leadgen_id)).text


async def test_a_file_in_a_form_of_a_sender_is_left_out_and_the_lead_is_not(town: Town):
    secret = await choose(town, "contactform7")
    body = (
        b'--b\r\nContent-Disposition: form-data; name="your-email"\r\n\r\na@example.org\r\n'
        b'--b\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n%PDF\r\n'
        b"--b--\r\n"
    )

    answer = await town.send(
        f"{town.source.url}?format=contactform7",
        body,
        {"Content-Type": "multipart/form-data; boundary=b", "X-Api-Key": secret},
    )

    assert answer.status == 200


async def test_the_same_form_another_day_is_heard_again(town: Town):
    secret = await choose(town, "contactform7")

    first = await post(town, "contactform7", secret)
    town.clock.advance(3600)
    later = await post(town, "contactform7", secret)

    assert later.json["duplicate"] is False
    assert later.json["lead_id"] != first.json["lead_id"]


async def test_our_token_in_the_address_is_kept_nowhere(town: Town, caplog):
    secret = await choose(town, "jotform")

    assert (await post(town, "jotform", secret)).status == 200
    card = await town.stage.card("Max Weber")

    assert secret not in card.text
    assert not any(secret in each.getMessage() for each in caplog.records)


async def test_forms_are_taken_from_senders_that_post_forms_and_from_no_other(town: Town):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    for name in ("typeform", "leadsbot", "nothing"):
        answer = await town.send(f"{town.source.url}?format={name}", b"a=b", kind)
        must_be_problem(answer, 415, "unsupported_media_type")
    answer = await town.send(f"{town.source.url}?format=elementor", b"a=b", kind)
    must_be_problem(answer, 401, "signature_invalid")


def shapes() -> st.SearchStrategy[object]:
    """Documents that look like those of senders, and have anything in their places."""
    names = (
        "event event_type eventType payload data fields answers entry changes value field_data "
        "form_response definition user_column_data google_key rawRequest form meta type leadgen "
        "FORM_RESPONSE invitee.created form_submission field"
    )
    words = st.sampled_from(names.split())
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words
    return st.recursive(
        leaves | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(words | st.text(max_size=8), inner, max_size=5)
        ),
        max_leaves=15,
    )


@given(
    name=st.sampled_from(sorted(SENDERS)),
    kind=st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
        ]
    ),
    body=st.binary(max_size=200)
    | shapes().map(lambda each: json.dumps(each).encode())
    | st.dictionaries(st.text(max_size=12), shapes(), max_size=5).map(
        lambda each: urlencode({key: json.dumps(value) for key, value in each.items()}).encode()
    ),
)
@settings(max_examples=300, deadline=None)
def test_no_proven_body_makes_more_than_a_refusal(name, kind, body):
    at = datetime.fromtimestamp(AT, UTC)
    media_type = kind.partition(";")[0]
    format_ = formats()[name]
    if media_type not in format_.TAKES:
        return
    posted = Posted(body, CIMultiDict({"Content-Type": kind}), MultiDict(), media_type, at)

    with suppress(SignatureInvalid):
        format_.prove(posted, [SENDER_KEY], AT)
        raise AssertionError("an unsigned body proved itself")
    with suppress(Refusal):
        for event in format_.read(posted):
            assert event.id is None or is_event_id(event.id)
