"""How forms look: what to put into a page, the sites that may post, and a new token."""

from enum import StrEnum
from html import escape
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import Card, bold, line
from cards.reader import Reader, phrase
from domain.form import Form, origin_key
from domain.source import Source
from domain.team import NAME_LENGTH

SITES_MARK = "🌐"
"""Begins the question for the sites of a form, so that an answer to it is known."""
LISTENING = phrase("Or one line that keeps the forms of your page and listens to them:")
ANY = phrase("any")
SITE_LENGTH = 80
SITES_SHOWN = 10
LABELS = {
    "name": phrase("Your name"),
    "email": phrase("E-mail"),
    "message": phrase("Message"),
    "send": phrase("Send"),
}


class FormMove(StrEnum):
    """What the buttons of a form can ask for."""

    SNIPPET = "snip"
    SITES = "sites"
    RENEW = "renew"
    RENEW_SURELY = "sure"
    TAKE_UNFINISHED = "take"
    LEAVE_UNFINISHED = "leave"


class FormButton(CallbackData, prefix="form"):
    """A press on a button of a form."""

    move: FormMove
    source_id: UUID


class Ruling(StrEnum):
    """What is to become of a site that nobody knew."""

    ALLOW = "allow"
    BLOCK = "block"


class OriginButton(CallbackData, prefix="origin"):
    """A press that allows or blocks a site; ``key`` says which one."""

    ruling: Ruling
    source_id: UUID
    key: str


def action_url(public_url: str, form: Form) -> str:
    """Return where a page posts the form."""
    return f"{public_url.rstrip('/')}/f/{form.token}"


def snippet_card(reader: Reader, source: Source, public_url: str) -> Card:
    """Show what to put into a page: the address, a whole form, and the script."""
    form = source.required_form()
    url = action_url(public_url, form)
    parts = [
        bold(source.name, NAME_LENGTH),
        f"{reader.say('Forms post to this address:')}\n<code>{escape(url)}</code>",
        f"{reader.say('A form for your page:')}\n<pre>{_form_html(reader, url)}</pre>",
        f"{reader.say(LISTENING)}\n<pre>{_script_html(public_url, form)}</pre>",
        reader.say(
            'With <code>data-mode="widget"</code> it draws a form by itself, in the place'
            " where it stands."
        ),
        sites_line(reader, form),
    ]
    return Card("\n\n".join(parts))


def _form_html(reader: Reader, url: str) -> str:
    """Write a form that works as pasted; the field in the middle is hidden from people."""
    words = {name: escape(reader.say(text)) for name, text in LABELS.items()}
    return escape(
        f'<form action="{escape(url)}" method="post" accept-charset="utf-8">\n'
        f'  <label>{words["name"]} <input name="name" autocomplete="name"></label>\n'
        f'  <label>{words["email"]} <input name="email" type="email" autocomplete="email"'
        " required></label>\n"
        f'  <label>{words["message"]} <textarea name="message"></textarea></label>\n'
        '  <input name="_gotcha" hidden tabindex="-1" autocomplete="off">\n'
        f"  <button>{words['send']}</button>\n"
        "</form>",
        quote=False,
    )


def _script_html(public_url: str, form: Form) -> str:
    base = escape(public_url.rstrip("/"))
    return escape(
        f'<script id="leadsbot-listener" src="{base}/widget.js" data-token="{form.token}"'
        f' data-api="{base}" data-mode="listener" async></script>',
        quote=False,
    )


def sites_line(reader: Reader, form: Form) -> str:
    """Say which sites may post the form, and which never."""
    shown = [line(each, SITE_LENGTH) for each in form.origins[:SITES_SHOWN]]
    if len(form.origins) > SITES_SHOWN:
        shown.append("…")
    if form.origins:
        said = reader.say("Sites: {sites}", sites=", ".join(shown))
    else:
        said = reader.say("Sites: any. Name yours, so that nobody else's page can post.")
    blocked = [line(each, SITE_LENGTH) for each in form.blocked[-SITES_SHOWN:]]
    if blocked:
        said += "\n" + reader.say("Blocked: {sites}", sites=", ".join(blocked))
    return said


def unfinished_line(reader: Reader, form: Form) -> str:
    """Say what becomes of what visitors typed and did not send."""
    if form.unfinished:
        return reader.say(
            "Unfinished forms: taken, 15 minutes after the visitor left. The page must say"
            ' <code>data-partial="true"</code>, and the visitor must have ticked the consent.'
        )
    return reader.say("Unfinished forms: not taken.")


def form_rows(reader: Reader, source: Source) -> list[list[InlineKeyboardButton]]:
    """Return the buttons of a form that are for the private chat."""

    def pressing(text: str, move: FormMove) -> InlineKeyboardButton:
        return button(text, FormButton(move=move, source_id=source.id))

    if source.required_form().unfinished:
        unfinished = pressing(reader.say("Leave unfinished ones"), FormMove.LEAVE_UNFINISHED)
    else:
        unfinished = pressing(reader.say("Take unfinished ones"), FormMove.TAKE_UNFINISHED)
    return [
        [
            pressing(reader.say("For the page"), FormMove.SNIPPET),
            pressing(reader.say("Sites"), FormMove.SITES),
        ],
        [pressing(reader.say("New token"), FormMove.RENEW)],
        [unfinished],
    ]


def sites_question(reader: Reader, source: Source) -> Card:
    """Ask for the sites; whoever answers, replies to this."""
    # It is the whole name, however it counts, for the answer is about the form of this name.
    ask = reader.say(
        "Which sites may post {form}? Reply to this message with their addresses, such as"
        " <code>https://example.com</code>, separated by spaces. <code>any</code> lets every site"
        " post.",
        form=bold(source.name, 2 * NAME_LENGTH),
    )
    return Card(f"{SITES_MARK} {ask}")


def renew_card(reader: Reader, source: Source) -> Card:
    """Warn that every page with the token of now must change."""
    surely = FormButton(move=FormMove.RENEW_SURELY, source_id=source.id)
    return Card(
        reader.say(
            "{form} gets another address. Pages with the one of now can post no more, until you"
            " change them.",
            form=bold(source.name, NAME_LENGTH),
        ),
        keyboard([[button(reader.say("Renew it"), surely)]]),
    )


def judged_card(reader: Reader, source: Source, origin: str, ruling: Ruling) -> Card:
    """Say what became of a site."""
    said = {"site": line(origin, SITE_LENGTH), "form": bold(source.name, NAME_LENGTH)}
    if ruling is Ruling.ALLOW:
        return Card(f"✅ {reader.say('{site} may post {form} from now on.', **said)}")
    return Card(f"🚫 {reader.say('{site} can never post {form}.', **said)}")


def origin_buttons(reader: Reader, source_id: UUID, origin: str) -> InlineKeyboardMarkup:
    """Offer to allow or to block a site."""

    def pressing(text: str, ruling: Ruling) -> InlineKeyboardButton:
        key = origin_key(origin)
        return button(text, OriginButton(ruling=ruling, source_id=source_id, key=key))

    allow = pressing(reader.say("Allow"), Ruling.ALLOW)
    return keyboard([[allow, pressing(reader.say("Block"), Ruling.BLOCK)]])
