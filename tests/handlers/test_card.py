"""The card through its life: its buttons, its menus, notes, and every copy of it."""

import re

from sandbox.model import Message
from tests.handlers.looks import actions, rows
from tests.world import Town, labels

ASK_WHY = ["Price", "No answer", "Went elsewhere", "Not a fit", "Other", "« Back"]


async def test_a_lead_goes_from_new_to_won_and_back(town: Town):
    anna, card = town.stage.anna, await town.lead()
    assert labels(card) == ["Take", "Spam", "More"]
    assert await town.press(anna, card, "Take") == "You have taken #1. It is yours."
    await town.has_button(card, "Contacted")
    assert labels(card) == ["Contacted", "Qualified", "Snooze", "Release", "More", "Undo"]
    assert "🙋 #1 · taken · Anna Agent" in card.text
    assert await town.press(anna, card, "Contacted") == "#1 is contacted now."
    await town.has_button(card, "Won")
    assert labels(card) == ["Qualified", "Won", "Lost", "Snooze", "Release", "More", "Undo"]
    assert await town.press(anna, card, "Qualified") == "#1 is qualified now."
    await town.shows(card, "⭐ #1 · qualified · Anna Agent")
    assert labels(card) == ["Won", "Lost", "Snooze", "Release", "More", "Undo"]
    assert await town.press(anna, card, "Won") == "#1 is won now."
    await town.shows(card, "🏆 #1 · won · Anna Agent")
    assert labels(card) == ["Reopen", "More", "Undo"]
    assert await town.press(anna, card, "Reopen") == "#1 is open again."
    await town.shows(card, "🙋 #1 · taken · Anna Agent")
    assert await town.press(anna, card, "Release") == "#1 is free again."
    await town.shows(card, "🆕 #1 ", "· new")
    assert "Anna" not in card.text
    assert labels(card) == ["Take", "Spam", "More", "Undo"]


async def test_lost_asks_why(town: Town):
    anna, card = town.stage.anna, await town.lead()
    await town.press(anna, card, "Take")
    await town.has_button(card, "Contacted")
    await town.press(anna, card, "Contacted")
    await town.has_button(card, "Lost")
    await town.press(anna, card, "Lost")
    assert await town.has_button(card, "Price") == ASK_WHY
    await town.press(anna, card, "« Back")
    assert "Won" in await town.has_button(card, "Lost")
    await town.press(anna, card, "Lost")
    await town.has_button(card, "Went elsewhere")
    assert await town.press(anna, card, "Went elsewhere") == "#1 is lost: went elsewhere."
    await town.shows(card, "❌ #1 · lost: went elsewhere · Anna Agent")
    assert labels(card) == ["Reopen", "More", "Undo"]
    await town.press(anna, card, "Reopen")
    await town.shows(card, "taken")
    assert "went elsewhere" not in card.text


async def test_spam_is_nobodys_and_opens_again_as_new(town: Town):
    anna, card = town.stage.anna, await town.lead()
    assert await town.press(anna, card, "Spam") == "#1 is spam now."
    await town.shows(card, "🚫 #1 · spam")
    assert labels(card) == ["Not spam", "More", "Undo"]
    await town.press(anna, card, "Not spam")
    await town.shows(card, "🆕 #1 ", "· new")


async def test_more_offers_what_is_seldom_needed_and_the_way_back(town: Town):
    anna, card = town.stage.anna, await town.lead()
    await town.press(anna, card, "More")
    await town.has_button(card, "« Back")
    talk = ["WhatsApp", "Telegram"]
    assert labels(card) == [
        "Copy phone",
        "Copy e-mail",
        *talk,
        "Assign",
        "Note",
        "Tags",
        why(card),
        "History",
        "« Back",
    ]
    assert [card.button(each).url for each in talk] == [
        "https://wa.me/4930901820",
        "https://t.me/+4930901820",
    ]
    assert card.button("Copy phone").copy_text == "+4930901820"
    assert card.button("Copy e-mail").copy_text == "jonas@example.com"
    await town.press(anna, card, "« Back")
    await town.has_button(card, "Take")

    await town.press(anna, card, "Take")
    await town.has_button(card, "Contacted")
    await town.press(anna, card, "More")
    await town.has_button(card, "Won")
    assert labels(card)[4:] == [
        "Won",
        "Lost",
        "Spam",
        "Assign",
        "Note",
        "Tags",
        why(card),
        "History",
        "« Back",
    ]
    assert await town.press(anna, card, "Won") == "#1 is won now."
    await town.shows(card, "won")


async def test_a_lead_with_only_a_message_has_nothing_to_copy(town: Town):
    body = {"event": "lead.created", "data": {"message": "Call me at the usual number."}}
    await town.post(body)
    card = await town.stage.card("usual number")
    assert "No name given" in card.text
    await town.press(town.stage.anna, card, "More")
    assert await town.has_button(card, "History") == [
        "Assign",
        "Note",
        "Tags",
        why(card),
        "History",
        "« Back",
    ]


def why(card: Message) -> str:
    """Return the label of the button that explains the score."""
    return next(each for each in labels(card) if re.fullmatch(r"Why \d+\?", each))


async def test_the_score_explains_itself(town: Town):
    card = await town.lead()
    await town.press(town.stage.anna, card, "More")
    await town.has_button(card, "History")
    answer = await town.world.press(town.stage.anna, card, why(card)).answered(15)
    assert answer.text == "45 of 100: phone +25, e-mail +20, name +10, no message -10"
    assert answer.show_alert
    assert why(card) in labels(card)


