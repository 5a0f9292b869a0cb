"""The text of a call: parse mode or entities, length, trimming (Bot API: formatting options)."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.markup import parse_html
from sandbox.params import Params
from sandbox.text import Entity, clean, link_problem, trimmed, utf16_length, with_found

MAX_TEXT = 4096
MAX_CAPTION = 1024
_PLAIN = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "blockquote",
        "expandable_blockquote",
        "custom_emoji",
    }
)
_IGNORED = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)


def read_words(
    params: Params, name: str, *, limit: int, too_long: str, entities: str = "entities"
) -> tuple[str, list[Entity]]:
    """Return the text of a call with its entities, at most `limit` UTF-16 units after parsing."""
    raw = clean(params.text(name))
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, given = parse_html(raw)
    elif mode in {"", "none"}:
        text, given = raw, _given(params, entities, raw)
    elif mode in {"markdown", "markdownv2"}:
        raise bad_request("the sandbox reads parse_mode HTML and entities, no Markdown")
    else:
        raise bad_request("unsupported parse_mode")
    text, given = trimmed(text, given)
    if utf16_length(text) > limit:
        raise bad_request(too_long)
    return text, with_found(text, given)


def preview_disabled(params: Params) -> bool:
    """Tell whether the call asks for no link preview; complain about a wrong type."""
    options = params.mapping("link_preview_options", "can't parse link preview options")
    value = options.get("is_disabled", False)
    if not isinstance(value, bool):
        raise bad_request('field "is_disabled" must be of type Boolean')
    return value or params.boolean("disable_web_page_preview")


def _given(params: Params, name: str, text: str) -> list[Entity]:
    raw = params.parsed(name, "can't parse entities JSON object")
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise bad_request("expected an Array of MessageEntity")
    size = utf16_length(text)
    read = (_entity(item, size) for item in raw)
    return [entity for entity in read if entity is not None]


def _entity(raw: object, size: int) -> Entity | None:
    """Check one MessageEntity; those that Telegram finds by itself are dropped here."""
    if not isinstance(raw, dict):
        raise bad_request("expected an Object as MessageEntity")
    offset, length, kind = raw.get("offset"), raw.get("length"), raw.get("type")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
    if kind not in _PLAIN | _IGNORED | {"text_link", "text_mention"}:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    _check_place(offset, length, size)
    if kind in _IGNORED or length == 0:
        return None
    entity: Entity = {"type": kind, "offset": offset, "length": length}
    return entity | _extra(raw)


def _check_place(offset: int, length: int, size: int) -> None:
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > size:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > size:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )


def _extra(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what only some kinds carry: url, user, language."""
    if raw["type"] == "text_link":
        url = str(raw.get("url", ""))
        problem = link_problem(url)
        if problem:
            raise bad_request(f"entity URL '{url}' is invalid: {problem}")
        return {"url": url if "://" in url else f"http://{url}/"}
    names = {"text_mention": "user", "pre": "language", "custom_emoji": "custom_emoji_id"}
    name = names.get(raw["type"])
    return {name: raw[name]} if name in raw else {}
