"""What one may ask about answers by e-mail: to write one, to see it, and to send it or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.caller import Caller
from domain.errors import LeadHeldByOther, MailCapReached, MailOff, NotFound
from domain.lead import Lead, LeadId
from domain.mail import Draft, Mail, MailKind, MailStatus, lane_of
from domain.mail_events import LeadEmailed
from domain.mail_server import MailServer, MailState, mailable
from domain.question import Asked
from domain.roles import Role
from services.bell import Bell
from services.mails import new_mail
from storage.database import Storage
from storage.store import Store

DAY = timedelta(days=1)
MOST_TO_A_PERSON = 3
MOST_OF_A_TEAM = 300
"""How many e-mails leave within a day."""


@dataclass(frozen=True, slots=True)
class MailDrafts:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def are_possible(self, caller: Caller, lead_id: LeadId) -> bool:
        """Tell whether an e-mail can be written to the person of the lead."""
        caller.must_be(Role.AGENT)
        async with self.storage.look(caller) as store:
            lead, server = await store.leads.get(lead_id), await store.mail_servers.find()
        return _is_possible(lead, server)

    async def begin(self, caller: Caller, lead_id: LeadId) -> Lead:
        """Return the lead whose person can be written to; refuse with NotFound or MailOff."""
        caller.must_be(Role.AGENT)
        async with self.storage.look(caller) as store:
            lead, server = await store.leads.get(lead_id), await store.mail_servers.find()
        if not _is_possible(lead, server):
            raise MailOff
        return lead

    async def answer(
        self, caller: Caller, chat_id: int, question: int, typed: str, usual_subject: str
    ) -> tuple[Lead, Mail]:
        """Keep what somebody wrote as a draft; the *question* was ours, and about a lead."""
        caller.must_be(Role.AGENT)
        draft = Draft.read(typed, usual_subject)
        async with self.storage.open(caller) as store:
            asked = await store.questions.find(chat_id, question)
            if asked is None or asked.asked is not Asked.MAIL:
                raise NotFound
            lead = await _writable(store, caller, asked.lead_id)
            server, to = await store.mail_servers.working(), mailable(lead.contact.email)
            if to is None:
                raise MailOff
            new = new_mail(self.new_id(), MailKind.REPLY, to, draft, server, caller, lead.id)
            mail = await store.mails.add(new, lane_of(caller.workspace_id), self.now())
        return lead, mail

    async def send(self, caller: Caller, mail_id: int) -> tuple[Lead, Mail]:
        """Let a draft of the caller's own leave; pressed twice, it leaves once.

        Refuse with NotFound, MailOff or MailCapReached.
        """
        caller.must_be(Role.AGENT)
        now = self.now()
        async with self.storage.open(caller) as store:
            # Whoever holds the server is alone, so that nobody counts while another one sends.
            await store.mail_servers.working()
            mail, lead_id = await _own(store, caller, mail_id)
            lead = await _writable(store, caller, lead_id)
            if mail.status is MailStatus.DROPPED:
                raise NotFound
            if mail.status is MailStatus.DRAFT:
                await _must_be_within_caps(store, lead.id, now)
                await store.mails.leave(mail_id, now)
                await store.note_event(LeadEmailed(lead.id, mail.subject, mail.text), now)
        self.outgoing.ring()
        return lead, mail

    async def drop(self, caller: Caller, mail_id: int) -> None:
        """Throw a draft of the caller's own away; refuse with NotFound if it is none any more."""
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            await _own(store, caller, mail_id)
            if not await store.mails.drop(mail_id):
                raise NotFound


def _is_possible(lead: Lead, server: MailServer | None) -> bool:
    works = server is not None and server.state is MailState.ACTIVE
    return works and mailable(lead.contact.email) is not None


async def _own(store: Store, caller: Caller, mail_id: int) -> tuple[Mail, LeadId]:
    mail = await store.mails.get(mail_id)
    if mail.lead_id is None or mail.author_id != caller.required_member():
        raise NotFound
    return mail, mail.lead_id


async def _writable(store: Store, caller: Caller, lead_id: LeadId) -> Lead:
    """Return the lead if the caller may write to its person; refuse with LeadHeldByOther."""
    lead = await store.leads.get(lead_id)
    if lead.owner and not lead.is_in_hands_of(caller):
        raise LeadHeldByOther(lead.owner.name)
    return lead


async def _must_be_within_caps(store: Store, lead_id: LeadId, now: datetime) -> None:
    if await store.mails.replies_since(now - DAY, lead_id) >= MOST_TO_A_PERSON:
        raise MailCapReached(MOST_TO_A_PERSON, person=True)
    if await store.mails.replies_since(now - DAY) >= MOST_OF_A_TEAM:
        raise MailCapReached(MOST_OF_A_TEAM, person=False)
