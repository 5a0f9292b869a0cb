"""A topic for each lead, and what becomes of cards when topics are closed, gone or forbidden."""

import pytest

from domain.notice import NoticeKind
from sandbox.faults import Fault
from sandbox.model import Chat, Message
from sandbox.world import Limits
from tests.handlers.forums import (
    answer,
    ask_in,
    card_in,
    cards_in,
    connected_forum,
    connected_topic,
    named,
    of_the_bot,
    topics_of,
)
from tests.handlers.looks import rows, run
from tests.world import TELEGRAMS_OWN, Town, a_lead, labels, settings_for

NAME = "🆕 #1 Jonas Weber"
TAKEN = "🙋 #1 Jonas Weber · Anna Agent"


def calls_of(town: Town, forum: Chat, method: str) -> list[bool]:
    """Whether each call of the method in the forum went well, in order."""
    calls = [each for each in town.world.calls if each.method.lower() == method.lower()]
    return [each.ok for each in calls if str(each.params.get("chat_id")) == str(forum.id)]


async def notices(town: Town) -> list[str]:
    return [each.kind for each in await rows(town, "SELECT kind FROM notices ORDER BY created_at")]


async def told(town: Town, words: str) -> Message:
    """Wait until Olga is told something in private."""
    private = town.world.private(town.stage.olga, town.stage.bot)
    return await card_in(town, private, words)


async def later(town: Town, seconds: float) -> None:
    """Let time pass, and wake the worker as its own look would."""
    town.clock.advance(seconds)
    town.house.services.leads.outgoing.ring()


async def done(town: Town, forum: Chat) -> None:
    """Wait until nothing waits for the forum any more."""
    query = "SELECT id FROM parcels WHERE lane = :lane AND state = 'due'"
    while await rows(town, query, lane=f"telegram:{forum.id}"):
        await town.world.bell.until(lambda: True, 1)


async def own_topic(town: Town) -> tuple[Chat, Message]:
    """Connect a forum in which a lead has a topic of its own; return its card there."""
    forum = await connected_forum(town, own_topics=True)
    await town.lead()
    await named(town, forum, NAME)
    return forum, await card_in(town, forum, "Jonas Weber")


async def test_a_lead_gets_a_topic_whose_name_follows_it(either_town: Town):
    town, anna = either_town, either_town.stage.anna
    forum, card = await own_topic(town)
    (topic,) = topics_of(forum)
    assert card.thread_id == topic.thread_id
    assert labels(card) == ["Take", "Spam", "More"]

    assert "You have taken" in await town.press(anna, card, "Take")
    await named(town, forum, TAKEN)
    await town.has_button(card, "Contacted")
    await town.press(anna, card, "Contacted")
    await named(town, forum, "📞 #1 Jonas Weber · Anna Agent")
    await town.has_button(card, "Release")
    await town.press(anna, card, "Release")
    await named(town, forum, NAME)
    assert topics_of(forum) == [topic]
    assert len(cards_in(town, forum, "Jonas Weber")) == 1


async def test_the_name_changes_only_when_it_differs(town: Town):
    forum, card = await own_topic(town)
    await answer(town, forum, lambda: town.world.say(town.stage.anna, forum, "x", reply_to=card))
    await town.shows(card, "📝 Anna Agent: x")
    await done(town, forum)
    assert calls_of(town, forum, "editForumTopic") == []


async def test_a_topic_that_has_the_name_already_is_no_failure(town: Town):
    forum, card = await own_topic(town)
    town.world.rename_topic(forum, topics_of(forum)[0], TAKEN)
    await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "Anna Agent")
    await done(town, forum)
    assert calls_of(town, forum, "editForumTopic") == [False]
    ((name,),) = await rows(town, "SELECT topic_name FROM posts WHERE thread_id IS NOT NULL")
    assert name == TAKEN


async def test_a_name_of_any_length_fits(town: Town):
    forum = await connected_forum(town, own_topics=True)
    assert (await town.post(a_lead("😀" * 60 + " von und zu " + "x" * 40))).status == 202
    card = await card_in(town, forum, "😀😀")
    (topic,) = topics_of(forum)
    assert card.thread_id == topic.thread_id
    assert topic.name.startswith("🆕 #1 😀")
    assert len(topic.name.encode("utf-16-le")) // 2 <= 128
    await town.press(town.stage.anna, card, "Take")
    await town.world.until(lambda: topic.name.endswith(" · Anna Agent"), 15)


