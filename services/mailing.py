"""Mailing: which e-mail leaves now by which server, and what became of each attempt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.dispatch import SECRET_UNREADABLE
from domain.mail import (
    Fate,
    Heard,
    Letter,
    Mail,
    MailJob,
    MailKind,
    MailStatus,
    Verdict,
    lane_of,
    verdict,
)
from domain.mail_events import LeadEmailFailed
from domain.mail_server import MailServer, MailState
from domain.notice import Notice, NoticeKind
from services import telling
from services.doors import Doors
from storage.database import Storage
from storage.lanes import FOREVER
from storage.store import Store

LEASE = timedelta(seconds=120)
"""Longer than an e-mail and its report can take."""

AGAIN_IN = 0.2
KEPT = timedelta(days=30)
CLEARED_AT_ONCE = 500
PARKED = "mail_server_parked"
DIED = "died"


@dataclass(frozen=True, slots=True)
class MailErrand:
    """What is to be sent, and by which server."""

    server: MailServer
    letter: Letter


@dataclass(frozen=True, slots=True)
class Mailing:
    """Each method is one verb and one transaction; none is open while a server is spoken to."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def claim(self, limit: int) -> Sequence[MailJob]:
        """Lease what is due, one e-mail of each workspace."""
        now = self.now()
        async with self.storage.open_system() as system:
            return await system.mails.claim(
                now, lease=self.new_id(), until=now + LEASE, limit=limit
            )

    async def next_due(self) -> datetime | None:
        """Say when the next becomes due."""
        async with self.storage.look_system() as system:
            return await system.mails.next_due(self.now())

    async def release(self, work: Sequence[MailJob]) -> None:
        """Free what was leased and will not be done."""
        async with self.storage.open_system() as system:
            for lease in {each.lease for each in work}:
                await system.mails.release(lease)

    def again_in(self) -> float:
        """Say in how many seconds to look again when what is due is under way."""
        return AGAIN_IN

    async def take_over(self) -> None:
        """Free what the process before us still held; it sends nothing any more."""
        async with self.storage.open_system() as system:
            await system.mails.release_all()

    async def errand(self, job: MailJob) -> MailErrand | Heard | None:
        """Read what is to be sent, and write down that it is under way.

        Whoever died while it was so may have sent it: that is an unknown ending, like a
        connection that broke. None if nothing is to be sent now.
        """
        async with self.storage.open_system() as system:
            store = system.of(self.doors.house(job.workspace_id))
            mail, server = await store.mails.get(job.id), await store.mail_servers.find()
            is_test = mail.kind is MailKind.TEST
            if server is None or not (is_test or server.state is MailState.ACTIVE):
                await store.lanes.rest(lane_of(job.workspace_id), FOREVER, PARKED)
                await store.mails.put_back(job)
                return None
            if not server.is_readable:
                return Heard(Fate.SERVER, SECRET_UNREADABLE)
            if mail.under_way:
                return Heard(Fate.UNKNOWN, DIED)
            await store.mails.begin(job)
        return MailErrand(server, self._letter(server, mail))

    async def report(self, job: MailJob, heard: Heard) -> MailStatus:
        """Write down what the attempt came to, and tell whoever has to know."""
        now = self.now()
        async with self.storage.open_system() as system:
            store = system.of(self.doors.house(job.workspace_id))
            server, mail = await store.mail_servers.find(), await store.mails.get(job.id)
            is_test = mail.kind is MailKind.TEST
            judged = _of_test(heard) if is_test else verdict(mail, job, heard, now)
            sent = heard.fate is Fate.SENT
            await store.mails.judge(job, judged, None if sent else heard.told or heard.trouble)
            if server and sent and server.state is MailState.PARKED:
                await store.keep(server.healed(), now)
                await store.lanes.wake(lane_of(job.workspace_id))
            if server and heard.fate is Fate.SERVER and not is_test:
                await self._park(store, job, server, heard)
            if judged.status is MailStatus.FAILED and not is_test:
                await self._tell_author(store, mail, heard)
        return judged.status

    async def clear(self) -> None:
        """Forget old e-mails; what was written to a lead stays in its history."""
        async with self.storage.open_system() as system:
            await system.mails.clear(self.now() - KEPT, CLEARED_AT_ONCE)

    def _letter(self, server: MailServer, mail: Mail) -> Letter:
        return Letter(
            sender=server.address,
            sender_name=server.name,
            to=mail.to,
            subject=mail.subject,
            text=mail.text,
            message_id=mail.message_id,
            at=self.now(),
        )

    async def _park(self, store: Store, job: MailJob, server: MailServer, heard: Heard) -> None:
        """Hand the server nothing more, and tell the admins once."""
        now = self.now()
        await store.lanes.rest(lane_of(job.workspace_id), FOREVER, PARKED)
        if server.state is not MailState.ACTIVE:
            return
        await store.keep(server.parked(heard.trouble), now)
        details = {"server": server.host, "said": heard.told}
        key = f"{NoticeKind.MAIL_PARKED}:{server.id}:{now.isoformat()}"
        await telling.tell_admins(store, NoticeKind.MAIL_PARKED, details, key, now, self.new_id)

    async def _tell_author(self, store: Store, mail: Mail, heard: Heard) -> None:
        """Tell whoever wrote it, in private, and the lead's history."""
        now = self.now()
        if mail.lead_id is None or mail.author_id is None:
            return
        await store.note_event(LeadEmailFailed(mail.lead_id, heard.trouble), now)
        lead, author = (
            await store.leads.get(mail.lead_id),
            await store.members.find(mail.author_id),
        )
        if author is None:
            return
        kind = NoticeKind.MAIL_UNSURE if heard.fate is Fate.UNKNOWN else NoticeKind.MAIL_FAILED
        details = {"number": str(lead.number), "said": heard.told, "lead": str(lead.id)}
        notice = Notice(self.new_id(), author.person_id, kind, details)
        await store.tell([notice], f"{kind}:{mail.id}", now)


def _of_test(heard: Heard) -> Verdict:
    """Judge a test, which is over with its first answer."""
    return Verdict(MailStatus.SENT if heard.fate is Fate.SENT else MailStatus.FAILED)
