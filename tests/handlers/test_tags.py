"""Tags by buttons: toggled, asked for, at most ten, and of one workspace alone."""

from cards.tags import TagButton
from domain.question import Asked, Question
from domain.tags import MOST, Tag
from sandbox.model import Message, Person
from tests.handlers.looks import actions, rows, snapshot
from tests.handlers.test_assign import lead_of
from tests.handlers.test_note_button import answered
from tests.world import Town, labels


async def open_tags(town: Town, person: Person, card: Message) -> list[str]:
    await town.press(person, card, "More")
    await town.has_button(card, "Tags")
    await town.press(person, card, "Tags")
    return await town.has_button(card, "New tag")


async def new_tag(town: Town, person: Person, card: Message, words: str) -> str:
    """Let a person ask for a new tag and type it; return what the bot says."""
    before = len(town.world.messages(card.chat))
    asked = len(await rows(town, "SELECT id FROM questions"))
    await open_tags(town, person, card)
    await town.press(person, card, "New tag")

    def question() -> Message | None:
        new = town.world.messages(card.chat)[before:]
        return next((each for each in new if "with a tag for" in each.text), None)

    found: Message | None = await town.world.until(question, 15)
    assert found
    while len(await rows(town, "SELECT id FROM questions")) == asked:
        pass
    said = (await answered(town, person, found, words)).text
    if "« Back" in labels(card):
        await town.press(person, card, "« Back")
    await town.has_button(card, "More")
    return said


async def test_a_new_tag_is_typed_and_then_a_button_for_every_lead(town: Town):
    anna, card, other = town.stage.anna, await town.lead(), await town.lead("Ada Example")
    assert await open_tags(town, anna, card) == ["New tag", "« Back"]
    await town.press(anna, card, "« Back")
    await town.has_button(card, "Take")
    assert await new_tag(town, anna, card, "#VIP <b>") == "#1 has the tag VIP <b> now."
    await town.shows(card, "🏷 VIP <b>")
    assert await new_tag(town, anna, card, "vip  <B>") == "#1 has the tag VIP <b> already."
    assert await open_tags(town, anna, other) == ["VIP <b>", "New tag", "« Back"]
    said = await town.press(anna, other, "VIP <b>")
    assert said == "#2 has the tag VIP <b> now."
    await town.shows(other, "🏷 VIP <b>")
    await open_tags(town, anna, other)
    assert await town.press(anna, other, "✓ VIP <b>") == "#2 has the tag VIP <b> no more."
    await town.world.until(lambda: "🏷" not in other.text, 15)
    assert "🏷" in card.text
    assert (await actions(town)).count("lead.tagged") == 3


async def test_what_is_no_tag_is_refused(town: Town):
    anna, card = town.stage.anna, await town.lead()
    assert await new_tag(town, anna, card, "x" * 33) == "Tag: at most 32 characters."
    assert await new_tag(town, anna, card, " # ") == "Tag: write a word or two."
    assert "lead.tagged" not in await actions(town)


async def test_ten_are_enough_and_twelve_are_offered(town: Town):
    anna, card, other = town.stage.anna, await town.lead(), await town.lead("Ada Example")
    services, caller, lead_id = town.house.services, await town.caller(anna), lead_of(card)
    for number in range(MOST):
        await tag(town, card, f"tag {number}")
    for number in range(MOST):
        await tag(town, other, f"else {number}")
    shown = await open_tags(town, anna, card)
    assert sum(each.startswith("✓") for each in shown) == MOST
    assert len(shown) == 12 + 2
    before = await snapshot(town)
    said = await town.press(anna, card, "else 0")
    assert said == "Tag: a lead has at most 10; take one away first."
    assert await snapshot(town) == before
    view = await services.leads.get(caller, lead_id)
    assert len(view.tags) == MOST


async def tag(town: Town, card: Message, words: str) -> None:
    """Tag a lead without talking about it."""
    caller, services = await town.caller(town.stage.anna), town.house.services
    place = card.chat.id, 900_000 + Tag(words).code % 100_000
    await services.leads.asked(caller, Question(lead_of(card), Asked.TAG, *place))
    await services.tagging.answer(caller, *place, words)


async def test_the_neighbour_and_the_viewer_tag_nothing(town: Town):
    card, vera, nick = await town.lead(), await town.with_vera(), await town.with_nick()
    await tag(town, card, "vip")
    await town.shows(card, "🏷 vip")
    before = await snapshot(town)
    assert town.nicks_chat
    for code in (Tag("vip").code, None, 0, 9_999_999_999_999):
        data = TagButton(lead_id=lead_of(card), code=code).pack()
        town.clock.advance(5)
        said = await town.forge(vera, town.stage.sales, data, card)
        assert said == "Only agents, admins and owners can do this."
        assert await town.forge(nick, town.nicks_chat, data) == "Not available here."
        if code not in (Tag("vip").code, None):
            said = await town.forge(town.stage.anna, town.stage.sales, data, card)
            assert said == "Not available here."
    assert await snapshot(town) == before
