"""How senders look: whom a source takes leads from, and what is to be typed in where."""

from collections.abc import Iterable
from html import escape

from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard
from cards.html import Card, bold
from cards.reader import Reader, phrase
from cards.sender_buttons import SenderButton, SenderMove
from cards.source import SourceButton, SourceMove, inbound_url
from domain.sender import SENDERS, Sender, SenderKind, verify_token
from domain.source import Source
from domain.team import NAME_LENGTH

SECRET_MARK = "🔑"  # noqa: S105 -- how a question begins, not a secret
COLUMNS = 2
# What to do at each sender, by the name of its format.
STEPS = {
    "calendly": phrase(
        "Make a webhook subscription with Calendly's API: the address as url, the secret as"
        " signing_key, and the event invitee.created."
    ),
    "contactform7": phrase(
        "In your plugin that sends Contact Form 7 to webhooks, paste the address as the URL."
    ),
    "elementor": phrase(
        "In Elementor: your form, Actions After Submit, Webhook. Paste the address there."
    ),
    "facebook": phrase(
        "In Meta for Developers: your app, Webhooks, Page. Paste the address as the callback URL"
        " and the verify token, then subscribe to leadgen. Its secret is the app secret, in App"
        " settings, Basic. Meta tells only the id of a lead: its answers stay in the Leads Center."
    ),
    "github": phrase(
        "Paste the address where the program asks for the URL of a webhook, take JSON as the"
        " content type, and paste the secret."
    ),
    "googleads": phrase(
        "In Google Ads: your lead form, other data integration options. Paste the address as the"
        " webhook URL and the secret as the key, then send test data."
    ),
    "jotform": phrase(
        "In Jotform: your form, Settings, Integrations, WebHooks. Paste the address there."
    ),
    "stripe": phrase(
        "Paste the address where the program asks for the URL of a webhook. Its secret is the one"
        " that the program shows for signatures."
    ),
    "tally": phrase(
        "In Tally: your form, Integrations, Webhooks. Paste the address, and the secret as the"
        " signing secret."
    ),
    "tilda": phrase(
        "In Tilda: Site Settings, Forms, Webhook. Paste the address, choose the webhook in the"
        " block of the form, and publish the page."
    ),
    "typeform": phrase(
        "In Typeform: your form, Connect, Webhooks. Add the address, paste the secret when you"
        " edit it, and switch it on."
    ),
    "webflow": phrase(
        "Make a webhook for form_submission with Webflow's API and the address. Its secret is the"
        " secret key that Webflow answers, or the client secret of your app."
    ),
    "wpforms": phrase(
        "In WPForms: your form, Settings, Webhooks. Paste the address as the request URL, choose"
        " POST, and map the fields."
    ),
}


def senders_card(reader: Reader, source: Source, sender: Sender | None) -> Card:
    """Show which sender a source has, and which ones it can have."""
    if sender:
        now = reader.say("Sender: {sender}", sender=bold(sender.title, 64))
    else:
        now = reader.say("No sender is set up.")
    lines = [
        f"{bold(source.name, 64)}\n",
        now,
        reader.say(
            "Form builders and other programs post in their own way. Choose yours, and I say what"
            " to type in where. What is signed with the secret of the source counts besides."
        ),
    ]
    every = [_choice(source, each, sender) for each in SENDERS.values()]
    rows = [every[at : at + COLUMNS] for at in range(0, len(every), COLUMNS)]
    back = button(reader.say("Back"), SourceButton(move=SourceMove.SHOW, source_id=source.id))
    return Card("\n".join(lines), keyboard([*rows, [back]]))


def sender_card(reader: Reader, source: Source, sender: Sender | None, kind: SenderKind) -> Card:
    """Show one sender, what there is to do at its side, and what one may do here."""
    lines = [f"{bold(source.name, 64)}\n{bold(kind.title, 64)}\n", reader.say(STEPS[kind.name])]
    if _is_set(sender, kind):
        lines.append(f"\n{reader.say('Its secret was shown when it was set up.')}")
    elif sender:
        title = bold(sender.title, 64)
        lines.append(
            "\n" + reader.say("{sender} can post no longer once you set this up.", sender=title)
        )
    rows = [[_set_up(reader, source, sender, kind)]]
    if _is_set(sender, kind):
        rows.append([_button(reader.say("Remove"), SenderMove.ASK_REMOVE, source, kind.name)])
    rows.append([_button(reader.say("Back"), SenderMove.LIST, source)])
    return Card("\n".join(lines).rstrip(), keyboard(rows))


