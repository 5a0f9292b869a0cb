"""E-mails, on the shelf: drafts, those that are to leave, and what became of the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    CursorResult,
    Index,
    String,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.caller import WorkspaceId
from domain.errors import NotFound
from domain.lead import LeadId
from domain.mail import Mail, MailJob, MailKind, MailStatus, Verdict
from storage.base import Base, WorkspaceOwned, owned_reference
from storage.leases import (
    FREE,
    LeasedWork,
    claim,
    is_due,
    lease_indexes,
    next_due,
    release,
    release_all,
)
from storage.scope import EVERYWHERE, QUIETLY


class MailRow(LeasedWork, WorkspaceOwned, Base):
    """One e-mail; ``under_way`` while the server may have it and nobody has said so."""

    __tablename__ = "mails"
    __table_args__ = (
        owned_reference("lead_id", "leads"),
        owned_reference("author_id", "members"),
        Index(None, "workspace_id", "lead_id", "asked_at"),
        Index(None, "workspace_id", "asked_at"),
        Index(None, "asked_at"),
        *lease_indexes("mails"),
    )

    kind: Mapped[str] = mapped_column(String(8))
    lead_id: Mapped[UUID | None]
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(256))
    text: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(400))
    author_id: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    doubts: Mapped[int] = mapped_column(default=0)
    under_way: Mapped[bool] = mapped_column(default=False)
    failing_since: Mapped[datetime | None]


REPLIES = (
    MailRow.kind == MailKind.REPLY,
    MailRow.state.in_((MailStatus.WAITS, MailStatus.SENT, MailStatus.FAILED)),
)


class Mails:
    """Reads and writes the e-mails of the open workspace; hands them out to the system."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, mail: Mail, lane: str, now: datetime) -> Mail:
        """Write an e-mail; return it with its number."""
        row = MailRow(
            lane=lane,
            state=mail.status,
            due_at=now,
            failures=0,
            kind=mail.kind,
            lead_id=mail.lead_id,
            recipient=mail.to,
            subject=mail.subject,
            text=mail.text,
            message_id=mail.message_id,
            author_id=mail.author_id,
            asked_at=now,
            doubts=0,
            under_way=False,
        )
        self._session.add(row)
        await self._session.flush()
        return _as_mail(row)

    async def get(self, mail_id: int) -> Mail:
        """Return one; refuse with NotFound."""
        found = select(MailRow).where(MailRow.id == mail_id)
        row = (await self._session.scalars(found)).one_or_none()
        if row is None:
            raise NotFound
        return _as_mail(row)

    async def leave(self, mail_id: int, now: datetime) -> None:
        """Let a draft leave."""
        await self._turn(mail_id, {"state": MailStatus.WAITS, "due_at": now, "asked_at": now})

    async def drop(self, mail_id: int) -> bool:
        """Let a draft go; tell whether it was one still."""
        return await self._turn(mail_id, {"state": MailStatus.DROPPED, "text": ""})

    async def replies_since(self, since: datetime, lead_id: UUID | None = None) -> int:
        """Count what was written to people since then, or to one of them."""
        which = [*REPLIES, MailRow.asked_at > since]
        if lead_id:
            which.append(MailRow.lead_id == lead_id)
        counted = select(func.count()).select_from(MailRow).where(*which)
        return (await self._session.execute(counted)).scalar_one()

    async def waiting(self) -> int:
        """Count what waits."""
        counted = select(func.count()).select_from(MailRow).where(is_due(MailRow))
        return (await self._session.execute(counted)).scalar_one()

    async def begin(self, job: MailJob) -> None:
        """Say that the server may have it from now on, until ``judge`` says more."""
        written = update(MailRow).where(*_held(job)).values(under_way=True)
        await self._session.execute(written, execution_options=QUIETLY)

    async def judge(self, job: MailJob, verdict: Verdict, trouble: str | None) -> None:
        """Write down what an attempt came to, and let go of the lease."""
        values: dict[str, Any] = {
            "state": verdict.status,
            "doubts": verdict.doubts,
            "failing_since": verdict.failing_since,
            "under_way": False,
            "last_error": trouble,
        }
        if verdict.again_at:
            values["due_at"] = verdict.again_at
        if verdict.failing_since:
            values["failures"] = job.failures + 1
        written = update(MailRow).where(*_held(job)).values(**values, **FREE)
        await self._session.execute(written, execution_options=QUIETLY)

    async def put_back(self, job: MailJob) -> None:
        """Free it as if nobody had claimed it."""
        written = update(MailRow).where(*_held(job)).values(**FREE)
        await self._session.execute(written, execution_options=QUIETLY)

    async def cancel(self) -> None:
        """Let nothing more leave; what is under way ends as it will."""
        over = update(MailRow).where(is_due(MailRow), MailRow.lease.is_(None))
        await self._session.execute(over.values(state=MailStatus.DROPPED, text=""))

    async def _turn(self, mail_id: int, values: dict[str, Any]) -> bool:
        draft = update(MailRow).where(MailRow.id == mail_id, MailRow.state == MailStatus.DRAFT)
        done = await self._session.execute(draft.values(**values))
        return bool(cast("CursorResult[Any]", done).rowcount)


class MailPile:
    """Hands out the e-mails of all workspaces, and forgets old ones; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(
        self, now: datetime, *, lease: UUID, until: datetime, limit: int
    ) -> Sequence[MailJob]:
        """Lease up to *limit* that are due, one of each workspace."""
        rows = await claim(self._session, MailRow, now, lease=lease, until=until, limit=limit)
        return [
            MailJob(row.id, WorkspaceId(row.workspace_id), row.failures, lease) for row in rows
        ]

    async def next_due(self, now: datetime) -> datetime | None:
        """Say when the next one becomes due."""
        return await next_due(self._session, MailRow, now)

    async def release(self, lease: UUID) -> None:
        """Free everything that one worker still holds."""
        await release(self._session, MailRow, lease)

    async def release_all(self) -> None:
        """Free everything that anybody holds, once they are known to be gone."""
        await release_all(self._session, MailRow)

    async def clear(self, before: datetime, limit: int) -> int:
        """Forget up to *limit* from before then that wait for nothing; return how many."""
        old = select(MailRow.id).where(
            MailRow.asked_at < before, MailRow.state != MailStatus.WAITS
        )
        some = list(await self._session.scalars(old.limit(limit), execution_options=EVERYWHERE))
        gone = delete(MailRow).where(MailRow.id.in_(some))
        await self._session.execute(gone, execution_options=QUIETLY)
        return len(some)


def _held(job: MailJob) -> tuple[Any, ...]:
    """Match the e-mail only while its lease is ours."""
    return (MailRow.id == job.id, MailRow.lease == job.lease)


def _as_mail(row: MailRow) -> Mail:
    return Mail(
        id=row.id,
        kind=MailKind(row.kind),
        to=row.recipient,
        subject=row.subject,
        text=row.text,
        message_id=row.message_id,
        status=MailStatus(row.state),
        lead_id=LeadId(row.lead_id) if row.lead_id else None,
        author_id=row.author_id,
        doubts=row.doubts,
        under_way=row.under_way,
        failing_since=row.failing_since,
        trouble=row.last_error,
    )