async def test_a_topic_that_somebody_deleted_is_made_anew_at_the_next_change(town: Town):
    forum, card = await own_topic(town)
    data = card.button("Take").callback_data or ""
    town.world.delete_topic(forum, topics_of(forum)[0])
    assert topics_of(forum) == []
    assert "You have taken" in await town.forge(town.stage.anna, forum, data)
    topic = await named(town, forum, TAKEN)
    fresh = await card_in(town, forum, "taken · Anna Agent")
    assert fresh.thread_id == topic.thread_id
    assert "#1 is contacted" in await town.press(town.stage.anna, fresh, "Contacted")
    await named(town, forum, "📞 #1 Jonas Weber · Anna Agent")
    assert topics_of(forum) == [topic]
    assert await notices(town) == []


async def test_a_card_that_somebody_deleted_comes_again_in_its_topic(town: Town):
    forum, card = await own_topic(town)
    data = card.button("Take").callback_data or ""
    del forum.messages[card.id]
    await town.forge(town.stage.anna, forum, data)
    fresh = await card_in(town, forum, "taken · Anna Agent")
    assert fresh.thread_id == card.thread_id
    await named(town, forum, TAKEN)
    assert len(topics_of(forum)) == 1


async def test_a_closed_topic_is_edited_and_opened_only_when_a_card_must_come(town: Town):
    forum, card = await own_topic(town)
    topic = topics_of(forum)[0]
    town.world.promote(forum, town.stage.bot, town.stage.olga, topics=False)
    town.world.close_topic(forum, topic)
    await town.press(town.stage.anna, card, "Take")
    await named(town, forum, TAKEN)
    assert topic.closed
    await town.has_button(card, "Contacted")
    data = card.button("Contacted").callback_data or ""
    del forum.messages[card.id]
    await town.forge(town.stage.anna, forum, data)
    fresh = await card_in(town, forum, "contacted · Anna Agent")
    # The bot made this topic, so it may open it even where it manages no others.
    assert (fresh.thread_id, topic.closed) == (topic.thread_id, False)


async def test_where_a_closed_topic_cannot_be_opened_the_card_goes_beside_it(town: Town):
    forum, card = await own_topic(town)
    topic = topics_of(forum)[0]
    town.world.promote(forum, town.stage.bot, town.stage.olga, topics=False)
    town.world.close_topic(forum, topic)
    words = "Bad Request: not enough rights to close or open the topic"
    town.world.faults.add(Fault("custom", "reopenForumTopic", description=words))
    data = card.button("Take").callback_data or ""
    del forum.messages[card.id]
    await town.forge(town.stage.anna, forum, data)
    beside = await card_in(town, forum, "taken · Anna Agent")
    assert beside.thread_id is None
    notice = await told(town, "is closed")
    assert notice.text.startswith("🔒 The topic 🆕 #1 Jonas Weber in Leads is closed.")
    assert "#1 is contacted" in await town.press(town.stage.anna, beside, "Contacted")
    await town.shows(beside, "contacted")


async def test_without_rights_cards_go_to_the_group_and_owners_hear_it_once_a_day(
    either_town: Town,
):
    town = either_town
    forum = await connected_forum(town, own_topics=True, admin=False)
    for name in ("Ada", "Ben"):
        await town.lead(name)
        assert (await card_in(town, forum, name)).thread_id is None
    await told(town, "🔧 I may not make topics in Leads.")
    assert await notices(town) == [NoticeKind.NO_TOPIC_RIGHTS]
    town.clock.advance(24 * 3600)
    await town.lead("Cleo")
    await card_in(town, forum, "Cleo")
    assert await notices(town) == [NoticeKind.NO_TOPIC_RIGHTS] * 2
    # As soon as it may, it does.
    town.world.promote(forum, town.stage.bot, town.stage.olga)
    await town.lead("Dora")
    topic = await named(town, forum, "🆕 #4 Dora")
    assert (await card_in(town, forum, "Dora")).thread_id == topic.thread_id


@pytest.mark.parametrize("words", ["TOPICS_TOO_MUCH", "the chat is not a forum", "brand new"])
async def test_no_card_waits_because_a_topic_cannot_be_had(town: Town, words: str):
    forum = await connected_forum(town, own_topics=True)
    described = f"Bad Request: {words}"
    town.world.faults.add(Fault("custom", "createForumTopic", description=described))
    await town.lead()
    card = await card_in(town, forum, "Jonas Weber")
    assert card.thread_id is None
    assert "You have taken" in await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "Anna Agent")
    expected = [NoticeKind.NO_TOPIC_RIGHTS] if "forum" in words else []
    assert await notices(town) == expected


