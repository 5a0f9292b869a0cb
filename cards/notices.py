"""Temporary."""

from collections.abc import Mapping

from cards.html import Card, line
from domain.notice import NoticeKind


def notice_card(kind: NoticeKind, details: Mapping[str, str]) -> Card:
    """Say it."""
    return Card(f"{kind} " + " ".join(line(v, 64) for v in details.values()))
