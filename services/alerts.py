"""A card on its way: what it shows, and how long it is held by whoever carries it."""

from dataclasses import dataclass
from datetime import timedelta

from domain.caller import WorkspaceId
from domain.chat import Chat, Post
from domain.lead_view import LeadView
from domain.locale import Locale

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Alert:
    """A card to send, or to bring up to date, for a chat that reads by the workspace's locale.

    It is ``silent`` in the quiet hours of its chat.
    """

    workspace_id: WorkspaceId
    post: Post
    chat: Chat
    view: LeadView
    locale: Locale
    silent: bool = False
