"""A forum of Olga's team: a group with topics, in which the bot may manage them."""

from collections.abc import Callable

from sandbox.model import Chat, Message, Person, Topic
from tests.world import Town

SECONDS = 15


async def a_forum(town: Town, title: str = "Leads", *, admin: bool = True) -> Chat:
    """Let Olga make a forum and add the bot."""
    stage = town.stage
    forum: Chat = town.world.add_group(
        title, members=[stage.anna], admins=[stage.olga], forum=True
    )
    await answer(
        town, forum, lambda: town.world.add_bot(forum, stage.bot, by=stage.olga, admin=admin)
    )
    return forum


async def connected_forum(town: Town, *, own_topics: bool = False, admin: bool = True) -> Chat:
    """Let Olga connect a new forum, and give each lead a topic of its own."""
    forum = await a_forum(town, admin=admin)
    said = await town.ask(town.stage.olga, "/connect", forum)
    if own_topics:
        await town.press(town.stage.olga, said, "Back")
        await town.has_button(said, "Topics")
        await town.press(town.stage.olga, said, "Topics")
        await town.shows(said, "A topic for each lead: yes")
    return forum


async def connected_topic(town: Town, forum: Chat, name: str) -> tuple[Topic, Message]:
    """Let Olga make a topic and connect it; return it, and what the bot asks there."""
    topic = town.world.add_topic(forum, name)
    return topic, await ask_in(town, town.stage.olga, forum, topic, "/connect")


async def ask_in(town: Town, person: Person, forum: Chat, topic: Topic, words: str) -> Message:
    """Let a person say something in a topic; return the bot's next message in the forum."""
    return await answer(
        town, forum, lambda: town.world.say(person, forum, words, thread_id=topic.thread_id)
    )


async def answer(town: Town, chat: Chat, act: Callable[[], object]) -> Message:
    """Do *act*; return the bot's next message in the chat."""
    before = {each.id for each in of_the_bot(town, chat)}
    act()

    def new() -> Message | None:
        here = of_the_bot(town, chat)
        return next((each for each in here if each.id not in before), None)

    said: Message = await town.world.until(new, SECONDS)
    return said


def of_the_bot(town: Town, chat: Chat) -> list[Message]:
    """Return what the bot has said in the chat and is still there."""
    return [each for each in town.world.messages(chat) if each.sender is town.stage.bot]


def cards_in(town: Town, chat: Chat, words: str) -> list[Message]:
    """Return the bot's messages in the chat that show *words*."""
    return [each for each in of_the_bot(town, chat) if words in each.text]


async def card_in(town: Town, chat: Chat, words: str) -> Message:
    """Wait for the newest message of the bot in the chat that shows *words*."""

    def newest() -> Message | None:
        return next(reversed(cards_in(town, chat, words)), None)

    card: Message = await town.world.until(newest, SECONDS)
    return card


def topics_of(forum: Chat) -> list[Topic]:
    """Return the topics that were not deleted."""
    return [each for each in forum.topics.values() if not each.deleted]


async def named(town: Town, forum: Chat, name: str) -> Topic:
    """Wait for a topic of this name."""

    def there() -> Topic | None:
        return next((each for each in topics_of(forum) if each.name == name), None)

    topic: Topic = await town.world.until(there, SECONDS)
    return topic
