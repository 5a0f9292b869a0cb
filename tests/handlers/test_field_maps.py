"""Field maps by talking: one example, a tap for each value, and what follows is read like it."""

import hmac
import json
from typing import Any, cast

import pytest

from cards.field_map import (
    FieldsButton,
    FieldsMove,
    LeafButton,
    LeavesButton,
    SampleButton,
    SampleMove,
)
from cards.pages import EARLIER
from domain.field_map import Target
from domain.signing import secret_key
from sandbox.model import Message
from services.field_maps import FieldMaps
from tests.handlers.looks import rows, run
from tests.handlers.test_forms import after, answered, notice
from tests.handlers.test_sources import page_of
from tests.world import Answer, Source, Town, labels

DAY = 24 * 3600
RECORD = {
    "deal": {"id": 4711, "stage": "<b>new</b>"},
    "person": {"first_name": "Ada", "last_name": "Example", "mail": "ada@example.com"},
    "wish": "A roof.",
    "tracking": "abc",
}


async def mapped(town: Town, body: Any, event_id: str | None = None) -> Answer:
    """Post a body to the source in its sender's own shape."""
    to = Source(f"{town.source.url}?format=mapped", town.source.secret)
    return await town.post(json.dumps(body).encode(), source=to, event_id=event_id)


async def begun(town: Town) -> Message:
    """Open the page on which a source waits for its example."""
    card = await page_of(town, "Website")
    await town.press(town.stage.olga, card, "Fields")
    await town.shows(card, "send one example")
    await town.press(town.stage.olga, card, "Begin")
    await town.shows(card, "format=mapped")
    return card


async def pasted(town: Town, record: Any = RECORD) -> Message:
    """Send an example as an answer; return the list of its values."""
    question = await after(town, await begun(town), "Send it here")
    assert question.text.startswith("🧾 What does Website send?")
    return await answered(town, question, json.dumps(record))


async def say_what(town: Town, card: Message, value: str, what: str) -> None:
    """Tap a value whose button begins so, and what it is."""
    olga = town.stage.olga
    await town.press(olga, card, next(each for each in labels(card) if each.startswith(value)))
    await town.shows(card, "What is it?")
    await town.press(olga, card, what)
    await town.shows(card, "Tap a value")


async def saved(town: Town, card: Message) -> None:
    await town.press(town.stage.olga, card, "Preview")
    await town.shows(card, "A lead from Website")
    await town.press(town.stage.olga, card, "Save")
    await town.shows(card, "Saved. The example is deleted.")


async def test_an_example_that_is_pasted_becomes_a_map(either_town: Town):
    town = either_town
    assert (await mapped(town, RECORD)).status == 422
    card = await pasted(town)
    assert "2. deal.stage: <b>new</b>\n" in card.text
    assert "5. person.mail: ada@example.com\n" in card.text
    assert labels(card)[1:5:3] == ["2. stage", "5. mail ✅ E-mail"]
    await say_what(town, card, "1. id", "Id of the event")
    await say_what(town, card, "6. wish", "Message")
    await say_what(town, card, "7. tracking", "Leave out")
    await town.press(town.stage.olga, card, "Preview")
    shown = await town.shows(card, "A lead from Website")
    assert "Full name: Ada Example\nE-mail: ada@example.com\nMessage: A roof." in shown
    assert "▫️ deal.stage: <b>new</b>\n" in shown
    assert "🔑 Id of the event: 4711\n🚫 Left out: tracking" in shown
    await town.press(town.stage.olga, card, "Save")
    assert "wish → ✅ Message" in await town.shows(card, "Saved. The example is deleted.")
    assert labels(card) == ["Map it anew", "Remove", "Back"]
    assert await rows(town, "SELECT id FROM samples") == []

    assert (await mapped(town, RECORD)).status == 202
    lead = await town.stage.card("Ada Example")
    assert "A roof." in lead.text
    assert "abc" not in lead.text
    # The id of the record counts, whatever the request is called.
    assert (await mapped(town, RECORD, event_id="msg_other")).status == 200
    assert (await mapped(town, RECORD | {"wish": "Another."})).status == 409
    refused = await mapped(town, {"person": {"first_name": "Eve"}, "deal": {"id": 1}})
    assert refused.status == 422
    fields = [each["field"] for each in refused.json["errors"]]
    assert fields == ["body", "person.mail", "wish"]
    (line,) = await rows(town, "SELECT details FROM audit WHERE action = 'source.mapped'")
    assert "person.mail → email" in str(line.details).replace("\\u2192", "→")
    assert "ada@example.com" not in str(line.details)


