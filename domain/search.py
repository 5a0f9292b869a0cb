"""What a lead can be found by, and what somebody who looks for one means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category, normalize

from domain.contact import email_key, national_digits
from domain.inbound import NewLead
from domain.lead_fields import reaches

MOST_WORDS = 400
"""Different words of a lead that are kept; a form that says more is still found by these."""
MOST_TERMS = 8
LONGEST_QUERY = 200
LONGEST_WORD = 40
LONGEST_NUMBER = 9
# What no word of a text can hold sets addresses and numbers apart from words.
EMAIL, PHONE, OTHER = "\u2709", "\u260e", "\u00b7"
LAST_DIGITS = 9
"""How many digits from the end make a phone: what differs before them is how it was dialled."""
FEWEST_DIGITS = 3

# Chinese and Japanese put no spaces between words: each character is looked for by itself.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_PART = re.compile(r"(?P<email>[^\s@]+@[^\s@]+)|(?P<phone>[+(]?\d[\d ()./\u2013-]*\d)|[^\s@]+|@")
_NUMBER = re.compile(rf"(?P<sign>#?)\s*(?P<number>\d{{1,{LONGEST_NUMBER}}})")
_NOT_IN_TOKEN = re.compile(r"[\x00-/:-`{-\x7f\s]")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a lead must have: all of *words*, or the address or number that begins so."""

    words: tuple[str, ...] = ()
    token: str | None = None

    @property
    def may_begin(self) -> bool:
        """Whether its words may be beginnings; those of an address begin everybody's."""
        return self.token is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; a lead must have every term, or be the one of that number."""

    terms: tuple[Term, ...] = ()
    number: int | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was typed that a lead could have."""
        return not self.terms and self.number is None


def wanted(text: str) -> Wanted:
    """Read what somebody typed; signs that mean something to a database mean nothing here."""
    text = text.strip()[:LONGEST_QUERY]
    by_number = _NUMBER.fullmatch(text)
    number = int(by_number["number"]) if by_number else None
    if by_number and by_number["sign"]:
        return Wanted(number=number)
    terms = dict.fromkeys(each for part in _PART.finditer(text) if (each := _term(part)))
    return Wanted(tuple(terms)[:MOST_TERMS], number)


def searchable(contact: NewLead) -> tuple[str, ...]:
    """Return the words that a lead is found by, each once, and its address and number."""
    others = [str(each) for key, each in contact.fields.items() if reaches(key)]
    texts = (contact.name, contact.company, contact.email, *others, contact.message)
    said = words_of("\n".join(filter(None, texts)))
    return tuple(dict.fromkeys((*_known_by(contact), *said)))[:MOST_WORDS]


def words_of(text: str) -> list[str]:
    """Return the words of a text without case, accents and everything that is no word."""
    # One pattern would do; the plain one takes a third of the time, and intake waits for it.
    found = (_PLAIN_WORD if text.isascii() else _WORD).findall(folded(text))
    return [each[:LONGEST_WORD] for each in dict.fromkeys(found)]


def folded(text: str) -> str:
    """Return the text as words are compared: Müller, MULLER and Mu\u0308ller are the same."""
    if text.isascii():
        return text.lower()
    bare = "".join(each for each in normalize("NFKD", text) if category(each)[0] != "M")
    again = normalize("NFKD", bare.casefold())
    return "".join(each for each in again if category(each)[0] != "M")


def _known_by(contact: NewLead) -> Iterator[str]:
    if contact.email_key:
        yield _email(contact.email_key)
    if contact.phone_key:
        yield _phone(contact.phone_key.removeprefix("+"))


def _term(part: re.Match[str]) -> Term | None:
    text = part[0]
    token = None
    if part["email"] and (key := email_key(text)):
        token = _email(key)
    elif part["phone"]:
        digits = national_digits(text).lstrip("0")[-LAST_DIGITS:]
        token = _phone(digits) if len(digits) >= FEWEST_DIGITS else None
    words = tuple(words_of(text)[:MOST_TERMS])
    return Term(words, token) if words or token else None


def _email(key: str) -> str:
    """Write an address as one word, which begins as the address does."""
    return EMAIL + _NOT_IN_TOKEN.sub(OTHER, folded(key))[:LONGEST_QUERY]


def _phone(digits: str) -> str:
    """Write a number as one word, which begins with its last digits."""
    return PHONE + digits[::-1]
