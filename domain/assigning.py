"""Who of the team gets a lead: whose turn it is, or who has the least to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from domain.lead import Owner
from domain.roles import Role
from domain.team import Member

NEVER = datetime.min.replace(tzinfo=UTC)


class Way(StrEnum):
    """How somebody is chosen without being named."""

    ROUND_ROBIN = "turn"
    LEAST_BUSY = "least"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member who may have leads: how many they work on, and when they last got one in turn."""

    member: Member
    leads: int = 0
    given_at: datetime | None = None

    @property
    def as_owner(self) -> Owner:
        """The same, as a lead names its owner."""
        return Owner(self.member.id, self.member.name)


def chosen(way: Way, colleagues: Sequence[Colleague], owner: Owner | None) -> Colleague | None:
    """Return who is next, other than the *owner* now: an agent, or whoever may where none can."""
    others = [each for each in colleagues if owner is None or each.member.id != owner.id]
    agents = [each for each in others if each.member.role is Role.AGENT]
    return min(agents or others, key=_by_load if way is Way.LEAST_BUSY else _by_turn, default=None)


def _by_turn(each: Colleague) -> tuple[datetime, str]:
    return each.given_at or NEVER, each.member.id.hex


def _by_load(each: Colleague) -> tuple[int, datetime, str]:
    return each.leads, *_by_turn(each)
