"""What one may ask about e-mail: to set it up, to try it and to end it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.caller import Caller
from domain.errors import FieldProblem, Invalid, MailOff, NotFound
from domain.lead import LeadId
from domain.mail import (
    Draft,
    Mail,
    MailKind,
    MailStatus,
    lane_of,
    message_id,
    test_lane_of,
)
from domain.mail_server import MailServer, MailView, MailWish, mailable, set_up
from domain.phrases import phrase
from domain.roles import Role
from services.bell import Bell
from storage.database import Storage

Check = Callable[[str, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Mails:
    """Each method is one verb, one role and one transaction.

    ``check`` looks up where a server is, with no transaction open, and refuses with UrlNotAllowed.
    """

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell
    check: Check

    async def look(self, caller: Caller) -> MailView:
        """Show how e-mail is set up."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return MailView(await store.mail_servers.find(), await store.mails.waiting())

    async def set_up(self, caller: Caller, wish: MailWish) -> MailView:
        """Send by this server from now on, also what waits."""
        caller.must_be(Role.ADMIN)
        await self.check(wish.host, wish.port)
        async with self.storage.open(caller) as store:
            known = await store.mail_servers.find()
            change = set_up(known.id if known else self.new_id(), wish)
            await store.keep(change, self.now())
            await store.lanes.wake(lane_of(caller.workspace_id))
            view = MailView(change.thing, await store.mails.waiting())
        self.outgoing.ring()
        return view

    async def remove(self, caller: Caller) -> MailView:
        """Send no e-mail any more; what waits is dropped. Refuse with MailOff if there is none."""
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            server = await store.mail_servers.find()
            if server is None:
                raise MailOff
            await store.keep(server.removed(), self.now())
            await store.mails.cancel()
            await store.lanes.wake(lane_of(caller.workspace_id))
        return MailView()

    async def test(self, caller: Caller, to: str, draft: Draft) -> int:
        """Send a test to any address; return its number. Refuse with MailOff.

        It leaves also while the server is parked: it is to be seen whether it works again.
        """
        caller.must_be(Role.ADMIN)
        address = mailable(to)
        if address is None:
            raise Invalid(FieldProblem(phrase("address"), phrase("is no e-mail address")))
        async with self.storage.open(caller) as store:
            server = await store.mail_servers.find()
            if server is None:
                raise MailOff
            new = new_mail(self.new_id(), MailKind.TEST, address, draft, server, caller)
            mail = replace(new, status=MailStatus.WAITS)
            written = await store.mails.add(mail, test_lane_of(caller.workspace_id), self.now())
        self.outgoing.ring()
        return written.id

    async def tested(self, caller: Caller, mail_id: int) -> Mail | None:
        """Return how a test went; None while there was no attempt. Refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            mail = await store.mails.get(mail_id)
        if mail.kind is not MailKind.TEST:
            raise NotFound
        return None if mail.status is MailStatus.WAITS else mail


def new_mail(  # noqa: PLR0913, PLR0917 -- an e-mail is made of that much
    mail_id: UUID,
    kind: MailKind,
    to: str,
    draft: Draft,
    server: MailServer,
    caller: Caller,
    lead_id: LeadId | None = None,
) -> Mail:
    """Make a draft that has a name for ever, and no number yet."""
    return Mail(
        id=0,
        kind=kind,
        to=to,
        subject=draft.subject,
        text=draft.text,
        message_id=message_id(mail_id, server.domain),
        status=MailStatus.DRAFT,
        lead_id=lead_id,
        author_id=caller.required_member(),
    )
