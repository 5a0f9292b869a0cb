"""Everything the house refuses to do, each refusal with a stable code."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from domain.phrases import phrase
from domain.roles import Role

TOO_LONG = phrase("at most {most} characters")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field of the caller's input and what is wrong with it; never its value.

    ``words`` is a phrase where people in a chat can come to read it, with
    ``values`` to fill in; ``message`` is what they come to in English.
    """

    field: str
    words: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """Say in English what is wrong."""
        return self.words.format_map(self.values) if self.values else self.words


class Refusal(Exception):  # noqa: N818 -- a refusal is an answer, not a fault
    """A request we understood and decline; doors turn it into words.

    ``code`` is what programs match on, ``status`` its HTTP status, and
    ``retry_after`` (whole seconds) says when trying again makes sense.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    retry_after: int | None = None


class JsonInvalid(Refusal):
    """The body is not one strict JSON document within our bounds."""

    code, status, title = "json_invalid", 400, "The body is not valid JSON."


class JsonDuplicateKey(Refusal):
    """An object in the body names one key twice, so its meaning is ambiguous."""

    code, status, title = "json_duplicate_key", 400, "An object has the same key twice."


class SignatureInvalid(Refusal):
    """The event is not proven to come from the source; ``reason`` is for the log only."""

    code, status, title = "signature_invalid", 401, "The signature is not valid."

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TokenInvalid(Refusal):
    """The bearer token is not the right one, or there is none."""

    code, status, title = "token_invalid", 401, "The token is missing or wrong."


class KeyInvalid(Refusal):
    """No API key, or none that counts; ``reason`` is for the log only."""

    code, status, title = "key_invalid", 401, "The API key is not valid."

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    code, status, title = "forbidden", 403, "You may not do this."


class RoleTooLow(Forbidden):
    """The caller's role does not reach what they asked for; ``needed`` is the least that would."""

    def __init__(self, needed: Role | None = None) -> None:
        super().__init__(needed.word if needed else "")
        self.needed = needed


class ScopeMissing(Forbidden):
    """The API key counts and has not the ``scope`` that this needs."""

    title = "The API key lacks the scope that this needs."

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class NotOperator(Forbidden):
    """Only the operator of this installation may do this."""


class SourcePaused(Forbidden):
    """The source exists, its signature is right, and somebody paused it."""

    code, title = "source_paused", "This source is paused."


class OriginNotAllowed(Forbidden):
    """The form takes nothing from the site that the request comes from."""

    code, title = "origin_not_allowed", "This form takes nothing from this site."


class AddressBlocked(Forbidden):
    """An admin blocked the address that the call comes from."""

    title = "Nothing is taken from this address now."


class FilesNotTaken(Refusal):
    """The form sends a file; only text is taken."""

    code, status, title = "files_not_accepted", 415, "Files are not taken here."


class NotFound(Refusal):
    """It does not exist, or it belongs to another workspace."""

    code, status, title = "not_found", 404, "There is no such thing here."


class TimedOut(Refusal):
    """The body did not arrive in time."""

    code, status, title = "timeout", 408, "The body did not arrive in time."


class IdConflict(Refusal):
    """The event id was used before with another body."""

    code, status, title = "id_conflict", 409, "This id was used with another body."


class VersionConflict(Refusal):
    """The lead has another version than the caller knows."""

    code, status, title = "version_conflict", 409, "The lead has changed since you read it."


class PreconditionFailed(Refusal):
    """The lead is not what the caller has seen, and asked for (If-Match)."""

    code, status, title = "precondition_failed", 412, "The lead has changed since you read it."


class TooLarge(Refusal):
    """The body is larger than we read."""

    code, status, title = "too_large", 413, "The body is too large."


class UnsupportedMediaType(Refusal):
    """The body has a type or an encoding that we do not read."""

    code, status, title = "unsupported_media_type", 415, "This type of body is not read here."


class Invalid(Refusal):
    """The input is readable and wrong; all problems at once."""

    code, status, title = "validation", 422, "Some fields are not valid."

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__("; ".join(f"{each.field}: {each.message}" for each in problems))
        self.problems = problems


class UrlNotAllowed(Invalid):
    """The address may not be called; ``rule`` is why, and no address of anybody is told."""

    code, title = "url_not_allowed", "This address may not be called."

    def __init__(self, rule: str, words: str) -> None:
        super().__init__(FieldProblem(phrase("address"), words))
        self.rule = rule


class RateLimited(Refusal):
    """Too many requests; ``retry_after`` says when the next one fits."""

    code, status, title = "rate_limited", 429, "Too many requests."

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = max(1, retry_after)


