"""Where a lead goes: every chat there can be, and every lead."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from domain.chat import Chat, ChatState, destinations

SOURCES = [UUID(int=number) for number in (1, 2)]
KINDS = ["hot", "warm"]
GROUPS = [-100, -200]


def chats_of(rows: list[tuple[int, int, ChatState, set[UUID], set[str]]], fallback: int):
    return [
        Chat(
            UUID(int=number),
            group,
            f"{number}",
            thread or None,
            state=state,
            fallback=number == fallback,
            sources=frozenset(sources),
            temperatures=frozenset(kinds),
        )
        for number, (group, thread, state, sources, kinds) in enumerate(rows)
    ]


row = some.tuples(
    some.sampled_from(GROUPS),
    some.integers(0, 3),
    some.sampled_from(ChatState),
    some.sets(some.sampled_from(SOURCES)),
    some.sets(some.sampled_from(KINDS)),
)
every_chat = some.builds(
    chats_of,
    some.lists(row, max_size=6, unique_by=lambda each: each[:2]),
    some.integers(-1, 6),
)
a_source, a_kind = some.sampled_from(SOURCES), some.sampled_from(KINDS)


@given(every_chat, a_source, a_kind)
def test_no_lead_is_without_a_place_as_long_as_there_is_one(chats, source, kind):
    chosen = destinations(chats, source, kind)
    assert bool(chosen) == any(each.state is not ChatState.PAUSED for each in chats)
    assert all(each.state is not ChatState.PAUSED for each in chosen)


@given(every_chat, a_source, a_kind)
def test_no_destination_is_chosen_twice(chats, source, kind):
    chosen = destinations(chats, source, kind)
    assert len({(each.telegram_id, each.thread_id) for each in chosen}) == len(chosen)


@given(every_chat, a_source, a_kind)
def test_who_asks_for_such_leads_gets_them_or_the_fallback_does(chats, source, kind):
    chosen = destinations(chats, source, kind)
    able = [each for each in chats if each.fallback and each.state is ChatState.ACTIVE]
    for each in chats:
        asks = each.wants_some and each.wants(source, kind)
        if asks and each.state is ChatState.ACTIVE:
            assert each in chosen
        if asks and each.state is ChatState.PARKED:
            assert (able[0] if able else each) in chosen


@given(every_chat, a_source, a_kind)
def test_within_a_group_what_asks_for_certain_leads_wins(chats, source, kind):
    chosen = destinations(chats, source, kind)
    asking = {
        each.telegram_id
        for each in chats
        if each.wants_some and each.wants(source, kind) and each.state is not ChatState.PAUSED
    }
    for each in chosen:
        if each.telegram_id in asking and not each.fallback:
            assert each.wants_some


@given(every_chat, a_source, a_kind)
def test_who_asks_for_other_leads_gets_this_one_only_if_nobody_else_would(chats, source, kind):
    chosen = destinations(chats, source, kind)
    open_ = [each for each in chats if each.state is not ChatState.PAUSED]
    wanted = any(each.wants(source, kind) for each in open_)
    able = any(each.fallback and each.state is ChatState.ACTIVE for each in chats)
    for each in chosen:
        assert each.wants(source, kind) or each.fallback or not (wanted or able)


@given(every_chat, a_source, a_kind)
def test_nothing_waits_for_a_chat_that_is_lost_while_the_fallback_can_be_reached(
    chats, source, kind
):
    if any(each.fallback and each.state is ChatState.ACTIVE for each in chats):
        chosen = destinations(chats, source, kind)
        assert all(each.state is ChatState.ACTIVE for each in chosen)


@given(every_chat, a_source, a_kind)
def test_what_nobody_asks_for_waits_for_no_lost_fallback_alone(chats, source, kind):
    chosen = destinations(chats, source, kind)
    if not any(each.wants(source, kind) for each in chats if each.state is not ChatState.PAUSED):
        reachable = any(each.state is ChatState.ACTIVE for each in chats)
        assert any(each.state is ChatState.ACTIVE for each in chosen) == reachable


def test_a_topic_is_named_with_its_group():
    whole = Chat(UUID(int=1), -100, "Sales \u203a North")
    topic = Chat(UUID(int=2), -100, "Sales \u203a Website", 7)
    assert (whole.group_title, whole.topic_title) == ("Sales \u203a North", "")
    assert (topic.group_title, topic.topic_title) == ("Sales", "Website")


def test_what_is_chosen_is_added_and_taken_away():
    chat = Chat(UUID(int=1), -100, "Sales")
    with_one = chat.wants_source(SOURCES[0], wanted=True).thing
    with_both = with_one.wants_source(SOURCES[1], wanted=True).thing
    assert with_both.sources == set(SOURCES)
    assert with_both.wants_source(SOURCES[0], wanted=False).thing.sources == {SOURCES[1]}
    hot = chat.wants_temperature("hot", wanted=True).thing
    assert hot.temperatures == {"hot"}
    assert hot.wants_temperature("hot", wanted=False).thing == chat
