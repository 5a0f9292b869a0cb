"""Carries e-mails: reads what is to be sent by which server, sends it and reports."""

from dataclasses import dataclass
from functools import partial

import structlog

from domain.mail import Fate, Heard, MailJob, MailStatus
from domain.parcel import Outcome
from middlewares.meters import Meters
from outbox.post_office import written
from outbox.smtp import Mailer
from services.mailing import MailErrand, Mailing

AT_ONCE = 100
"""How many workspaces' servers are spoken to; a slow one holds its own workspace, and no other."""

KIND = "email"
OUTCOMES = {MailStatus.SENT: Outcome.DELIVERED, MailStatus.WAITS: Outcome.POSTPONED}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Mailman:
    """Carries one e-mail at a time; no transaction is open while it is on its way."""

    mailing: Mailing
    mailer: Mailer
    meters: Meters

    async def carry(self, job: MailJob) -> None:
        """Send and report."""
        errand = await self.mailing.errand(job)
        if errand is None:
            return
        heard = errand if isinstance(errand, Heard) else await self._send(errand)
        status = await written(partial(self.mailing.report, job, heard))
        self.meters.carried(KIND, OUTCOMES.get(status, Outcome.DEAD))
        if heard.fate is not Fate.SENT:
            log.info("mail_not_sent", mail=job.id, reason=heard.trouble, state=status.value)

    async def _send(self, errand: MailErrand) -> Heard:
        try:
            return await self.mailer.send(errand.server, errand.letter)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the letter stays out of the log
            log.error("mail_failed", fault=type(error).__name__)  # noqa: TRY400 -- a traceback shows the letter
            return Heard(Fate.UNKNOWN, "ours")
