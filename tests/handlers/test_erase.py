"""`/erase`: an admin sees whom a lead is about, presses once more, and it is gone."""

from uuid import UUID

from cards.erase import EraseButton, EraseMove
from sandbox.model import Message
from tests.handlers.looks import actions, denied, rows
from tests.world import Town, labels


async def asked(town: Town, number: int = 1) -> Message:
    return await town.ask(town.stage.olga, f"/erase {number}")


async def test_whom_it_is_about_is_shown_before_it_goes(town: Town):
    card = await town.lead(message="<b>Call me</b>")
    await town.lead("Ada Lovelace", email="jonas@example.com")
    question = await asked(town)
    for words in ("Erase lead #1", "Jonas Weber", "jonas@example.com", "from #2, which stay"):
        assert words in question.text
    assert await rows(town, "SELECT number FROM leads ORDER BY number") == [(1,), (2,)]

    await town.press(town.stage.olga, question, "🗑 Erase for good")
    await town.shows(question, "🗑 Lead #1 was erased.")
    assert (question.text, labels(question)) == ("🗑 Lead #1 was erased.", [])
    await town.shows(card, "🗑 Lead #1 was erased.")
    assert labels(card) == []
    assert await rows(town, "SELECT number FROM leads") == [(2,)]
    assert (await actions(town)).count("lead.erased") == 1


async def test_keep_it_keeps_it(town: Town):
    await town.lead()
    question = await asked(town)
    await town.press(town.stage.olga, question, "Keep it")
    await town.shows(question, "Lead #1 stays as it is.")
    assert await rows(town, "SELECT number FROM leads") == [(1,)]


async def test_a_second_press_finds_it_gone_and_hides_the_person_too(town: Town):
    await town.lead()
    first, second = await asked(town), await asked(town)
    await town.press(town.stage.olga, first, "🗑 Erase for good")
    await town.press(town.stage.olga, second, "🗑 Erase for good")
    await town.shows(second, "🗑 Lead #1 was erased.")
    assert "Jonas" not in second.text
    assert (await actions(town)).count("lead.erased") == 1


async def test_what_is_no_number_or_no_lead_is_said(town: Town):
    for typed, told in (("/erase", "NUMBER"), ("/erase me", "NUMBER"), ("/erase 77", "#77")):
        assert told in (await town.ask(town.stage.olga, typed)).text


async def test_neither_an_agent_nor_a_neighbour_erases(town: Town):
    card = await town.lead()
    (lead,) = await rows(town, "SELECT id FROM leads")
    await town.ask(town.stage.anna, "/erase 1")
    data = EraseButton(move=EraseMove.GO, lead_id=UUID(str(lead.id)), number=1).pack()
    await town.forge(town.stage.anna, town.stage.sales, data, card)
    nick = await town.with_nick()
    assert town.nicks_chat is not None
    await town.forge(nick, town.nicks_chat, data)
    assert await rows(town, "SELECT number FROM leads") == [(1,)]
    assert len(await denied(town)) >= 2
