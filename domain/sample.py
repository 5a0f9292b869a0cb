"""Samples: one body of a sender, kept for a day at most, while somebody says what is what."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import PersonId
from domain.errors import FieldProblem, Invalid, NotFound
from domain.field_map import (
    FieldMap,
    Leaf,
    Target,
    flatten,
    guessed,
    leaves_of,
)
from domain.mapped import Reading, apply
from domain.phrases import phrase

KEPT = timedelta(days=1)
REACHES_NOBODY = phrase("say which value is an e-mail, a phone or a message")


@dataclass(frozen=True, slots=True)
class Sample:
    """A body whose values somebody is about to name; ``document`` is None until one came.

    Its values are a person's data: it goes once the map is saved, or after a day. ``choices``
    say what a value is by its place among all; what is not there is kept as a field.
    """

    id: UUID
    source_id: UUID
    person_id: PersonId
    begun_at: datetime
    document: object = field(default=None, repr=False)
    choices: Mapping[int, Target] = field(default_factory=dict)
    came: bool = False

    def filled(self, document: object, known: FieldMap) -> "Sample":
        """Take a body, and guess what is what; refuse with Invalid one of which no map is made."""
        choices = guessed(leaves_of(document), known)
        return replace(self, document=document, choices=choices, came=True)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Return the values in it."""
        return flatten(self.document) if self.came else ()

    def leaf(self, place: int) -> Leaf:
        """Return one of its values; refuse with NotFound."""
        leaves = self.leaves
        if not 0 <= place < len(leaves):
            raise NotFound
        return leaves[place]

    def target_of(self, place: int) -> Target:
        """Return what a value is."""
        return self.choices.get(place, Target.KEEP)

    def choosing(self, place: int, target: Target) -> "Sample":
        """Say what a value is; there is one id of the event. Refuse with NotFound or Invalid."""
        self.leaf(place)
        choices = {
            each: was
            for each, was in self.choices.items()
            if each != place and not (was is target is Target.EVENT_ID)
        }
        if target is not Target.KEEP:
            choices[place] = target
        chosen = replace(self, choices=choices)
        chosen.reading()
        return chosen

    def reading(self) -> Reading:
        """Return the lead that it would become."""
        return apply(self._map(), self.leaves)

    @property
    def may_be_saved(self) -> bool:
        """Tell whether bodies like it can become leads that somebody can answer."""
        named = {Target.EMAIL, Target.PHONE, Target.MESSAGE} & set(self.choices.values())
        return self.came and (bool(named) or self.reading().reaches)

    def field_map(self, known: FieldMap) -> FieldMap:
        """Make the map; refuse with Invalid or TooMany.

        What is *known* of paths that this body has not stays: a sender leaves out what is empty.
        """
        if not self.may_be_saved:
            raise Invalid(FieldProblem(phrase("fields"), REACHES_NOBODY))
        return self._map(known)

    def _map(self, known: FieldMap | None = None) -> FieldMap:
        leaves = self.leaves
        paths = {each.path for each in leaves}
        chosen = [(leaves[place].path, each) for place, each in sorted(self.choices.items())]
        before = known.entries if known else ()
        absent = [(each.path, each.target) for each in before if each.path not in paths]
        return FieldMap.of([*chosen, *absent])
