"""Sources: made, listed, paused and rotated by talking; their secrets stay in private."""

import asyncio
import os
import shutil
from html import unescape
from uuid import uuid4

import pytest

from bot.stage import found
from cards.source import SourceButton, SourceMove
from sandbox.model import Message
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


async def test_sources_are_listed_paused_and_resumed_in_place(town: Town):
    olga = town.stage.olga
    await town.ask(olga, "/newsource Shop")
    card = await town.ask(olga, "/sources")
    assert "Website · ▶️ receiving · no lead yet" in card.text
    assert labels(card) == ["Pause Shop", "Rotate Shop", "Pause Website", "Rotate Website"]

    assert await town.press(olga, card, "Pause Website") == "Website is paused."
    await town.has_button(card, "Resume Website")
    refused = await town.post()
    assert (refused.status, refused.json["code"]) == (403, "source_paused")

    assert await town.press(olga, card, "Resume Website") == "Website is receiving again."
    await town.has_button(card, "Pause Website")
    assert (await town.post()).status == 202
    await town.stage.card("Jonas Weber")
    assert "last lead" in (await town.ask(olga, "/sources")).text


async def test_in_a_group_the_list_offers_nothing_about_secrets(town: Town):
    stage = town.stage
    card = await town.ask(stage.olga, "/sources", stage.sales)
    assert labels(card) == ["Pause Website"]
    await town.press(stage.olga, card, "Pause Website")
    assert await town.has_button(card, "Resume Website") == ["Resume Website"]
    forged = SourceButton(move=SourceMove.ROTATE, source_id=town.source.id).pack()
    assert await town.forge(stage.olga, stage.sales, forged) == "Not available here."
    assert not any("whsec_" in each.text for each in town.world.messages(stage.sales))


async def test_somebody_without_the_role_pauses_nothing(town: Town):
    stage = town.stage
    card = await town.ask(stage.olga, "/sources", stage.sales)
    said = await town.press(stage.anna, card, "Pause Website")
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