async def test_an_example_that_is_posted_is_a_lead_as_well(town: Town):
    card = await begun(town)
    assert f"{town.source.url}?format=mapped" in card.text
    assert (await mapped(town, {"deal": {"note": "Nobody"}})).status == 202
    lead = await town.stage.card("deal.note")
    assert "Nobody" in lead.text
    told = await notice(town, "The example from Website is here.")
    # What comes meanwhile is accepted, and is no example.
    assert (await mapped(town, {"other": 1})).status == 202
    await town.press(town.stage.olga, told, "Name the fields")
    assert "1. deal.note: Nobody" in await town.shows(told, "Tap a value")
    await town.press(town.stage.olga, told, "Preview")
    assert "To save it, say which value" in await town.shows(told, "Nothing here leads")
    assert "Save" not in labels(told)
    await town.press(town.stage.olga, told, "« Back")
    await town.shows(told, "Tap a value")
    await say_what(town, told, "1. note", "Message")
    await saved(town, told)
    assert (await mapped(town, {"deal": {"note": "Somebody"}})).status == 202
    assert "Somebody" in (await town.stage.card("Somebody")).text
    assert (await mapped(town, {"other": 2})).status == 422


async def test_an_example_may_be_a_file(town: Town):
    olga, question = town.stage.olga, await after(town, await begun(town), "Send it here")

    async def sent(data: bytes) -> str:
        media = town.world.keep_file("document", "example.json", "application/json", data)
        before = len(town.world.messages(question.chat))
        town.world.say(olga, question.chat, "", reply_to=question, media=media)
        said = await town.world.until(lambda: town.world.messages(question.chat)[before + 1 :], 15)
        return cast("Message", said[0]).text

    assert "too large" in await sent(b" " * (64 * 1024) + b"1")
    assert "no text in UTF-8" in await sent(b"\xff\xfe{}")
    assert "not valid JSON" in await sent(b"{")
    assert "same key twice" in await sent(b'{"a": 1, "a": 2}')
    assert "must have a value" in await sent(b"[]")
    assert "1. email: ada@example.com" in await sent(b'{"email": "ada@example.com"}')


async def test_the_map_from_before_counts_until_the_next_is_saved(town: Town):
    await saved(town, await pasted(town))
    card = await page_of(town, "Website")
    await town.press(town.stage.olga, card, "Fields")
    await town.shows(card, "is read like this")
    await town.press(town.stage.olga, card, "Map it anew")
    await town.shows(card, "I wait until")
    assert (await mapped(town, RECORD | {"deal": {"id": 1}})).status == 202
    assert "ada@example.com" in (await town.stage.card("Ada Example")).text
    told = await notice(town, "The example from Website is here.")
    await town.press(town.stage.olga, told, "Name the fields")
    await town.has_button(told, "4. mail ✅ E-mail")
    await town.press(town.stage.olga, told, "Cancel")
    await town.shows(told, "is read like this")
    assert (await mapped(town, RECORD | {"deal": {"id": 2}})).status == 202
    await town.press(town.stage.olga, told, "Remove")
    await town.shows(told, "is refused")
    await town.press(town.stage.olga, told, "Remove it")
    await town.shows(told, "send one example")
    assert (await mapped(town, RECORD | {"deal": {"id": 3}})).status == 422


async def test_without_an_id_of_its_own_the_body_makes_the_event(town: Town):
    await saved(town, await pasted(town))
    raw = json.dumps(RECORD).encode()
    seal = hmac.digest(secret_key(town.source.secret), raw, "sha256").hex()
    own = {"X-LeadsBot-Signature": f"sha256={seal}"}
    url = f"{town.source.url}?format=mapped"
    assert [(await town.send(url, raw, own)).status for _ in range(2)] == [202, 200]
    assert (await mapped(town, RECORD, event_id="msg_1")).status == 202
    assert (await mapped(town, RECORD, event_id="msg_1")).status == 200
    # The map is for what names it: without, the body is read as ever.
    assert (await town.post(raw)).status == 422
    forged = {"X-LeadsBot-Signature": f"sha256={'0' * 64}"}
    assert (await town.send(url, raw, forged)).status == 401


