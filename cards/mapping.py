"""How the map of a source looks: what it says, how a sample comes, and how the map goes."""

from collections.abc import Iterator
from html import escape
from itertools import islice

from aiogram.types import InlineKeyboardButton

from cards.buttons import button, keyboard
from cards.field_map import (
    FieldsButton,
    FieldsMove,
    SampleButton,
    SampleMove,
    path_line,
    target_word,
)
from cards.html import Card, bold
from cards.reader import Reader
from cards.source import SourceButton, SourceMove, inbound_url
from domain.field_map import FieldMap
from domain.sample import Sample
from domain.source import Source
from domain.team import NAME_LENGTH

SAMPLE_MARK = "🧾"
"""Begins the question for a sample, so that an answer to it is known."""
ENTRIES_SHOWN = 25


def mapping_card(reader: Reader, source: Source, *, news: str = "") -> Card:
    """Show the map of a source, or what one is for; *news* is what has just happened."""
    head = reader.say("Fields of {source}", source=bold(source.name, NAME_LENGTH))
    lines = [news, ""] if news else []
    lines += [f"🧾 {head}", ""]
    if source.field_map:
        lines.append(reader.say("What comes with <code>?format=mapped</code> is read like this:"))
        lines += _entries(reader, source.field_map)
        lines.append(reader.say("Everything else is kept as a field."))
        first = [
            _pressing(reader.say("Map it anew"), source, FieldsMove.BEGIN),
            _pressing(reader.say("Remove"), source, FieldsMove.REMOVE),
        ]
    else:
        lines.append(
            reader.say(
                "For senders that post JSON of their own shape: send one example, tap which value"
                " is what, and I read all that follow like it."
            )
        )
        first = [_pressing(reader.say("Begin"), source, FieldsMove.BEGIN)]
    back = SourceButton(move=SourceMove.SHOW, source_id=source.id)
    return Card("\n".join(lines), keyboard([first, [button(reader.say("Back"), back)]]))


def waiting_card(reader: Reader, source: Source, sample: Sample, public_url: str) -> Card:
    """Say how the sample may come: by itself, or from here."""
    url = f"{inbound_url(public_url, source)}?format=mapped"
    head = reader.say("Fields of {source}", source=bold(source.name, NAME_LENGTH))
    until = source.mapping_until
    parts = [
        f"🧾 {head}",
        f"{reader.say('Post one example, signed as always, to')}\n<code>{escape(url)}</code>",
        reader.say(
            "It becomes a lead, too, with every value as a field. Or send the example here, as"
            " text or as a file."
        ),
    ]
    if until:
        parts.append(reader.say("I wait until {moment}.", moment=reader.moment(until)))
    paste = _pressing(reader.say("Send it here"), source, FieldsMove.PASTE)
    cancel = SampleButton(move=SampleMove.CANCEL, sample_id=sample.id)
    return Card("\n\n".join(parts), keyboard([[paste, button(reader.say("Cancel"), cancel)]]))


def sample_question(reader: Reader, source: Source) -> Card:
    """Ask for a sample; whoever answers, replies to this."""
    # It is the whole name, however it counts, for the answer is about the source of this name.
    ask = reader.say(
        "What does {source} send? Reply to this message with one example: its JSON as text, or a"
        " file of at most 64 KB.",
        source=bold(source.name, 2 * NAME_LENGTH),
    )
    return Card(f"{SAMPLE_MARK} {ask}")


def remove_card(reader: Reader, source: Source) -> Card:
    """Warn that mapped posts are refused without the map."""
    warning = reader.say(
        "Without its map, what {source} posts with <code>?format=mapped</code> is refused.",
        source=bold(source.name, NAME_LENGTH),
    )
    surely = _pressing(reader.say("Remove it"), source, FieldsMove.REMOVE_SURELY)
    back = _pressing(reader.say("Back"), source, FieldsMove.SHOW)
    return Card(warning, keyboard([[surely, back]]))


def saved_news(reader: Reader) -> str:
    """Say that the map is saved."""
    return f"✅ {reader.say('Saved. The example is deleted.')}"


def _entries(reader: Reader, field_map: FieldMap) -> Iterator[str]:
    for each in islice(field_map.entries, ENTRIES_SHOWN):
        yield f"{path_line(each.path)} → {target_word(reader, each.target)}"
    if len(field_map.entries) > ENTRIES_SHOWN:
        left = len(field_map.entries) - ENTRIES_SHOWN
        yield reader.count(left, "and {number} more", "and {number} more")


def _pressing(text: str, source: Source, move: FieldsMove) -> InlineKeyboardButton:
    return button(text, FieldsButton(move=move, source_id=source.id))
