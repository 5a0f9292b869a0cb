"""How a refusal reads in a chat: what happened, and what the person can do."""

from cards.html import cut
from cards.lead import STATUSES
from cards.reader import Reader, phrase
from domain import errors
from domain.caller import Visitor
from domain.lead import Status
from domain.plain_text import one_line
from domain.roles import Role

NOT_HERE = phrase("Not available here.")
ANSWER_LENGTH = 200
NO_ROOM = phrase("I cannot store this just now; nothing was changed. Please try again soon.")
WORDS: dict[type[errors.Refusal], str] = {
    errors.AnonymousSender: phrase(
        "You write in the name of the group. Post as yourself, so that I know you."
    ),
    errors.SourcePaused: phrase("This source is paused. Resume it first."),
    errors.NotGroupAdmin: phrase(
        "Ask a group admin: only somebody who administers this group can do this."
    ),
    errors.NotOperator: phrase("Only the operator of this installation can begin a workspace."),
    errors.ChatBelongsElsewhere: phrase(
        "This chat is connected already. An admin can free it with /disconnect."
    ),
    errors.ExportUnderWay: phrase(
        "An export of yours is under way. Wait for it, or cancel it in our private chat."
    ),
    errors.LastOwner: phrase("A team needs an owner. Make somebody else an owner first."),
    errors.AlreadyExists: phrase(
        "There is one with this name already. Please choose another name."
    ),
    errors.ShownAlready: phrase(
        "Its card is in this chat already. Search the chat for its number."
    ),
    errors.RotatedRecently: phrase(
        "This secret was changed less than 24 hours ago; the one before still works."
    ),
    errors.CodeNotValid: phrase("This code is not valid, or not any more. Ask for a new one."),
    errors.NotAnAgent: phrase("This person does not work on leads here any more."),
    errors.NobodyElse: phrase("There is nobody else to give it to."),
    errors.LeadNotInWork: phrase("Nobody works on this lead. Take it first."),
    errors.NothingToUndo: phrase("It is too late to undo that."),
    errors.UndoneByOther: phrase("Only whoever did that can undo it."),
    errors.DoneAlready: phrase("This is done already."),
    errors.EndpointOff: phrase("This endpoint is not called now. Resume it first."),
    errors.MailOff: phrase(
        "E-mail is not set up here, or does not work; /email shows it to admins."
    ),
    errors.Overloaded: NO_ROOM,
    errors.StorageFull: NO_ROOM,
    errors.Draining: NO_ROOM,
}


def in_words(reader: Reader, refusal: errors.Refusal, visitor: Visitor) -> str:  # noqa: C901, PLR0911, PLR0912 -- one table, a line a refusal
    """Say the refusal to the person, in at most 200 characters."""
    match refusal:
        case errors.LeadAlreadyTaken(yourself=True):
            return reader.say("You have this lead already.")
        case errors.LeadAlreadyTaken():
            return reader.say("Already taken by {owner}.", owner=_short(refusal.owner))
        case errors.LeadHeldByOther():
            words = phrase("{owner} has this lead. Only they or an admin can do this.")
            return reader.say(words, owner=_short(refusal.owner))
        case errors.MoveNotPossible():
            words = phrase("This lead is {was} now, so that is not possible any more.")
            return reader.say(words, was=reader.say(STATUSES[Status(refusal.was)]))
        case errors.WrongPlace(private=True):
            return reader.say("Please send me this in our private chat.")
        case errors.WrongPlace():
            return reader.say("This works in a group. Add me to the group and send it there.")
        case errors.RoleTooLow():
            return _role_too_low(reader, refusal.needed, visitor)
        case errors.Invalid():
            problems = "; ".join(_problem(reader, each) for each in refusal.problems)
            return cut(problems, ANSWER_LENGTH)
        case errors.TooMany():
            words = phrase("There may be {most} of these at most. Let one go first.")
            return reader.say(words, most=refusal.most)
        case errors.MailCapReached():
            words = phrase("That would be more than {most} e-mails within a day to this person.")
            if not refusal.person:
                words = phrase("That would be more than {most} e-mails of this team within a day.")
            return reader.say(words, most=refusal.most)
        case errors.RateLimited():
            words = phrase("Not so fast, please. Try again in {seconds} s.")
            return reader.say(words, seconds=refusal.retry_after)
        case _:
            return reader.say(_plain(refusal))


def _plain(refusal: errors.Refusal) -> str:
    """Find the words of a refusal that says no more than its kind."""
    hidden = isinstance(refusal, errors.Forbidden | errors.NotFound)
    return WORDS.get(type(refusal), NOT_HERE if hidden else refusal.title)


def _role_too_low(reader: Reader, needed: Role | None, visitor: Visitor) -> str:
    if visitor.caller is None:
        ask = reader.say("Ask an admin of the team for an invitation.")
        return f"{reader.say(NOT_HERE)} {ask}"
    match needed:
        case Role.AGENT:
            return reader.say("Only agents, admins and owners can do this.")
        case Role.OWNER:
            return reader.say("Only owners can do this.")
        case _:
            return reader.say("Only owners and admins can do this.")


def _problem(reader: Reader, problem: errors.FieldProblem) -> str:
    field = reader.say(problem.field)
    words = reader.say(problem.words, **problem.values)
    return f"{field[:1].upper()}{field[1:]}: {words}."


def _short(name: str) -> str:
    return cut(one_line(name), 64)
