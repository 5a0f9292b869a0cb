"""What the Bot API says when it refuses, in Telegram's own words."""

from typing import Any

MESSAGE_EMPTY = "message text is empty"
MESSAGE_TOO_LONG = "message is too long"
CAPTION_TOO_LONG = "message caption is too long"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
EDIT_MISSING = "message to edit not found"
EDIT_FOREIGN = "message can't be edited"
DELETE_MISSING = "message to delete not found"
DELETE_FOREIGN = "message can't be deleted"
DELETE_OLD = "message can't be deleted for everyone"
REPLY_MISSING = "message to be replied not found"
REACT_MISSING = "message to react not found"
THREAD_MISSING = "message thread not found"
TOPIC_CLOSED = "TOPIC_CLOSED"
TOPIC_MISSING = "TOPIC_ID_INVALID"
TOPIC_UNCHANGED = "TOPIC_NOT_MODIFIED"
TOPIC_NAME_EMPTY = "title must be non-empty"
TOPIC_NAME_TOO_LONG = "TOPIC_TITLE_TOO_LONG"
NO_FORUM = "the chat is not a forum"
MAY_NOT_CREATE_TOPIC = "not enough rights to create a topic"
MAY_NOT_EDIT_TOPIC = "not enough rights to edit the topic"
MAY_NOT_CLOSE_TOPIC = "not enough rights to close or open the topic"
CHAT_MISSING = "chat not found"
CHAT_UPGRADED = "group chat was upgraded to a supergroup chat"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
NEVER_STARTED = "bot can't initiate conversation with a user"
GROUP_DELETED = "the group chat was deleted"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"


class ApiError(Exception):
    """A refusal of the Bot API: status, description and, sometimes, what to do next."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON answer that carries this refusal."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(text: str, **parameters: int) -> ApiError:
    """Refuse a request that can never work as it is (400)."""
    return ApiError(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> ApiError:
    """Refuse a request that this bot may not make (403)."""
    return ApiError(403, f"Forbidden: {text}")


def too_many_requests(seconds: int) -> ApiError:
    """Refuse a request until `seconds` have passed (429)."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def cant_parse(text: str) -> ApiError:
    """Refuse a text whose markup is broken."""
    return bad_request(f"can't parse entities: {text}")
