"""Makes a stranger's text safe to store and to show: no invisible tricks, no broken characters."""

import re

# Vertical tab, form feed and the Unicode separators break lines as a newline does.
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_FOLDED = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
# Control characters (PostgreSQL refuses NUL), what reverses the reading direction of the text
# that follows, the byte order mark, and annotation marks.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_BROKEN = re.compile(r"[\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return *text* trimmed, its line breaks and tabs folded to a space, tricks removed."""
    if text.isprintable():
        return text.strip()
    return _without_tricks(_FOLDED.sub(" ", text))


def many_lines(text: str) -> str:
    r"""Return *text* trimmed, every line break as ``\n``, tricks removed, tabs kept."""
    if text.isprintable():
        return text.strip()
    return _without_tricks(_BREAK.sub("\n", text))


def _without_tricks(text: str) -> str:
    """Drop what cannot be seen; half a surrogate pair becomes the replacement character."""
    return _BROKEN.sub("\ufffd", _UNSEEN.sub("", text)).strip()
