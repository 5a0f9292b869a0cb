"""When to try again, and when to give up."""

from datetime import timedelta

# Telegram is tried for a day: quickly at first, then every five minutes.
ALERT_STEPS = tuple(timedelta(seconds=each) for each in (1, 2, 5, 10, 30, 60, 120))
ALERT_LONGEST_STEP = timedelta(minutes=5)
ALERT_GIVE_UP_AFTER = timedelta(hours=24)


def alert_delay(failures: int) -> timedelta:
    """Say how long to wait after the *failures*-th failed attempt in a row, from 1."""
    return ALERT_STEPS[failures - 1] if failures <= len(ALERT_STEPS) else ALERT_LONGEST_STEP


# Endpoints are tried for three days: at once, after seconds, minutes, hours.
WEBHOOK_STEPS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=each) for each in (2, 5, 10, 14, 20, 24)),
)
WEBHOOK_ATTEMPTS = len(WEBHOOK_STEPS) + 1
_JITTER = 0.1
_STEPS_OF_JITTER = 1000


def webhook_delay(failures: int, seed: int) -> timedelta | None:
    """Say how long to wait after the *failures*-th failed attempt, from 1; None if it is over.

    The pause is up to a tenth longer or shorter, by *seed*, so that what failed together does not
    come back together.
    """
    if failures > len(WEBHOOK_STEPS):
        return None
    share = (seed * 7919 + failures * 104_729) % _STEPS_OF_JITTER / (_STEPS_OF_JITTER - 1)
    return WEBHOOK_STEPS[failures - 1] * (1 + _JITTER * (2 * share - 1))


# Mail servers that ask to come back later mean minutes; who is away is asked for a day.
MAIL_STEPS = tuple(timedelta(minutes=each) for each in (1, 5, 10, 20, 30))
MAIL_LONGEST_STEP = timedelta(hours=1)


def mail_delay(failures: int) -> timedelta:
    """Say how long to wait after the *failures*-th failed attempt in a row, from 1."""
    return MAIL_STEPS[failures - 1] if failures <= len(MAIL_STEPS) else MAIL_LONGEST_STEP