class Overloaded(Refusal):
    """More is waiting than we can promise to keep; nothing was accepted."""

    code, status, title = "overloaded", 503, "Too busy; nothing was accepted."
    retry_after = 1


class StorageFull(Refusal):
    """The disk has no room; nothing was accepted."""

    code, status, title = "storage_full", 503, "No room to store this; nothing was accepted."
    retry_after = 60


class Draining(Refusal):
    """The process is shutting down; another one will answer."""

    code, status, title = "draining", 503, "Shutting down; nothing was accepted."
    retry_after = 2


class LeadAlreadyTaken(Refusal):
    """Somebody was faster; ``owner`` is their name."""

    code, status, title = "lead_already_taken", 409, "The lead is taken already."

    def __init__(self, owner: str, *, yourself: bool = False) -> None:
        super().__init__(owner)
        self.owner = owner
        self.yourself = yourself


class LeadHeldByOther(Forbidden):
    """Only the lead's owner or an admin may do this; ``owner`` is the owner's name."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


class NotAnAgent(Refusal):
    """Whoever is to get the lead is no member any more, or only looks on."""

    code, status, title = "not_an_agent", 409, "This person does not work on leads here any more."


class NobodyElse(Refusal):
    """There is nobody whom the lead could be given to."""

    code, status, title = "nobody_else", 409, "There is nobody else to give it to."


class LeadNotInWork(Refusal):
    """Only a lead that somebody works on can wait for a moment."""

    code, status, title = "lead_not_in_work", 409, "Nobody works on this lead. Take it first."


class NothingToUndo(Refusal):
    """It is too late to undo, or the lead has changed since."""

    code, status, title = "nothing_to_undo", 409, "It is too late to undo that."


class UndoneByOther(Forbidden):
    """Only whoever changed the lead can undo that."""


class MoveNotPossible(Refusal):
    """A lead does not go from the status it has to the one asked for."""

    code, status, title = "move_not_possible", 409, "The lead cannot make this move now."

    def __init__(self, was: str, wanted: str) -> None:
        super().__init__(f"{was} -> {wanted}")
        self.was = was
        self.wanted = wanted


class CodeNotValid(Refusal):
    """An invitation or set-up code is wrong, used or too old; which of them is not told."""

    code, status, title = "code_not_valid", 410, "This code is not valid, or not any more."


class AlreadyExists(Refusal):
    """Another thing of this kind has the name already."""

    code, status, title = "already_exists", 409, "There is one with this name already."


class LastOwner(Refusal):
    """A team needs an owner, and this is its only one."""

    code, status, title = "last_owner", 409, "The last owner cannot go."


class TooMany(Refusal):
    """There are as many of these as there may be; ``most`` is the bound."""

    code, status, title = "too_many", 409, "There are as many as there may be."

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


class ExportUnderWay(Refusal):
    """Somebody waits for a file already; the next one may be asked for when that is there."""

    code, status, title = "export_under_way", 409, "An export is under way already."


class ChatBelongsElsewhere(Refusal):
    """The chat is connected to a workspace already."""

    code, status, title = "chat_belongs_elsewhere", 409, "This chat is connected already."


class ShownAlready(Refusal):
    """The chat has several copies of this card; another one would only be noise."""

    code, status, title = "shown_already", 409, "The card is in this chat already."


class RotatedRecently(Refusal):
    """The secret before still works; rotating again would end it at once."""

    code, status, title = "rotated_recently", 409, "The secret was changed less than 24 hours ago."


class DoneAlready(Refusal):
    """Somebody has done this before; it is done once."""

    code, status, title = "done_already", 409, "This is done already."


class EndpointOff(Refusal):
    """The endpoint is not called: it is paused, or switched off."""

    code, status, title = "endpoint_off", 409, "This endpoint is not called now."


class MailOff(Refusal):
    """No e-mail leaves: none is set up, or the server turned the workspace away."""

    code, status, title = "mail_off", 409, "E-mail is not set up here, or does not work."


class MailCapReached(Refusal):
    """Enough e-mail went to this person, or out of this workspace, within a day."""

    code, status, title = "mail_cap_reached", 409, "Enough e-mail was sent for today."

    def __init__(self, most: int, *, person: bool) -> None:
        super().__init__(str(most))
        self.most = most
        self.person = person


class AnonymousSender(Forbidden):
    """Somebody writes in the name of a group, so nobody can tell who it is."""


class WrongPlace(Forbidden):
    """The right person asks in the wrong kind of chat; ``private`` says where it belongs."""

    def __init__(self, *, private: bool) -> None:
        super().__init__("private" if private else "group")
        self.private = private


class NotGroupAdmin(Forbidden):
    """Only somebody who administers the Telegram group may do this to it."""
