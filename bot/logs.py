"""Log lines: one shape, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
# Tokens of Telegram bots, signing secrets, API keys, bearer tokens, passwords in URLs.
SECRET_SHAPES = re.compile(
    r"\d{5,}:[A-Za-z0-9_-]{30,}"
    r"|whsec_[A-Za-z0-9+/=_-]+"
    r"|lb_live_\w+"
    r"|(?<=[Bb]earer )\S+"
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
)
SECRET_NAMES = re.compile(
    r"token|secret|password|authorization|cookie|master_key|setup_code", re.IGNORECASE
)
NOISY = {
    "aiohttp.access": logging.WARNING,
    "aiogram.event": logging.WARNING,
    "alembic": logging.WARNING,
}


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Hide values that look like secrets, and values of names that hold them."""
    return {name: _hidden(name, value) for name, value in event.items()}


def _hidden(name: str, value: object) -> object:
    if SECRET_NAMES.search(name) and value not in (None, True, False):
        return HIDDEN
    match value:
        case str():
            return SECRET_SHAPES.sub(HIDDEN, value)
        case Mapping():
            return {each: _hidden(str(each), inner) for each, inner in value.items()}
        case list() | tuple():
            return [_hidden(name, inner) for inner in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return SECRET_SHAPES.sub(HIDDEN, str(value))


def set_up(log_format: str | None, level: str, stream: TextIO = sys.stderr) -> None:
    """Send our own and every library's log lines through one renderer to *stream*."""
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
                hide_secrets,
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
        return structlog.dev.ConsoleRenderer(colors=stream.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)