def set_up_card(reader: Reader, source: Source, sender: Sender, public_url: str) -> Card:
    """Show what is to be typed in where; a secret of ours the only time that it is shown."""
    kind = SENDERS[sender.format]
    url = sender_url(public_url, source, kind)
    lines = [f"{bold(source.name, 64)}\n{bold(kind.title, 64)}\n"]
    if kind.in_address:
        lines.append(reader.say("Address (its secret is in it, shown only this once)"))
        lines.append(f"<code>{escape(f'{url}&token={sender.secret}')}</code>")
    else:
        lines += [reader.say("Address"), f"<code>{escape(url)}</code>", *_typed(reader, sender)]
    lines.append(f"\n{reader.say(STEPS[kind.name])}")
    if sender.previous_secret:
        lines.append(reader.say("The old secret works for 24 hours more."))
    return Card("\n".join(lines))


def ask_secret_card(reader: Reader, source: Source, kind: SenderKind) -> Card:
    """Ask for the secret that a sender made; whoever answers, replies to this."""
    ask = reader.say(
        "{source}: what is the secret of {sender}? Reply to this message. I keep it sealed, and"
        " delete your message.",
        source=bold(source.name, 2 * NAME_LENGTH),
        sender=bold(kind.title, 64),
    )
    return Card(f"{SECRET_MARK} {ask}")


def make_again_card(reader: Reader, source: Source, sender: Sender, ending: int) -> Card:
    """Warn that the secret before, good until *ending*, would end now; ask for another press."""
    again = SenderButton(move=SenderMove.AGAIN, source_id=source.id, ending=ending)
    return Card(
        reader.say(
            "{sender} got a new secret less than 24 hours ago, and the one before still works."
            " If you make another one, that one ends at once.",
            sender=bold(sender.title, 64),
        ),
        keyboard([[button(reader.say("New secret"), again)]]),
    )


def remove_sender_card(reader: Reader, source: Source, sender: Sender) -> Card:
    """Ask whether the sender shall post no longer; its secret ends with it."""
    sure = _button(reader.say("Yes, remove"), SenderMove.REMOVE, source, sender.format)
    back = _button(reader.say("Back"), SenderMove.SHOW, source, sender.format)
    ask = reader.say(
        "Remove {sender} from {source}? What it posts is refused at once, and its secret is gone.",
        sender=bold(sender.title, 64),
        source=bold(source.name, 64),
    )
    return Card(ask, keyboard([[sure], [back]]))


def sender_removed(reader: Reader) -> str:
    """Tell the one who pressed that it is gone."""
    return reader.say("Removed.")


def delete_it_yourself(reader: Reader) -> Card:
    """Say that a message with a secret is still there."""
    return Card(reader.say("I could not delete your message. Please delete it yourself."))


def sender_url(public_url: str, source: Source, kind: SenderKind) -> str:
    """Return where the sender posts."""
    return f"{inbound_url(public_url, source)}?format={kind.name}"


def kind_titled(title: str) -> SenderKind | None:
    """Return the sender that a question of ours names."""
    return next((each for each in SENDERS.values() if each.title == title), None)


def _typed(reader: Reader, sender: Sender) -> Iterable[str]:
    """Say what is to be typed in beside the address."""
    if not SENDERS[sender.format].secret_is_theirs:
        yield reader.say("Secret (shown only this once)")
        yield f"<code>{escape(sender.secret)}</code>"
    elif sender.format == "facebook":
        yield reader.say("Verify token")
        yield f"<code>{escape(verify_token(sender.secret.encode()))}</code>"


def _is_set(sender: Sender | None, kind: SenderKind) -> bool:
    return sender is not None and sender.format == kind.name


def _choice(source: Source, kind: SenderKind, sender: Sender | None) -> InlineKeyboardButton:
    mark = "✅ " if _is_set(sender, kind) else ""
    return _button(mark + kind.title, SenderMove.SHOW, source, kind.name)


def _set_up(
    reader: Reader, source: Source, sender: Sender | None, kind: SenderKind
) -> InlineKeyboardButton:
    if kind.secret_is_theirs:
        return _button(reader.say("Tell me its secret"), SenderMove.GIVE, source, kind.name)
    if _is_set(sender, kind):
        return _button(reader.say("New secret"), SenderMove.RENEW, source, kind.name)
    return _button(reader.say("Set up"), SenderMove.MAKE, source, kind.name)


def _button(
    text: str, move: SenderMove, source: Source, kind: str | None = None
) -> InlineKeyboardButton:
    return button(text, SenderButton(move=move, source_id=source.id, at=kind))
