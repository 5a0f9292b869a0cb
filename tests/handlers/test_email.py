"""E-mail is set up in private; nobody sees its password, and a test shows whether it works."""

from collections.abc import Callable

import pytest

from domain.mail_server import MailView
from sandbox.model import Chat, Message, Person
from tests.handlers.looks import rows
from tests.post import PASSWORD, USER, PostOffice
from tests.world import SECONDS, Town


async def replied(town: Town, person: Person, question: Message, words: str) -> Message:
    """Let a person reply to a message; return what the bot says to that."""
    chat = question.chat
    return await said_after(
        town, chat, lambda: town.world.say(person, chat, words, reply_to=question)
    )


async def pressed(town: Town, person: Person, card: Message, label: str) -> Message:
    """Let a person press a button; return what the bot says to that."""
    return await said_after(town, card.chat, lambda: town.world.press(person, card, label))


async def said_after(town: Town, chat: Chat, act: Callable[[], object]) -> Message:
    before = {each.id for each in town.world.messages(chat)}
    act()

    def said() -> Message | None:
        new = [each for each in town.world.messages(chat) if each.id not in before]
        return next((each for each in new if each.sender is town.stage.bot), None)

    found: Message = await town.world.until(said, SECONDS)
    return found


async def set_up(town: Town, office: PostOffice, **changed: str) -> Message:
    """Let Olga set e-mail up as people do; return what the bot says then."""
    olga = town.stage.olga
    page = await town.ask(olga, "/email")
    question = await pressed(town, olga, page, "Set up")
    return await replied(town, olga, question, office.block(**changed))


async def view(town: Town) -> MailView:
    return await town.house.services.mails.look(await town.caller(town.stage.olga))


async def tried(town: Town, to: str = "olga@example.com") -> Message:
    olga = town.stage.olga
    page = await town.ask(olga, "/email")
    question = await pressed(town, olga, page, "Test")
    return await replied(town, olga, question, to)


async def test_an_admin_sets_it_up_and_a_test_arrives(mail_town: Town, office: PostOffice):
    town = mail_town
    kept = await set_up(town, office)
    assert "Sales Team" in kept.text
    assert PASSWORD not in kept.text
    assert not any(PASSWORD in each.text for each in town.world.messages(kept.chat))
    (row,) = await rows(town, "SELECT * FROM mail_servers")
    assert PASSWORD not in str(row)
    assert "✅" in (await tried(town)).text
    (got,) = await office.got(1)
    assert (got.sender, got.recipients) == (USER, ["olga@example.com"])


async def test_a_server_that_refuses_the_test_is_quoted_as_text(mail_town, office):
    await set_up(mail_town, office)
    office.at_rcpt.append("550 5.1.1 <b>@nobody</b> lives here")
    assert "<b>@nobody</b> lives here" in (await tried(mail_town)).text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"host": ""}, "Host: is missing"),
        ({"host": "10.0.0.1"}, "private network"),
        ({"port": "22"}, "port is not allowed"),
        ({"port": "x"}, "Port: is no port"),
        ({"security": "none"}, "starttls or tls"),
        ({"from": "Sales"}, "is no e-mail address"),
        ({"password": ""}, "Password: is missing"),
        ({"user": "u" * 321}, "at most 320"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(mail_town, office, changed, words):
    assert words in (await set_up(mail_town, office, **changed)).text
    assert (await view(mail_town)).server is None


async def test_a_test_that_the_login_fails_keeps_the_password_out(mail_town, office):
    await set_up(mail_town, office, password="wrong " + PASSWORD)
    office.login_answer = f"535 5.7.8 wrong {PASSWORD} it is"
    answer = (await tried(mail_town)).text
    assert "it answered 535" in answer
    assert PASSWORD not in answer


async def test_a_removed_server_takes_its_password_along(mail_town, office):
    town = mail_town
    await set_up(town, office)
    page = await town.ask(town.stage.olga, "/email")
    await town.press(town.stage.olga, page, "Remove")
    await town.has_button(page, "Yes, remove it")
    await town.press(town.stage.olga, page, "Yes, remove it")
    await town.shows(page, "No e-mail is sent here yet")
    assert await rows(town, "SELECT * FROM mail_servers") == []


async def test_agents_and_groups_do_not_get_at_it(mail_town, office):
    town = mail_town
    await set_up(town, office)
    assert "admins" in (await town.ask(town.stage.anna, "/email")).text
    assert "private" in (await town.ask(town.stage.olga, "/email", town.stage.sales)).text
