"""How destinations fall ill and heal: parked, replaced, moved, and found again.

Each function works inside the transaction of whoever calls it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from domain.change import Change
from domain.chat import Chat, ChatState, Unreachable
from domain.events import ChatDisconnected, ChatMoved
from domain.notice import NoticeKind
from domain.parcel import Parcel, Undelivered
from domain.routing import ALERT, DIGEST, alerts_for, telegram_chat, telegram_lane
from services.telling import tell_owners
from storage.lanes import FOREVER
from storage.store import Store

NewId = Callable[[], UUID]


async def park(
    store: Store, lane: str, trouble: Undelivered, now: datetime, new_id: NewId
) -> None:
    """Let the lane rest until somebody heals it; hand over what the fallback can show."""
    reason = trouble.unreachable or Unreachable.NOT_FOUND
    telegram_id = telegram_chat(lane)
    # Chats are held before anything else, by everybody, so that nobody waits in a circle.
    chats = await store.chats.in_telegram(telegram_id) if telegram_id is not None else ()
    await store.lanes.rest(lane, FOREVER, trouble.reason)
    if telegram_id is None:
        return
    ill = [each for each in chats if each.state is not ChatState.PARKED]
    for chat in chats:
        if chat in ill or chat.reason != reason.value:
            await store.keep(chat.parked(reason, now), now)
    await store.outbox.drop([each.id for each in chats])
    await hand_over(store, telegram_id, now)
    if ill:
        details = {"chat": ill[0].title, "reason": reason.words}
        key = f"parked:{telegram_id}:{now.isoformat()}"
        await tell_owners(store, NoticeKind.CHAT_PARKED, details, key, now, new_id)


def healed_since(chats: Sequence[Chat], moment: datetime) -> bool:
    """Tell whether the chats became able to receive after the *moment*."""
    return any(
        each.state is not ChatState.PARKED and each.since is not None and each.since >= moment
        for each in chats
    )


async def hand_over(store: Store, telegram_id: int, now: datetime) -> None:
    """Let the fallback show what has not left for a chat that cannot be reached."""
    chats = await store.chats.in_telegram(telegram_id)
    await _dissolve_digests(store, telegram_lane(telegram_id), now)
    able = [each for each in await store.chats.all() if each.state is ChatState.ACTIVE]
    fallback = next((each for each in able if each.fallback), None)
    if fallback is not None and fallback.telegram_id != telegram_id:
        await _give(store, chats, fallback)


async def relieve(store: Store, now: datetime) -> None:
    """Let a fallback that is able now take over for every chat that cannot be reached."""
    chats = await store.chats.all()
    parked = {each.telegram_id for each in chats if each.state is ChatState.PARKED}
    for telegram_id in sorted(parked):
        await hand_over(store, telegram_id, now)


async def leave(store: Store, chat: Chat, now: datetime) -> None:
    """Let go of a chat; what has not left for it is shown by the fallback, or else by another."""
    others = [each for each in await store.chats.hold_all() if each.id != chat.id]
    able = [each for each in others if each.state is ChatState.ACTIVE]
    heir = next((each for each in able if each.fallback), able[0] if able else None)
    beside = [each for each in others if each.telegram_id == chat.telegram_id]
    if not beside:
        await _dissolve_digests(store, telegram_lane(chat.telegram_id), now)
    if heir is not None:
        await _give(store, [chat], heir)
    await store.keep(Change(chat, ChatDisconnected(chat.id, chat.title)), now)
    await store.outbox.drop([chat.id])
    if not beside:
        await store.lanes.wake(telegram_lane(chat.telegram_id))


async def _give(store: Store, chats: Sequence[Chat], heir: Chat) -> None:
    """Let another chat show the new cards of these, which are all in one Telegram chat."""
    old, new = telegram_lane(chats[0].telegram_id), telegram_lane(heir.telegram_id)
    given = await store.posts.hand_over(store.outbox.new_cards_free(old), chats, heir)
    await store.outbox.drop(given.forgotten)
    await store.outbox.change_lane(old, new, given.moved)


async def _dissolve_digests(store: Store, lane: str, now: datetime) -> None:
    """Make cards again of digests that were not sent: each goes where its lead belongs."""
    digests = await store.outbox.unsent_digests(lane)
    for digest_id, priority in digests.items():
        posts = await store.digests.dissolve([digest_id])
        await store.outbox.drop([digest_id])
        await store.outbox.put(alerts_for(posts, priority), now)


async def heal(store: Store, telegram_id: int, now: datetime, new_id: NewId) -> Sequence[Chat]:
    """Let everything of a Telegram chat that was parked receive again; what waited follows."""
    lane = telegram_lane(telegram_id)
    chats = await store.chats.in_telegram(telegram_id)
    await store.lanes.wake(lane)
    healed = [each.healed(now) for each in chats if each.state is ChatState.PARKED]
    if not healed:
        return ()
    for change in healed:
        await store.keep(change, now)
    waited = await store.outbox.begin_anew(lane, now)
    if any(each.thing.fallback for each in healed):
        await relieve(store, now)
    details = {"chat": healed[0].thing.title, "waited": str(waited)}
    key = f"healed:{telegram_id}:{now.isoformat()}"
    await tell_owners(store, NoticeKind.CHAT_HEALED, details, key, now, new_id)
    return [each.thing for each in healed]


async def move(store: Store, lane: str, new_id: int, now: datetime) -> None:
    """Follow a group that became a supergroup, in everything that names its old id.

    Where the supergroup is connected already, the two become one.
    """
    old_id = telegram_chat(lane)
    chats = await store.chats.in_telegram(old_id) if old_id is not None else ()
    if old_id is None or not chats:
        return
    there = await store.chats.in_telegram(new_id)
    forgotten = await store.posts.move(old_id, new_id, into=there[0] if there else None)
    await store.outbox.drop(forgotten)
    for chat in chats:
        if there:
            await store.chats.remove(chat)
        else:
            await store.chats.move(chat, new_id)
    if there:
        await _merge(store, chats, there[0], now)
    new_lane = telegram_lane(new_id)
    await store.outbox.change_lane(lane, new_lane)
    if not there:
        await store.lanes.move(lane, new_lane)
    now_there = (await store.chats.in_telegram(new_id))[0]
    moved = ChatMoved(now_there.id, now_there.title, str(old_id), str(new_id))
    await store.keep(Change(now_there, moved), now)


async def _merge(store: Store, gone: Sequence[Chat], chat: Chat, now: datetime) -> None:
    """Let the supergroup stand for the group that it was."""
    await store.chats.was_known_as(chat, gone[0].telegram_id)
    await store.outbox.drop([each.id for each in gone])
    if any(each.fallback for each in gone) and not chat.fallback:
        await store.keep(chat.fallback_is(True), now)


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
