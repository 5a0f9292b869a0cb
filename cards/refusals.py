"""How a refusal reads in a chat: what happened, and what the person can do."""

from domain import errors
from domain.caller import Visitor

NOT_HERE = "Not available here."


def in_words(refusal: errors.Refusal, visitor: Visitor) -> str:  # noqa: C901, PLR0911, PLR0912 -- one table, a line a refusal
    """Say the refusal to the person, in at most 200 characters."""
    match refusal:
        case errors.LeadAlreadyTaken(yourself=True):
            return "You have this lead already."
        case errors.LeadAlreadyTaken():
            return f"Already taken by {_short(refusal.owner)}."
        case errors.LeadHeldByOther():
            return f"{_short(refusal.owner)} has this lead. Only they or an admin can do this."
        case errors.MoveNotPossible():
            return f"This lead is {refusal.was} now, so that is not possible any more."
        case errors.AnonymousSender():
            return "You write in the name of the group. Post as yourself, so that I know you."
        case errors.WrongPlace(private=True):
            return "Please send me this in our private chat."
        case errors.WrongPlace():
            return "Please send this in the group it is about."
        case errors.NotGroupAdmin():
            return "Ask a group admin: only somebody who administers this group can do this."
        case errors.RoleTooLow():
            return _role_too_low(visitor)
        case errors.ChatBelongsElsewhere():
            return "This chat is connected already. An admin can free it with /disconnect."
        case errors.AlreadyExists():
            return "There is one with this name already. Please choose another name."
        case errors.CodeNotValid():
            return "This code is not valid, or not any more. Ask for a new one."
        case errors.Invalid():
            return "; ".join(f"{each.field}: {each.message}" for each in refusal.problems)[:200]
        case errors.RateLimited():
            return f"Not so fast, please. Try again in {refusal.retry_after} s."
        case errors.Overloaded() | errors.StorageFull() | errors.Draining():
            return "I cannot store this just now; nothing was changed. Please try again soon."
        case errors.Forbidden() | errors.NotFound():
            return NOT_HERE
        case _:
            return refusal.title


def _role_too_low(visitor: Visitor) -> str:
    if visitor.caller is None:
        return f"{NOT_HERE} Ask an admin of the team for an invitation."
    return "Your role does not allow this. Ask an owner or admin of the team."


def _short(name: str) -> str:
    return name if len(name) <= 64 else name[:63] + "…"
