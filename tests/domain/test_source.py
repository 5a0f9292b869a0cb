"""Sources: which secrets count, and when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.rotation import OVERLAP, UNREADABLE
from domain.signing import new_secret, secret_key
from domain.source import Source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = (new_secret(bytes([each]) * 32) for each in (1, 2, 3))
SOURCE = Source(UUID(int=1), "Website", FIRST)


def keys(*secrets: str) -> tuple[bytes, ...]:
    return tuple(secret_key(each) for each in secrets)


def test_after_a_rotation_both_secrets_count_for_a_day():
    rotated = SOURCE.rotated(SECOND, NOON).thing

    assert rotated.live_keys(NOON) == keys(SECOND, FIRST)
    assert rotated.live_keys(NOON + OVERLAP - timedelta(seconds=1)) == keys(SECOND, FIRST)
    assert rotated.live_keys(NOON + OVERLAP) == keys(SECOND)


def test_a_second_rotation_ends_the_oldest_secret():
    twice = SOURCE.rotated(SECOND, NOON).thing.rotated(THIRD, NOON).thing
    assert twice.live_keys(NOON) == keys(THIRD, SECOND)


def test_a_rotation_is_told_without_the_secret():
    event = SOURCE.rotated(SECOND, NOON).event
    assert event.name == "source.secret_rotated"
    assert SECOND not in str(event.details())
    assert FIRST not in str(event.details())


def test_no_secret_is_in_the_representation():
    assert FIRST not in repr(SOURCE.rotated(SECOND, NOON).thing)
    assert SECOND not in repr(SOURCE.rotated(SECOND, NOON).thing)


def test_an_unreadable_secret_signs_nothing_and_ends_with_a_rotation():
    locked = Source(UUID(int=1), "Website", UNREADABLE)
    assert locked.live_keys(NOON) == ()
    healed = locked.rotated(SECOND, NOON).thing
    assert healed.live_keys(NOON) == keys(SECOND)
    assert healed.previous_secret is None


def test_pausing_and_resuming_says_which():
    paused = SOURCE.paused_is(True)
    assert paused.thing.paused
    assert paused.event.details()["paused"] == "True"
    assert not paused.thing.paused_is(False).thing.paused
