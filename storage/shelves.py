"""The shelves of one workspace, all that are open during one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain.caller import WorkspaceId
from storage.announcing import Announcing
from storage.api_keys import ApiKeys
from storage.attempts import Attempts
from storage.audit import Audit
from storage.canaries import Canaries
from storage.chats import Chats
from storage.deadlines import Deadlines
from storage.digests import Digests
from storage.dispatches import Dispatches
from storage.endpoints import Endpoints
from storage.erasing import Erasing
from storage.erasure import Deletions
from storage.exports import Exports
from storage.finding import Finding
from storage.incidents import Incidents
from storage.lanes import Lanes
from storage.lead_lines import LeadLines
from storage.lead_pages import LeadPages
from storage.leads import Leads, Notes
from storage.lists import Lists
from storage.mail_servers import MailServers
from storage.mails import Mails
from storage.measures import Measures
from storage.members import Invites, Members
from storage.notices import Notices
from storage.nudges import Nudges
from storage.outbox import Outbox
from storage.posts import Posts
from storage.quarantine import Quarantine
from storage.questions import Questions
from storage.reception import Reception
from storage.repeats import Repeats
from storage.samples import Samples
from storage.scope import WORKSPACE
from storage.senders import Senders
from storage.sources import Sources
from storage.statistics import Statistics
from storage.summaries import Summaries
from storage.tags import LeadTags
from storage.timers import Timers
from storage.traffic import Traffic
from storage.turns import Turns
from storage.vault import Vault
from storage.workspace_settings import SettingsShelf
from storage.workspaces import Workspaces


@dataclass(frozen=True, slots=True)
class Tools:
    """What shelves need beside the session: the vault, new ids, and the places of workspaces.

    ``places`` are those that were looked up already.
    """

    vault: Vault
    new_id: Callable[[], UUID]
    places: dict[UUID, int] = field(default_factory=dict)


class Shelves:
    """What there is of the open workspace; each shelf reads and writes one kind of thing."""

    def __init__(self, session: AsyncSession, tools: Tools) -> None:  # noqa: PLR0915 -- a line for each shelf
        self._session = session
        self._tools = tools
        self.workspaces = Workspaces(session)
        self.leads = Leads(session)
        self.lists = Lists(session)
        self.finding = Finding(session, tools.places)
        self.lead_pages = LeadPages(session, self.lists, self.finding)
        self.notes = Notes(session)
        self.erasing = Erasing(session, self.finding)
        self.members = Members(session)
        self.invites = Invites(session)
        self.chats = Chats(session)
        self.posts = Posts(session)
        self.digests = Digests(session)
        self.lanes = Lanes(session)
        self.notices = Notices(session)
        self.sources = Sources(session, tools.vault)
        self.senders = Senders(session, tools.vault)
        self.samples = Samples(session, tools.vault)
        self.api_keys = ApiKeys(session)
        self.audit = Audit(session)
        self.outbox = Outbox(session)
        self.attempts = Attempts(session)
        self.canaries = Canaries(session)
        self.deadlines = Deadlines(session)
        self.nudges = Nudges(session)
        self.timers = Timers(session)
        self.settings = SettingsShelf(session)
        self.quarantine = Quarantine(session)
        self.reception = Reception(session)
        self.repeats = Repeats(session)
        self.traffic = Traffic(session)
        self.incidents = Incidents(session)
        self.measures = Measures(session)
        self.turns = Turns(session)
        self.deletions = Deletions(session)
        self.tags = LeadTags(session)
        self.questions = Questions(session)
        self.statistics = Statistics(session)
        self.summaries = Summaries(session)
        self.exports = Exports(session)
        self.lead_lines = LeadLines(session)
        self.endpoints = Endpoints(session, tools.vault)
        self.dispatches = Dispatches(session)
        self.mail_servers = MailServers(session, tools.vault)
        self.mails = Mails(session)
        self.announcing = Announcing(session, tools.new_id)

    @property
    def workspace_id(self) -> WorkspaceId:
        """The workspace whose shelves these are."""
        return WorkspaceId(self._session.info[WORKSPACE])
