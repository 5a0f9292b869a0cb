"""When to try again: quickly at first, then every five minutes."""

from datetime import timedelta

import pytest

from domain.retry import ALERT_GIVE_UP_AFTER, ALERT_LONGEST_STEP, alert_delay


def test_the_schedule():
    seconds = [alert_delay(failures).total_seconds() for failures in range(1, 11)]
    assert seconds == [1, 2, 5, 10, 30, 60, 120, 300, 300, 300]


@pytest.mark.parametrize("failures", [8, 50, 10_000])
def test_it_never_waits_longer_than_the_longest_step(failures: int):
    assert alert_delay(failures) == ALERT_LONGEST_STEP


def test_a_day_holds_a_few_hundred_attempts():
    waited, attempts = timedelta(), 0
    while waited < ALERT_GIVE_UP_AFTER:
        attempts += 1
        waited += alert_delay(attempts)
    assert 280 < attempts < 300
