"""The verdict about spam: it finds spam, lets people through, and says why."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.inbound import NewLead
from domain.spam import (
    DECIDED,
    FEWEST_REASONS,
    HELD_FROM,
    MANY_SENDERS,
    MOST_LESSONS,
    Reason,
    Sign,
    Surroundings,
    lessons_after,
    message_key,
    sender_keys,
    signs,
    verdict,
)
from tests.domain.spam_examples import HONEST, SPAM

REASONS = some.builds(Reason, some.sampled_from(Sign), some.integers(1, 100))
LESSONS = some.dictionaries(some.sampled_from([str(each) for each in Sign]), some.integers(0, 9))
AROUND = some.builds(Surroundings, some.integers(0, 20), some.booleans(), LESSONS)
TEXTS = some.text(max_size=300) | some.sampled_from(
    [each.message or "" for each in (*HONEST.values(), *SPAM.values())]
)
LEADS = some.builds(
    NewLead, name=some.text(max_size=40), email=some.emails() | some.text(), message=TEXTS
)


def test_there_are_enough_examples():
    assert len(HONEST) + len(SPAM) >= 60


@pytest.mark.parametrize("case", HONEST)
def test_people_are_let_through(case: str):
    found = verdict(signs(HONEST[case]))
    assert not found.is_spam, found


@pytest.mark.parametrize("case", SPAM)
def test_spam_is_held_for_two_reasons(case: str):
    found = verdict(signs(SPAM[case]))
    assert found.is_spam, found
    assert len({each.sign for each in found.reasons}) >= FEWEST_REASONS


@given(LEADS, AROUND)
def test_the_same_is_judged_the_same_and_its_reasons_add_up(lead: NewLead, around: Surroundings):
    found = verdict(signs(lead), around)
    assert found == verdict(signs(lead), around)
    assert found.points == sum(each.points for each in found.reasons)
    assert len({each.sign for each in found.reasons}) == len(found.reasons)
    assert all(each.points > 0 for each in found.reasons)
    if found.is_spam and not any(each.sign in DECIDED for each in found.reasons):
        assert found.points >= HELD_FROM
        assert len(found.reasons) >= FEWEST_REASONS


@given(some.lists(REASONS, max_size=1), some.integers(0, MANY_SENDERS - 1), LESSONS)
def test_one_reason_alone_holds_nothing(own: list[Reason], senders: int, lessons: dict[str, int]):
    alone = [each for each in own if each.sign not in DECIDED]
    assert not verdict(alone, Surroundings(senders, lessons=lessons)).is_spam


def test_the_same_words_of_many_hold_only_what_has_another_reason():
    many = Surroundings(senders=MANY_SENDERS)
    assert not verdict((), many).is_spam
    assert verdict([Reason(Sign.LINKS, 20)], many).is_spam
    assert not verdict([Reason(Sign.LINKS, 20)], Surroundings(senders=MANY_SENDERS - 1)).is_spam


def test_what_a_person_said_is_enough():
    found = verdict((), Surroundings(marked_before=True))
    assert found.is_spam
    assert [each.sign for each in found.reasons] == [Sign.SENDER]


@given(some.lists(REASONS, max_size=6), LESSONS, some.integers(0, 9))
def test_to_learn_only_ever_lessens_and_only_so_far(
    own: list[Reason], lessons: dict[str, int], times: int
):
    learned = lessons
    for _ in range(times):
        learned = lessons_after(learned, own)
        before = verdict(own, Surroundings(lessons=lessons)).points
        after = verdict(own, Surroundings(lessons=learned)).points
        assert after <= before
    assert learned.keys() <= {str(each) for each in Sign}
    for reason in own:
        (kept,) = verdict([reason], Surroundings(lessons=learned)).reasons
        assert reason.points >> MOST_LESSONS <= kept.points <= reason.points
        if reason.sign in DECIDED:
            assert kept == reason


def test_what_was_wrong_once_holds_no_such_lead_again():
    for case, lead in SPAM.items():
        own = signs(lead)
        lessons: dict[str, int] = {}
        for _ in range(MOST_LESSONS):
            lessons = lessons_after(lessons, own)
        assert not verdict(own, Surroundings(lessons=lessons)).is_spam, case


def test_a_message_is_known_again_without_its_links_and_figures():
    first = NewLead(
        message="Hello dear owner, we have 17 offers for your lovely shop: www.a.example"
    )
    again = NewLead(
        message="hello dear owner - we have 99 offers for your lovely shop www.b.example"
    )
    other = NewLead(message="hello dear owner, we have two offers for your other lovely shop")
    assert message_key(first) == message_key(again) is not None
    assert message_key(other) != message_key(first)
    assert message_key(NewLead(message="How much is it?")) is None


def test_a_sender_is_known_by_address_phone_and_own_house():
    jonas = sender_keys(NewLead(email="Jonas@Weber.example", phone="+49 30 901820"))
    assert jonas.own == sender_keys(NewLead(email="jonas@weber.EXAMPLE", phone="004930901820")).own
    assert len(jonas.own) == 2
    assert jonas.house == sender_keys(NewLead(email="other@weber.example")).house is not None
    assert sender_keys(NewLead(email="jonas@gmail.com")).house is None
    assert sender_keys(NewLead(email="jonas@mailinator.com")).house is None
    nobody = sender_keys(NewLead(message="Hi"))
    assert (nobody.own, nobody.house) == ((), None)


@pytest.mark.parametrize("stuff", ["aA", "[url", "a<", "www.", "bcdfgh ", "лa", "https://", "a."])
def test_hostile_text_takes_no_longer_than_it_is_long(stuff: str):
    lead = NewLead(name=(stuff * 200)[:200], message=(stuff * 10_000)[:10_000])
    began = perf_counter()
    signs(lead)
    message_key(lead)
    assert perf_counter() - began < 0.25
