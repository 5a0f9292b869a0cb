"""What Telegram's errors mean: the one table of its exact texts."""

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from domain.parcel import Undelivered

NOT_MODIFIED = "message is not modified"
CANNOT_PARSE = "can't parse entities"
# The message is not there any more, so a new one has to take its place.
GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
# The whole chat is out of reach, so everything for it waits.
UNREACHABLE = (
    "bot was kicked from the",
    "bot is not a member of the",
    "the group chat was deleted",
    "bot was blocked by the user",
    "user is deactivated",
    "bot can't initiate conversation with a user",
    "have no rights to send a message",
    "not enough rights to send text messages",
    "chat not found",
    "group chat was upgraded to a supergroup chat",
)
UNAUTHORIZED_PAUSE = 60.0


def is_not_modified(error: TelegramAPIError) -> bool:
    """Tell whether the message already looks as it should."""
    return isinstance(error, TelegramBadRequest) and NOT_MODIFIED in error.message


def is_gone(error: TelegramAPIError) -> bool:
    """Tell whether the message to edit is there no more."""
    return isinstance(error, TelegramBadRequest) and any(text in error.message for text in GONE)


def is_unreachable(error: TelegramAPIError) -> bool:
    """Tell whether the whole chat is out of reach."""
    return any(text in error.message for text in UNREACHABLE)


def cannot_parse(error: TelegramAPIError) -> bool:
    """Tell whether Telegram did not accept our markup."""
    return isinstance(error, TelegramBadRequest) and CANNOT_PARSE in error.message


def trouble(error: TelegramAPIError | ClientDecodeError) -> Undelivered:
    """Say what the failure means for the parcel and for its lane.

    A flood answer is no failed attempt. What concerns the way or the whole
    chat rests the lane; any other refusal concerns this parcel alone.
    """
    match error:
        case TelegramRetryAfter():
            reason = f"telegram asks to wait {error.retry_after} s"
            return Undelivered(reason, retry_after=error.retry_after, lane=True, counts=False)
        case TelegramUnauthorizedError():
            pause = UNAUTHORIZED_PAUSE
            return Undelivered("telegram refuses the token", retry_after=pause, lane=True)
        case TelegramServerError() | TelegramNetworkError() | ClientDecodeError():
            return Undelivered(f"telegram does not answer: {type(error).__name__}", lane=True)
        case _:
            words = str(error.message)
            return Undelivered(words, lane=is_unreachable(error))
