"""Telegram's HTML parse mode, as strict and with the same complaints (Bot API: HTML style)."""

import re
from dataclasses import dataclass, field

from sandbox.errors import ApiError, cant_parse
from sandbox.text import Entity, link_problem, utf16_length

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_BARE_VALUE = re.compile(r"[0-9A-Za-z.\-]*")
_USER_LINK = re.compile(r"tg://user/?\?id=(\d+)$")
_LAST_CHARACTER = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end tag."""

    tag: str
    attributes: dict[str, str]
    offset: int
    text_from: int


@dataclass(slots=True)
class _Reader:
    """The state of reading one text: where we are and what we have so far."""

    source: str
    place: int = 0
    text: list[str] = field(default_factory=list)
    offset: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        while self.place < len(self.source):
            character = self.source[self.place]
            if character == "&":
                self._write(self._reference())
            elif character != "<":
                self.place += 1
                self._write(character)
            elif self.source.startswith("</", self.place):
                self._end_tag()
            else:
                self._start_tag()
        if self.stack:
            tag = self.stack[-1].tag
            raise cant_parse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.text), self.entities

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.offset += utf16_length(text)

    def _bytes(self, place: int) -> int:
        return len(self.source[:place].encode())

    def _error(self, text: str, place: int) -> ApiError:
        return cant_parse(f"{text} at byte offset {self._bytes(place)}")

    def _reference(self) -> str:
        """Read a character reference; what Telegram does not know stays as it was typed."""
        match = _REFERENCE.match(self.source, self.place)
        character = _referred(match) if match else None
        if match is None or character is None:
            self.place += 1
            return "&"
        self.place = match.end()
        return character

    def _start_tag(self) -> None:
        begin = self.place
        end = self._until(begin + 1, stop=" \t\r\n>")
        if end >= len(self.source):
            raise self._error("Unclosed start tag", begin)
        tag = self.source[begin + 1 : end].lower()
        if tag not in _KINDS:
            raise self._error(f'Unsupported start tag "{tag}"', begin)
        self.place = end
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self.stack.append(_Open(tag, attributes, self.offset, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_space()
            if self.place >= len(self.source):
                raise self._error("Unclosed start tag", begin)
            if self.source[self.place] == ">":
                self.place += 1
                return found
            end = self._until(self.place, stop=" \t\r\n=>")
            name = self.source[self.place : end].lower()
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
            self.place = end
            self._skip_space()
            found[name] = self._value(begin) if self._peek() == "=" else ""

    def _value(self, begin: int) -> str:
        self.place += 1
        self._skip_space()
        if self.place >= len(self.source):
            raise self._error("Unclosed start tag", begin)
        quote = self.source[self.place]
        if quote not in "\"'":
            match = _BARE_VALUE.match(self.source, self.place)
            self.place = match.end() if match else self.place
            if self._peek() not in {" ", "\t", "\r", "\n", ">"}:
                raise self._error("Unexpected end of name token", self.place)
            return match.group().lower() if match else ""
        self.place += 1
        value: list[str] = []
        while self._peek() not in {quote, ""}:
            if self.source[self.place] == "&":
                value.append(self._reference())
            else:
                value.append(self.source[self.place])
                self.place += 1
        if self.place >= len(self.source):
            raise self._error("Unclosed start tag", begin)
        self.place += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.place
        if not self.stack:
            raise self._error("Unexpected end tag", begin)
        end = self._until(begin + 2, stop=" \t\r\n>")
        tag = self.source[begin + 2 : end].lower()
        self.place = end
        self._skip_space()
        if self._peek() != ">":
            raise self._error("Unclosed end tag", begin)
        self.place += 1
        opened = self.stack.pop()
        if tag and tag != opened.tag:
            where = self._bytes(begin)
            raise cant_parse(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        self._keep(opened)

    def _keep(self, opened: _Open) -> None:
        """Turn a closed tag into an entity; an empty one and a bad link leave only text."""
        length = self.offset - opened.offset
        if not length:
            return
        entity: Entity = {"type": _KINDS[opened.tag], "offset": opened.offset, "length": length}
        if opened.tag == "a":
            link = opened.attributes.get("href") or "".join(self.text[opened.text_from :])
            if not _linked(entity, link):
                return
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "code":
            entity["class"] = opened.attributes.get("class", "")
        elif opened.tag == "pre":
            self._absorb_code(entity)
        self.entities.append(entity)

    def _absorb_code(self, pre: Entity) -> None:
        """Merge `<pre><code class="language-x">` into one entity with a language."""
        last = self.entities[-1] if self.entities else None
        same = last and last["type"] == "code" and last["offset"] == pre["offset"]
        if last and same and last["length"] == pre["length"]:
            language = str(last.get("class", ""))
            if language.startswith("language-"):
                pre["language"] = language.removeprefix("language-")
                self.entities.pop()

    def _peek(self) -> str:
        return self.source[self.place] if self.place < len(self.source) else ""

    def _until(self, place: int, *, stop: str) -> int:
        while place < len(self.source) and self.source[place] not in stop:
            place += 1
        return place

    def _skip_space(self) -> None:
        while self.place < len(self.source) and self.source[self.place] in " \t\r\n":
            self.place += 1


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Turn HTML of the Bot API into text and entities.

    Offsets and lengths are UTF-16 units. Raise `ApiError` with Telegram's own description
    ("can't parse entities: ...", byte offsets) where Telegram would.
    """
    text, entities = _Reader(source).read()
    for entity in entities:
        entity.pop("class", None)
    return text, entities


def _referred(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal[:9])
    if not 0 < code <= _LAST_CHARACTER or code in _SURROGATES:
        return None
    return chr(code)


def _linked(entity: Entity, link: str) -> bool:
    user = _USER_LINK.match(link)
    if user:
        entity["type"] = "text_mention"
        entity["user"] = {"id": int(user.group(1))}
        return True
    entity["url"] = link if "://" in link else f"http://{link}"
    return link_problem(link) is None
