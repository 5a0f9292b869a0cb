"""Forms: sources of another kind, which anybody may post to from the sites they are made for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from domain.errors import FieldProblem, Invalid, TooMany
from domain.origin import MOST_ORIGINS, origin_of
from domain.plain_text import one_line

TOKEN_BYTES = 16
MOST_ASKED = 20
MOST_PAGES = 20
MOST_FIELDS = 50
LONGEST_PAGE = 200
LONGEST_FIELD = 64
KEY_LENGTH = 12

_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Shape:
    """Which fields the forms of a page have, by their names; none where there is no form."""

    page: str
    fields: tuple[str, ...]

    @classmethod
    def read(cls, said: Mapping[str, object]) -> "Shape":
        """Read what a page says of itself; refuse with Invalid."""
        page, names = one_line(str(said.get("page", ""))), str(said.get("fields", ""))
        if origin_of(page) is None or len(page) > LONGEST_PAGE:
            raise Invalid(FieldProblem("page", "must be a web address"))
        cleaned = {one_line(each)[:LONGEST_FIELD] for each in names.split(",")}
        return cls(page, tuple(sorted(cleaned - {""})[:MOST_FIELDS]))

    def __str__(self) -> str:
        """Write it as it is remembered."""
        return f"{self.page}\n{','.join(self.fields)}"


@dataclass(frozen=True, slots=True)
class Form:
    """What makes a source a form: a token that stands in pages, and the sites that may post.

    The token is no secret. Without ``origins`` any site may post but those that are
    ``blocked``; ``asked`` are those that the admins were asked about, the newest last.
    ``shapes`` are what its pages looked like, the newest last. ``unfinished`` says whether it
    takes what visitors left unfinished.
    """

    token: str
    origins: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    unfinished: bool = False

    def takes_from(self, origin: str | None) -> bool:
        """Tell whether a page of this origin may post; None is a page that hides it."""
        if origin in self.blocked:
            return False
        return not self.origins or origin in self.origins

    def asks_about(self, origin: str) -> bool:
        """Tell whether nobody was asked about the origin yet."""
        return origin not in (*self.origins, *self.blocked, *self.asked)

    def having_asked(self, origin: str) -> "Form":
        """Remember that the admins were asked about the origin; the oldest is forgotten."""
        return replace(self, asked=(*self.asked, origin)[-MOST_ASKED:])

    def limited_to(self, origins: tuple[str, ...]) -> "Form":
        """Let these sites post and no others; none means any."""
        left = tuple(each for each in self.blocked if each not in origins)
        asked = tuple(each for each in self.asked if each not in origins)
        return replace(self, origins=origins, blocked=left, asked=asked)

    def allowing(self, origin: str) -> "Form":
        """Let one more site post; where any may post, it is only blocked no longer.

        Refuse with TooMany where there are as many as there may be.
        """
        blocked = tuple(each for each in self.blocked if each != origin)
        asked = tuple(each for each in self.asked if each != origin)
        unblocked = replace(self, blocked=blocked, asked=asked)
        if not self.origins or origin in self.origins:
            return unblocked
        if len(self.origins) >= MOST_ORIGINS:
            raise TooMany(MOST_ORIGINS)
        return replace(unblocked, origins=(*self.origins, origin))

    def blocking(self, origin: str) -> "Form":
        """Let this site never post, and ask about it no more.

        It stays among the sites that were named: a list that runs empty would let any site post.
        """
        others = (each for each in self.blocked if each != origin)
        asked = tuple(each for each in self.asked if each != origin)
        return replace(self, blocked=(*others, origin)[-MOST_ASKED:], asked=asked)

    def shape_of(self, page: str) -> Shape | None:
        """Return what a page looked like, if that is known."""
        for each in self.shapes:
            known, _, fields = each.partition("\n")
            if known == page:
                return Shape(page, tuple(fields.split(",")) if fields else ())
        return None

    def would_change(self, shape: Shape) -> bool:
        """Tell whether a page looks other than it did; one without a form is not worth knowing."""
        known = self.shape_of(shape.page)
        return bool(shape.fields) if known is None else known.fields != shape.fields

    def looking(self, shape: Shape) -> "Form":
        """Remember what a page looks like; the page that changed longest ago is forgotten."""
        others = [each for each in self.shapes if each.partition("\n")[0] != shape.page]
        return replace(self, shapes=(*others, str(shape))[-MOST_PAGES:])

    def asked_by_key(self, key: str) -> str | None:
        """Return the origin that a button is about, if the admins were asked about it."""
        known = (*self.asked, *self.blocked, *self.origins)
        return next((each for each in known if origin_key(each) == key), None)


def origin_key(origin: str) -> str:
    """Return what a button calls an origin: short, whatever its length."""
    return sha256(origin.encode()).hexdigest()[:KEY_LENGTH]


def is_token(text: str) -> bool:
    """Tell whether *text* can be the token of a form."""
    return _TOKEN.fullmatch(text) is not None