async def test_a_name_that_cannot_be_changed_holds_up_no_card(town: Town):
    forum, card = await own_topic(town)
    town.world.faults.add(Fault("custom", "editForumTopic", description="Bad Request: brand new"))
    await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "taken · Anna Agent")
    await done(town, forum)
    assert topics_of(forum)[0].name == NAME
    await town.press(town.stage.anna, card, "Contacted")
    await named(town, forum, "📞 #1 Jonas Weber · Anna Agent")


async def test_a_name_that_must_wait_comes_after_its_pause(town: Town):
    forum, card = await own_topic(town)
    town.world.faults.add(Fault("too_many_requests", "editForumTopic", retry_after=7))
    await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "taken · Anna Agent")
    await town.world.until(lambda: not town.world.faults.active, 15)
    assert topics_of(forum)[0].name == NAME
    await later(town, 7.5)
    await named(town, forum, TAKEN)


async def test_a_card_that_comes_again_is_not_sent_twice_when_its_topic_cannot_be_renamed(
    town: Town,
):
    forum, card = await own_topic(town)
    data = card.button("Take").callback_data or ""
    del forum.messages[card.id]
    town.world.faults.add(Fault("server_error", "editForumTopic"))
    await town.forge(town.stage.anna, forum, data)
    await done_once(town, forum)
    await later(town, 1.2)
    await named(town, forum, TAKEN)
    await card_in(town, forum, "taken · Anna Agent")
    await done(town, forum)
    assert len(cards_in(town, forum, "Jonas Weber")) == 1


@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "server_error"])
async def test_an_answer_that_got_lost_costs_at_most_one_empty_topic(town: Town, kind: str):
    forum = await connected_forum(town, own_topics=True)
    town.world.faults.add(Fault(kind, "createForumTopic"))
    await town.lead()
    await town.world.until(lambda: not town.world.faults.active, 15)
    await done_once(town, forum)
    await later(town, 1.2)
    card = await card_in(town, forum, "Jonas Weber")
    assert len(cards_in(town, forum, "Jonas Weber")) == 1
    full = [each for each in topics_of(forum) if each.thread_id == card.thread_id]
    empty = [each for each in topics_of(forum) if each not in full]
    assert len(full) == 1
    assert len(empty) == (1 if kind == "drop_after" else 0)


async def done_once(town: Town, forum: Chat) -> None:
    """Wait until a first attempt in the forum is written down as failed."""
    query = "SELECT id FROM parcels WHERE lane = :lane AND failures > 0"
    while not await rows(town, query, lane=f"telegram:{forum.id}"):
        await town.world.bell.until(lambda: True, 1)


async def test_a_topic_is_remembered_before_anything_is_in_it(either_town: Town):
    town = either_town
    forum = await connected_forum(town, own_topics=True)
    town.world.faults.add(Fault("server_error", "sendMessage", chat_id=forum.id))
    await town.lead()
    await done_once(town, forum)
    topic = await named(town, forum, NAME)
    assert cards_in(town, forum, "Jonas Weber") == []
    await later(town, 1.2)
    card = await card_in(town, forum, "Jonas Weber")
    assert card.thread_id == topic.thread_id
    assert topics_of(forum) == [topic]


async def test_a_topic_that_was_deleted_before_the_card_came_is_made_anew(town: Town):
    forum = await connected_forum(town, own_topics=True)
    town.world.faults.add(Fault("server_error", "sendMessage", chat_id=forum.id))
    await town.lead()
    await done_once(town, forum)
    town.world.delete_topic(forum, await named(town, forum, NAME))
    await later(town, 1.2)
    card = await card_in(town, forum, "Jonas Weber")
    (topic,) = topics_of(forum)
    assert (topic.name, card.thread_id) == (NAME, topic.thread_id)


