"""The shelves of the installation itself that are open during one transaction."""

from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import Caller
from storage.canaries import Aviary
from storage.departed import Departures
from storage.directory import Directory
from storage.dispatches import Dispatches, OldDispatches
from storage.erasing import Unsettled
from storage.erasure import Erasure
from storage.exports import ExportQueue
from storage.figures import Tally
from storage.finding import Older
from storage.gaps import Gaps
from storage.inbox import Inbox
from storage.incidents import AllIncidents
from storage.lanes import Lanes
from storage.leaders import Leaders
from storage.mails import MailPile
from storage.measures import AllMeasures
from storage.nudges import WaitingNudges
from storage.outbox import Outbox
from storage.quarantine import Held
from storage.rhythms import Rhythms
from storage.rounds import Rounds
from storage.samples import OldSamples
from storage.scope import ScopedSession
from storage.shelves import Tools
from storage.store import Store
from storage.summaries import DueSummaries
from storage.timers import DueTimers
from storage.traffic import AllTraffic
from storage.updates import Updates
from storage.workspaces import People, Workspaces


class SystemStore:
    """What belongs to no single workspace, open for one transaction."""

    def __init__(self, session: AsyncSession, tools: Tools) -> None:
        self._session = session
        self._tools = tools
        self.directory = Directory(session, tools.vault)
        self.workspaces = Workspaces(session)
        self.people = People(session)
        self.inbox = Inbox(session)
        self.outbox = Outbox(session)
        self.updates = Updates(session)
        self.leaders = Leaders(session)
        self.lanes = Lanes(session)
        self.tally = Tally(session)
        self.gaps = Gaps(session)
        self.older = Older(session)
        self.aviary = Aviary(session)
        self.held = Held(session)
        self.rhythms = Rhythms(session)
        self.traffic = AllTraffic(session)
        self.incidents = AllIncidents(session)
        self.measures = AllMeasures(session)
        self.rounds = Rounds(session)
        self.nudges = WaitingNudges(session)
        self.timers = DueTimers(session)
        self.summaries = DueSummaries(session)
        self.departed = Departures(session)
        self.erasure = Erasure(session)
        self.unsettled = Unsettled(session)
        self.exports = ExportQueue(session)
        self.dispatches = Dispatches(session)
        self.mails = MailPile(session)
        self.old_dispatches = OldDispatches(session)
        self.old_samples = OldSamples(session)

    def of(self, caller: Caller) -> Store:
        """Open the shelves of the caller's workspace within this transaction."""
        cast("ScopedSession", self._session.sync_session).turn_to(caller.workspace_id)
        return Store(self._session, self._tools, caller.actor)
