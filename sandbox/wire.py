"""The JSON shapes of the Bot API: User, Chat, Message, ChatMember, CallbackQuery."""

from typing import Any

from sandbox.model import (
    ANONYMOUS_ADMIN,
    Account,
    BotAccount,
    Chat,
    Media,
    Member,
    Message,
    Person,
    Press,
)

Json = dict[str, Any]
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
ANONYMOUS_USER = {
    "id": ANONYMOUS_ADMIN,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def user(account: Account) -> Json:
    """Return a `User`."""
    if isinstance(account, BotAccount):
        return {
            "id": account.id,
            "is_bot": True,
            "first_name": account.name,
            "username": account.username,
        }
    return _without_none(
        {
            "id": account.id,
            "is_bot": False,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "username": account.username,
            "language_code": account.language,
        }
    )


def me(bot: BotAccount) -> Json:
    """Return the `User` of getMe."""
    return user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat(room: Chat) -> Json:
    """Return a `Chat`."""
    if room.person is not None:
        person = room.person
        return _without_none(
            {
                "id": room.id,
                "type": "private",
                "first_name": person.first_name,
                "last_name": person.last_name,
                "username": person.username,
            }
        )
    shape: Json = {"id": room.id, "type": room.kind, "title": room.title}
    return shape | ({"is_forum": True} if room.forum else {})


def full_chat(room: Chat) -> Json:
    """Return a `ChatFullInfo`."""
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    whole = chat(room) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
    return whole | ({"permissions": {"can_send_messages": True}} if room.group else {})


def member(item: Member) -> Json:
    """Return a `ChatMember`."""
    shape: Json = {"user": user(item.account), "status": item.status}
    if item.status == "creator":
        anonymous = isinstance(item.account, Person) and item.account.anonymous
        return shape | {"is_anonymous": anonymous}
    if item.status == "administrator":
        rights: Json = dict.fromkeys(RIGHTS, True)
        return (
            shape
            | rights
            | {
                "can_be_edited": False,
                "is_anonymous": False,
                "can_pin_messages": True,
                "can_manage_topics": item.manages_topics,
            }
        )
    if item.status == "kicked":
        return shape | {"until_date": 0}
    return shape


def message(item: Message, *, replies: bool = True) -> Json:
    """Return a `Message`; a reply's own reply is left out, as Telegram does."""
    shape: Json = {
        "message_id": item.id,
        "from": ANONYMOUS_USER if item.anonymous else user(item.sender),
        "chat": chat(item.chat),
        "date": item.date,
    }
    if item.anonymous:
        shape["sender_chat"] = chat(item.chat)
    shape |= _thread(item)
    if replies and item.reply_to is not None:
        shape["reply_to_message"] = message(item.reply_to, replies=False)
    if item.edit_date is not None:
        shape["edit_date"] = item.edit_date
    if item.service is not None:
        return shape | item.service
    shape |= _content(item)
    if item.markup and "inline_keyboard" in item.markup:
        shape["reply_markup"] = item.markup
    return shape


def inaccessible(room: Chat, message_id: int) -> Json:
    """Return an `InaccessibleMessage`: it was deleted, or there never was one."""
    return {"chat": chat(room), "message_id": message_id, "date": 0}


def callback_query(press: Press, message_id: int) -> Json:
    """Return a `CallbackQuery`."""
    shown = press.message
    there = shown is not None and shown.id in shown.chat.messages
    return {
        "id": press.id,
        "from": user(press.person),
        "message": message(shown) if shown and there else inaccessible(press.chat, message_id),
        "chat_instance": str(abs(press.chat.id) * 7919),
        "data": press.data,
    }


def membership(room: Chat, by: Account, at: int, old: Member, new: Member) -> Json:
    """Return a `ChatMemberUpdated`."""
    return {
        "chat": chat(room),
        "from": user(by),
        "date": at,
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }


def _thread(item: Message) -> Json:
    if item.chat.forum:
        known = item.thread_id in item.chat.topics
        shape: Json = {"message_thread_id": item.thread_id} if item.thread_id else {}
        return shape | ({"is_topic_message": True} if known else {})
    if item.chat.kind == "supergroup" and item.reply_to is not None:
        return {"message_thread_id": _root(item).id}
    return {}


def _root(item: Message) -> Message:
    while item.reply_to is not None:
        item = item.reply_to
    return item


def _content(item: Message) -> Json:
    if item.media is not None:
        words: Json = {"caption": item.text} if item.text else {}
        words |= {"caption_entities": item.entities} if item.entities else {}
        return _media(item.media) | words
    shape: Json = {"text": item.text}
    shape |= {"entities": item.entities} if item.entities else {}
    if item.link_preview_disabled:
        shape["link_preview_options"] = {"is_disabled": True}
    return shape


def _media(media: Media) -> Json:
    file: Json = {
        "file_id": media.file_id,
        "file_unique_id": f"u{media.file_id}",
        "file_size": len(media.data),
    }
    if media.kind == "photo":
        return {"photo": [file | {"width": media.width, "height": media.height}]}
    return {"document": file | {"file_name": media.name, "mime_type": media.mime}}


def _without_none(shape: Json) -> Json:
    return {key: value for key, value in shape.items() if value is not None}
