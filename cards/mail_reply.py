"""How an answer by e-mail is asked for, shown before it leaves, and told of then."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from cards.buttons import button, keyboard
from cards.html import Card, block, bold, code, line, mention
from cards.reader import Reader
from domain.caller import Person
from domain.lead import Lead
from domain.mail import LONGEST_TEXT, Mail

SUBJECT_LENGTH = 200
ADDRESS_LENGTH = 200


class DraftMove(StrEnum):
    """What may become of a draft."""

    SEND = "send"
    DROP = "drop"


class DraftButton(CallbackData, prefix="draft"):
    """A press on a button under a draft."""

    move: DraftMove
    mail_id: int


def ask_for_mail(reader: Reader, lead: Lead, person: Person) -> str:
    """Ask one person for the text; their client opens a reply to this message."""
    return reader.say(
        "{who}, reply to this message with your e-mail to <b>#{number}</b>. A first line"
        " “Subject: ...” sets the subject. You see it before it leaves.",
        who=mention(person.id, person.name, 64),
        number=lead.number,
    )


def usual_subject(reader: Reader, workspace: str) -> str:
    """Name what an e-mail is about whose writer does not."""
    return reader.say("Your request to {workspace}", workspace=workspace)


def draft_card(reader: Reader, lead: Lead, mail: Mail) -> Card:
    """Show an e-mail as it would leave."""
    ask = reader.say(
        "E-mail to {address} for <b>#{number}</b>. Send it?",
        address=code(mail.to, ADDRESS_LENGTH),
        number=lead.number,
    )
    rows = [
        [
            button(reader.say("Send"), DraftButton(move=DraftMove.SEND, mail_id=mail.id)),
            button(reader.say("Throw away"), DraftButton(move=DraftMove.DROP, mail_id=mail.id)),
        ]
    ]
    shown = f"{bold(mail.subject, SUBJECT_LENGTH)}\n{block(mail.text, LONGEST_TEXT)}"
    return Card(f"✉️ {ask}\n\n{shown}", keyboard(rows))


def on_its_way_card(reader: Reader, lead: Lead, mail: Mail) -> Card:
    """Say that an e-mail leaves."""
    words = reader.say(
        "✉️ Your e-mail to <b>#{number}</b> is on its way: {subject}.",
        number=lead.number,
        subject=line(mail.subject, SUBJECT_LENGTH),
    )
    return Card(words)


def thrown_away_card(reader: Reader) -> Card:
    """Say that nothing leaves."""
    return Card(reader.say("The e-mail was thrown away."))
