"""The button for a note: it asks one person, and the reply becomes the note of that lead."""

from domain.question import ANSWERED_WITHIN
from sandbox.model import Message, Person
from tests.handlers.looks import actions, rows, snapshot
from tests.handlers.test_assign import lead_of
from tests.world import Town


async def asked(town: Town, person: Person, card: Message) -> Message:
    """Let a person press Note; return the question."""
    before = len(town.world.messages(card.chat))
    await town.press(person, card, "More")
    await town.has_button(card, "Note")
    await town.press(person, card, "Note")

    def question() -> Message | None:
        new = town.world.messages(card.chat)[before:]
        return next((each for each in new if "reply to this message" in each.text), None)

    found: Message | None = await town.world.until(question, 15)
    assert found
    while not await rows(town, "SELECT id FROM questions"):
        pass
    return found


async def answered(town: Town, person: Person, question: Message, words: str) -> Message:
    """Let a person reply; return what the bot says to that."""
    before = len(town.world.messages(question.chat))
    town.world.say(person, question.chat, words, reply_to=question)

    def answer() -> Message | None:
        new = town.world.messages(question.chat)[before:]
        return next((each for each in new if each.sender is town.stage.bot), None)

    said: Message | None = await town.world.until(answer, 15)
    assert said
    return said


async def test_the_reply_to_the_question_is_the_note(town: Town):
    stage, card = town.stage, await town.lead()
    other = await town.lead("Ada Example")
    question = await asked(town, stage.anna, card)
    assert question.text == "Anna Agent, reply to this message with your note on #1."
    assert question.reply_to is card
    assert question.markup == {"force_reply": True, "selective": True}
    assert [each["type"] for each in question.entities] == ["text_mention", "bold"]
    said = await answered(town, stage.anna, question, "Called <b>twice</b>")
    assert said.text == "Noted on #1."
    await town.shows(card, "📝 Anna Agent: Called <b>twice</b>")
    assert "📝" not in other.text


async def test_a_name_of_any_kind_is_only_a_name(town: Town):
    stage, card = town.stage, await town.lead()
    stage.anna.first_name, stage.anna.last_name = "<b>&</b>" + "x" * 300, "\u202e\n@all"
    question = await asked(town, stage.anna, card)
    assert question.text.startswith("<b>&</b>xxx")
    assert "\n" not in question.text
    assert {each["type"] for each in question.entities} == {"text_mention", "bold"}


async def test_anybody_who_may_write_notes_may_answer_and_nobody_else(town: Town):
    stage, card = town.stage, await town.lead()
    vera = await town.with_vera()
    question = await asked(town, stage.anna, card)
    before = await snapshot(town)
    said = await answered(town, vera, question, "I only look on")
    assert said.text == "Only agents, admins and owners can do this."
    assert await snapshot(town) == before
    assert (await answered(town, stage.olga, question, "From Olga")).text == "Noted on #1."
    assert (await answered(town, stage.anna, question, "From Anna")).text == "Noted on #1."
    await town.shows(card, "📝 Anna Agent (1 of 2): From Anna")
    assert (await actions(town)).count("lead.noted") == 2


async def test_in_private_it_works_as_well(town: Town):
    stage, card = town.stage, await town.lead()
    lead = await town.house.services.leads.get(await town.caller(stage.olga), lead_of(card))
    await town.house.services.assignments.assign(
        await town.caller(stage.olga), lead.lead.id, stage.anna.id, 1
    )
    private = town.world.private(stage.anna, stage.bot)
    await town.world.until(lambda: "gave you" in town.world.messages(private)[-1].text, 15)
    notice = town.world.messages(private)[-1]
    await town.press(stage.anna, notice, "Open")
    await town.has_button(notice, "More")
    question = await asked(town, stage.anna, notice)
    assert (await answered(town, stage.anna, question, "Quietly")).text == "Noted on #1."
    await town.shows(card, "📝 Anna Agent: Quietly")


async def test_what_was_asked_long_ago_is_forgotten(town: Town):
    stage, card = town.stage, await town.lead()
    old = await asked(town, stage.anna, card)
    town.clock.advance(ANSWERED_WITHIN.total_seconds() + 60)
    await town.press(stage.anna, card, "« Back")
    await town.has_button(card, "Take")
    await asked(town, stage.anna, card)
    while len(await rows(town, "SELECT id FROM questions")) != 1:
        pass
    town.world.say(stage.anna, card.chat, "Too late", reply_to=old)
    await town.ask(stage.anna, "/help", card.chat)
    assert "lead.noted" not in await actions(town)


async def test_a_note_that_is_too_long_is_refused_and_may_be_tried_again(town: Town):
    stage, card = town.stage, await town.lead()
    question = await asked(town, stage.anna, card)
    said = await answered(town, stage.anna, question, "n" * 2001)
    assert said.text == "Note: at most 2000 characters."
    assert (await answered(town, stage.anna, question, "Short")).text == "Noted on #1."
