"""What a long message comes to: its own words about the wish, the hurry and the way to answer.

Nothing is said that the person did not write; what cannot be found is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.extract_words import END, FAREWELL, FIGURE, GREETING, HURRY, REACH, WISH
from domain.plain_text import many_lines, one_line

LONG = 280
"""Characters from which a message takes longer to read than what it comes to."""
MANY_LINES = 6
READ = 6_000
"""Characters that are looked at; nobody says what they want after that."""
MOST = 220
"""Characters of the wish; a sentence longer than that loses its end."""
_SHORT, _ENDLESS = 12, 260
_SECOND = 3
"""Points from which a second sentence is worth the room that is left."""
_MOST_SENTENCES = 200
_GOES_ON = 60
"""Characters from which what was found may have lost its end."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Words of the message itself: what is wanted, and how urgent and how to be answered."""

    wish: str
    hurry: str = ""
    reach: str = ""


def is_long(message: str | None) -> bool:
    """Tell whether somebody would like to know what the message comes to."""
    text = many_lines(message or "")
    return len(text) >= LONG or text.count("\n") >= MANY_LINES


def extract(message: str | None) -> Extract | None:
    """Pick what matters out of a long message; None where that saves nobody anything."""
    if not is_long(message):
        return None
    own = list(_own_words(many_lines((message or "")[:READ])))
    sentences = [each for each in own if any(map(str.isalpha, each))][:_MOST_SENTENCES]
    wish = _wish(sentences)
    if not wish:
        return None
    text = " ".join(sentences)
    # What stands in the wish already is not said twice.
    hurry, reach = (
        "" if (found := _first(each, text)).casefold() in wish.casefold() else found
        for each in (HURRY, REACH)
    )
    return Extract(wish, hurry, reach)


def _own_words(text: str) -> Iterator[str]:
    """Yield sentence by sentence, without what was quoted and without what stands at the end."""
    for paragraph in text.split("\n"):
        line = one_line(paragraph).lstrip("-*•\u2013 ")
        if line.startswith(">"):
            continue
        if FAREWELL.match(line) or paragraph.strip() in {"--", "—"}:
            return
        yield from filter(None, (each.strip() for each in END.split(line)))


def _wish(sentences: Sequence[str]) -> str:
    """Return the sentence that asks the most, and another one if there is room."""
    points = {place: _points(each) for place, each in enumerate(sentences)}
    best = sorted(points, key=lambda place: (-points[place], place))[:2]
    if not best or points[best[0]] <= 0:
        return ""
    chosen = best[:1]
    if len(best) > 1 and points[best[1]] >= _SECOND:
        both = len(sentences[best[0]]) + len(sentences[best[1]]) + 1
        chosen = best if both <= MOST else chosen
    return " ".join(_cut(sentences[place]) for place in sorted(chosen))


def _points(sentence: str) -> int:
    """Say how much a sentence looks like what the person wants."""
    asks = min(len({each.casefold() for each in WISH.findall(sentence[:_ENDLESS])}), 2)
    points = 2 * asks + 3 * sentence.endswith(("?", "\uff1f"))
    points += bool(FIGURE.search(sentence))
    points -= 4 * bool(GREETING.match(sentence)) + 3 * bool(REACH.match(sentence))
    points -= 2 * (len(sentence) < _SHORT) + (len(sentence) > _ENDLESS)
    return points


def _cut(sentence: str) -> str:
    """Leave out the end of an endless sentence, at a word."""
    if len(sentence) <= MOST:
        return sentence
    whole, _, _ = sentence[:MOST].rpartition(" ")
    return (whole or sentence[: MOST - 1]).rstrip(" ,;:-") + "…"


def _first(pattern: re.Pattern[str], text: str) -> str:
    """Return what is found first, and show where it goes on."""
    found = pattern.search(text)
    if found is None:
        return ""
    goes_on = found.end() - found.start() >= _GOES_ON and text[found.end() :][:1] == " "
    return found[0].strip(" ,;:") + "…" * goes_on
