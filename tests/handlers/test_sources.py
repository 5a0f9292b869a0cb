"""Sources: made, listed, paused and rotated by talking; their secrets stay in private."""

import asyncio
import os
import shutil
from html import unescape
from typing import cast
from uuid import uuid4

import pytest

from bot.stage import found
from cards.pages import EARLIER, LATER
from cards.source import SourceButton, SourceMove
from domain.errors import AlreadyExists
from sandbox.model import Chat, Message
from tests.handlers.looks import rows
from tests.world import Source, Town, a_lead, labels

DAY = 24 * 3600
PROGRAMS = ("bash", "curl", "openssl", "sed")


@pytest.fixture
def shell() -> str:
    """The shell that runs what the bot says to paste, where the machine has all it needs."""
    missing = [each for each in PROGRAMS if shutil.which(each) is None]
    if missing and os.environ.get("REQUIRE_SERVICES") == "1":  # noqa: TID251 -- for the tests alone, as in tests/services.py
        pytest.fail(f"REQUIRE_SERVICES=1, and there is no {missing}")
    if missing:
        pytest.skip(f"needs a server: no {missing}")
    return str(shutil.which("bash"))


def shown(message: Message) -> Source:
    return Source(
        found(r"(https?://\S+/leads)", message), found(r"(whsec_[A-Za-z0-9+/=]+)", message)
    )


def code_of(message: Message) -> str:
    """Return the block that the message offers for pasting."""
    block = next(each for each in message.entities if each["type"] == "pre")
    units = message.text.encode("utf-16-le")
    start = block["offset"] * 2
    return units[start : start + block["length"] * 2].decode("utf-16-le")


