"""The pages that a visitor of somebody's site sees after sending a form; they need no scripts."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from cards.reader import Reader, phrase
from domain.errors import Invalid, RateLimited, Refusal
from domain.inbound import NOT_REACHABLE

LONGEST_LINK = 2048
MOST_FIELDS_SHOWN = 8

STATIC = Path(__file__).parent / "static"
_STYLE = (STATIC / "form.css").read_text(encoding="utf-8")
_PAGE = Template((STATIC / "form.html").read_text(encoding="utf-8"))
_TICK, _BANG = "m7.5 12.5 3 3 6-6.5", "M12 7v6M12 16.5v.01"
_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none';"
    " form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""What a browser may do with such a page: show it, and nothing else."""

BUSY = phrase("Too much is going on right now. Please try again in a moment.")
UNREADABLE = phrase("The form could not be read.")
WHY = {
    "origin_not_allowed": phrase(
        "This form does not work on this site yet. Its owner can allow it."
    ),
    "source_paused": phrase("This form is closed at the moment."),
    "not_found": phrase("This form is no longer in use."),
    "too_large": phrase("The message is too long."),
    "files_not_accepted": phrase(
        "Files cannot be sent with this form. Please send it without them."
    ),
    "id_conflict": phrase("This form was sent already. Please reload it to send another one."),
    **dict.fromkeys(("overloaded", "storage_full", "draining", "timeout"), BUSY),
}
HOPELESS = frozenset({"not_found", "source_paused", "origin_not_allowed"})
"""Where it does not help to send it again."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """What one of the pages says."""

    title: str
    words: Sequence[str]
    good: bool


def thanks_page(reader: Reader, *, back: str | None) -> str:
    """Thank somebody whose message is kept; *back* is the page they came from."""
    words = reader.say("Your message has arrived. We will get back to you soon.")
    return _drawn(reader, FormPage(reader.say("Thank you!"), [words], good=True), back)


def refused_page(reader: Reader, refusal: Refusal, *, back: str | None) -> str:
    """Say why nothing was sent, and what to do."""
    words = [_why(reader, refusal)]
    if refusal.code not in HOPELESS:
        words.append(
            reader.say("Press Back in your browser: what you typed is usually still there.")
        )
    page = FormPage(reader.say("Your message was not sent"), words, good=False)
    return _drawn(reader, page, back)


def _why(reader: Reader, refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        return _wrong(reader, refusal)
    if refusal.code == RateLimited.code:
        return reader.count(
            refusal.retry_after or 1,
            "Too many messages at once. Please try again in one second.",
            "Too many messages at once. Please try again in {number} seconds.",
        )
    return reader.say(WHY.get(refusal.code, UNREADABLE))


def _wrong(reader: Reader, refusal: Invalid) -> str:
    if any(each.message == NOT_REACHABLE for each in refusal.problems):
        return reader.say("Please leave an e-mail address, a phone number or a message.")
    names = [each.field.removeprefix("fields.") for each in refusal.problems[:MOST_FIELDS_SHOWN]]
    return reader.say("Please check these fields: {fields}.", fields=", ".join(names))


def _drawn(reader: Reader, page: FormPage, back: str | None) -> str:
    link = ""
    if back and len(back) <= LONGEST_LINK:
        link = f'<a href="{escape(back)}">{escape(reader.say("Back to the site"))}</a>'
    return _PAGE.substitute(
        language=reader.locale.language,
        title=escape(page.title),
        style=_STYLE,
        mood="good" if page.good else "bad",
        path=_TICK if page.good else _BANG,
        words="".join(f"<p>{escape(each)}</p>" for each in page.words),
        back=link,
    )
