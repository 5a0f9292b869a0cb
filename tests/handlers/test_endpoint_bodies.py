"""Bodies of endpoints: presets and templates, looked at first, then heard by a receiver."""

import hmac
import json
from collections.abc import AsyncIterator

import pytest

from cards.endpoint_buttons import BodyButton, BodyMove
from domain.payload_presets import PRESETS
from domain.payload_template import MOST_TEMPLATE_BYTES
from domain.signing import secret_key
from sandbox.model import Message
from tests.handlers.looks import rows
from tests.handlers.test_endpoint_filters import endpoint_id
from tests.handlers.test_endpoints import made, page
from tests.handlers.test_settings import reply
from tests.receiver import Receiver, receiving
from tests.world import SECONDS, Town, labels

OWN = """{
  "text": "{{ data.lead.contact.name }} says {{ data.lead.contact.message | default:'nothing' }}",
  "score": "{{ data.lead.score }}",
  "token": "hush"
}"""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def body_page(town: Town) -> Message:
    shown = await page(town)
    await town.press(town.stage.olga, shown, "Body")
    await town.shows(shown, "In which body")
    return shown


async def saved(town: Town, template: str) -> Message:
    """Let Olga answer the page with a template and save it; return the page as it is then."""
    preview = await reply(town, await body_page(town), template)
    assert await town.press(town.stage.olga, preview, "Save") == "Saved."
    await town.shows(preview, "Now: by a template of your own")
    return preview


async def send_file(town: Town, to: Message, data: bytes, name: str = "template.json") -> Message:
    """Let Olga answer a message with a file; return what the bot says to it."""
    world, olga = town.world, town.stage.olga
    before = {each.id for each in world.messages(to.chat)}
    media = world.keep_file("document", name, "application/json", data)
    world.say(olga, to.chat, "", to, media=media)

    def answered() -> Message | None:
        new = (each for each in world.messages(to.chat) if each.id not in before)
        return next((each for each in new if each.sender is town.stage.bot), None)

    said: Message = await world.until(answered, SECONDS)
    return said


def files_of_ours(town: Town, page: Message) -> list[bytes]:
    messages = town.world.messages(page.chat)
    return [each.media.data for each in messages if each.media and each.sender is town.stage.bot]


async def test_a_receiver_hears_the_body_of_a_template_signed_and_under_its_id(either_town: Town):
    town = either_town
    async with receiving() as receiver:
        _, secret = await made(town, receiver, "lead.created")
        shown = await body_page(town)
        assert "Now: as it is" in shown.text
        preview = await reply(town, shown, OWN)
        assert "An example, lead.created, would be sent so:" in preview.text
        assert '"text": "Ada Example says Please call me."' in preview.text
        await town.lead("Before <b>")
        assert (await receiver.heard(1))[0].json["event"] == "lead.created"
        await town.press(town.stage.olga, preview, "Save")
        await town.shows(preview, "Now: by a template of your own")
        await town.lead("Ada {{ event }}", message='"</script>\n{{ data }}"')
        call = (await receiver.heard(2))[-1]
    assert call.json == {
        "text": 'Ada {{ event }} says "</script>\n{{ data }}"',
        "score": call.json["score"],
        "token": "hush",
    }
    assert isinstance(call.json["score"], int)
    assert call.verified(secret) == call.json
    key = secret_key(secret)
    assert call.headers["X-LeadsBot-Signature"] == (
        "sha256=" + hmac.digest(key, call.body, "sha256").hex()
    )
    assert call.headers["webhook-id"].startswith("evt_")
    assert call.headers["Content-Type"] == "application/json"
    (row,) = await rows(town, "SELECT template FROM endpoints")
    assert "hush" not in row[0]
    audited = await rows(town, "SELECT * FROM audit WHERE action = 'endpoint.shaped'")
    assert len(audited) == 1
    assert "hush" not in str(audited)


async def test_the_latest_event_is_shown_as_it_would_leave(town: Town, receiver: Receiver):
    await made(town, receiver)
    await town.lead("Real <i>Person</i>", message="@channel <https://evil.example|you>")
    shown = await body_page(town)
    await town.press(town.stage.olga, shown, "Slack")
    text = await town.shows(shown, "Your latest event, lead.created,")
    assert "&lt;https://evil.example|you&gt;" in text
    assert "Real &lt;i&gt;Person&lt;/i&gt;" in text
    assert await town.press(town.stage.olga, shown, "Use Slack") == "Saved."
    await town.shows(shown, "Now: Slack")
    await town.press(town.stage.olga, shown, "As it is")
    await town.shows(shown, '"event": "lead.created"')
    await town.press(town.stage.olga, shown, "Send it as it is")
    await town.shows(shown, "Now: as it is")
    assert "As it is" not in labels(shown)


