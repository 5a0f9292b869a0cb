"""Text as Telegram counts it: UTF-16 units, entities found by themselves, and HTML to look at."""

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

Entity = dict[str, Any]

_FOUND = (
    ("url", re.compile(r"(?:https?|ftp|tg)://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|info|app|dev|[a-z]{2})(?![\w-])(?:/\S*)?",
            re.IGNORECASE,
        ),
    ),
    ("mention", re.compile(r"(?<![\w@/])@[a-z]\w{3,31}", re.IGNORECASE)),
    ("bot_command", re.compile(r"(?<![\w/<>@])/\w{1,64}(?:@\w{3,32})?(?![\w/@<>])", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}")),
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\u2028-\u202e]")
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


def utf16_length(text: str) -> int:
    """Count the UTF-16 units of `text`, the unit of every Telegram length and offset."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Replace the control characters that Telegram never keeps."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def utf16_cut(text: str, start: int, end: int) -> str:
    """Return the part of `text` between two UTF-16 offsets."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[start * 2 : end * 2].decode("utf-16-le", "replace")


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop the white space around a message, as Telegram does, and move its entities along."""
    body = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=utf16_length(body))
    lead = min(len(body) - len(body.lstrip()), first)
    body = body[lead:]
    size = utf16_length(body)
    kept = []
    for entity in entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], size - offset)
        if length > 0:
            kept.append({**entity, "offset": offset, "length": length})
    return body, kept


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the links, mentions, commands and tags that Telegram finds in plain text."""
    found: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(match.group()),
            }
            if not any(_clashes(entity, other) for other in entities + found):
                found.append(entity)
    return in_order(entities + found)


def in_order(entities: list[Entity]) -> list[Entity]:
    """Sort entities so that the outer one always comes before the inner one."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def nested(entities: list[Entity]) -> list[Entity]:
    """Split entities that cross one another, so that they only ever contain each other."""
    waiting = in_order(entities)
    done: list[Entity] = []
    while waiting:
        entity = waiting.pop(0)
        wall = min((_end(o) for o in done if _crosses(o, entity)), default=None)
        if wall is None:
            done.append(entity)
            continue
        head = {**entity, "length": wall - entity["offset"]}
        tail = {**entity, "offset": wall, "length": _end(entity) - wall}
        waiting = in_order([head, tail, *waiting])
    return done


def as_html(text: str, entities: list[Entity]) -> str:
    """Write a message the way a client would show it, as HTML."""
    return _html(text, nested(entities), 0, utf16_length(text))


def link_problem(url: str) -> str | None:
    """Say why Telegram would not accept `url` as a link, or None if it would."""
    if url.startswith(("tg://", "ton://", "tonsite://")):
        return None
    scheme = url.partition("://")[0].lower() if "://" in url else "http"
    if scheme not in {"http", "https"}:
        return "Unsupported URL protocol"
    if not url:
        return "URL host is empty"
    try:
        host = urlsplit(url if "://" in url else f"http://{url}").hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    good = ("." in host or ":" in host) and not re.search(r"\s", url)
    return None if good else "Wrong HTTP URL"


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _crosses(outer: Entity, inner: Entity) -> bool:
    return bool(outer["offset"] < inner["offset"] < _end(outer) < _end(inner))


def _clashes(found: Entity, other: Entity) -> bool:
    """Tell whether a found entity may not stand because of another one."""
    if _end(found) <= other["offset"] or _end(other) <= found["offset"]:
        return False
    if other["type"] in _OPAQUE or other["type"] not in _TAGS:
        return True
    return _crosses(found, other) or _crosses(other, found)


def _html(text: str, entities: list[Entity], start: int, end: int) -> str:
    parts: list[str] = []
    place = start
    while entities:
        entity, *entities = entities
        parts.append(escape(utf16_cut(text, place, entity["offset"]), quote=False))
        place = _end(entity)
        inside = [other for other in entities if other["offset"] < place]
        entities = entities[len(inside) :]
        body = _html(text, inside, entity["offset"], place)
        parts.append(_wrapped(entity, body, utf16_cut(text, entity["offset"], place)))
    parts.append(escape(utf16_cut(text, place, end), quote=False))
    return "".join(parts)


def _wrapped(entity: Entity, body: str, plain: str) -> str:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>{body}</{_TAGS[kind]}>"
    address = {
        "text_link": entity.get("url", ""),
        "url": plain if "://" in plain else f"http://{plain}",
        "email": f"mailto:{plain}",
        "text_mention": f"tg://user?id={entity.get('user', {}).get('id')}",
    }.get(kind)
    return body if address is None else f'<a href="{escape(address)}">{body}</a>'
