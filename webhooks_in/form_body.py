"""Reads the bodies that forms are posted in: urlencoded, multipart without files, JSON."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from domain.errors import FieldProblem, FilesNotTaken, Invalid, UnsupportedMediaType
from domain.form_entry import MOST_FIELDS, Sent, from_fields, from_json
from domain.strict_json import read_json
from webhooks_in.media import is_json

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
CHARSET_FIELD = b"_charset_"
UTF_8 = "utf-8"
FALLBACK = "windows-1252"
# Nothing that a stranger names is looked up anywhere else.
_CHARSETS = (
    "windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1257 iso-8859-1"
    " iso-8859-2 iso-8859-5 iso-8859-9 iso-8859-15 koi8-r koi8-u gbk shift_jis euc-kr"
)
CHARSETS = frozenset(_CHARSETS.split())

Pairs = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Taking:
    """How many fields are taken, and whether a file is refused or left out."""

    fields: int = MOST_FIELDS
    no_files: bool = True


FORMS = Taking()

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"\r\n]{1,200})"|([^\s;,"]{1,200}))', re.IGNORECASE)
_CHARSET = re.compile(r';\s*charset="?([\w-]{1,40})', re.IGNORECASE)
_DISPOSITION = re.compile(
    rb"^content-disposition:[ \t]*form-data([^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_NAME = re.compile(rb';\s*name=(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_FILE = re.compile(rb";\s*filename\*?=", re.IGNORECASE)
# How browsers write what would end a name (HTML standard, multipart/form-data encoding).
_ESCAPED = {b"%22": b'"', b"%0D": b"\r", b"%0A": b"\n"}


def read_sent(kind: str, content_type: str, body: bytes) -> Sent:
    """Read a body of the media type *kind*, of which *content_type* is the whole header.

    Refuse with UnsupportedMediaType, FilesNotTaken, Invalid, or as JSON is refused.
    """
    if is_json(kind):
        return from_json(read_json(body))
    return from_fields(read_fields(kind, content_type, body))


def read_fields(
    kind: str, content_type: str, body: bytes, taking: Taking = FORMS
) -> dict[str, list[str]]:
    """Read the fields of a form as text, each with all its values; refuse as ``read_sent``."""
    if kind == URLENCODED:
        pairs = _urlencoded(body, taking)
    elif kind == MULTIPART:
        pairs = _multipart(content_type, body, taking)
    else:
        raise UnsupportedMediaType
    charset = _charset(content_type, pairs)
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(_text(name, charset), []).append(_text(value, charset))
    return fields


def _urlencoded(body: bytes, taking: Taking) -> Pairs:
    _must_be_few(body.count(b"&"), taking)
    pairs = (each.partition(b"=") for each in body.replace(b"+", b" ").split(b"&") if each)
    return [(_unquoted(name), _unquoted(value)) for name, _, value in pairs]


def _unquoted(text: bytes) -> bytes:
    # Most names and values have nothing to unquote, and looking costs less.
    return unquote_to_bytes(text) if b"%" in text else text


def _multipart(content_type: str, body: bytes, taking: Taking) -> Pairs:
    """Read the parts one after the other (RFC 7578); none of them is opened."""
    match = _BOUNDARY.search(content_type)
    if match is None:
        raise Invalid(FieldProblem("body", "must name its boundary"))
    boundary = (match[1] or match[2]).encode("utf-8", "surrogateescape")
    _, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    _must_be_few(len(parts), taking)
    pairs: Pairs = []
    for part in parts:
        if part.startswith(b"--"):
            return pairs
        if pair := _read_part(part, taking):
            pairs.append(pair)
    raise Invalid(FieldProblem("body", "must be whole: the last boundary is missing"))


def _read_part(part: bytes, taking: Taking) -> tuple[bytes, bytes] | None:
    """Read one part; a file that nobody chose comes empty, and is nothing."""
    head, _, content = part.partition(b"\r\n\r\n")
    disposition = _DISPOSITION.search(head)
    if disposition is None:
        return None
    if _FILE.search(disposition[1]):
        if content and taking.no_files:
            raise FilesNotTaken
        return None
    name = _NAME.search(disposition[1])
    if name is None:
        return None
    found = name[1] if name[1] is not None else name[2]
    for written, meant in _ESCAPED.items():
        found = found.replace(written, meant)
    return found, content


def _must_be_few(count: int, taking: Taking) -> None:
    if count > taking.fields:
        raise Invalid(FieldProblem("body", f"must have at most {taking.fields} fields"))


def _charset(content_type: str, pairs: Pairs) -> str:
    """Return how the text is written: as the header or the page says, else UTF-8."""
    match = _CHARSET.search(content_type)
    said = match[1] if match else ""
    for name, value in pairs:
        if name == CHARSET_FIELD:
            said = value.decode("latin-1")
    said = said.strip().lower()
    return said if said in CHARSETS else UTF_8


def _text(raw: bytes, charset: str) -> str:
    """Read text; what is no UTF-8 comes from old pages, and nothing of it is refused."""
    if charset == UTF_8:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            charset = FALLBACK
    return raw.decode(charset, "replace")
