"""How destinations fall ill and heal: parked, replaced, moved, and found again.

Each function works inside the transaction of whoever calls it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.change import Change
from domain.chat import Chat, ChatState, Unreachable
from domain.events import ChatMoved
from domain.notice import Notice, NoticeKind
from domain.parcel import Parcel, Undelivered
from domain.roles import Role
from domain.routing import ALERT, DIGEST, alerts_for, telegram_chat, telegram_lane
from storage.lanes import FOREVER
from storage.store import Store

NewId = Callable[[], UUID]
WORDS = {
    Unreachable.KICKED: "I was removed from it",
    Unreachable.NOT_A_MEMBER: "I am no member of it",
    Unreachable.DELETED: "it was deleted",
    Unreachable.NOT_FOUND: "Telegram does not find it",
    Unreachable.NO_RIGHTS: "I have no right to write there",
    Unreachable.BLOCKED: "I am blocked there",
    Unreachable.DEACTIVATED: "its account is deactivated",
}


async def park(
    store: Store, lane: str, trouble: Undelivered, now: datetime, new_id: NewId
) -> None:
    """Let the lane rest until somebody heals it; hand over what the fallback can show."""
    reason = trouble.unreachable or Unreachable.NOT_FOUND
    await store.lanes.rest(lane, FOREVER, trouble.reason)
    telegram_id = telegram_chat(lane)
    if telegram_id is None:
        return
    chats = await store.chats.in_telegram(telegram_id)
    ill = [each for each in chats if each.state is not ChatState.PARKED]
    for chat in ill:
        await store.keep(chat.parked(reason, now), now)
    await hand_over(store, telegram_id, now)
    if ill:
        details = {"chat": ill[0].title, "reason": WORDS[reason]}
        key = f"parked:{telegram_id}:{now.isoformat()}"
        await tell_owners(store, NoticeKind.CHAT_PARKED, details, key, now, new_id)


async def hand_over(store: Store, telegram_id: int, now: datetime) -> None:
    """Let the fallback show what has not left for a chat that cannot be reached."""
    fallback = next((each for each in await store.chats.all() if each.fallback), None)
    able = fallback and fallback.state is ChatState.ACTIVE
    if fallback is None or not able or fallback.telegram_id == telegram_id:
        return
    await store.outbox.drop(await store.digests.dissolve_unshown(telegram_id))
    moved = await store.posts.hand_over(telegram_id, fallback)
    old, new = telegram_lane(telegram_id), telegram_lane(fallback.telegram_id)
    await store.outbox.change_lane(old, new, [each.id for each in moved])
    # Those that were to leave in a digest have no parcel of their own yet.
    await store.outbox.put(alerts_for(moved), now)


async def heal(store: Store, telegram_id: int, now: datetime, new_id: NewId) -> Sequence[Chat]:
    """Let everything of a Telegram chat that was parked receive again; what waited follows."""
    lane = telegram_lane(telegram_id)
    await store.lanes.wake(lane)
    chats = await store.chats.in_telegram(telegram_id)
    healed = [each.healed(now) for each in chats if each.state is ChatState.PARKED]
    for change in healed:
        await store.keep(change, now)
    waited = await store.outbox.begin_anew(lane, now)
    if healed:
        details = {"chat": healed[0].thing.title, "waited": str(waited)}
        key = f"healed:{telegram_id}:{now.isoformat()}"
        await tell_owners(store, NoticeKind.CHAT_HEALED, details, key, now, new_id)
    return [each.thing for each in healed]


async def move(store: Store, lane: str, new_id: int, now: datetime) -> None:
    """Follow a group that became a supergroup, in everything that names its old id."""
    old_id = telegram_chat(lane)
    chats = await store.chats.in_telegram(old_id) if old_id is not None else ()
    if old_id is None or not chats:
        return
    there = await store.chats.in_telegram(new_id)
    for chat in chats:
        await store.posts.move(old_id, new_id, into=there[0] if there else None)
        if there:
            await store.chats.remove(chat)
        else:
            await store.chats.move(chat, new_id)
    new_lane = telegram_lane(new_id)
    await store.outbox.change_lane(lane, new_lane)
    await store.lanes.move(lane, new_lane)
    now_there = (await store.chats.in_telegram(new_id))[0]
    await store.keep(Change(now_there, ChatMoved(now_there.id, now_there.title)), now)


async def gave_up(
    store: Store, parcel: Parcel, trouble: Undelivered, now: datetime, new_id: NewId
) -> None:
    """Tell the owners which leads will not arrive by themselves any more."""
    numbers, chat = await _given_up(store, parcel)
    if chat is None:
        return
    number = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
    details = {"number": number, "chat": chat.title, "error": trouble.reason}
    key = f"dead:{parcel.id}"
    await tell_owners(store, NoticeKind.LEAD_DEAD, details, key, now, new_id)


async def _given_up(store: Store, parcel: Parcel) -> tuple[Sequence[int], Chat | None]:
    """Return the numbers of the leads in a card or digest, and the chat that it was for."""
    chats = {each.id: each for each in await store.chats.all()}
    if parcel.kind == ALERT and (post := await store.posts.find(parcel.subject_id)):
        return [await store.leads.number_of(post.lead_id)], chats.get(post.chat_id)
    if parcel.kind == DIGEST and (digest := await store.digests.find(parcel.subject_id)):
        leads = await store.digests.leads_of(digest.id)
        return [each.number for each in leads], chats.get(digest.chat_id) if leads else None
    return (), None


async def tell_owners(
    store: Store,
    kind: NoticeKind,
    details: Mapping[str, str],
    key: str,
    now: datetime,
    new_id: NewId,
) -> None:
    """Tell each owner in private, once for the same *key*."""
    owners = await store.members.with_role(Role.OWNER)
    notices = [Notice(new_id(), each.person_id, kind, details) for each in owners]
    await store.tell(notices, key, now)
