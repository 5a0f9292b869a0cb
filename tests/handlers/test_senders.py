"""Senders set up by talking: what is to be typed in where, and secrets that stay nowhere else."""

from typing import cast

import pytest

from bot.stage import found
from cards.sender import STEPS
from cards.sender_buttons import SenderButton, SenderMove
from domain.sender import SENDERS
from sandbox.model import Chat, Message
from tests.handlers.looks import rows
from tests.webhooks_in.senders import WAYS
from tests.webhooks_in.test_senders import post
from tests.webhooks_in.wire import must_be_problem
from tests.world import Town, labels

GIVEN = "a-secret-that-webflow-made-0123456789"
SECRET = r"\n([\w-]{43})\n"
KEPT = "SELECT * FROM source_senders"


def private(town: Town) -> Chat:
    place: Chat = town.world.private(town.stage.olga, town.stage.bot)
    return place


async def page(town: Town, kind: str) -> Message:
    """Open the page about one sender."""
    olga = town.stage.olga
    card = await town.ask(olga, "/sources")
    for label in ("Website", "Sender", kind):
        await town.has_button(card, label)
        await town.press(olga, card, label)
    await town.world.until(lambda: kind not in labels(card), 15)
    return card


async def told(town: Town, card: Message, label: str) -> Message:
    """Press, and return what the bot then says in a message of its own."""
    place = private(town)
    before = {each.id for each in town.world.messages(place)}
    await town.has_button(card, label)
    await town.press(town.stage.olga, card, label)
    return await new_in(town, before)


async def new_in(town: Town, before: set[int]) -> Message:
    """Return the first message of the bot that was not there before."""

    def said() -> Message | None:
        new = (each for each in town.world.messages(private(town)) if each.id not in before)
        return next((each for each in new if each.sender is town.stage.bot), None)

    return cast("Message", await town.world.until(said, 15))


async def replied(town: Town, question: Message, words: str) -> Message:
    """Reply to a question of the bot; return what it says to that."""
    place = private(town)
    before = {each.id for each in town.world.messages(place)}
    town.world.say(town.stage.olga, place, words, question)
    return await new_in(town, before)


def said_by_olga(town: Town) -> list[str]:
    return [e.text for e in town.world.messages(private(town)) if e.sender is town.stage.olga]


def test_every_sender_has_its_steps():
    assert STEPS.keys() == SENDERS.keys() == WAYS.keys()


async def test_a_secret_of_ours_is_shown_once_and_works(town: Town):
    card = await page(town, "Typeform")
    await town.shows(card, "In Typeform: your form")

    made = await told(town, card, "Set up")
    secret = found(SECRET, made)

    assert f"{town.source.url}?format=typeform\n" in made.text
    assert (await post(town, "typeform", secret)).status == 202
    again = await page(town, "✅ Typeform")
    assert secret not in await town.shows(again, "Its secret was shown when it was set up.")
    assert secret not in str(await rows(town, KEPT))


async def test_whoever_presses_twice_makes_one_secret(town: Town):
    card = await page(town, "Typeform")
    made = await told(town, card, "Set up")

    twice = await told(town, card, "Set up")

    assert "Its secret was shown" in twice.text
    assert labels(twice) == ["New secret", "Remove", "Back"]
    assert (await post(town, "typeform", found(SECRET, made))).status == 202


async def test_a_new_secret_asks_before_it_ends_the_one_that_still_works(town: Town):
    first = found(SECRET, await told(town, await page(town, "Typeform"), "Set up"))
    card = await page(town, "✅ Typeform")
    second = await told(town, card, "New secret")
    assert "24 hours more" in second.text

    warned = await told(town, card, "New secret")
    assert "still works" in warned.text
    assert (await post(town, "typeform", first)).status == 202
    third = await told(town, warned, "New secret")

    assert (await post(town, "typeform", found(SECRET, third))).status == 200
    assert (await post(town, "typeform", found(SECRET, second))).status == 200
    must_be_problem(await post(town, "typeform", first), 401, "signature_invalid")
    assert "less than 24 hours ago" in await town.press(town.stage.olga, warned, "New secret")


