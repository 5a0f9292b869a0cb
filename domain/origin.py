"""Origins: where a web page comes from, spelled as browsers spell it (RFC 6454, URL standard)."""

import re
import unicodedata
from collections.abc import Sequence
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from domain.errors import FieldProblem, Invalid
from domain.phrases import phrase

MOST_ORIGINS = 20

_LONGEST_URL = 8192
_LONGEST_HOST = 253
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?")
_USUAL_PORTS = {"http": 80, "https": 443}
# What browsers read as a dot between the labels of a host (UTS 46).
_DOTS = re.compile("[\u3002\uff0e\uff61]")
_ORIGIN_SHAPE = re.compile(r"[A-Za-z]{4,5}://[^/?#\\\s]+")


def origin_of(url: str) -> str | None:
    """Return the origin of a web address; None where it is none.

    The host is in its ASCII form and in small letters, a usual port is left out.
    """
    if len(url) > _LONGEST_URL:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme not in _USUAL_PORTS or host is None or "@" in parts.netloc:
        return None
    shown = "" if port in (None, _USUAL_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def said_origin(header: str | None, referrer: str | None) -> str | None:
    """Return where a request says it comes from: its ``Origin``, or else its ``Referer``.

    A browser that hides the origin says ``null``, which is none.
    """
    if header and header != "null":
        return origin_of(header) if _ORIGIN_SHAPE.fullmatch(header) else None
    return origin_of(referrer) if referrer else None


def read_origins(typed: Sequence[str]) -> tuple[str, ...]:
    """Read origins as people write them, each once; refuse with Invalid.

    A host alone means ``https``, and of a whole address the path does not count.
    """
    found: list[str] = []
    for each in typed:
        origin = origin_of(each) if "://" in each else _bare(each)
        if origin is None:
            raise Invalid(FieldProblem("origin", phrase("write it like https://example.com")))
        if origin not in found:
            found.append(origin)
    if len(found) > MOST_ORIGINS:
        raise Invalid(
            FieldProblem("origin", phrase("at most {most} sites"), {"most": MOST_ORIGINS})
        )
    return tuple(found)


def is_bare_site(word: str) -> bool:
    """Tell whether a word is a host, rather than a word of a sentence or a name."""
    return "." in word.strip(".") or word.startswith("localhost")


def _bare(word: str) -> str | None:
    return origin_of(f"https://{word}") if is_bare_site(word) else None


def _ascii(host: str) -> str | None:
    """Return the host as it goes over the wire; None where it cannot be one."""
    if ":" in host:
        return f"[{IPv6Address(host).compressed}]"
    folded = _DOTS.sub(".", unicodedata.normalize("NFKC", host.lower()).lower())
    labels = [_label(each) for each in folded.split(".")]
    name = ".".join(labels)
    return name if len(name) <= _LONGEST_HOST and _HOST.fullmatch(name) else None


def _label(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode").decode("ascii")
