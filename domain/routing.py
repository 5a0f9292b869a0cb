"""Who must hear about an event: events and posts in, parcels out."""

from collections.abc import Iterable, Iterator

from domain.chat import Post
from domain.parcel import NewParcel

ALERT = "alert"


def alerts_for(posts: Iterable[Post]) -> Iterator[NewParcel]:
    """Yield one parcel for each card that must be sent or brought up to date."""
    for post in posts:
        yield NewParcel(
            kind=ALERT,
            lane=telegram_lane(post.telegram_id),
            key=f"{ALERT}:{post.id}",
            subject_id=post.id,
        )


def telegram_lane(telegram_id: int) -> str:
    """Name the lane of one Telegram chat."""
    return f"telegram:{telegram_id}"
