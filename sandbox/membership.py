"""Groups: who is in them, who may do what, topics, and how a group becomes a supergroup."""

from collections.abc import Iterable
from typing import Any

from sandbox import wire
from sandbox.model import Account, BotAccount, Chat, Member, Message, Person, Topic
from sandbox.registry import Registry

SUPERGROUP = -1_000_000_000_000


class Membership(Registry):
    """The half of the world that is about groups and their members."""

    def add_group(
        self,
        title: str,
        members: Iterable[Account] = (),
        admins: Iterable[Account] = (),
        *,
        forum: bool = False,
        kind: str = "supergroup",
    ) -> Chat:
        """Add a group; the first human admin (or else member) is its creator."""
        number = next(self._group_ids)
        chat_id = SUPERGROUP - number if kind == "supergroup" else -number
        chat = Chat(id=chat_id, kind=kind, title=title, forum=forum)
        self.groups[chat.id] = chat
        admins, members = list(admins), list(members)
        people = [a for a in [*admins, *members] if isinstance(a, Person)]
        for account in [*admins, *members]:
            status = "administrator" if account in admins else "member"
            if people and account is people[0]:
                status = "creator"
            if isinstance(account, BotAccount) and people:
                self.add_bot(chat, account, by=people[0], admin=account in admins)
            else:
                chat.members.setdefault(account.id, Member(account, status))
        self.bell.fire()
        return chat

    def add_member(self, group: Chat, person: Person, by: Person | None = None) -> None:
        """Let a person join, or be added by somebody."""
        self._become(group, person, "member", by or person)
        joined: dict[str, Any] = {"new_chat_members": [wire.user(person)]}
        self.announce(group, by or person, joined)

    def remove_member(self, group: Chat, person: Person, by: Person | None = None) -> None:
        """Let a person leave, or be removed by somebody."""
        self._become(group, person, "kicked" if by else "left", by or person)
        self.announce(group, by or person, {"left_chat_member": wire.user(person)})

    def add_bot(self, group: Chat, bot: BotAccount, by: Person, *, admin: bool = False) -> None:
        """Add a bot to a group: it hears `my_chat_member` and sees itself join."""
        self._become(group, bot, "administrator" if admin else "member", by)
        self.announce(group, by, {"new_chat_members": [wire.user(bot)]})

    def remove_bot(self, group: Chat, bot: BotAccount, by: Person) -> None:
        """Remove a bot from a group: it hears `my_chat_member` and is out."""
        self._become(group, bot, "kicked", by)
        self.announce(group, by, {"left_chat_member": wire.user(bot)})

    def promote(
        self,
        group: Chat,
        account: Account,
        by: Person,
        *,
        admin: bool = True,
        topics: bool = True,
    ) -> None:
        """Make somebody an administrator, who manages topics or not, or a plain member again."""
        status = "administrator" if admin else "member"
        self._become(group, account, status, by, manages_topics=topics)

    def leave(self, group: Chat, bot: BotAccount) -> None:
        """Let a bot leave a group by itself."""
        self._become(group, bot, "left", bot)
        self.announce(group, bot, {"left_chat_member": wire.user(bot)})

    def block(self, person: Person, bot: BotAccount) -> None:
        """Let a person block a bot."""
        self._set_blocked(person, bot, blocked=True)

    def unblock(self, person: Person, bot: BotAccount) -> None:
        """Let a person unblock a bot."""
        self._set_blocked(person, bot, blocked=False)

    def deactivate(self, person: Person) -> None:
        """Delete a person's account."""
        person.deactivated = True
        self.bell.fire()

    def delete_group(self, group: Chat) -> None:
        """Delete a group for everybody."""
        group.deleted = True
        self.bell.fire()

    def migrate(self, group: Chat) -> Chat:
        """Upgrade a group to a supergroup; return the new chat with its new id."""
        number = next(self._group_ids)
        new = Chat(id=SUPERGROUP - number, kind="supergroup", title=group.title)
        new.members = {
            key: Member(m.account, m.status, m.manages_topics) for key, m in group.members.items()
        }
        self.groups[new.id] = new
        by = next(m.account for m in group.members.values() if isinstance(m.account, Person))
        self.announce(group, by, {"migrate_to_chat_id": new.id})
        group.migrated_to = new
        self.announce(new, by, {"migrate_from_chat_id": group.id})
        return new

    def add_topic(self, group: Chat, name: str, by: Account | None = None) -> Topic:
        """Add a topic to a forum; its thread id is the id of the message that made it."""
        maker = by or next(m.account for m in group.members.values() if m.admin)
        made = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.announce(group, maker, made, in_topic=True)
        topic = Topic(thread_id=message.id, name=name, creator=maker)
        group.topics[topic.thread_id] = topic
        self.bell.fire()
        return topic

    def rename_topic(
        self, group: Chat, topic: Topic, name: str, by: Account | None = None
    ) -> None:
        """Give a topic another name."""
        maker = by or next(m.account for m in group.members.values() if m.admin)
        topic.name = name
        edited = {"forum_topic_edited": {"name": name}}
        self.announce(group, maker, edited, thread_id=topic.thread_id)

    def close_topic(
        self, group: Chat, topic: Topic, *, closed: bool = True, by: Account | None = None
    ) -> None:
        """Close a topic, or open it again."""
        topic.closed = closed
        maker = by or next(m.account for m in group.members.values() if m.admin)
        what: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        self.announce(group, maker, what, thread_id=topic.thread_id)

    def delete_topic(self, group: Chat, topic: Topic) -> None:
        """Delete a topic and everything in it."""
        topic.deleted = True
        gone = [m.id for m in group.messages.values() if m.thread_id == topic.thread_id]
        for message_id in gone:
            del group.messages[message_id]
        self.bell.fire()

    def announce(
        self,
        chat: Chat,
        by: Account,
        service: dict[str, Any],
        *,
        thread_id: int | None = None,
        in_topic: bool = False,
    ) -> Message:
        """Post a service message; every bot in the chat hears it."""
        number = next(chat.numbers)
        message = Message(
            id=number,
            chat=chat,
            sender=by,
            date=int(self.now()),
            service=service,
            thread_id=number if in_topic else thread_id,
        )
        chat.messages[number] = message
        for bot in chat.bots():
            if bot is not by:
                bot.mailbox.put("message", wire.message(message))
        self.bell.fire()
        return message

    def _become(
        self,
        chat: Chat,
        account: Account,
        status: str,
        by: Account,
        *,
        manages_topics: bool = True,
    ) -> None:
        """Change what somebody is in a chat and tell the bots that may know."""
        old = chat.member(account) or Member(account, "left")
        new = Member(account, status, manages_topics)
        chat.members[account.id] = new
        change = wire.membership(chat, by, int(self.now()), old, new)
        if isinstance(account, BotAccount):
            account.mailbox.put("my_chat_member", change)
        for bot in chat.bots():
            if bot is not account and chat.admin(bot):
                bot.mailbox.put("chat_member", change)
        self.bell.fire()

    def _set_blocked(self, person: Person, bot: BotAccount, *, blocked: bool) -> None:
        chat = self.private(person, bot)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        out, back = Member(bot, "kicked"), Member(bot, "member")
        old, new = (back, out) if blocked else (out, back)
        bot.mailbox.put("my_chat_member", wire.membership(chat, person, int(self.now()), old, new))
        self.bell.fire()
