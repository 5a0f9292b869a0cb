"""Who must hear about an event: events and posts in, parcels out."""

from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.chat import Chat, Digest, Post
from domain.erasing import ErasedCard
from domain.notice import Notice
from domain.parcel import NewParcel, Priority

ALERT = "alert"
DIGEST = "digest"
NOTICE = "notice"
CANARY = "canary"
TEST = "test"
REMINDER = "reminder"
MENU = "menu"
SUMMARY = "summary"
ERASED = "erased"

_LANE = "telegram:"
_MENU_LANE = "menu:"


def alerts_for(posts: Iterable[Post], priority: Priority = Priority.NEW) -> Iterator[NewParcel]:
    """Yield one parcel for each message that must be sent or brought up to date.

    A copy that is shown already has the priority of an edit. One that is a
    line of a digest brings that up to date, and its own card if it has one.
    """
    for post in posts:
        lane = telegram_lane(post.telegram_id)
        if post.digest_id is not None:
            yield _about(DIGEST, lane, post.digest_id, Priority.REPORT)
        if post.message_id is not None:
            yield _about(ALERT, lane, post.id, Priority.EDIT)
        elif post.digest_id is None:
            yield _about(ALERT, lane, post.id, priority)


def digests_of(posts: Iterable[Post]) -> Iterator[NewParcel]:
    """Yield the parcel that brings up to date each digest of which these copies were lines."""
    for post in posts:
        if post.digest_id is not None:
            yield _about(DIGEST, telegram_lane(post.telegram_id), post.digest_id, Priority.REPORT)


def erased_for(card_id: UUID, card: ErasedCard) -> NewParcel:
    """Return the parcel that lets a message say that its lead was erased."""
    return _about(ERASED, telegram_lane(card.telegram_id), card_id, Priority.EDIT)


def card_asked_for(post: Post) -> NewParcel:
    """Return the parcel that brings out the card that somebody asked for."""
    return _about(ALERT, telegram_lane(post.telegram_id), post.id, Priority.ASKED)


def digest_for(digest: Digest, priority: Priority) -> NewParcel:
    """Return the parcel that brings a digest out, or up to date."""
    return _about(DIGEST, telegram_lane(digest.telegram_id), digest.id, priority)


def test_for(chat: Chat) -> NewParcel:
    """Return the parcel that brings a test message to a chat; one at a time is enough."""
    return _about(TEST, telegram_lane(chat.telegram_id), chat.id, Priority.ASKED)


def notices_for(notices: Iterable[Notice]) -> Iterator[NewParcel]:
    """Yield the parcel that brings each notice to its person, in private."""
    for notice in notices:
        yield _about(NOTICE, telegram_lane(notice.person_id), notice.id, Priority.NEW)


def reminder_for(post: Post) -> NewParcel:
    """Return the parcel that answers a card with the reminder that has come."""
    return _about(REMINDER, telegram_lane(post.telegram_id), post.id, Priority.NEW)


def summary_for(chat: Chat) -> NewParcel:
    """Return the parcel that brings a chat its newest summary; an older one never waits beside."""
    return _about(SUMMARY, telegram_lane(chat.telegram_id), chat.id, Priority.REPORT)


def canary_for(copy_id: UUID, telegram_id: int) -> NewParcel:
    """Return the parcel that brings a canary out, at its turn among new cards."""
    return _about(CANARY, telegram_lane(telegram_id), copy_id, Priority.NEW)


def _about(kind: str, lane: str, subject_id: UUID, priority: Priority) -> NewParcel:
    return NewParcel(kind, lane, f"{kind}:{subject_id}", subject_id, priority)


def telegram_lane(telegram_id: int) -> str:
    """Name the lane of one Telegram chat."""
    return f"{_LANE}{telegram_id}"


def telegram_chat(lane: str) -> int | None:
    """Return the Telegram chat that a lane leads to; None for a lane to somewhere else."""
    return int(lane.removeprefix(_LANE)) if lane.startswith(_LANE) else None


def menu_for(telegram_id: int) -> NewParcel:
    """Return the parcel that brings the menu of commands of one chat up to date.

    It has a lane of its own: a menu that cannot be brought holds no card back.
    """
    lane = f"{_MENU_LANE}{telegram_id}"
    subject = uuid5(NAMESPACE_URL, lane)
    return NewParcel(MENU, lane, lane, subject, Priority.REPORT)


def chat_of_menu(lane: str) -> int:
    """Return the Telegram chat whose menu leaves by this lane."""
    return int(lane.removeprefix(_MENU_LANE))
