"""When to try again, and when to give up."""

from datetime import timedelta

# Telegram is tried for a day: quickly at first, then every five minutes.
ALERT_STEPS = tuple(timedelta(seconds=each) for each in (1, 2, 5, 10, 30, 60, 120))
ALERT_LONGEST_STEP = timedelta(minutes=5)
ALERT_GIVE_UP_AFTER = timedelta(hours=24)


def alert_delay(failures: int) -> timedelta:
    """Say how long to wait after the *failures*-th failed attempt in a row, from 1."""
    return ALERT_STEPS[failures - 1] if failures <= len(ALERT_STEPS) else ALERT_LONGEST_STEP
