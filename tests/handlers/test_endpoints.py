"""Endpoints: made, tested, paused, rotated and removed by talking; a receiver hears of events."""

import hmac
from collections.abc import AsyncIterator

import pytest

from bot.stage import found
from domain.signing import secret_key
from sandbox.model import Chat, Message
from tests.receiver import Receiver, receiving
from tests.world import SECONDS, Town, labels


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def made(town: Town, receiver: Receiver, *events: str) -> tuple[Message, str]:
    """Let Olga make an endpoint; return what was said, and the secret."""
    said = await town.ask(town.stage.olga, " ".join(["/newendpoint", receiver.url, *events]))
    return said, found(r"(whsec_[A-Za-z0-9+/=]+)", said)


async def page(town: Town) -> Message:
    """Open the page of the only endpoint."""
    listed = await town.ask(town.stage.olga, "/endpoints")
    await town.press(town.stage.olga, listed, labels(listed)[0])
    await town.has_button(listed, "Delete")
    return listed


def newest(town: Town, chat: Chat, words: str) -> Message | None:
    """Return the newest message of a chat that has these words."""
    return next((each for each in reversed(town.world.messages(chat)) if words in each.text), None)


async def test_a_receiver_hears_of_a_lead_and_can_prove_it(either_town: Town):
    town = either_town
    async with receiving() as receiver:
        _, secret = await made(town, receiver)
        card = await town.lead("Ada Lovelace", message="Call me <b>now</b>")
        await town.press(town.stage.anna, card, "Take")
        created = await receiver.heard_of("lead.created")
        taken = await receiver.heard_of("lead.taken")

    for call in (created, taken):
        told = call.verified(secret)
        assert told == call.json
        assert told["id"] == call.id
        assert set(told) == {"event", "id", "created_at", "workspace_id", "data"}
        key = secret_key(secret)
        own = "sha256=" + hmac.digest(key, call.body, "sha256").hex()
        assert call.headers["X-LeadsBot-Signature"] == own
    lead = taken.json["data"]["lead"]
    assert (lead["status"], lead["owner"]["name"]) == ("taken", town.stage.anna.name)
    assert created.json["data"]["lead"]["contact"]["message"] == "Call me <b>now</b>"
    assert created.json["data"]["lead"]["status"] == "new"
    assert taken.json["data"]["by"] == {"kind": "member", "name": town.stage.anna.name}


async def test_the_secret_is_shown_once_and_only_in_private(town: Town, receiver: Receiver):
    _, secret = await made(town, receiver)
    said = await town.ask(town.stage.olga, "/newendpoint " + receiver.url, town.stage.sales)
    assert "private chat" in said.text
    shown = await page(town)
    assert receiver.url in shown.text
    in_group = await town.ask(town.stage.olga, "/endpoints", town.stage.sales)
    await town.press(town.stage.olga, in_group, labels(in_group)[0])
    buttons = await town.has_button(in_group, "Delete")
    assert "New secret" not in buttons
    for text in (shown.text, in_group.text):
        assert secret not in text
        assert "whsec_" not in text
    assert "/hook" not in in_group.text


async def test_a_bad_address_is_refused_in_words(town: Town):
    for url, words in (
        ("https://10.0.0.1/hook", "private network"),
        ("https://169.254.169.254/", "metadata"),
        ("http://8.8.8.8/", "https:// is needed"),
        ("nonsense", "https://host/path"),
        (town.url + "/hook", "LeadsBot itself"),
    ):
        said = await town.ask(town.stage.olga, f"/newendpoint {url}")
        assert words in said.text, (url, said.text)
    said = await town.ask(town.stage.olga, "/newendpoint https://8.8.8.8/ lead.eaten")
    assert "no event lead.eaten" in said.text
    assert "/newendpoint" in (await town.ask(town.stage.olga, "/newendpoint")).text
    assert "No endpoints yet" in (await town.ask(town.stage.olga, "/endpoints")).text


async def test_only_admins_have_endpoints(town: Town, receiver: Receiver):
    for command in (f"/newendpoint {receiver.url}", "/endpoints", "/deliveries"):
        said = await town.ask(town.stage.anna, command)
        assert "Only owners and admins" in said.text


async def test_a_test_event_is_shown_as_it_went(town: Town, receiver: Receiver):
    said, secret = await made(town, receiver, "lead.taken")
    receiver.answers.append(503)
    await town.press(town.stage.olga, said, "Test")
    text = await town.shows(said, "test.ping", "it answered 503")
    assert receiver.calls[0].verified(secret)["event"] == "test.ping"
    assert found(r"(evt_[0-9a-f]{32})", said) in text
    await town.has_button(said, "Send again")
    await town.press(town.stage.olga, said, "Send again")
    calls = await receiver.heard(2)
    assert calls[0].id == calls[1].id
    assert calls[0].body == calls[1].body


async def test_an_endpoint_hears_of_what_it_was_made_for(town: Town, receiver: Receiver):
    await made(town, receiver, "lead.taken")
    card = await town.lead("Ada Lovelace")
    await town.press(town.stage.anna, card, "Take")
    await receiver.heard_of("lead.taken")
    shown = await page(town)
    await town.press(town.stage.olga, shown, "Events")
    await town.has_button(shown, "☑ lead.taken")
    await town.press(town.stage.olga, shown, "☐ lead.released")
    await town.has_button(shown, "☑ lead.released")
    await town.press(town.stage.olga, shown, "Back")
    await town.shows(shown, "lead.taken, lead.released")
    await town.press(town.stage.anna, card, "Release")
    await receiver.heard_of("lead.released")
    assert [each.event for each in receiver.calls] == ["lead.taken", "lead.released"]


async def test_what_comes_while_it_is_paused_follows(town: Town, receiver: Receiver):
    await made(town, receiver, "lead.created")
    shown = await page(town)
    await town.press(town.stage.olga, shown, "Pause")
    await town.shows(shown, "paused, events wait")
    await town.lead("Ada Lovelace")
    await town.lead("Grace Hopper")
    assert receiver.calls == []
    await town.press(town.stage.olga, shown, "Resume")
    calls = await receiver.heard(2)
    names = {each.json["data"]["lead"]["contact"]["name"] for each in calls}
    assert names == {"Ada Lovelace", "Grace Hopper"}
    await town.shows(shown, "called")


async def test_both_secrets_sign_for_a_day(town: Town, receiver: Receiver):
    _, old = await made(town, receiver)
    shown = await page(town)
    await town.press(town.stage.olga, shown, "New secret")
    said = await town.world.until(lambda: newest(town, shown.chat, "New secret for"), SECONDS)
    new = found(r"(whsec_[A-Za-z0-9+/=]+)", said)
    assert new != old
    await town.lead("Ada Lovelace")
    (call,) = await receiver.heard(1)
    assert call.verified(old) == call.verified(new)
    await town.press(town.stage.olga, shown, "New secret")
    await town.shows(shown, "less than 24 hours ago")
    town.clock.advance(24 * 3600 + 1)
    await town.lead("Grace Hopper")
    call = (await receiver.heard(2))[-1]
    assert len(call.headers["webhook-signature"].split()) == 1


async def test_a_removed_endpoint_hears_nothing_more(town: Town, receiver: Receiver):
    await made(town, receiver)
    shown = await page(town)
    await town.press(town.stage.olga, shown, "Delete")
    await town.has_button(shown, "Yes, delete it")
    await town.press(town.stage.olga, shown, "Yes, delete it")
    await town.shows(shown, "No endpoints yet")
    await town.lead("Ada Lovelace")
    assert receiver.calls == []
