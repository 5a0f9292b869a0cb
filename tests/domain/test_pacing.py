"""Telegram's budgets hold whatever happens, and leads wait no longer than they must.

The oracle below knows nothing of how Pace counts. It has the moments between which each call was
on its way, lets the call arrive at the worst of them, and counts in every window there is.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from domain.pacing import (
    LATELY,
    LEAST_WAIT,
    LONGEST_WAIT,
    MINUTE,
    PLENTY,
    Backlog,
    Limits,
    Next,
    Pace,
    Room,
    next_for,
)

GROUPS, PEOPLE = (-1, -2, -3), (1, 2)
TICK = 1 / 64
"""Times are whole ticks, which floats hold exactly."""


# --- limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("30/1/20", Limits()),
        (" 30/1/20 ", Limits()),
        ("0.5/0.25/1", Limits(0.5, 0.25, 1)),
        ("100000/100000/1000000", Limits(100_000, 100_000, 1_000_000)),
    ],
)
def test_limits_are_read_as_they_are_written(text: str, limits: Limits):
    assert Limits.parse(text) == limits


@pytest.mark.parametrize(
    "text",
    [
        "", "30", "30/1", "30/1/20/3", "0/1/20", "30/0/20", "30/1/0", "-30/1/20", "30/1/2.5",
        "1e3/1/20", "nan/1/20", "inf/1/20", "30 / 1 / 20", "\u0663/1/20", "30/1/10000000",
    ],
)  # fmt: skip # rows of values read better
def test_anything_else_is_no_limit(text: str):
    with pytest.raises(ValueError, match="limit"):
        Limits.parse(text)


@given(some.integers(1, 10**6 - 1), some.integers(1, 10**6 - 1), some.integers(1, 10**6))
def test_every_written_limit_is_read_back(second: int, chat: int, group: int):
    limits = Limits(second, chat, group)
    assert str(Limits.parse(str(limits))) == str(limits)


@given(some.integers(2, 60), some.integers(2, 60), some.integers(1, 9))
def test_two_who_share_the_limits_have_no_more_than_one(second: int, group: int, chat: int):
    whole = Limits(second, chat, group)
    half = whole.share(0.5)
    assert 2 * half.per_second <= whole.per_second
    assert 2 * half.per_chat <= whole.per_chat
    assert 2 * half.per_group_minute <= whole.per_group_minute
    assert half.burst >= 1
    assert 2 * half.burst <= whole.burst


# --- the budgets -------------------------------------------------------------------------------


class Wish(NamedTuple):
    """A call that somebody wants to make: when, where to, for how long, and what comes back."""

    at: float
    chat: int
    takes: float
    answer: bool = False
    rest: float = 0.0


@dataclass
class Call:
    """A call that was made; it arrived at any moment from *begin* to *end*."""

    wish: Wish
    begin: float
    end: float = inf


@dataclass
class House:
    """Makes the calls that are wished for as soon as Pace lets it, on a clock of its own."""

    pace: Pace
    calls: list[Call] = field(default_factory=list)
    now: float = 0.0
    _ends: list[tuple[float, int, Call]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def run(self, wishes: list[Wish]) -> list[Call]:
        left = deque(sorted(wishes))
        waiting: list[Wish] = []
        while left or waiting or self._ends:
            while left and left[0].at <= self.now:
                waiting.append(left.popleft())
                self._stands_back(waiting[-1], 1)
            self._hear()
            self.pace.busy(self.now)
            for wish in list(waiting):
                if self._may_at(wish) <= self.now:
                    waiting.remove(wish)
                    self._begin(wish)
            moments = [self._may_at(each) for each in waiting]
            moments += [each[0] for each in self._ends[:1]] + [each.at for each in left][:1]
            if not (self._ends and self._ends[0][0] <= self.now):
                self.now = min((each for each in moments if each > self.now), default=self.now)
        return self.calls

    def _may_at(self, wish: Wish) -> float:
        return self.pace.ready_at(wish.chat, self.now, answer=wish.answer)

    def _stands_back(self, wish: Wish, more: int) -> None:
        if wish.answer:
            self.pace.expect_answer(wish.chat, more)

    def _begin(self, wish: Wish) -> None:
        self._stands_back(wish, -1)
        self.pace.begin(wish.chat, self.now)
        call = Call(wish, self.now)
        self.calls.append(call)
        heappush(self._ends, (self.now + wish.takes, next(self._numbers), call))

    def _hear(self) -> None:
        while self._ends and self._ends[0][0] <= self.now:
            _, _, call = heappop(self._ends)
            call.end = self.now
            if call.wish.rest:
                self.pace.rest(call.wish.chat, self.now + call.wish.rest, self.now)
            self.pace.end(call.wish.chat, self.now)


def ticks(most: float, least: float = 0.0) -> some.SearchStrategy[float]:
    """Yield seconds."""
    return some.integers(int(least / TICK), int(most / TICK)).map(lambda each: each * TICK)


@some.composite
def wishes(draw: some.DrawFn, *, rests: bool = False) -> list[Wish]:
    """Yield hours with bursts in them, and some quiet that makes Pace forget."""
    made, now = [], 0.0
    chat = some.sampled_from(GROUPS + PEOPLE)
    resting = some.sampled_from((0.0,) * 9 + (5.0, 70.0)) if rests else some.just(0.0)
    for _ in range(draw(some.integers(1, 6))):
        now += draw(ticks(3600.0 if rests else 120.0))
        here, gap = draw(chat), draw(some.sampled_from((0.0, TICK, 0.5, 3.0)))
        for number in range(draw(some.integers(1, 45))):
            to = here if draw(some.booleans()) else draw(chat)
            takes = draw(ticks(2.0)) if number % 8 else draw(ticks(40.0))
            answer = draw(some.integers(0, 3)) == 0
            made.append(Wish(now, to, takes, answer, draw(resting)))
            now += gap
    return made


LIMITS = (Limits(), Limits(4, 1, 20), Limits(30, 2, 6), Limits(2, 0.5, 3), Limits(8, 4, 2, 1))


def at_once(calls: list[Call], seconds: float) -> int:
    """Count the calls that can have arrived within less than so many seconds, at worst."""
    return max(
        sum(each.end >= first.end and each.begin < first.end + seconds for each in calls)
        for first in calls
    )


def over_the_rate(calls: list[Call], limits: Limits) -> float:
    """Say by how many calls a chat got more than its burst and its rate, at worst."""
    burst = max(limits.burst, int(limits.per_chat))
    return max(
        sum(each.end >= first.end and each.begin <= until for each in calls)
        - burst
        - (until - first.end) * limits.per_chat
        for first in calls
        for until in [first.end, *(each.begin for each in calls if each.begin >= first.end)]
    )


def must_keep(calls: list[Call], limits: Limits) -> None:
    """Fail if any window that Telegram may look at holds too much."""
    assert at_once(calls, 1.0) <= limits.per_second
    for chat in {each.wish.chat for each in calls}:
        here = [each for each in calls if each.wish.chat == chat]
        assert over_the_rate(here, limits) <= 1e-9
        if chat < 0:
            assert at_once(here, MINUTE) <= limits.per_group_minute


@settings(max_examples=70)
@given(wishes(), some.sampled_from(LIMITS))
@example([Wish(0.0, -1, 40.0)] * 30, Limits())
@example([Wish(n * 3.0, -1, 0.0) for n in range(60)], Limits())
def test_no_window_ever_holds_too_much_and_everything_goes(made: list[Wish], limits: Limits):
    calls = House(Pace(limits)).run(made)
    must_keep(calls, limits)
    assert sorted(each.wish for each in calls) == sorted(made)


@settings(max_examples=30)
@given(wishes(rests=True), some.sampled_from(LIMITS))
def test_the_same_on_days_with_429_and_long_pauses(made: list[Wish], limits: Limits):
    calls = House(Pace(limits)).run(made)
    must_keep(calls, limits)
    assert len(calls) == len(made)
    for told in calls:
        if told.wish.rest:
            until = told.end + told.wish.rest
            assert not [
                each
                for each in calls
                if each.wish.chat == told.wish.chat and told.end < each.begin < until
            ]


KEPT = (
    (Limits(), 6, 4),
    (Limits(4, 1, 20), 1, 4),
    (Limits(30, 2, 6), 6, 2),
    (Limits(2, 1, 3), 1, 1),
)


@settings(max_examples=40)
@given(wishes(), some.sampled_from(KEPT))
def test_a_card_leaves_the_kept_part_to_answers(made: list[Wish], kept: tuple[Limits, int, int]):
    limits, of_all, of_minute = kept
    calls = House(Pace(limits)).run(made)
    for number, card in enumerate(calls):
        if card.wish.answer:
            continue
        earlier, here = calls[: number + 1], card.wish.chat
        lately = [each for each in earlier if each.end > card.begin - 1]
        assert len(lately) <= limits.per_second - of_all
        if here < 0:
            minute = [each for each in earlier if each.end > card.begin - MINUTE]
            mine = [each for each in minute if each.wish.chat == here]
            assert len(mine) <= limits.per_group_minute - of_minute


@settings(max_examples=30)
@given(wishes())
def test_nobody_waits_longer_than_what_is_before_them_explains(made: list[Wish]):
    calls = House(Pace(Limits())).run(made)
    for place, call in enumerate(calls):
        before = [each for each in calls[:place] if each.end > call.wish.at - MINUTE]
        here = [each for each in before if each.wish.chat == call.wish.chat]
        slowest = max((each.wish.takes for each in before), default=0.0)
        minutes = len(here) // 16 if call.wish.chat < 0 else 0
        most = (minutes + 1) * (MINUTE + slowest) + len(here) * (1 + slowest)
        assert call.begin - call.wish.at <= most + len(before) * (1 + slowest) / 24


def test_a_chat_that_is_full_holds_up_no_other():
    pace = Pace(Limits())
    for _ in range(40):
        if pace.ready_at(-1, 0.0) <= 0.0:
            pace.begin(-1, 0.0)
    assert pace.ready_at(-1, 0.0) > 0.0
    assert list(pace.busy(0.0)) == [-1]
    assert pace.ready_at(-2, 0.0) == pace.ready_at(1, 0.0) == 0.0


def test_cards_stand_back_while_an_answer_waits_for_the_same_chat():
    pace = Pace(Limits())
    pace.expect_answer(-1, 1)
    assert pace.ready_at(-1, 0.0) == inf
    assert pace.ready_at(-1, 0.0, answer=True) == pace.ready_at(-2, 0.0) == 0.0
    pace.busy(MINUTE * 60)
    pace.expect_answer(-1, -1)
    assert pace.ready_at(-1, 0.0) == 0.0


def test_several_chats_that_are_flooded_at_once_rest_the_whole_bot():
    pace = Pace(Limits())
    for chat in (-1, -2):
        pace.rest(chat, 30.0, 1.0)
    assert pace.ready_at(-3, 1.0) == 1.0
    pace.rest(-2, 31.0, 2.0)
    assert pace.ready_at(-3, 2.0) == 2.0
    pace.rest(1, 20.0, 3.0)
    assert pace.ready_at(-3, 3.0) == pace.ready_at(-3, 3.0, answer=True) == 31.0
    assert pace.free_at_once(3.0) == 0
    assert pace.open_again_at(3.0) == 31.0
    assert pace.paused_for(3.0) == 28.0


def test_chats_that_are_flooded_one_after_the_other_rest_alone():
    pace = Pace(Limits())
    for chat, now in ((-1, 0.0), (-2, 4.0), (-3, 8.0), (1, 12.0)):
        pace.rest(chat, now + 60, now)
    assert pace.ready_at(-4, 12.0) == 12.0
    assert pace.ready_at(-2, 12.0) == 64.0


def test_what_lingers_is_not_forgotten_though_nothing_went_there_yet():
    pace = Pace(Limits())
    pace.linger(-1, 5.0, urgent_too=False)
    assert pace.busy(1.0) == {}
    assert pace.lingering(1.0) == {-1: 5.0}
    pace.linger(-1, 6.0, urgent_too=True)
    assert pace.busy(2.0) == {-1: 6.0}
    assert pace.ready_at(-1, 2.0, answer=True) == 2.0
    assert pace.busy(6.0) == pace.lingering(6.0) == {}


@given(wishes(), ticks(200.0))
def test_forgetting_changes_nothing(made: list[Wish], later: float):
    forgetful, other = House(Pace(Limits())), Pace(Limits())
    for call in forgetful.run(made):
        other.begin(call.wish.chat, call.begin)
    for call in sorted(forgetful.calls, key=lambda each: each.end):
        other.end(call.wish.chat, call.end)
    now = forgetful.now + later
    forgetful.pace.busy(now)
    for chat in GROUPS + PEOPLE:
        for answer in (True, False):
            moments = (each.ready_at(chat, now, answer=answer) for each in (forgetful.pace, other))
            assert len(set(moments)) == 1


def test_idle_chats_cost_nothing():
    pace = Pace(Limits())
    for chat in range(1, 500):
        pace.begin(chat, float(chat))
        pace.end(chat, float(chat))
        pace.busy(float(chat))
    assert len(pace._chats) <= MINUTE + 1


# --- a card, a digest, or a moment -------------------------------------------------------------

FULL = 190
FRESH = Room.of(Limits(), -1)


def test_the_room_of_a_minute():
    pace = Pace(Limits())
    assert pace.room(-1, 0.0) == FRESH == Room(0, 16, MINUTE, inf)
    assert pace.room(1, 0.0) == Room(0, 48, MINUTE, inf)
    for now in (0.0, 10.0):
        pace.begin(-1, now)
        pace.end(-1, now)
    assert pace.room(-1, 15.0) == Room(2, 14, 45.0, 5.0)
    assert pace.room(-1, 61.0) == Room(1, 15, 9.0, 51.0)
    assert Room.of(Limits(10_000, 10_000, 100_000), -1).left > PLENTY


CARD, DIGEST = Next(), Next(digest=True)
HALF_USED = Room(8, 8, 40.0, 1.0)


@pytest.mark.parametrize(
    ("room", "backlog", "step"),
    [
        (FRESH, Backlog(1, 0, 0, 1), CARD),
        (FRESH, Backlog(8, 1, 0, 8), CARD),
        (FRESH, Backlog(9, 1, 0, 9), DIGEST),
        (Room(7, 9, 50, 1), Backlog(1, 0, 0, 4), CARD),
        (Room(8, 8, 32, 5), Backlog(1, 0, 0, 1), CARD),
        (Room(8, 8, 32, 3), Backlog(1, 0, 0, 5), Next(wait=1)),
        (Room(8, 8, 32, 5), Backlog(9, 3, 0, 9), DIGEST),
        (HALF_USED, Backlog(100, 2, 0, 500), Next(wait=1.5)),
        (HALF_USED, Backlog(190, 3, 0, 500), DIGEST),
        (HALF_USED, Backlog(100, 4, 1.5, 500), DIGEST),
        (HALF_USED, Backlog(5, 9, 4, 5), Next(wait=1)),
        (HALF_USED, Backlog(5, 10, 4, 5), DIGEST),
        (HALF_USED, Backlog(1, 10, 10, 0), CARD),
        (Room(30, PLENTY, 50, 0), Backlog(500, 9, 0, 500), CARD),
    ],
)
def test_what_goes_next(room: Room, backlog: Backlog, step: Next):
    assert next_for(room, backlog, FULL) == step


def test_a_hot_lead_has_its_own_card_unless_there_are_many():
    room = Room(7, 9, 40, 1)
    assert next_for(room, Backlog(150, 3, 0, 500, hot=8), FULL, hot=True) == CARD
    assert next_for(room, Backlog(150, 3, 0, 500, hot=9), FULL, hot=True).wait > 0
    assert next_for(HALF_USED, Backlog(150, 3, 0, 500, hot=1), FULL, hot=True).wait > 0


@given(
    some.builds(Room, some.integers(0, 16), some.integers(0, 16), ticks(60.0), ticks(60.0)),
    some.builds(Backlog, some.integers(1, 999), ticks(30.0), ticks(30.0), some.integers(0, 999)),
    some.booleans(),
)
def test_whatever_waits_it_waits_a_little_and_never_too_long(
    room: Room, backlog: Backlog, hot: bool
):
    step = next_for(room, backlog, FULL, hot=hot)
    assert not (step.digest and step.wait)
    assert step.wait == 0 or step.wait > LEAST_WAIT
    assert backlog.oldest + step.wait <= max(LONGEST_WAIT, backlog.oldest)
    assert not (step.digest and backlog.waiting == 1)
    if step.wait:
        assert backlog.waiting < FULL
        assert next_for(room, backlog, FULL, hot=True) in (step, CARD)


@dataclass
class Hour:
    """What became of the leads of one group."""

    delays: list[float]
    sizes: list[int]
    ended: float


CALL = 0.125


def hour(arrivals: list[float], limits: Limits | None = None) -> Hour:
    """Let leads come to one group, and send them as the house does."""
    pace, coming, waiting = Pace(limits or Limits()), deque(arrivals), deque[float]()
    shown, found, now = list[tuple[float, int]](), Hour([], [], 0.0), 0.0
    while coming or waiting:
        while coming and coming[0] <= now:
            waiting.append(coming.popleft())
        opens = max([*pace.busy(now).values(), *pace.lingering(now).values()], default=now)
        if not waiting or opens > now:
            now = opens if waiting else coming[0]
            continue
        lately = sum(each > now - LATELY for each in waiting)
        lately += sum(many for at, many in shown if at > now - LATELY)
        backlog = Backlog(len(waiting), now - waiting[0], now - waiting[-1], lately)
        step = next_for(pace.room(-1, now), backlog, FULL)
        if step.wait:
            pace.linger(-1, now + step.wait, urgent_too=False)
            continue
        pace.begin(-1, now)
        many = min(len(waiting), FULL) if step.digest else 1
        shown = [*shown[-40:], (now, many)]
        now += CALL
        pace.end(-1, now)
        found.sizes.append(many)
        found.delays += [now - waiting.popleft() for _ in range(many)]
    found.ended = now
    return found


def steady(rate: float, seconds: float) -> list[float]:
    return [number / rate for number in range(int(rate * seconds))]


@pytest.mark.parametrize(
    ("rate", "longest"), [(0.1, 0.2), (0.2, 0.2), (0.25, 0.2), (0.3, 5), (0.5, 7)]
)
def test_slow_leads_have_a_card_each_or_nearly_so(rate: float, longest: float):
    found = hour(steady(rate, 600))
    assert max(found.delays) <= longest
    assert max(found.sizes) <= (1 if rate <= 0.25 else 3)


@pytest.mark.parametrize("rate", [0.5, 1, 2, 5, 20, 40])
def test_at_a_steady_rate_that_digests_can_carry_the_room_never_runs_out(rate: float):
    found = hour(steady(rate, 240))
    assert max(found.delays) <= LONGEST_WAIT
    assert len(found.delays) == int(rate * 240)


def test_beyond_what_digests_can_carry_all_of_them_are_full():
    found = hour(steady(100, 60))
    assert len(found.delays) == 6000
    assert [each for each in found.sizes[1:-1] if each < FULL - 2] == []
    assert found.ended <= 125


def test_a_burst_is_visible_as_soon_as_it_is_over():
    found = hour(steady(100, 20))
    assert found.delays[0] == CALL
    assert found.ended <= 1.15 * 20
    assert len(found.sizes) <= 13


@pytest.mark.parametrize("many", [2, 5, 8])
def test_a_few_at_once_have_a_card_each(many: int):
    assert hour([0.0] * many).sizes == [1] * many


@settings(max_examples=60)
@given(some.lists(ticks(20.0), min_size=1, max_size=200))
def test_nobody_waits_long_while_there_is_room(gaps: list[float]):
    now, arrivals = 0.0, []
    for gap in gaps:
        now += gap
        arrivals.append(now)
    found = hour(arrivals)
    assert sum(found.sizes) == len(found.delays) == len(arrivals)
    assert max(found.delays) <= LONGEST_WAIT + CALL
