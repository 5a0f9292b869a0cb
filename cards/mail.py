"""How e-mail is set up and tried: the page of the server, and what is asked for it."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from cards import endpoint
from cards.buttons import button, keyboard
from cards.html import Card, bold, code, line
from cards.reader import Reader, phrase
from domain.dispatch import BLOCKED
from domain.mail import Draft, Mail, MailStatus
from domain.mail_server import MailServer, MailState, MailView, Security

SET_UP_MARK, TEST_MARK = "📮", "🧪"
"""Begin the questions for a server and for the address of a test, so that answers are known."""

NAME_LENGTH = 64
WORDS_LENGTH = 300
EXAMPLE = (
    "host: smtp.example.com",
    "port: 587",
    "user: sales@example.com",
    "password: ...",
    "from: Sales Team &lt;sales@example.com&gt;",
)
TROUBLES = {
    "no_smtp": phrase("what it answers is not SMTP"),
    "not_supported": phrase("it offers no encryption, or no way to log in that I know"),
    "secret_unreadable": phrase("its password cannot be read; set e-mail up again"),
    "died": phrase("I was stopped while it was under way"),
}
ENCRYPTED = {Security.TLS: "TLS", Security.STARTTLS: "STARTTLS"}


class MailMove(StrEnum):
    """What the buttons under the page of e-mail can ask for."""

    SHOW = "show"
    SET_UP = "set"
    TEST = "test"
    REMOVE = "del"
    REMOVE_NOW = "gone"


class MailButton(CallbackData, prefix="email"):
    """A press on a button under the page of e-mail."""

    move: MailMove


def mail_card(reader: Reader, view: MailView) -> Card:
    """Show how e-mail is set up, and what one may do."""
    server = view.server
    if server is None:
        words = reader.say(
            "📭 No e-mail is sent here yet. With a mail server of yours, agents can answer leads"
            " by e-mail from their cards."
        )
        return Card(words, keyboard([[_button(reader.say("Set up"), MailMove.SET_UP)]]))
    place = f"{code(server.host, NAME_LENGTH)}:{server.port} · {ENCRYPTED[server.security]}"
    lines = [
        f"📬 {_sender(server)}",
        place,
        "",
        _state(reader, server),
        reader.say("Waiting: {count}", count=view.waiting) if view.waiting else "",
    ]
    rows = [
        [
            _button(reader.say("Test"), MailMove.TEST),
            _button(reader.say("Change"), MailMove.SET_UP),
        ],
        [_button(reader.say("Remove"), MailMove.REMOVE)],
    ]
    text = "\n".join(each for place, each in enumerate(lines) if each or place == 2)  # noqa: PLR2004 -- the empty line
    return Card(text, keyboard(rows))


def ask_for_server(reader: Reader) -> Card:
    """Ask for the mail server; whoever answers, replies to this."""
    ask = reader.say(
        "Reply to this message with <b>your mail server</b>, one thing a line. I delete your"
        " answer at once, because of the password in it."
    )
    example = "\n".join(EXAMPLE)
    ports = reader.say(
        "Ports: 587, 2525 or 25 with STARTTLS, 465 with TLS. Without encryption nothing is sent."
    )
    return Card(f"{SET_UP_MARK} {ask}\n\n<pre>{example}</pre>\n\n{ports}")


def set_up_card(reader: Reader, view: MailView, *, deleted: bool) -> Card:
    """Say that the server is kept; where its message could not be deleted, ask for that."""
    shown = mail_card(reader, view)
    words = reader.say("Kept, the password sealed. Please send a test now.")
    if not deleted:
        words = f"{words} {undeleted(reader)}"
    return Card(f"{shown.text}\n\n{words}", shown.buttons)


def undeleted(reader: Reader) -> str:
    """Ask somebody to delete what shows a password."""
    return reader.say("I could not delete your message with the password: please do it yourself.")


def ask_for_address(reader: Reader) -> Card:
    """Ask where the test is to go."""
    ask = reader.say("Reply to this message with the address that gets a <b>test e-mail</b>.")
    return Card(f"{TEST_MARK} {ask}")


def test_draft(reader: Reader, workspace: str) -> Draft:
    """Write the test; what it says of the workspace is text, as everywhere."""
    subject = reader.say("Test e-mail of {workspace}", workspace=workspace)
    text = reader.say("This is a test. If you can read it, e-mail works.")
    return Draft(subject, text)


def test_under_way(reader: Reader) -> Card:
    """Say that the test is not there yet."""
    return Card(
        reader.say("The test is on its way; the server takes its time. /email shows more.")
    )


def tested_card(reader: Reader, mail: Mail) -> Card:
    """Say how a test ended."""
    to = code(mail.to, NAME_LENGTH)
    if mail.status is MailStatus.SENT:
        return Card(reader.say("✅ The server took the test for {address}.", address=to))
    trouble = trouble_words(reader, mail.trouble or "?")
    return Card(reader.say("❌ The test for {address}: {trouble}.", address=to, trouble=trouble))


def remove_card(reader: Reader) -> Card:
    """Ask whether e-mail is really to end."""
    ask = reader.say("Remove the mail server? Its password is erased, what waits is dropped.")
    rows = [
        [_button(reader.say("Yes, remove it"), MailMove.REMOVE_NOW)],
        [_button(reader.say("Back"), MailMove.SHOW)],
    ]
    return Card(ask, keyboard(rows))


def trouble_words(reader: Reader, trouble: str) -> str:
    """Say why an e-mail did not leave, without a full stop; a server's own words stay text."""
    if trouble in TROUBLES:
        return reader.say(TROUBLES[trouble])
    if trouble.startswith("smtp_"):
        return endpoint.trouble_words(reader, trouble.replace("smtp_", "http_", 1))
    if trouble in endpoint.TROUBLES or trouble.startswith(BLOCKED):
        return endpoint.trouble_words(reader, trouble)
    return line(trouble.rstrip(". "), WORDS_LENGTH)


def _sender(server: MailServer) -> str:
    address = code(server.address, NAME_LENGTH)
    return f"{bold(server.name, NAME_LENGTH)} {address}" if server.name else address


def _state(reader: Reader, server: MailServer) -> str:
    if server.state is MailState.ACTIVE:
        return f"▶️ {reader.say('e-mail leaves')}"
    why = trouble_words(reader, server.trouble)
    stopped = reader.say("nothing leaves: {trouble}. Send a test or change it.", trouble=why)
    return f"⛔ {stopped}"


def _button(text: str, move: MailMove) -> InlineKeyboardButton:
    return button(text, MailButton(move=move))
