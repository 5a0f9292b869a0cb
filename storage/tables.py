"""Every table, in one import."""

from storage import (
    audit,
    canaries,
    chats,
    exports,
    finding,
    inbox,
    lanes,
    leaders,
    leads,
    members,
    notices,
    nudges,
    outbox,
    posts,
    quarantine,
    questions,
    rounds,
    sources,
    tags,
    timers,
    turns,
    updates,
    workspace_settings,
    workspaces,
)
from storage.base import Base

__all__ = ["METADATA"]

METADATA = Base.metadata
ROOMS = (
    audit,
    canaries,
    chats,
    exports,
    finding,
    inbox,
    lanes,
    leaders,
    leads,
    members,
    notices,
    outbox,
    posts,
    questions,
    nudges,
    quarantine,
    rounds,
    sources,
    tags,
    timers,
    turns,
    updates,
    workspace_settings,
    workspaces,
)