async def test_a_secret_in_the_address_works_as_it_is_pasted(town: Town):
    made = await told(town, await page(town, "Elementor"), "Set up")
    url = found(r"(https?://\S+token=\S+)", made)
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = await town.send(url, b"Name=Ana&Email=ana%40example.org", form)

    assert answer.status == 200


async def test_a_secret_of_theirs_is_taken_by_reply_and_its_message_deleted(town: Town):
    asked = await told(town, await page(town, "Webflow"), "Tell me its secret")
    assert asked.text.startswith("🔑 Website: what is the secret of Webflow?")

    answer = await replied(town, asked, f"  {GIVEN} ")

    assert f"{town.source.url}?format=webflow" in answer.text
    assert GIVEN not in answer.text
    assert not any(GIVEN in each for each in said_by_olga(town))
    assert (await post(town, "webflow", GIVEN)).status == 200
    await town.ask(town.stage.olga, "/help")
    for table in ("source_senders", "audit"):
        assert GIVEN not in str(await rows(town, f"SELECT * FROM {table}"))  # noqa: S608 -- one of two names


async def test_meta_is_told_its_verify_token(town: Town):
    asked = await told(town, await page(town, "Facebook and Instagram"), "Tell me its secret")

    answer = await replied(town, asked, GIVEN)

    token = found(r"Verify token\n(\S+)", answer)
    path = town.source.url.removeprefix(town.url)
    query = f"format=facebook&hub.mode=subscribe&hub.challenge=7&hub.verify_token={token}"
    assert (await town.get(f"{path}?{query}")).body == b"7"


async def test_a_secret_that_is_none_is_deleted_all_the_same(town: Town):
    asked = await told(town, await page(town, "Stripe style"), "Tell me its secret")

    answer = await replied(town, asked, "too short")

    assert "16 to 256" in answer.text
    assert "too short" not in said_by_olga(town)
    assert await rows(town, KEPT) == []


async def test_another_sender_is_announced_before_it_takes_the_place(town: Town):
    await told(town, await page(town, "Tally"), "Set up")

    card = await page(town, "Jotform")

    assert "In Jotform" in await town.shows(card, "Tally can post no longer once you set this up.")


async def test_removing_asks_first(town: Town):
    secret = found(SECRET, await told(town, await page(town, "Tally"), "Set up"))
    card = await page(town, "✅ Tally")
    await town.press(town.stage.olga, card, "Remove")
    await town.has_button(card, "Yes, remove")
    assert (await post(town, "tally", secret)).status == 202

    assert await town.press(town.stage.olga, card, "Yes, remove") == "Removed."

    must_be_problem(await post(town, "tally", secret), 401, "signature_invalid")
    await town.shows(card, "No sender is set up.")


async def test_nobody_else_presses_there_and_not_in_groups(town: Town):
    stage = town.stage
    for move in SenderMove:
        data = SenderButton(move=move, source_id=town.source.id, at="typeform").pack()
        own = town.world.private(stage.anna, stage.bot)
        assert await town.forge(stage.anna, own, data) == "Only owners and admins can do this."
        assert await town.forge(stage.olga, stage.sales, data) == "Not available here."
    assert await rows(town, KEPT) == []


@pytest.mark.parametrize("name", ["nobody", None, "leadsbot"])
async def test_a_button_that_names_no_sender_does_nothing(town: Town, name):
    for move in SenderMove:
        if move is not SenderMove.LIST:
            data = SenderButton(move=move, source_id=town.source.id, at=name).pack()
            said = await town.forge(town.stage.olga, private(town), data)
            assert said == "Not available here.", move
    assert await rows(town, KEPT) == []


async def test_a_form_has_no_sender(town: Town):
    olga = town.stage.olga
    made = await town.house.services.forms.create(await town.caller(olga), "Contact", [])
    data = SenderButton(move=SenderMove.MAKE, source_id=made.id, at="typeform").pack()

    assert await town.forge(olga, private(town), data) == "Not available here."
