"""Agents answer leads by e-mail, and whatever becomes of it is told to whoever must know."""

import pytest

from domain.mail import Draft
from domain.mail_server import MailState, MailWish
from sandbox.model import Message, Person
from tests.handlers.looks import actions, rows
from tests.handlers.test_email import pressed, replied, view
from tests.post import DROP, PASSWORD, USER, PostOffice
from tests.world import SECONDS, Town, labels


@pytest.fixture
async def town(mail_town: Town, office: PostOffice) -> Town:
    """A town in which e-mail is set up."""
    olga = await mail_town.caller(mail_town.stage.olga)
    await mail_town.house.services.mails.set_up(olga, MailWish.read(office.block()))
    return mail_town


async def draft(town: Town, card: Message, words: str) -> Message:
    """Let Anna write an e-mail under a card; return what she is shown then."""
    anna = town.stage.anna
    await town.press(anna, card, "More")
    await town.has_button(card, "Reply by e-mail")
    question = await pressed(town, anna, card, "Reply by e-mail")
    while not await rows(town, "SELECT id FROM questions WHERE asked = 'mail'"):
        pass
    return await replied(town, anna, question, words)


async def told(town: Town, person: Person, *words: str) -> str:
    """Wait until somebody is told something in private."""
    private = town.world.private(person, town.stage.bot)

    def found() -> str | None:
        here = [each.text for each in town.world.messages(private)]
        return next((each for each in here if all(word in each for word in words)), None)

    heard: str = await town.world.until(found, SECONDS)
    return heard


async def becomes(town: Town, state: str, **more: int) -> None:
    """Wait until the e-mail is in a state."""
    while True:
        (row,) = await rows(town, "SELECT * FROM mails WHERE kind = 'reply'")
        wanted = {"state": state, "lease": None, **more}
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return


async def test_an_answer_is_seen_then_sent_once_and_stays_in_the_history(town, office):
    card = await town.lead()
    shown = await draft(town, card, "Subject: Your roof\nDear Jonas,\n\n1 < 2 & <b>so</b>")
    assert "jonas@example.com" in shown.text
    assert "Your roof" in shown.text
    assert office.mails == []
    await town.press(town.stage.anna, shown, "Send")
    await town.shows(shown, "on its way")
    (got,) = await office.got(1)
    await becomes(town, "done")
    assert got.recipients == ["jonas@example.com"]
    assert got.message["Subject"] == "Your roof"
    assert got.text().strip() == "Dear Jonas,\n\n1 < 2 & <b>so</b>"
    assert "<p>1 &lt; 2 &amp; &lt;b&gt;so&lt;/b&gt;</p>" in got.text("html")
    assert (await actions(town)).count("lead.emailed") == 1
    await town.press(town.stage.anna, card, "History")
    assert "Anna Agent wrote an e-mail: Your roof: Dear Jonas," in await town.shows(card, "e-mail")


async def test_no_text_becomes_a_header(town, office):
    await town.lead()
    olga = await town.caller(town.stage.olga)
    evil = Draft.checked("Hi\r\nBcc: all@example.com", "Bye\r\n.\r\nRCPT TO:<x@example.com>")
    await town.house.services.mails.test(olga, "jonas@example.com", evil)
    (got,) = await office.got(1)
    assert got.message["Bcc"] is None
    assert got.message["Subject"] == "Hi Bcc: all@example.com"
    assert got.recipients == ["jonas@example.com"]
    assert "RCPT TO:<x@example.com>" in got.text()


async def test_only_whoever_wrote_it_sends_it_and_a_dropped_one_stays_dropped(town, office):
    card = await town.lead()
    shown = await draft(town, card, "Dear Jonas")
    (send,) = [b.callback_data for row in shown.buttons for b in row if b.text == "Send"]
    assert "Not available" in await town.press(town.stage.olga, shown, "Send")
    await town.press(town.stage.anna, shown, "Throw away")
    await town.shows(shown, "thrown away")
    assert "Not available" in await town.forge(town.stage.anna, shown.chat, send, shown)
    assert office.mails == []


async def test_a_refusal_for_ever_is_told_to_whoever_wrote_it(town, office):
    office.at_rcpt.append("550 5.1.1 No <such> user")
    card = await town.lead()
    await town.press(town.stage.anna, await draft(town, card, "Dear Jonas"), "Send")
    said = await told(town, town.stage.anna, "did not leave")
    assert "No <such> user" in said
    await becomes(town, "dead")
    assert "lead.email_failed" in await actions(town)


async def test_a_server_that_wants_to_be_asked_later_is_asked_later(town, office, clock):
    office.at_rcpt.append("450 4.7.1 Greylisted")
    card = await town.lead()
    await town.press(town.stage.anna, await draft(town, card, "Dear Jonas"), "Send")
    await becomes(town, "due", failures=1)
    assert office.mails == []
    clock.advance(61)
    (got,) = await office.got(1)
    await becomes(town, "done")
    assert got.recipients == ["jonas@example.com"]


async def test_an_unknown_end_is_tried_once_more_with_the_same_name(town, office, clock):
    office.at_data += [DROP, DROP]
    card = await town.lead()
    await town.press(town.stage.anna, await draft(town, card, "Dear Jonas"), "Send")
    await becomes(town, "due", doubts=1)
    clock.advance(61)
    first, second = await office.got(2)
    assert first.message["Message-ID"] == second.message["Message-ID"]
    await told(town, town.stage.anna, "do not know whether")
    await becomes(town, "dead")


async def test_a_refused_login_parks_e_mail_once_until_somebody_heals_it(town, office):
    office.login_answer = "535 5.7.8 Wrong password"
    card = await town.lead()
    await town.press(town.stage.anna, await draft(town, card, "Dear Jonas"), "Send")
    said = await told(town, town.stage.olga, "turned us away")
    assert "Wrong password" in said
    assert PASSWORD not in said
    found = (await view(town)).server
    assert found is not None
    assert found.state is MailState.PARKED
    office.login_answer = None
    olga = await town.caller(town.stage.olga)
    await town.house.services.mails.test(olga, USER, Draft("Test", "Test"))
    await office.got(2)
    await becomes(town, "done")


async def test_three_e_mails_a_day_are_enough_for_one_person(town, office, clock):
    card = await town.lead()
    for number in range(3):
        shown = await draft(town, card, f"Number {number}")
        await town.press(town.stage.anna, shown, "Send")
        await town.shows(shown, "on its way")
        await town.press(town.stage.anna, card, "« Back")
        await town.has_button(card, "More")
    shown = await draft(town, card, "Number 4")
    assert "more than 3 e-mails" in await town.press(town.stage.anna, shown, "Send")
    clock.advance(24 * 3600 + 1)
    await town.press(town.stage.anna, shown, "Send")
    await town.shows(shown, "on its way")


async def test_without_a_server_or_an_address_there_is_no_such_button(mail_town, office):
    town = mail_town
    card = await town.lead()
    await town.press(town.stage.anna, card, "More")
    await town.has_button(card, "History")
    assert "Reply by e-mail" not in labels(card)