async def test_the_line_to_paste_works_as_pasted(town: Town, shell: str):
    made = await town.ask(town.stage.olga, '/newsource Müller\'s "Shop" $HOME `id` & Söhne')
    line = code_of(made)
    running = await asyncio.create_subprocess_exec(
        shell, "-c", line, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await running.communicate()
    assert b'"status"' in output, (output, errors)
    assert b'"accepted"' in output
    assert running.returncode == 0
    card = await town.stage.card("Ada Example")
    assert "Please call me." in card.text
    assert "Müller's" in unescape(card.text)


async def test_a_source_needs_a_name_of_its_own(town: Town):
    olga = town.stage.olga
    assert "/newsource NAME" in (await town.ask(olga, "/newsource")).text
    assert "one with this name already" in (await town.ask(olga, "/newsource Website")).text
    assert "at most 64" in (await town.ask(olga, "/newsource " + "n" * 65)).text
    assert len(await rows(town, "SELECT id FROM sources")) == 1


async def test_secrets_are_for_admins_in_private(town: Town):
    stage = town.stage
    for command in ("/newsource Second", "/rotate", "/rotate Website"):
        answer = await town.ask(stage.olga, command, stage.sales)
        assert answer.text == "Please send me this in our private chat."
        assert (await town.ask(stage.anna, command)).text == "Only owners and admins can do this."
    in_group = [each.text for each in town.world.messages(stage.sales)]
    assert not any("whsec_" in each for each in in_group)
    assert (await town.post()).status == 202


async def page_of(town: Town, name: str, chat: Chat | None = None) -> Message:
    """Open the page of a source from the list."""
    card = await town.ask(town.stage.olga, "/sources", chat)
    await town.press(town.stage.olga, card, name)
    await town.has_button(card, "Back")
    return card


async def test_sources_are_listed_paused_and_resumed_in_place(town: Town):
    olga = town.stage.olga
    await town.ask(olga, "/newsource Shop")
    card = await town.ask(olga, "/sources")
    assert "2 sources" in card.text
    assert "Website · ▶️ receiving · no lead yet" in card.text
    assert labels(card) == ["Shop", "Website"]
    await town.press(olga, card, "Website")
    usual = ["Pause", "Send a test lead", "New secret", "Rename"]
    buttons = [*usual, "Fields", "Sender", "Back"]
    assert await town.has_button(card, "Pause") == buttons

    assert await town.press(olga, card, "Pause") == "Website is paused."
    assert "Send a test lead" not in await town.has_button(card, "Resume")
    refused = await town.post()
    assert (refused.status, refused.json["code"]) == (403, "source_paused")

    assert await town.press(olga, card, "Resume") == "Website is receiving again."
    await town.has_button(card, "Pause")
    assert (await town.post()).status == 202
    await town.stage.card("Jonas Weber")
    await town.press(olga, card, "Back")
    await town.shows(card, "last lead")
    await town.press(olga, card, "Website")
    await town.shows(card, "Leads within 7 days: 1", "Secret: the one it began with")


async def test_many_sources_are_paged_in_place(town: Town):
    olga = town.stage.olga
    caller = await town.caller(olga)
    for number in range(20):
        await town.house.services.sources.create(caller, f"Form {number:02}")
    card = await town.ask(olga, "/sources")
    assert labels(card)[-3:] == [EARLIER, "1/3", LATER]
    await town.press(olga, card, EARLIER)
    assert (await town.has_button(card, "3/3"))[-4] == "Website"


async def test_in_a_group_the_list_offers_nothing_about_secrets(town: Town):
    stage = town.stage
    card = await page_of(town, "Website", stage.sales)
    assert labels(card) == ["Pause", "Send a test lead", "Back"]
    await town.press(stage.olga, card, "Pause")
    assert await town.has_button(card, "Resume") == ["Resume", "Back"]
    for move in (SourceMove.ROTATE, SourceMove.RENAME):
        forged = SourceButton(move=move, source_id=town.source.id).pack()
        assert await town.forge(stage.olga, stage.sales, forged) == "Not available here."
    assert not any("whsec_" in each.text for each in town.world.messages(stage.sales))
    # The button of a page that is no longer true.
    stale = SourceButton(move=SourceMove.TEST, source_id=town.source.id).pack()
    said = await town.forge(stage.olga, stage.sales, stale)
    assert said == "This source is paused. Resume it first."


async def test_a_source_is_renamed_by_an_answer(town: Town):
    olga = town.stage.olga
    card = await page_of(town, "Website")
    question = await asked(town, card)
    assert question.text == "✏️ What shall Website be called? Reply to this message."
    private = card.chat

    async def answer(words: str, to: Message = question) -> Message:
        before = len(town.world.messages(private))
        town.world.say(olga, private, words, reply_to=to)
        said = await town.world.until(lambda: town.world.messages(private)[before + 1 :], 15)
        return cast("Message", said[0])

    assert "at most 64 characters" in (await answer("n" * 65)).text
    shown_now = await answer("Shop <b>Müller</b>")
    assert shown_now.text.startswith("Shop <b>Müller</b>")
    # The question is about a name that is no more.
    assert (await answer("Again")).text == "Not available here."
    names = await rows(town, "SELECT name FROM sources")
    assert [each.name for each in names] == ["Shop <b>Müller</b>"]
    assert (await town.post()).status == 202


async def test_a_name_that_another_source_has_is_refused(town: Town):
    olga = town.stage.olga
    await town.ask(olga, "/newsource Shop")
    caller = await town.caller(olga)
    with pytest.raises(AlreadyExists):
        await town.house.services.sources.rename(caller, town.source.id, "Shop")


async def asked(town: Town, card: Message) -> Message:
    before = len(town.world.messages(card.chat))
    await town.press(town.stage.olga, card, "Rename")
    said = await town.world.until(lambda: town.world.messages(card.chat)[before:], 15)
    return cast("Message", said[0])


async def test_a_test_lead_goes_the_whole_way_and_says_what_it_is(town: Town):
    card = await page_of(town, "Website")
    said = await town.press(town.stage.olga, card, "Send a test lead")
    assert said == "A test lead is on its way; its card comes to your chats."
    lead = await town.stage.card("Test lead from Website")
    assert "This is a test." in lead.text
    assert "Website · test" in lead.text


async def test_somebody_without_the_role_pauses_nothing(town: Town):
    stage = town.stage
    card = await page_of(town, "Website", stage.sales)
    for label in ("Pause", "Send a test lead", "Back"):
        said = await town.press(stage.anna, card, label)
        assert said == "Only owners and admins can do this."
    assert (await town.post()).status == 202


@pytest.mark.parametrize("how", ["by name", "by button"])
async def test_after_a_rotation_the_old_secret_works_for_a_day(town: Town, how: str):
    olga = town.stage.olga
    if how == "by name":
        new = shown(await town.ask(olga, "/rotate wEBSITE"))
    else:
        asked = await town.ask(olga, "/rotate")
        assert "Whose secret" in asked.text
        new = await pressed(town, asked, "Rotate Website")
    assert new.url == town.source.url
    assert new.secret != town.source.secret

    assert (await town.post()).status == 202
    assert (await town.post(source=new)).status == 202
    town.clock.advance(DAY - 60)
    assert (await town.post()).status == 202
    town.clock.advance(120)
    assert (await town.post()).status == 401
    assert (await town.post(source=new)).status == 202


async def pressed(town: Town, card: Message, label: str) -> Source:
    """Press a button that brings a secret, and return it."""
    before = len(town.world.messages(card.chat))
    await town.press(town.stage.olga, card, label)
    answer = await town.world.until(lambda: town.world.messages(card.chat)[before:], 15)
    return shown(answer[0])


async def test_a_second_rotation_asks_first_because_it_would_end_a_secret_in_use(town: Town):
    olga = town.stage.olga
    chosen = await town.ask(olga, "/rotate")
    new = await pressed(town, chosen, "Rotate Website")

    # A double tap, and the command once more: nothing is cut off.
    before = len(town.world.messages(chosen.chat))
    await town.press(olga, chosen, "Rotate Website")
    warning = (await town.world.until(lambda: town.world.messages(chosen.chat)[before:], 15))[0]
    assert "less than 24 hours ago" in warning.text
    assert "less than 24 hours ago" in (await town.ask(olga, "/rotate Website")).text
    assert (await town.post()).status == 202

    newest = await pressed(town, warning, "Rotate again")
    assert (await town.post()).status == 401
    assert [(await town.post(source=each)).status for each in (new, newest)] == [202, 202]

    # The same button again is about a moment that has passed.
    said = await town.press(olga, warning, "Rotate again")
    assert "the one before still works" in said
    assert [(await town.post(source=each)).status for each in (new, newest)] == [202, 202]


async def test_rotating_a_source_that_is_not_there_offers_those_that_are(town: Town):
    answer = await town.ask(town.stage.olga, "/rotate <b>Nobody</b>")
    assert "There is no source <b>Nobody</b>" in answer.text
    assert labels(answer) == ["Rotate Website"]


async def test_rotating_a_source_of_nobody_is_refused(town: Town):
    olga = town.stage.olga
    private = town.world.private(olga, town.stage.bot)
    forged = SourceButton(move=SourceMove.ROTATE, source_id=uuid4()).pack()
    assert await town.forge(olga, private, forged) == "Not available here."
    assert (await town.post(a_lead("Eva Example"))).status == 202
