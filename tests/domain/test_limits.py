"""Rates, and the arithmetic of limits, against a model that is slow and obvious."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from domain.limits import SECOND, Quota, Rate, debt_at, decide


@pytest.mark.parametrize(
    ("text", "interval", "window"),
    [
        ("50/s:500", 20_000, 10 * SECOND),
        ("1/s:10", SECOND, 10 * SECOND),
        ("5/m:5", 12 * SECOND, 60 * SECOND),
        ("100/h:1", 36 * SECOND, 36 * SECOND),
        ("0.5/s:2", 2 * SECOND, 4 * SECOND),
        ("3/s:3", 333_334, 1_000_002),
    ],
)
def test_a_rate_is_read_and_written(text, interval, window):
    rate = Rate.parse(f" {text} ")
    assert (rate.interval, rate.window) == (interval, window)
    assert str(rate) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "50", "50/s", "50/s:", "50:500", "0/s:5", "5/s:0", "-1/s:5", "1/d:5", "1/s:5:5",
        "1e3/s:5", "nan/s:5", "inf/s:5", "1/s:1.5", "1 / s : 5", "2000000/s:5", "\u0661/s:5",
        "1/h:9999999",
    ],
)  # fmt: skip # rows of values read better
def test_anything_else_is_no_rate(text):
    with pytest.raises(ValueError, match=r"rate|burst"):
        Rate.parse(text)


def test_a_share_is_a_smaller_rate_that_still_lets_one_pass():
    assert str(Rate.parse("50/s:500").share(0.5)) == "25/s:250"
    assert str(Rate.parse("1/s:1").share(0.1)) == "0.1/s:1"


def test_a_rate_over_an_unusual_time_is_written_per_second():
    assert str(Rate(1, 10, 3)) == "0.1/s:3"


@given(some.integers(1, 1000), some.sampled_from("smh"), some.integers(1, 1000))
def test_every_written_rate_is_read_back(count, unit, burst):
    rate = Rate.parse(f"{count}/{unit}:{burst}")
    assert Rate.parse(str(rate)) == rate


rates = some.builds(Rate, some.integers(1, 50), some.sampled_from([1, 60]), some.integers(1, 5))
gaps = some.lists(some.integers(0, 3 * SECOND), min_size=1, max_size=60)


def passed(rate: Rate, arrivals: list[int]) -> list[int]:
    """Return the moments at which requests pass, one quota alone."""
    arrival, passing = 0, []
    for now in arrivals:
        verdict = decide([Quota("one", "k", rate)], [debt_at(arrival, now, rate)])
        if verdict.allowed:
            arrival = now + verdict.debts[0]
            passing.append(now)
    return passing


def moments(waits: list[int]) -> list[int]:
    now, found = SECOND, []
    for wait in waits:
        now += wait
        found.append(now)
    return found


@given(rates, gaps)
def test_it_is_a_bucket_of_tokens(rate, waits):
    # The model: a bucket with room for the burst, one drop more every interval.
    drops, since, expected = rate.window, 0, []
    for now in moments(waits):
        drops, since = min(rate.window, drops + now - since), now
        if drops >= rate.interval:
            drops -= rate.interval
            expected.append(now)
    assert passed(rate, moments(waits)) == expected


@given(rates, gaps, some.integers(0, 60), some.integers(0, 10 * SECOND))
def test_no_window_holds_more_than_burst_and_rate(rate, waits, start, length):
    passing = passed(rate, moments(waits))
    first = passing[min(start, len(passing) - 1)]
    inside = [moment for moment in passing if first <= moment <= first + length]
    assert len(inside) <= rate.burst + length * rate.count / (rate.per * SECOND) + 1e-6


MINUTE = 60 * SECOND
hourly = some.sampled_from([1, 2, 3, 4, 5, 6])
minutes = some.lists(some.integers(0, 90), min_size=1, max_size=40)


def passed_by_limits(count: int, arrivals: list[int]) -> list[int]:
    """Return the moments at which the library `limits` lets pass: *count* in any hour.

    It reads the clock itself. So instead of the clock going on, what it remembers grows older;
    with gaps of whole minutes, the little that the real clock goes on meanwhile changes nothing.
    """
    storage, item, passing, before = MemoryStorage(), RateLimitItemPerHour(count), [], 0
    for now in arrivals:
        for entries in storage.events.values():
            # The oldest first: a thread of the library may look at the order at any time.
            for entry in reversed(entries):
                entry.atime -= (now - before) / SECOND
                entry.expiry -= (now - before) / SECOND
        before = now
        if MovingWindowRateLimiter(storage).hit(item, "k"):
            passing.append(now)
    return passing


def in_minutes(waits: list[int]) -> list[int]:
    return moments([wait * MINUTE for wait in waits])


@given(minutes)
def test_without_a_burst_it_agrees_with_the_library_limits(waits):
    arrivals = in_minutes(waits)
    assert passed(Rate(1, 3600, 1), arrivals) == passed_by_limits(1, arrivals)


@given(hourly, some.integers(1, 30))
def test_a_burst_is_the_same_for_the_library_limits(count, requests):
    arrivals = in_minutes([0] * requests)
    assert passed(Rate(count, 3600, count), arrivals) == passed_by_limits(count, arrivals)


@given(hourly, minutes)
def test_it_lies_between_one_and_two_bursts_in_any_window_of_the_library_limits(count, waits):
    rate, arrivals = Rate(count, 3600, count), in_minutes(waits)
    strict, ours = passed_by_limits(count, arrivals), passed(rate, arrivals)
    assert passed(rate, strict) == strict
    assert passed_by_limits(2 * count, ours) == ours


def test_all_pass_or_none_is_spent():
    wide, tight = Quota("wide", "a", Rate(10, 1, 10)), Quota("tight", "b", Rate(1, 1, 1))
    assert decide([wide, tight], [0, 0]).debts == [100_000, SECOND]
    refused = decide([wide, tight], [100_000, SECOND])
    assert (refused.allowed, refused.limited_by, refused.retry_after) == (False, "tight", 1)
    assert refused.debts == [100_000, SECOND]


def test_the_longest_wait_names_the_limit():
    slow, slower = Quota("slow", "a", Rate(1, 10, 1)), Quota("slower", "a", Rate(1, 60, 1))
    refused = decide([slow, slower], [10 * SECOND, 59 * SECOND + 1])
    assert (refused.limited_by, refused.retry_after) == ("slower", 60)


def test_no_quota_limits_nothing():
    verdict = decide([], [])
    assert (verdict.allowed, verdict.remaining) == (True, 0)


def test_headers_say_what_was_promised_and_what_is_left():
    quotas = [Quota("source", "s1", Rate(50, 1, 500)), Quota("address", "a", Rate(1, 1, 10))]
    passing = decide(quotas, [0, 8 * SECOND])
    assert passing.remaining == 1
    assert passing.headers() == {
        "RateLimit-Policy": '"source";q=500;w=10, "address";q=10;w=10',
        "RateLimit": '"source";r=499;t=1, "address";r=1;t=9',
    }
    refused = decide(quotas, [0, 9 * SECOND + 200_000])
    assert refused.headers()["RateLimit"] == '"source";r=500;t=0, "address";r=0;t=10'
    assert refused.headers()["Retry-After"] == "1"


@pytest.mark.parametrize("arrival", [0, SECOND, 5 * SECOND, 10**18])
def test_a_clock_that_was_set_back_locks_nobody_out(arrival):
    rate = Rate(1, 1, 5)
    assert debt_at(arrival, 2 * SECOND, rate) in {0, 3 * SECOND, 5 * SECOND}


@given(some.text())
def test_a_slot_is_short_plain_and_its_own(key):
    slot = Quota("form", key, Rate(1, 1, 1)).slot
    assert slot.isascii()
    assert slot.isprintable()
    assert len(slot) <= 5 + 64
    assert slot != Quota("form", key + "x", Rate(1, 1, 1)).slot


def test_alone_a_quota_may_be_stricter():
    strict = Rate.parse("5/m:5")
    quota = Quota("login", "k", Rate.parse("1/s:10"), degraded=strict)
    assert quota.when_degraded().rate is strict
    assert Quota("source", "k", strict).when_degraded().rate is strict
