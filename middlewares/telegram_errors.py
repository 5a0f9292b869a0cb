"""What Telegram's errors mean: the one table of its exact texts."""

from enum import Enum, auto

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from domain.chat import Unreachable
from domain.parcel import Trouble, Undelivered

UNAUTHORIZED_PAUSE = 60.0
NO_ANSWER = (TelegramServerError, TelegramNetworkError, TelegramConflictError, ClientDecodeError)
NOT_A_METHOD = "Not Found"
"""What the Bot API answers to a token that it does not know, whatever the method."""


class OverBudget(TelegramRetryAfter):
    """Our own budget is used up; nothing was sent."""


class Meaning(Enum):
    """What one of Telegram's answers means for whoever asked."""

    NOT_MODIFIED = auto()
    CANNOT_PARSE = auto()
    MESSAGE_GONE = auto()
    TOO_LONG = auto()
    TOPIC_CLOSED = auto()
    TOPIC_GONE = auto()
    TOPIC_AS_IT_WAS = auto()
    NO_TOPIC_RIGHTS = auto()
    QUERY_TOO_OLD = auto()


# Bot API texts, each as the server words it (telegram-bot-api, Client.cpp, and what it passes on
# from Telegram itself); compared without regard to case.
TEXTS: dict[str, Meaning | Unreachable] = {
    "message is not modified": Meaning.NOT_MODIFIED,
    "can't parse entities": Meaning.CANNOT_PARSE,
    "message to edit not found": Meaning.MESSAGE_GONE,
    "message can't be edited": Meaning.MESSAGE_GONE,
    "MESSAGE_ID_INVALID": Meaning.MESSAGE_GONE,
    "message is too long": Meaning.TOO_LONG,
    "MESSAGE_TOO_LONG": Meaning.TOO_LONG,
    "TOPIC_CLOSED": Meaning.TOPIC_CLOSED,
    "message thread not found": Meaning.TOPIC_GONE,
    "TOPIC_DELETED": Meaning.TOPIC_GONE,
    "TOPIC_ID_INVALID": Meaning.TOPIC_GONE,
    "TOPIC_NOT_MODIFIED": Meaning.TOPIC_AS_IT_WAS,
    "not enough rights to create a topic": Meaning.NO_TOPIC_RIGHTS,
    "not enough rights to edit the topic": Meaning.NO_TOPIC_RIGHTS,
    "not enough rights to close or open the topic": Meaning.NO_TOPIC_RIGHTS,
    "the chat is not a forum": Meaning.NO_TOPIC_RIGHTS,
    "query is too old and response timeout expired": Meaning.QUERY_TOO_OLD,
    "query ID is invalid": Meaning.QUERY_TOO_OLD,
    "bot was kicked from the": Unreachable.KICKED,
    "bot is not a member of the": Unreachable.NOT_A_MEMBER,
    "the group chat was deleted": Unreachable.DELETED,
    "chat not found": Unreachable.NOT_FOUND,
    "have no rights to send a message": Unreachable.NO_RIGHTS,
    "not enough rights to send text messages": Unreachable.NO_RIGHTS,
    "CHAT_WRITE_FORBIDDEN": Unreachable.NO_RIGHTS,
    "bot was blocked by the user": Unreachable.BLOCKED,
    "bot can't initiate conversation with a user": Unreachable.BLOCKED,
    "user is deactivated": Unreachable.DEACTIVATED,
}
_LOWERED = {text.lower(): meaning for text, meaning in TEXTS.items()}


def meaning_of(error: Exception) -> Meaning | Unreachable | None:
    """Return what the table says of an error; ``None`` for a text that is not in it."""
    return _meaning(str(getattr(error, "message", "")))


def _meaning(words: str) -> Meaning | Unreachable | None:
    lowered = words.lower()
    return next((meaning for text, meaning in _LOWERED.items() if text in lowered), None)


def is_unknown(problem: Undelivered) -> bool:
    """Tell whether Telegram refused something in words that are not in the table."""
    refused = problem.why is Trouble.REFUSED and not problem.permanent
    return refused and _meaning(problem.reason) is None


def is_not_modified(error: TelegramAPIError) -> bool:
    """Tell whether the message already looks as it should."""
    return meaning_of(error) is Meaning.NOT_MODIFIED


def is_gone(error: TelegramAPIError) -> bool:
    """Tell whether the message to edit is there no more."""
    return meaning_of(error) is Meaning.MESSAGE_GONE


def is_unreachable(error: TelegramAPIError) -> bool:
    """Tell whether the whole chat is out of reach."""
    moved = isinstance(error, TelegramMigrateToChat)
    return moved or isinstance(meaning_of(error), Unreachable)


def cannot_parse(error: TelegramAPIError) -> bool:
    """Tell whether Telegram did not accept our markup."""
    return meaning_of(error) is Meaning.CANNOT_PARSE


def is_bad_token(error: Exception) -> bool:
    """Tell whether Telegram does not know our token: 401, or 404 for every method."""
    not_found = isinstance(error, TelegramNotFound) and str(error.message) == NOT_A_METHOD
    return not_found or isinstance(error, TelegramUnauthorizedError)


def trouble(error: TelegramAPIError | ClientDecodeError) -> Undelivered:
    """Say what the failure means for the parcel and for its lane.

    A text that is not in the table concerns this parcel alone: it is tried
    again, and never parks a chat.
    """
    if is_bad_token(error):
        pause, why = UNAUTHORIZED_PAUSE, Trouble.UNAUTHORIZED
        return Undelivered("telegram refuses the token", why, retry_after=pause)
    match error:
        case OverBudget():
            reason = "our own budget is used up"
            return Undelivered(reason, Trouble.BUDGET, retry_after=float(error.retry_after))
        case TelegramRetryAfter():
            seconds = float(error.retry_after)
            reason = f"telegram asks to wait {seconds:g} s"
            return Undelivered(reason, Trouble.FLOOD, retry_after=seconds)
        case TelegramMigrateToChat():
            reason = "the group became a supergroup"
            return Undelivered(reason, Trouble.MOVED, moved_to=error.migrate_to_chat_id)
        # To the library, a body that is too large is an error of the network.
        case _ if isinstance(error, NO_ANSWER) and not isinstance(error, TelegramEntityTooLarge):
            reason = f"telegram does not answer: {type(error).__name__}"
            return Undelivered(reason, Trouble.NO_ANSWER)
        case _:
            return _refused(error)


def _refused(error: TelegramAPIError) -> Undelivered:
    words, meaning = str(error.message), meaning_of(error)
    if isinstance(meaning, Unreachable):
        return Undelivered(words, Trouble.UNREACHABLE, unreachable=meaning)
    return Undelivered(words)
