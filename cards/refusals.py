"""How a refusal reads in a chat: what happened, and what the person can do."""

from cards.html import cut
from domain import errors
from domain.caller import Visitor
from domain.plain_text import one_line
from domain.roles import Role

NOT_HERE = "Not available here."
ANSWER_LENGTH = 200


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
            return "This works in a group. Add me to the group and send it there."
        case errors.NotGroupAdmin():
            return "Ask a group admin: only somebody who administers this group can do this."
        case errors.RoleTooLow():
            return _role_too_low(refusal.needed, visitor)
        case errors.NotOperator():
            return "Only the operator of this installation can begin a workspace."
        case errors.ChatBelongsElsewhere():
            return "This chat is connected already. An admin can free it with /disconnect."
        case errors.LastOwner():
            return "A team needs an owner. Make somebody else an owner first."
        case errors.TooMany():
            return f"There may be {refusal.most} of these at most. Let one go first."
        case errors.AlreadyExists():
            return "There is one with this name already. Please choose another name."
        case errors.ShownAlready():
            return "Its card is in this chat already. Search the chat for its number."
        case errors.RotatedRecently():
            return "This secret was changed less than 24 hours ago; the one before still works."
        case errors.CodeNotValid():
            return "This code is not valid, or not any more. Ask for a new one."
        case errors.Invalid():
            return cut("; ".join(map(_problem, refusal.problems)), ANSWER_LENGTH)
        case errors.RateLimited():
            return f"Not so fast, please. Try again in {refusal.retry_after} s."
        case errors.Overloaded() | errors.StorageFull() | errors.Draining():
            return "I cannot store this just now; nothing was changed. Please try again soon."
        case errors.Forbidden() | errors.NotFound():
            return NOT_HERE
        case _:
            return refusal.title


def _role_too_low(needed: Role | None, visitor: Visitor) -> str:
    if visitor.caller is None:
        return f"{NOT_HERE} Ask an admin of the team for an invitation."
    match needed:
        case Role.AGENT:
            return "Only agents, admins and owners can do this."
        case Role.OWNER:
            return "Only owners can do this."
        case _:
            return "Only owners and admins can do this."


def _problem(problem: errors.FieldProblem) -> str:
    return f"{problem.field.capitalize()}: {problem.message}."


def _short(name: str) -> str:
    return cut(one_line(name), 64)
