"""Held leads, as admins meet them: told quietly, looked through, let in, and learned from."""

import asyncio

from cards.pages import LATER
from cards.quarantine import HeldButton, HeldMove
from domain.lead import LeadId
from domain.notice import NoticeKind
from sandbox.model import Message
from tests.handlers.looks import SPAM, a_held_lead, actions, rows
from tests.storage.shelves import as_text
from tests.world import Town, a_lead, labels

MAIL = {"email": "win@spam-house.example"}


ADA = {"email": "ada@example.org", "phone": "+49 30 901821"}


async def held_page(town: Town) -> Message:
    """Let Olga look at what is held; the notice that something is may come first."""
    page = await town.ask(town.stage.olga, "/quarantine")
    if "/quarantine shows why" in page.text:
        page = await town.ask(town.stage.olga, "/quarantine")
    return page


async def of_lead(town: Town, lead_id: LeadId, column: str) -> object:
    key = as_text(lead_id, town.house.settings.database_url.get_secret_value())
    (row,) = await rows(town, f"SELECT {column} AS it FROM leads WHERE id = '{key}'")  # noqa: S608 -- our own words
    return row.it


async def notices(town: Town) -> int:
    found = await rows(town, "SELECT count(*) AS many FROM notices WHERE kind = 'leads_held'")
    return int(found[0].many)


async def test_a_held_lead_alerts_nobody_and_is_let_in_with_its_time(either_town: Town):
    town = either_town
    lead_id = await a_held_lead(town)
    received = await of_lead(town, lead_id, "received_at")
    assert await of_lead(town, lead_id, "status") == "spam"
    assert await rows(town, "SELECT * FROM posts") == []
    assert [each async for each in town.house.services.reconciler.look() if each.gaps] == []
    page = await held_page(town)
    assert "1 lead is held" in page.text
    assert "phrases of spam" in page.text
    assert "links +20" in page.text
    town.clock.advance(3600)
    answer = await town.press(town.stage.olga, page, "✅ Not spam #1")
    assert answer == "#1 is let in; its card is on its way."
    card = await town.stage.card("www.win.example")
    assert "#1" in card.text
    assert "Take" in labels(card)
    assert await of_lead(town, lead_id, "received_at") == received
    assert await of_lead(town, lead_id, "held_at") is None
    await town.shows(page, "No lead is held")
    assert (await actions(town))[-1] == "lead.let_in"


async def test_letting_in_twice_does_nothing_more(town: Town):
    lead_id = await a_held_lead(town)
    page = await held_page(town)
    button = HeldButton(move=HeldMove.LET_IN, id=lead_id).pack()
    await town.forge(town.stage.olga, page.chat, button, page)
    await town.stage.card("www.win.example")
    before, learned = await actions(town), await rows(town, "SELECT lessons FROM sources")
    refused = await town.forge(town.stage.olga, page.chat, button, page)
    assert refused
    spam = HeldButton(move=HeldMove.SPAM, id=lead_id).pack()
    await town.forge(town.stage.olga, page.chat, spam, page)
    assert await actions(town) == before
    assert await rows(town, "SELECT lessons FROM sources") == learned
    assert len(await rows(town, "SELECT * FROM posts")) == 1


async def test_what_was_wrong_is_learned_shown_and_forgotten(town: Town):
    lead_id = await a_held_lead(town)
    await town.house.services.quarantine.let_in(await town.caller(town.stage.olga), lead_id)
    # The same signs weigh half now, which is too little.
    answer = await town.post({"event": "lead.created", "data": SPAM})
    assert answer.status == 202
    card = await town.stage.card("www.win.example")
    assert "Take" in labels(card)
    page = await held_page(town)
    await town.press(town.stage.olga, page, "What was learned")
    await town.shows(page, "links: 50 %")
    await town.has_button(page, "Forget: Website")
    await town.press(town.stage.olga, page, "Forget: Website")
    await town.shows(page, "Nothing yet.")
    assert (await actions(town))[-1] == "source.rule_forgotten"
    (last,) = await rows(town, "SELECT details FROM audit ORDER BY id DESC LIMIT 1")
    assert "links 50 %" in str(last.details)
    await a_held_lead(town, 2)


async def test_spam_under_a_card_holds_the_next_of_that_sender_until_it_is_taken_back(town: Town):
    honest = {"message": "Hello, what does it cost?", "phone": None, **MAIL}
    card = await town.lead("Win", **honest)
    await town.press(town.stage.anna, card, "Spam")
    await town.has_button(card, "Not spam")
    lead_id = await a_held_lead(town, 1, name="Win", **honest)
    page = await held_page(town)
    assert "an earlier lead of this sender was marked as spam +100" in page.text
    await town.press(town.stage.olga, page, "✅ Not spam #2")
    await town.shows(page, "No lead is held")
    assert await of_lead(town, lead_id, "status") == "new"
    assert await rows(town, "SELECT * FROM spam_senders") == []
    # One colleague is not the others: a house is known by two of its leads.
    again = await town.lead("Nobody", **{**honest, "email": "other@spam-house.example"})
    assert "Take" in labels(again)


async def test_a_mail_house_is_known_by_two_of_its_leads(town: Town):
    for name in ("one", "two"):
        mail = f"{name}@spam-house.example"
        card = await town.lead(name.title(), email=mail, phone=None)
        await town.press(town.stage.anna, card, "Spam")
        await town.has_button(card, "Not spam")
    mail = "three@spam-house.example"
    lead_id = await a_held_lead(town, 3, name="Three", message="Hi", email=mail)
    assert await of_lead(town, lead_id, "status") == "spam"


