"""Tags: short words by which a team sorts its leads."""

from dataclasses import dataclass, replace
from hashlib import sha256

from domain.change import Change
from domain.errors import TOO_LONG, FieldProblem, Invalid
from domain.lead import LeadId
from domain.lead_events import LeadTagged
from domain.phrases import phrase
from domain.plain_text import one_line

FIELD = phrase("tag")
MOST = 10
LENGTH = 32
CODE_BITS = 40


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as it was first written; whoever writes it in other letters means the same."""

    name: str

    @classmethod
    def read(cls, text: str) -> "Tag":
        """Read what somebody typed; refuse with Invalid what is no tag."""
        name = " ".join(one_line(text).removeprefix("#").split())
        if not name:
            raise Invalid(FieldProblem(FIELD, phrase("write a word or two")))
        if len(name) > LENGTH:
            raise Invalid(FieldProblem(FIELD, TOO_LONG, {"most": LENGTH}))
        return cls(name)

    @property
    def key(self) -> str:
        """What makes two tags the same."""
        return self.name.casefold()

    @property
    def code(self) -> int:
        """A number that stands for the tag where there is no room for words."""
        return int.from_bytes(sha256(self.key.encode()).digest()[: CODE_BITS // 8])


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one lead, in the order in which they came."""

    lead_id: LeadId
    all: tuple[Tag, ...] = ()

    def has(self, tag: Tag) -> bool:
        """Tell whether the lead has the tag."""
        return any(each.key == tag.key for each in self.all)

    def with_tag(self, tag: Tag) -> Change["Tags"] | None:
        """Add a tag; ``None`` if it is there. Refuse with Invalid what would be too many."""
        if self.has(tag):
            return None
        if len(self.all) >= MOST:
            words = phrase("a lead has at most {most}; take one away first")
            raise Invalid(FieldProblem(FIELD, words, {"most": MOST}))
        more = replace(self, all=(*self.all, tag))
        return Change(more, LeadTagged(self.lead_id, tag.name, added=True))

    def without(self, tag: Tag) -> Change["Tags"]:
        """Take a tag away."""
        fewer = replace(self, all=tuple(each for each in self.all if each.key != tag.key))
        return Change(fewer, LeadTagged(self.lead_id, tag.name, added=False))
