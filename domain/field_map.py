"""Field maps: which value of a body in its sender's own shape is what of a lead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.errors import FieldProblem, Invalid, TooMany
from domain.json_values import Unfit, text_of
from domain.lead_fields import field_named
from domain.phrases import phrase
from domain.plain_text import many_lines, one_line

MOST_LEAVES = 2_000
"""Values in one body; forms and the records of a CRM never come near it."""
MOST_PATHS = 100
LONGEST_PATH = 200

TOO_LONG = phrase("its name is too long; it can only be kept as a field")
NO_NAME = "(no name)"

Path = tuple[str | int, ...]


class Target(StrEnum):
    """What a value can be; the words are those that are kept."""

    NAME = "name"
    FIRST_NAME = "first"
    LAST_NAME = "last"
    EMAIL = "email"
    PHONE = "phone"
    COMPANY = "company"
    MESSAGE = "message"
    PAGE = "page"
    REFERRER = "referrer"
    SOURCE = "source"
    KEEP = "keep"
    OMIT = "omit"
    EVENT_ID = "id"


REACHING = (Target.EMAIL, Target.PHONE, Target.MESSAGE)
LONGEST = {
    Target.NAME: 200,
    Target.FIRST_NAME: 200,
    Target.LAST_NAME: 200,
    Target.EMAIL: 320,
    Target.PHONE: 64,
    Target.COMPANY: 200,
    Target.MESSAGE: 10_000,
    Target.PAGE: 4096,
    Target.REFERRER: 4096,
    Target.SOURCE: 200,
}
"""How many characters a lead has room for, by what takes them."""
_FIELDS = {
    "name": Target.NAME,
    "first_name": Target.FIRST_NAME,
    "last_name": Target.LAST_NAME,
    "email": Target.EMAIL,
    "phone": Target.PHONE,
    "company": Target.COMPANY,
    "message": Target.MESSAGE,
    "source": Target.SOURCE,
    "page_url": Target.PAGE,
    "referrer": Target.REFERRER,
}
_NAMELESS = ("value", "address", "number")
_ADDRESSES = (Target.PAGE, Target.REFERRER)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value of a body that holds no others, and the way to it."""

    path: Path
    value: str | float | bool | None

    @property
    def name(self) -> str:
        """The way to it as people read it."""
        return spelled(self.path)

    @property
    def own_name(self) -> str:
        """What the value itself is called; one in a list has the name of the list."""
        return next((each for each in reversed(self.path) if isinstance(each, str)), "")

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing in it."""
        return self.value is None or (isinstance(self.value, str) and not one_line(self.value))

    def text_for(self, target: Target) -> str | None:
        """Return its value as a lead has it there; None where it does not fit."""
        try:
            raw = text_of(self.value)
        except Unfit:
            return None
        text = many_lines(raw) if target is Target.MESSAGE else one_line(raw)
        if target in _ADDRESSES and not text.lower().startswith(("http://", "https://")):
            return None
        return text if 0 < len(text) <= LONGEST[target] else None


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the value at one path is."""

    path: Path
    target: Target

    def __str__(self) -> str:
        """Say it as the audit remembers it."""
        return f"{one_line(spelled(self.path))} → {self.target}"


@dataclass(frozen=True, slots=True)
class FieldMap:
    """What the values of a sender's bodies are; whatever has no place in it is kept as a field."""

    entries: tuple[Mapped, ...] = ()

    @classmethod
    def of(cls, chosen: Iterable[tuple[Path, Target]]) -> "FieldMap":
        """Make a map of what was chosen; refuse with TooMany or Invalid."""
        entries = tuple(Mapped(*each) for each in chosen if each[1] is not Target.KEEP)
        if len(entries) > MOST_PATHS:
            raise TooMany(MOST_PATHS)
        for each in entries:
            must_be_mappable(each.path)
        return cls(entries)

    @classmethod
    def read(cls, document: Iterable[Sequence[Any]]) -> "FieldMap":
        """Read what ``document`` wrote; what a newer program wrote besides is left out."""
        known = {each.value for each in Target}
        return cls(
            tuple(Mapped(tuple(path), Target(each)) for each, path in document if each in known)
        )

    def document(self) -> list[list[Any]]:
        """Write it as JSON has it."""
        return [[each.target.value, list(each.path)] for each in self.entries]

    def by_path(self) -> dict[Path, Target]:
        """Return what is at each path."""
        return {each.path: each.target for each in self.entries}

    def __str__(self) -> str:
        """Name its paths, and what they are."""
        return ", ".join(map(str, self.entries))


def spelled(path: Path) -> str:
    """Spell a path with dots, and with the places in lists counted from 0."""
    parts = (f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)
    return "".join(parts).removeprefix(".") or NO_NAME


def must_be_mappable(path: Path) -> None:
    """Refuse with Invalid a path that no map can keep."""
    text = spelled(path)
    if len(text) > LONGEST_PATH or "\x00" in text:
        raise Invalid(FieldProblem(one_line(text)[:LONGEST_PATH] or NO_NAME, TOO_LONG))


def flatten(document: object) -> tuple[Leaf, ...]:
    """Return every value of a body that holds no others, in the order in which they stand."""
    leaves = []
    waiting: list[tuple[Path, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            inside: Iterator[tuple[Any, Any]] = reversed(value.items())
        elif isinstance(value, list):
            inside = reversed(list(enumerate(value)))
        else:
            leaves.append(Leaf(path, value))
            continue
        waiting += [((*path, key), each) for key, each in inside]
    return tuple(leaves)


def leaves_of(document: object) -> tuple[Leaf, ...]:
    """Do the same with a body that was sent; refuse with Invalid one without values, or of many.

    A body may be anything that JSON has; one value alone has no name.
    """
    leaves = flatten(document)
    if not leaves:
        raise Invalid(FieldProblem(phrase("body"), phrase("must have a value in it")))
    if len(leaves) > MOST_LEAVES:
        words = phrase("must have at most {most} values")
        raise Invalid(FieldProblem(phrase("body"), words, {"most": MOST_LEAVES}))
    return leaves


def guessed(leaves: Iterable[Leaf], known: FieldMap) -> Mapping[int, Target]:
    """Guess what each value is, by its place in the list: as *known*, else by its name.

    By its name only one value is the same thing, the first: a record often names its keeper
    below the person that it is about.
    """
    before = known.by_path()
    found: dict[int, Target] = {}
    taken = set(before.values())
    for place, leaf in enumerate(leaves):
        target = before.get(leaf.path) or _by_name(leaf)
        if target is None or (leaf.path not in before and target in taken):
            continue
        found[place] = target
        taken.add(target)
    return found


def _by_name(leaf: Leaf) -> Target | None:
    """Return what a value is by its name, or by its name and that of what it stands in."""
    if len(spelled(leaf.path)) > LONGEST_PATH or "\x00" in spelled(leaf.path):
        return None
    names = [each for each in leaf.path if isinstance(each, str)]
    # Lists of ways to reach somebody are called by all of them: `emails[0].value`.
    of_list = isinstance(leaf.path[-1] if leaf.path else "", int)
    listed = names[-1:] if of_list else names[-2:-1] if leaf.own_name in _NAMELESS else []
    for name in ("_".join(names[-2:]), *names[-1:], *(each.removesuffix("s") for each in listed)):
        target = _FIELDS.get(field_named(name) or "")
        if target and (leaf.is_empty or leaf.text_for(target) is not None):
            return target
    return None