async def test_reopen_lets_a_held_lead_in(town: Town):
    lead_id = await a_held_lead(town)
    caller = await town.caller(town.stage.olga)
    lead = await town.house.services.leads.reopen(caller, lead_id)
    assert not lead.is_held
    await town.stage.card("www.win.example")
    assert (await town.house.services.quarantine.page(caller)).count == 0


async def test_admins_are_told_once_an_hour_and_without_a_sound(town: Town):
    services = town.house.services
    await a_held_lead(town)
    await services.quarantine.tell()
    olga = town.stage.olga
    told = await town.world.until(
        lambda: next(
            (
                each
                for each in town.world.messages(town.world.private(olga, town.stage.bot))
                if "look like spam" in each.text
            ),
            None,
        ),
        15,
    )
    assert "spam: 1." in told.text
    assert told.silent
    await a_held_lead(town, 2)
    await services.quarantine.tell()
    assert await notices(town) == 1
    town.clock.advance(3700)
    await services.quarantine.tell()
    await services.quarantine.tell()
    assert await notices(town) == 2
    await town.press(olga, told, "Review")
    await town.shows(told, "2 leads are held")


async def test_two_rounds_at_once_tell_once(either_town: Town):
    services = either_town.house.services
    await a_held_lead(either_town)
    await asyncio.gather(*(services.quarantine.tell() for _ in range(4)))
    assert await notices(either_town) == 1


async def test_a_thousand_are_looked_through_page_by_page(town: Town):
    for number in range(12):
        await a_held_lead(town, number)
    page = await held_page(town)
    assert "12 leads are held" in page.text
    assert page.text.count("🛡") == 6
    await town.press(town.stage.olga, page, LATER)
    await town.shows(page, "#7")
    beyond = HeldButton(move=HeldMove.SHOW, page=99_999).pack()
    await town.forge(town.stage.olga, page.chat, beyond, page)
    await town.shows(page, "#1 ")
    await town.has_button(page, "🚫 Spam #1")
    await town.press(town.stage.olga, page, "🚫 Spam #1")
    await town.shows(page, "11 leads are held")
    assert (await actions(town))[-1] == "lead.found_spam"


async def test_an_agent_may_not_look_nor_press(town: Town):
    lead_id = await a_held_lead(town)
    assert "held" not in (await town.ask(town.stage.anna, "/quarantine")).text
    page = await held_page(town)
    button = HeldButton(move=HeldMove.LET_IN, id=lead_id).pack()
    await town.forge(town.stage.anna, page.chat, button, page)
    assert await of_lead(town, lead_id, "status") == "spam"


async def test_whoever_asks_again_is_linked_and_their_keeper_is_told(either_town: Town):
    town = either_town
    first = await town.lead("Ada Example", **ADA)
    await town.press(town.stage.anna, first, "Take")
    await town.shows(first, "Anna Agent")
    second = await town.lead("Ada again", **ADA)
    assert "🔁 Request 2 of this person, the first was #1" in second.text
    assert "🙋 Anna Agent is in touch with them" in second.text
    await town.shows(first, "🔁 asked again: #2")
    third = await town.lead("Ada once more", **ADA)
    assert "Request 3 of this person, the first was #1" in third.text
    await town.shows(first, "asked again 2 times, last #3")
    told = await rows(town, "SELECT kind, details FROM notices")
    assert [
        (row.kind, "'again'" in str(row.details) or '"again"' in str(row.details)) for row in told
    ] == [(NoticeKind.ASKED_AGAIN, True)]
    assert (await actions(town)).count("lead.duplicate_linked") == 2


async def test_settings_decide_how_hot_is_hot_and_what_is_screened(town: Town):
    olga = town.stage.olga
    page = await town.ask(olga, "/settings")
    await town.press(olga, page, "🔥 Hot and warm leads")
    await town.has_button(page, "🔥 50")
    await town.press(olga, page, "🔥 50")
    await town.shows(page, "hot from 50, warm from 35")
    card = await town.lead("Half way", message="Hello there")
    score = int((await rows(town, "SELECT score FROM leads"))[0].score)
    assert 50 <= score < 70
    assert f"🔥 {score}" in card.text
    await town.press(olga, page, "As usual")
    await town.press(town.stage.anna, card, "Take")
    await town.has_button(card, "Release")
    await town.press(town.stage.anna, card, "Release")
    await town.shows(card, f"🔥 {score}")
    await town.press(olga, page, "« Settings")
    await town.has_button(page, "🔁 Repeated requests")
    await town.press(olga, page, "🔁 Repeated requests")
    await town.has_button(page, "Off")
    await town.press(olga, page, "Off")
    await town.shows(page, "Now: off")
    assert "Request" not in (await town.lead("Half way again")).text
    await town.press(olga, page, "« Settings")
    await town.has_button(page, "🛡 Spam")
    await town.press(olga, page, "🛡 Spam")
    await town.has_button(page, "Do not check")
    await town.press(olga, page, "Do not check")
    await town.shows(page, "Now: not checked")
    answer = await town.post({"event": "lead.created", "data": SPAM})
    assert answer.status == 202
    assert "Take" in labels(await town.stage.card("www.win.example"))


async def test_honest_leads_of_a_flood_are_all_shown(town: Town):
    answers = await asyncio.gather(
        *(town.post(a_lead(f"Guest {n}", email=f"g{n}@x.example", phone=None)) for n in range(20))
    )
    assert {each.status for each in answers} == {202}
    await town.world.until(lambda: True, 1)
    assert (await rows(town, "SELECT count(*) AS n FROM leads WHERE held_at IS NOT NULL"))[
        0
    ].n == 0
