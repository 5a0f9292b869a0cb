"""Log lines: one shape, and no secret in any of them."""

import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
SAMPLED, SAMPLES_A_MINUTE = "security_event", 20
"""What a flood would make a flood of, and how many lines of one kind there are in a minute."""
SHORTEST = 6
"""A secret of fewer characters is not looked for: it would take half of every line away."""

# Tokens of Telegram bots, signing secrets, API keys, bearer tokens, passwords in URLs.
SECRET_SHAPES = re.compile(
    r"\d{5,}:[A-Za-z0-9_-]{30,}"
    r"|whsec_[A-Za-z0-9+/=_-]+"
    r"|lb_live_\w+"
    r"|(?<=[Bb]earer )\S+"
    r"|(?<=[Bb]asic )[A-Za-z0-9+/=]{4,}"
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
)
SECRET_NAMES = re.compile(
    r"token|secret|password|authorization|cookie|master_key|setup_code", re.IGNORECASE
)
# Libraries that say at a low level what nobody wants to read, or what nobody may: aiosqlite
# tells every statement with its values.
NOISY = {
    "aiosqlite": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "aiogram.event": logging.WARNING,
    "alembic": logging.WARNING,
}


class Sampling:
    """Lets a few security events of each kind through in a minute, and counts the others.

    The first one of a later minute tells how many were not. *clock* gives seconds that never go
    back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._minute = 0
        self._said: Counter[str] = Counter()
        self._unsaid: Counter[str] = Counter()

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """Drop a line that is one of too many; a structlog processor."""
        if event.get("event") != SAMPLED:
            return event
        minute, kind = int(self._clock() // 60), str(event.get("kind"))
        if minute != self._minute:
            self._minute = minute
            self._said.clear()
        self._said[kind] += 1
        if self._said[kind] > SAMPLES_A_MINUTE:
            self._unsaid[kind] += 1
            raise structlog.DropEvent
        unsaid = self._unsaid.pop(kind, 0)
        return {**event, "unsaid": unsaid} if unsaid else event


class SecretHider:
    """Hides values that look like secrets, values of names that hold them, and *known* secrets."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        exact = sorted({each for each in known if len(each) >= SHORTEST}, key=len, reverse=True)
        either = [SECRET_SHAPES.pattern, *map(re.escape, exact)]
        self._shapes = re.compile("|".join(either))

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """Go over one log line before it is rendered; a structlog processor."""
        return {name: self._hidden(name, value) for name, value in event.items()}

    def _hidden(self, name: str, value: object) -> object:
        if SECRET_NAMES.search(name) and value not in (None, True, False):
            return HIDDEN
        match value:
            case str():
                return self._shapes.sub(HIDDEN, value)
            case Mapping():
                return {
                    self._shapes.sub(HIDDEN, str(each)): self._hidden(str(each), inner)
                    for each, inner in value.items()
                }
            case list() | tuple() | set() | frozenset():
                return [self._hidden(name, inner) for inner in value]
            case bool() | int() | float() | None:
                return value
            case _:
                return self._shapes.sub(HIDDEN, str(value))


def set_up(
    log_format: str | None,
    level: str,
    stream: TextIO = sys.stderr,
    secrets: Iterable[str] = (),
    clock: Callable[[], float] | None = None,
) -> None:
    """Send our own and every library's log lines through one renderer to *stream*.

    No line shows what looks like a secret, nor any of *secrets*. By a *clock*, floods are sampled.
    """
    console = log_format == "console" or (log_format is None and stream.isatty())
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *((Sampling(clock),) if clock else ()),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                SecretHider(secrets),
                _renderer(console, stream),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in NOISY.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level.upper())))


def _renderer(console: bool, stream: TextIO) -> Any:  # noqa: ANN401 -- either of two classes
    if console:
        # The pretty tracebacks would show the values of variables.
        return structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.processors.JSONRenderer(ensure_ascii=False)