async def test_an_example_is_sealed_and_forgotten_after_a_day(either_town: Town):
    town = either_town
    card = await pasted(town)
    (row,) = await rows(town, "SELECT body, choices FROM samples")
    assert row.body.startswith("v1.")
    assert "ada" not in f"{row.choices}".casefold()
    town.clock.advance(DAY + 60)
    assert await town.press(town.stage.olga, card, "Preview") == "Not available here."
    assert (await mapped(town, RECORD)).status == 422
    maps: FieldMaps = town.house.services.field_maps
    await maps.clear()
    assert await rows(town, "SELECT id FROM samples") == []


async def test_an_example_that_cannot_be_opened_counts_as_none(town: Town):
    await pasted(town)
    await run(town, "UPDATE samples SET body = 'v1.00000000.AAAA'")
    source = await page_of(town, "Website")
    await town.press(town.stage.olga, source, "Fields")
    assert "format=mapped" in await town.shows(source, "I wait until")


async def test_long_examples_are_turned_page_by_page(town: Town):
    olga = town.stage.olga
    card = await pasted(town, [f"value {number}" for number in range(150)])
    assert "1/19" in labels(card)
    await town.press(olga, card, EARLIER)
    assert "150. [149]: value 149" in await town.shows(card, "value 149")
    await say_what(town, card, "150. ", "Message")
    assert "150. [149] ✅ Message" in labels(card)
    await saved(town, card)
    assert "[149] → ✅ Message" in card.text


@pytest.mark.parametrize("who", ["agent", "neighbour", "in a group"])
async def test_examples_are_for_admins_in_private(town: Town, who: str):
    card = await pasted(town)
    stage, source = town.stage, town.source.id
    (sample,) = await rows(town, "SELECT body FROM samples")
    maps, olga = town.house.services.field_maps, await town.caller(stage.olga)
    view = await maps.look(olga, source)
    assert view.sample is not None
    sample_id = view.sample.id
    pressed = [
        FieldsButton(move=FieldsMove.REMOVE_SURELY, source_id=source),
        FieldsButton(move=FieldsMove.PASTE, source_id=source),
        LeavesButton(sample_id=sample_id, page=0),
        LeafButton(sample_id=sample_id, place=0, target=Target.OMIT),
        SampleButton(move=SampleMove.SAVE, sample_id=sample_id),
        SampleButton(move=SampleMove.CANCEL, sample_id=sample_id),
    ]
    person = stage.anna if who == "agent" else stage.olga
    if who == "neighbour":
        person = await town.with_nick()
    chat = stage.sales if who == "in a group" else town.world.private(person, stage.bot)
    for button in pressed:
        said = await town.forge(person, chat, button.pack())
        expected = "Only owners" if who == "agent" else "Not available here."
        assert said.startswith(expected), button
    assert await rows(town, "SELECT body FROM samples") == [sample]
    far = LeafButton(sample_id=sample_id, place=9_999_999, target=Target.OMIT).pack()
    assert await town.forge(stage.olga, card.chat, far) == "Not available here."


async def test_a_form_has_no_map(town: Town):
    await town.ask(town.stage.olga, "/newform Contact")
    card = await page_of(town, "Contact")
    assert "Fields" not in labels(card)
    (form,) = [
        each
        for each in await town.house.services.sources.all(await town.caller(town.stage.olga))
        if each.form
    ]
    forged = FieldsButton(move=FieldsMove.BEGIN, source_id=form.id).pack()
    assert await town.forge(town.stage.olga, card.chat, forged) == "Not available here."


async def test_two_saves_make_one_map(town: Town):
    card = await pasted(town)
    view = await town.house.services.field_maps.look(
        await town.caller(town.stage.olga), town.source.id
    )
    assert view.sample is not None
    save = SampleButton(move=SampleMove.SAVE, sample_id=view.sample.id).pack()
    await saved(town, card)
    assert await town.forge(town.stage.olga, card.chat, save) == "Not available here."
    assert len(await rows(town, "SELECT id FROM audit WHERE action = 'source.mapped'")) == 1
