"""Every table, in one import."""

from storage import (
    audit,
    chats,
    inbox,
    lanes,
    leaders,
    leads,
    members,
    notices,
    outbox,
    posts,
    sources,
    updates,
    workspaces,
)
from storage.base import Base

__all__ = ["METADATA"]

METADATA = Base.metadata
ROOMS = (
    audit,
    chats,
    inbox,
    lanes,
    leaders,
    leads,
    members,
    notices,
    outbox,
    posts,
    sources,
    updates,
    workspaces,
)