async def test_the_history_takes_the_place_of_the_card_and_gives_it_back(town: Town):
    stage, card = town.stage, await town.lead()
    await town.press(stage.anna, card, "Take")
    await town.has_button(card, "Release")
    await town.press(stage.olga, card, "Release")
    await town.shows(card, "🆕")
    await reply(town, card, "Called, nobody\nthere")
    await town.shows(card, "📝")
    await town.press(stage.anna, card, "More")
    await town.has_button(card, "History")
    await town.press(stage.anna, card, "History")
    text = await town.shows(card, "history")
    told = [line.partition(" · ")[2] for line in text.splitlines()[2:]]
    assert told == [
        "Anna Agent noted: Called, nobody there",
        "Olga Owner released it from Anna Agent",
        "Anna Agent took it",
        "came in from Website",
    ]
    assert labels(card) == ["« Back"]
    await town.press(stage.anna, card, "« Back")
    assert "Jonas Weber" in await town.shows(card, "📞")
    assert labels(card) == ["Take", "Spam", "More", "Undo"]


async def test_two_who_open_the_same_menu_are_both_answered(town: Town):
    stage, card = town.stage, await town.lead()
    presses = [town.world.press(each, card, "More") for each in (stage.anna, stage.olga)]
    assert [(await each.answered(15)).text for each in presses] == ["", ""]
    assert "History" in await town.has_button(card, "History")


async def reply(town: Town, card: Message, words: str, person=None) -> Message:
    """Answer a card in its chat; return what the bot says to that."""
    before = len(town.world.messages(card.chat))
    town.world.say(person or town.stage.anna, card.chat, words, reply_to=card)

    def answer() -> Message | None:
        new = town.world.messages(card.chat)[before:]
        return next((each for each in new if each.sender is town.stage.bot), None)

    said: Message | None = await town.stage.world.until(answer, 15)
    assert said
    return said


async def test_a_reply_becomes_a_note_for_everybody_to_read(town: Town):
    card = await town.lead()
    assert (await reply(town, card, "Wants <b>two</b> offers")).text == "Noted on #1."
    await town.shows(card, "📝 Anna Agent: Wants <b>two</b> offers")
    await reply(town, card, "Prefers mornings", town.stage.olga)
    text = await town.shows(card, "📝 Olga Owner (1 of 2): Prefers mornings")
    assert "two" not in text


async def test_one_message_is_one_note_even_when_it_is_delivered_again(town: Town):
    card = await town.lead()
    await reply(town, card, "Only once")
    update_id = max(town.stage.bot.mailbox.history)
    town.world.redeliver(update_id)
    # What comes after the repeat in the same conversation is answered after it.
    await reply(town, card, "And another")
    texts = [row.text for row in await rows(town, "SELECT text FROM notes ORDER BY written_at")]
    assert texts == ["Only once", "And another"]
    assert (await actions(town)).count("lead.noted") == 2


async def test_what_cannot_be_a_note_is_said(town: Town):
    card = await town.lead()
    stig = town.world.add_person("Stig", "Stranger", "stig")
    vera = await town.with_vera()
    town.world.add_member(town.stage.sales, stig)
    assert (await reply(town, card, "n" * 2001)).text == "Note: at most 2000 characters."
    assert "Not available here." in (await reply(town, card, "hello", stig)).text
    refused = await reply(town, card, "hello", vera)
    assert refused.text == "Only agents, admins and owners can do this."
    assert await rows(town, "SELECT text FROM notes") == []
    assert "Noted" in (await reply(town, card, "n" * 2000)).text


async def test_replies_to_something_else_are_left_alone(town: Town):
    card = await town.lead()
    stage = town.stage
    greeting = town.world.messages(stage.sales)[0]
    mine = town.world.say(stage.anna, stage.sales, "I think so")
    for message in (greeting, mine):
        town.world.say(stage.anna, stage.sales, "Really?", reply_to=message)
    assert "Noted" in (await reply(town, card, "This one counts")).text
    texts = [row.text for row in await rows(town, "SELECT text FROM notes")]
    assert texts == ["This one counts"]


async def test_every_copy_follows_in_two_chats(town: Town):
    stage = town.stage
    north = town.world.add_group("North", members=[stage.anna], admins=[stage.olga])
    await stage.connect(stage.olga, north)
    first = await town.lead()

    def copy() -> Message | None:
        return next((m for m in town.world.messages(north) if "Jonas" in m.text), None)

    second = await town.world.until(copy, 15)
    await town.press(stage.anna, second, "Take")
    for card in (first, second):
        await town.shows(card, "taken · Anna Agent")
        assert labels(card) == ["Contacted", "Qualified", "Snooze", "Release", "More", "Undo"]
    said = await town.press(stage.olga, first, "More")
    assert said == ""
    await town.has_button(first, "History")
    assert "History" not in labels(second)
    await reply(town, second, "From the north")
    for card in (first, second):
        await town.shows(card, "From the north")


async def test_a_card_that_somebody_deleted_comes_again_when_it_changes(town: Town):
    stage, card = town.stage, await town.lead()
    data = card.button("Take").callback_data or ""
    del card.chat.messages[card.id]
    assert "You have taken" in await town.forge(stage.anna, stage.sales, data)
    again = await town.stage.card("taken · Anna Agent")
    assert again.id != card.id
    assert await town.press(stage.anna, again, "Contacted") == "#1 is contacted now."
