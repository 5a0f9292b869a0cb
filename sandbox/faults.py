"""Faults that a person or a test can switch on: what Telegram does on a bad day."""

import asyncio
from dataclasses import dataclass, field
from itertools import count

from sandbox import errors
from sandbox.bell import Bell
from sandbox.errors import ApiError, bad_request, forbidden, too_many_requests

TRANSPORT = {
    "hang": "Never answers",
    "drop_before": "Closes the connection, nothing done",
    "drop_after": "Does it, then closes the connection",
    "html_page": "502 with an HTML page",
    "empty_body": "502 with an empty body",
}
BAD_REQUESTS = {
    "chat_not_found": errors.CHAT_MISSING,
    "topic_closed": errors.TOPIC_CLOSED,
    "topic_not_found": errors.THREAD_MISSING,
    "not_modified": errors.NOT_MODIFIED,
    "message_gone": errors.EDIT_MISSING,
    "callback_too_old": errors.QUERY_TOO_OLD,
}
REFUSALS = {
    "too_many_requests": "429, wait",
    "server_error": "500 as JSON",
    "kicked": "Bot was kicked",
    "not_member": "Bot is not a member",
    "blocked": "Bot was blocked by the user",
    "deactivated": "User is deactivated",
    "chat_deleted": "Group was deleted",
    "chat_not_found": "Chat not found",
    "topic_closed": "Topic is closed",
    "topic_not_found": "Topic was deleted",
    "not_modified": "Message is not modified",
    "message_gone": "Message to edit not found",
    "callback_too_old": "Query is too old",
    "cant_parse": "Can't parse entities",
    "unauthorized": "401, bad token",
    "conflict": "409, another poller",
    "custom": "Any status and description",
}
KINDS = TRANSPORT | REFUSALS
ABOUT_A_CHAT = frozenset(
    {"kicked", "not_member", "blocked", "deactivated", "chat_deleted", "chat_not_found"}
)
NATURAL = {
    "topic_closed": ("send",),
    "topic_not_found": ("send",),
    "not_modified": ("edit",),
    "message_gone": ("edit",),
    "cant_parse": ("send", "edit"),
    "callback_too_old": ("answercallbackquery",),
    "conflict": ("getupdates",),
}
_ids = count(1)


@dataclass(slots=True, eq=False)
class Fault:
    """One fault: what happens, to which method, in which chat, how many times (None: always)."""

    kind: str
    method: str = "*"
    chat_id: int | None = None
    times: int | None = 1
    retry_after: int = 5
    status: int = 400
    description: str = "Bad Request: something new"
    id: int = field(default_factory=lambda: next(_ids))

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault {self.kind!r}; there are {', '.join(KINDS)}")

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Tell whether this fault strikes this call.

        For all methods (`*`) it strikes only those that could ever answer so.
        """
        if self.times == 0 or self.chat_id not in {None, chat_id}:
            return False
        if self.method != "*":
            return self.method.lower() == method.lower()
        if self.kind in ABOUT_A_CHAT and chat_id is None:
            return False
        return method.lower().startswith(NATURAL.get(self.kind, ("",)))


class FaultBoard:
    """The faults that are switched on now."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self.active: list[Fault] = []
        self._release = asyncio.Event()

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on and return it."""
        self.active.append(fault)
        self._bell.fire()
        return fault

    def remove(self, fault_id: int) -> None:
        """Switch one fault off; an unknown id is no error."""
        self.active = [fault for fault in self.active if fault.id != fault_id]
        self._let_go()

    def clear(self) -> None:
        """Switch everything off and let go of calls that hang."""
        self.active = []
        self._let_go()

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that strikes this call, and count it."""
        for fault in self.active:
            if fault.fits(method, chat_id):
                if fault.times is not None:
                    fault.times -= 1
                self.active = [left for left in self.active if left.times != 0]
                self._bell.fire()
                return fault
        return None

    async def hang(self) -> None:
        """Wait until the faults are cleared."""
        await self._release.wait()

    def _let_go(self) -> None:
        self._release.set()
        self._release = asyncio.Event()
        self._bell.fire()


def refusal(fault: Fault, kind_of_chat: str) -> ApiError:
    """Return the error that a fault answers with, in the words for this kind of chat."""
    place = f"{kind_of_chat} chat"
    if fault.kind in BAD_REQUESTS:
        return bad_request(BAD_REQUESTS[fault.kind])
    others = {
        "too_many_requests": too_many_requests(fault.retry_after),
        "server_error": ApiError(500, "Internal Server Error"),
        "kicked": forbidden(f"bot was kicked from the {place}"),
        "not_member": forbidden(f"bot is not a member of the {place}"),
        "blocked": forbidden(errors.BLOCKED),
        "deactivated": forbidden(errors.DEACTIVATED),
        "chat_deleted": forbidden(errors.GROUP_DELETED),
        "cant_parse": errors.cant_parse('Unsupported start tag "x" at byte offset 0'),
        "unauthorized": ApiError(401, "Unauthorized"),
        "conflict": ApiError(409, errors.OTHER_POLLER),
        "custom": ApiError(fault.status, fault.description),
    }
    return others[fault.kind]