async def test_a_preset_that_is_made_for_some_events_hears_of_them_only(
    town: Town, receiver: Receiver
):
    await made(town, receiver)
    shown = await body_page(town)
    await town.press(town.stage.olga, shown, "HubSpot")
    await town.shows(shown, "It will hear of lead.created only.")
    await town.press(town.stage.olga, shown, "Use HubSpot")
    await town.shows(shown, "Now: HubSpot")
    card = await town.lead("Ada Lovelace")
    await town.press(town.stage.anna, card, "Take")
    await town.has_button(card, "Contacted")
    (call,) = await receiver.heard(1)
    names = {each["name"]: each["value"] for each in call.json["fields"]}
    assert (names["firstname"], names["lastname"]) == ("Ada", "Lovelace")


async def test_a_test_looks_like_a_lead(town: Town, receiver: Receiver):
    await made(town, receiver)
    await saved(town, OWN)
    shown = await page(town)
    assert "Body: by a template of your own" in shown.text
    await town.press(town.stage.olga, shown, "Test")
    (call,) = await receiver.heard(1)
    assert call.json["text"] == "Ada Example says Please call me."


async def test_a_template_may_come_as_a_file(town: Town, receiver: Receiver):
    await made(town, receiver)
    shown = await body_page(town)
    long = json.dumps({"text": "{{ data.lead.number }}", "pad": "x" * 5000})
    preview = await send_file(town, shown, b"\xef\xbb\xbf" + long.encode())
    assert '"text": 42' in preview.text
    await town.press(town.stage.olga, preview, "Save")
    await town.shows(preview, "Now: by a template of your own")
    await town.press(town.stage.olga, preview, "Show the template")
    files = await town.world.until(lambda: files_of_ours(town, shown), SECONDS)
    assert files == [long.encode()]
    preview = await send_file(town, shown, long.encode())
    town.world.files.clear()
    assert "send it again" in await town.press(town.stage.olga, preview, "Save")
    too_long = await send_file(town, shown, b" " * (MOST_TEMPLATE_BYTES + 1))
    assert "too large" in too_long.text.lower()
    no_text = await send_file(town, shown, b"\xff\xfe{}")
    assert "no text in UTF-8" in no_text.text


async def test_what_is_wrong_is_said_with_its_place_and_changes_nothing(
    town: Town, receiver: Receiver
):
    await made(town, receiver)
    said = shown = await body_page(town)
    for template, words in (
        ('{\n "a": nope}', "$: this is not JSON from line 2, column 7 on"),
        ('{"<b>x": ["{{ y | shout }}"]}', "$.<b>x[0]: there is no filter shout"),
        ('["{{ y"]', "$[0]: there is something wrong from {{ y on"),
        ("[" * 2000, "$:"),
    ):
        said = await reply(town, shown, template)
        assert "This template does not work" in said.text
        assert words in said.text
    again = await reply(town, said, '{"a": "{{ event }}"}')
    assert "would be sent so" in again.text
    assert await rows(town, "SELECT template FROM endpoints") == [(None,)]


async def test_only_what_was_looked_at_is_saved(town: Town, receiver: Receiver):
    await made(town, receiver)
    shown = await body_page(town)
    preview = await reply(town, shown, '{"a": 1}')
    typed = preview.reply_to
    assert typed is not None
    town.world.edit(typed, '{"a": 2}')
    answer = await town.press(town.stage.olga, preview, "Save")
    assert "not what you looked at" in answer
    data = BodyButton(move=BodyMove.OWN, endpoint_id=await endpoint_id(town), number=1).pack()
    assert "not what you looked at" in await town.forge(town.stage.olga, shown.chat, data)
    assert await rows(town, "SELECT template FROM endpoints") == [(None,)]


async def test_bodies_are_for_admins_in_private(town: Town, receiver: Receiver):
    vera = await town.with_vera()
    await made(town, receiver)
    listed = await town.ask(town.stage.olga, "/endpoints", town.stage.sales)
    await town.press(town.stage.olga, listed, labels(listed)[0])
    assert "Body" not in await town.has_button(listed, "Filters")
    here = await endpoint_id(town)
    private = town.world.private(vera, town.stage.bot)
    for move in BodyMove:
        data = BodyButton(move=move, endpoint_id=here, number=0).pack()
        answer = await town.forge(town.stage.olga, town.stage.sales, data)
        assert answer == "Not available here."
        assert "Only owners and admins" in await town.forge(vera, private, data)
    strange = BodyButton(move=BodyMove.USE, endpoint_id=here, number=len(PRESETS) + 1).pack()
    olgas = town.world.private(town.stage.olga, town.stage.bot)
    assert await town.forge(town.stage.olga, olgas, strange) == "Not available here."
    assert await rows(town, "SELECT template FROM endpoints") == [(None,)]