@pytest.mark.parametrize("deleted", [True, False], ids=["deleted", "closed"])
async def test_cards_go_beside_a_connected_topic_that_is_lost(town: Town, *, deleted: bool):
    forum = await connected_forum(town, admin=False)
    topic, asked = await connected_topic(town, forum, "Website")
    await town.press(town.stage.olga, asked, "Website")
    if deleted:
        town.world.delete_topic(forum, topic)
    else:
        town.world.close_topic(forum, topic)
    for name in ("Ada", "Ben"):
        await town.lead(name)
        assert (await card_in(town, forum, name)).thread_id is None
        assert len(cards_in(town, forum, name)) == 1
    notice = await told(town, "is gone" if deleted else "is closed")
    assert "The topic Website in Leads is" in notice.text
    kind = NoticeKind.TOPIC_GONE if deleted else NoticeKind.TOPIC_CLOSED
    assert await notices(town) == [kind]
    card = await card_in(town, forum, "Ben")
    assert "You have taken" in await town.press(town.stage.anna, card, "Take")
    await town.shows(card, "Anna Agent")
    if not deleted:
        town.world.close_topic(forum, topic, closed=False)
        await town.lead("Cleo")
        assert (await card_in(town, forum, "Cleo")).thread_id == topic.thread_id


async def test_a_group_of_topics_that_is_lost_hands_over_one_card_a_lead(either_town: Town):
    """Two topics waited for the same lead; the fallback is one place and shows it once."""
    town, olga = either_town, either_town.stage.olga
    forum = await connected_forum(town)
    _, first = await connected_topic(town, forum, "Website")
    await town.press(olga, first, "Website")
    await town.has_button(first, "✓ Website")
    _, second = await connected_topic(town, forum, "Also")
    await town.press(olga, second, "Website")
    await town.has_button(second, "✓ Website")
    other = town.world.add_group("Fallback", admins=[olga])
    await town.stage.connect(olga, other)
    paused = "UPDATE chats SET fallback = :yes, sources = :none WHERE telegram_id = :id"
    nobody = '["00000000-0000-0000-0000-000000000000"]'
    await run(town, paused.replace(":none", f"'{nobody}'"), yes=True, id=other.id)
    hang = town.world.faults.add(Fault("kicked", "sendMessage", chat_id=forum.id, times=None))
    await town.lead()
    await card_in(town, other, "Jonas Weber")
    await done(town, other)
    assert len(cards_in(town, other, "Jonas Weber")) == 1
    town.world.faults.remove(hang.id)


async def test_a_burst_is_a_digest_in_the_group_and_a_lead_gets_its_topic_when_opened(
    sqlite_url: str, clock
):
    settings = settings_for(sqlite_url, telegram_limits=TELEGRAMS_OWN)
    async with Town.founded(settings, clock) as town:
        forum = await connected_forum(town, own_topics=True)
        town.world.limits = Limits()
        for number in range(30):
            answered = await town.post(a_lead(f"Lead {number:02}"))
            assert answered.status == 202
        digest = await card_in(town, forum, "came at once")
        assert digest.thread_id is None

        def shown() -> bool:
            texts = "\n".join(each.text for each in of_the_bot(town, forum))
            return all(f"Lead {number:02}" in texts for number in range(30))

        await town.world.until(shown, 60)
        calls = [each for each in town.world.calls if "429" in str(each.error)]
        assert calls == []
        before = len(topics_of(forum))
        label = next(each for each in labels(digest) if each.startswith("#"))
        said = await town.press(town.stage.anna, digest, label)
        assert said == f"Lead {label} has a topic of its own."
        topic = await town.world.until(
            lambda: next((t for t in topics_of(forum) if f" {label} " in t.name), None), 60
        )
        assert len(topics_of(forum)) == before + 1
        await town.world.until(
            lambda: any(each.thread_id == topic.thread_id for each in of_the_bot(town, forum)), 60
        )
        # Asked for once more, nothing new comes.
        assert await town.press(town.stage.anna, digest, label) == said
        await done(town, forum)
        assert len(topics_of(forum)) == before + 1


async def test_a_command_in_a_leads_own_topic_is_answered_there(town: Town):
    forum, card = await own_topic(town)
    (topic,) = topics_of(forum)
    said = await ask_in(town, town.stage.anna, forum, topic, "/help")
    assert said.thread_id == card.thread_id


async def test_what_people_say_in_a_topic_is_no_note(town: Town):
    """There every message answers the one that began the topic, which is no card."""
    forum = await connected_forum(town, own_topics=True)
    await town.lead()
    topic = await named(town, forum, "🆕 #1 Jonas Weber")
    card = await card_in(town, forum, "Jonas Weber")
    town.world.say(town.stage.anna, forum, "I know him", thread_id=topic.thread_id)
    noted = await answer(
        town, forum, lambda: town.world.say(town.stage.anna, forum, "Call him", reply_to=card)
    )
    assert noted.text == "Noted on #1."
    assert noted.thread_id == topic.thread_id
    assert [row.text for row in await rows(town, "SELECT text FROM notes")] == ["Call him"]
