"""The log of what endpoints were told, and what waits to be told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import (
    Index,
    Select,
    String,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.announcement import PING, Announcement, webhook_id
from domain.caller import WorkspaceId
from domain.dispatch import Attempt, Dispatch, DispatchState, Heard, Sent
from domain.endpoint import HEARING, EndpointState, Record
from domain.errors import NotFound
from storage.announcing import AnnouncementRow, DispatchRow
from storage.base import Base, Number, WorkspaceOwned
from storage.endpoints import EndpointRow
from storage.leases import DUE, FREE, claim, is_due, next_due, release, release_all
from storage.scope import EVERYWHERE, QUIETLY, here, later

MOST_REPLAYED = 5_000
LOOKED_BACK = 50
MOST_LISTED = 800
"""How many of the newest can be paged through; the rest is found by endpoint, or not at all."""


class DispatchAttemptRow(WorkspaceOwned, Base):
    """One attempt to tell one endpoint something; ``request_id`` is what it was told as well."""

    __tablename__ = "dispatch_attempts"
    __table_args__ = (
        Index(None, "workspace_id", "dispatch_id", "id"),
        Index(None, "workspace_id", "endpoint_id", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(Number)
    endpoint_id: Mapped[UUID]
    number: Mapped[int]
    at: Mapped[datetime]
    milliseconds: Mapped[int]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(64))
    excerpt: Mapped[str] = mapped_column(Text)
    request_id: Mapped[UUID | None]


NEW_ATTEMPT = insert(DispatchAttemptRow)
ARRIVED = (
    update(DispatchRow)
    .where(
        here(DispatchRow),
        DispatchRow.id == bindparam("dispatch"),
        DispatchRow.lease == bindparam("held_under"),
    )
    .values(state=DispatchState.ARRIVED, failed=False, last_error=None, **FREE)
)


class Dispatches:
    """Reads and writes the dispatches of the open workspace; hands them out to the system."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(
        self, now: datetime, *, lease: UUID, until: datetime, limit: int
    ) -> Sequence[Dispatch]:
        """Lease up to *limit* that are due, one of each lane."""
        rows = await claim(self._session, DispatchRow, now, lease=lease, until=until, limit=limit)
        return [_as_dispatch(row, lease) for row in rows]

    async def next_due(self, now: datetime) -> datetime | None:
        """Say when the next one becomes due."""
        return await next_due(self._session, DispatchRow, now)

    async def release(self, lease: UUID) -> None:
        """Free everything that one worker still holds."""
        await release(self._session, DispatchRow, lease)

    async def release_all(self) -> None:
        """Free everything that anybody holds, once they are known to be gone."""
        await release_all(self._session, DispatchRow)

    async def announcement(self, announcement_id: UUID) -> Announcement:
        """Return what is to be told; refuse with NotFound."""
        found = await self.announcements([announcement_id])
        if announcement_id not in found:
            raise NotFound
        return found[announcement_id]

    async def announcements(self, ids: Collection[UUID]) -> Mapping[UUID, Announcement]:
        """Return those of these that there are."""
        found = select(AnnouncementRow).where(AnnouncementRow.id.in_(ids))
        return {
            row.id: Announcement(row.id, row.event, row.subject_id, row.at, row.body)
            for row in await self._session.scalars(found)
        }

    async def latest_body(self, events: Collection[str]) -> str | None:
        """Return what was told of the latest of these events, or of any; None if nothing was.

        It looks no further back than a little.
        """
        rows = AnnouncementRow
        newest = select(rows.id, rows.event).where(rows.event != PING).order_by(rows.id.desc())
        found = (await self._session.execute(newest.limit(LOOKED_BACK))).all()
        heard = [each.id for each in found if each.event in events] or [each.id for each in found]
        return (await self.announcement(heard[0])).body if heard else None

    async def those_left(self, ids: Collection[int]) -> set[int]:
        """Return those that are there still; nobody erases them before the transaction ends."""
        # In one order for everybody, so that no two wait for each other.
        found = select(DispatchRow.id).where(DispatchRow.id.in_(ids)).order_by(DispatchRow.id)
        return set(await self._session.scalars(found.with_for_update()))

    def log(self, dispatch: Dispatch, attempt: Attempt) -> None:
        """Remember one attempt."""
        heard = attempt.heard
        row = {
            "dispatch_id": dispatch.id,
            "endpoint_id": dispatch.endpoint_id,
            "number": attempt.number,
            "at": attempt.at,
            "milliseconds": attempt.milliseconds,
            "status": heard.status,
            "error": heard.trouble,
            "excerpt": heard.excerpt,
            "request_id": heard.request_id,
        }
        later(self._session, NEW_ATTEMPT, [row])

    def arrived(self, dispatch: Dispatch) -> None:
        """Close what arrived."""
        held = {"dispatch": dispatch.id, "held_under": dispatch.lease}
        later(self._session, ARRIVED, [held])

    async def postpone(self, dispatch: Dispatch, due_at: datetime, error: str) -> None:
        """Free it for a later attempt."""
        failures = dispatch.failures + 1
        again = {"due_at": due_at, "failures": failures, "failed": True, "last_error": error}
        await self._set(dispatch, **again)

    async def give_up(self, dispatch: Dispatch, error: str, state: DispatchState) -> None:
        """Close what will not arrive."""
        failures = dispatch.failures + 1
        over = {"state": state, "failures": failures, "failed": True, "last_error": error}
        await self._set(dispatch, **over)

    async def put_back(self, dispatch: Dispatch) -> None:
        """Free it as if nobody had claimed it."""
        await self._set(dispatch)

    async def cancel(self, endpoint_id: UUID) -> None:
        """Let nothing more leave for an endpoint; what is under way ends as it will."""
        over = update(DispatchRow).where(*_waits_for(endpoint_id))
        await self._session.execute(over.values(state=DispatchState.CANCELLED, failed=True))

    async def replay(self, dispatch_id: int, now: datetime) -> None:
        """Let one leave once more, from the beginning of the schedule."""
        one = update(DispatchRow).where(DispatchRow.id == dispatch_id)
        await self._session.execute(one.values(**_anew(now)))

    async def replay_failed(self, endpoint_id: UUID | None, since: datetime, now: datetime) -> int:
        """Let all leave once more that failed since then, the newest first; return how many."""
        which = [
            *_which(endpoint_id, failed=True),
            DispatchRow.created_at >= since,
            DispatchRow.endpoint_id.in_(_called()),
            DispatchRow.lease.is_(None),
        ]
        found = select(DispatchRow.id).where(*which).order_by(DispatchRow.id.desc())
        some = list(await self._session.scalars(found.limit(MOST_REPLAYED)))
        again = update(DispatchRow).where(DispatchRow.id.in_(some)).values(**_anew(now))
        await self._session.execute(again, execution_options={"synchronize_session": False})
        return len(some)

    async def get(self, dispatch_id: int) -> Sent:
        """Return one with its attempts, the newest first; refuse with NotFound."""
        found = _listed().where(DispatchRow.id == dispatch_id)
        row = (await self._session.execute(found)).one_or_none()
        if row is None:
            raise NotFound
        tried = (
            select(DispatchAttemptRow)
            .where(DispatchAttemptRow.dispatch_id == dispatch_id)
            .order_by(DispatchAttemptRow.id.desc())
            .limit(20)
        )
        attempts = [_as_attempt(each) for each in await self._session.scalars(tried)]
        return _as_sent(row, tuple(attempts))

    async def of_announcement(self, announcement_id: UUID) -> int | None:
        """Return the first dispatch of an announcement that was tried; None if none was."""
        found = select(DispatchRow.id).where(DispatchRow.announcement_id == announcement_id)
        tried = found.where((DispatchRow.state != DUE) | (DispatchRow.failures > 0))
        return (await self._session.scalars(tried.limit(1))).first()

    async def count(self, endpoint_id: UUID | None, *, failed: bool) -> int:
        """Count what can be paged through."""
        which = _which(endpoint_id, failed=failed)
        few = select(DispatchRow.id).where(*which).limit(MOST_LISTED).subquery()
        return (await self._session.execute(select(func.count()).select_from(few))).scalar_one()

    async def newest(
        self, endpoint_id: UUID | None, *, failed: bool, offset: int, limit: int
    ) -> Sequence[Sent]:
        """Return some of the newest."""
        which = _which(endpoint_id, failed=failed)
        page = _listed().where(*which).order_by(DispatchRow.id.desc()).offset(offset).limit(limit)
        return [_as_sent(row) for row in await self._session.execute(page)]

    async def records(self, of: Collection[UUID], since: datetime) -> Mapping[UUID, Record]:
        """Say of these endpoints how their attempts since then ended."""
        ok = DispatchAttemptRow.error.is_(None)
        counted = (
            select(
                DispatchAttemptRow.endpoint_id,
                func.count().filter(ok).label("arrived"),
                func.count().label("all"),
            )
            .where(DispatchAttemptRow.endpoint_id.in_(of), DispatchAttemptRow.at >= since)
            .group_by(DispatchAttemptRow.endpoint_id)
        )
        rows = await self._session.execute(counted)
        return {row.endpoint_id: Record(row[1], row[2]) for row in rows}

    async def waiting(self, endpoint_id: UUID) -> int:
        """Count what waits for an endpoint, as far as anybody wants to know."""
        some = select(DispatchRow.id).where(*_waits_for(endpoint_id)).limit(MOST_LISTED)
        counted = select(func.count()).select_from(some.subquery())
        return (await self._session.execute(counted)).scalar_one()

    async def _set(self, dispatch: Dispatch, **values: Any) -> None:  # noqa: ANN401 -- values of columns
        held = _held(dispatch)
        # What was cancelled while it was under way stays so, unless it arrived.
        cancelled = update(DispatchRow).where(*held, DispatchRow.state != DUE)
        await self._session.execute(cancelled.values(**FREE), execution_options=QUIETLY)
        written = update(DispatchRow).where(*held).values(**values, **FREE)
        await self._session.execute(written, execution_options=QUIETLY)


class OldDispatches:
    """Forgets what is old, in all workspaces, some rows at a time; open to the system only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def clear(self, before: datetime, limit: int) -> int:
        """Forget up to *limit* rows of each kind from before then; return how many."""
        attempts = DispatchAttemptRow
        old = select(attempts.id).where(attempts.at < before).limit(limit)
        some = list(await self._session.scalars(old, execution_options=EVERYWHERE))
        gone = delete(attempts).where(attempts.id.in_(some))
        await self._session.execute(gone, execution_options=QUIETLY)
        return len(some) + await self._clear_announcements(before, limit)

    async def clear_endpoints(self) -> None:
        """Forget removed endpoints of which the log has nothing any more."""
        told = (
            select(DispatchRow.id)
            .where(
                DispatchRow.workspace_id == EndpointRow.workspace_id,
                DispatchRow.endpoint_id == EndpointRow.id,
            )
            .exists()
        )
        gone = delete(EndpointRow).where(EndpointRow.state == EndpointState.REMOVED, ~told)
        await self._session.execute(gone, execution_options=QUIETLY)

    async def _clear_announcements(self, before: datetime, limit: int) -> int:
        rows, dispatches = AnnouncementRow, DispatchRow
        old = select(rows.workspace_id, rows.id).where(rows.at < before).limit(limit)
        some = [
            tuple(row) for row in await self._session.execute(old, execution_options=EVERYWHERE)
        ]
        for gone in (
            delete(dispatches).where(
                tuple_(dispatches.workspace_id, dispatches.announcement_id).in_(some)
            ),
            delete(rows).where(tuple_(rows.workspace_id, rows.id).in_(some)),
        ):
            await self._session.execute(gone, execution_options=QUIETLY)
        return len(some)


def _held(dispatch: Dispatch) -> tuple[Any, ...]:
    """Match the dispatch only while its lease is ours."""
    return (DispatchRow.id == dispatch.id, DispatchRow.lease == dispatch.lease)


def _anew(now: datetime) -> dict[str, Any]:
    return {"state": DUE, "due_at": now, "failures": 0, "failed": False, "last_error": None}


def _waits_for(endpoint_id: UUID) -> tuple[Any, ...]:
    """Match what waits for an endpoint, by the index of what waits."""
    return (is_due(DispatchRow), DispatchRow.endpoint_id == endpoint_id)


def _called() -> Select[UUID]:
    """Select the endpoints that something can leave for."""
    return select(EndpointRow.id).where(EndpointRow.state.in_(HEARING))


def _which(endpoint_id: UUID | None, *, failed: bool) -> list[Any]:
    which = [DispatchRow.endpoint_id == endpoint_id] if endpoint_id else []
    return [*which, DispatchRow.failed.is_(True)] if failed else which


def _listed() -> Select[DispatchRow, str, str]:
    """Select what is shown of dispatches."""
    return (
        select(DispatchRow, EndpointRow.url, AnnouncementRow.event)
        .join(EndpointRow, EndpointRow.id == DispatchRow.endpoint_id)
        .join(AnnouncementRow, AnnouncementRow.id == DispatchRow.announcement_id)
    )


def _as_sent(found: Any, attempts: tuple[Attempt, ...] = ()) -> Sent:  # noqa: ANN401 -- a row of several things
    row, url, event = found
    return Sent(
        id=row.id,
        endpoint_id=row.endpoint_id,
        host=urlsplit(url).netloc,
        event=event,
        webhook_id=webhook_id(row.announcement_id),
        created_at=row.created_at,
        state=DispatchState(row.state),
        failures=row.failures,
        due_at=row.due_at,
        last_error=row.last_error,
        attempts=attempts,
    )


def _as_attempt(row: DispatchAttemptRow) -> Attempt:
    heard = Heard(row.status, row.error, None, row.excerpt, row.request_id)
    return Attempt(row.at, row.number, row.milliseconds, heard)


def _as_dispatch(row: DispatchRow, lease: UUID) -> Dispatch:
    workspace_id = WorkspaceId(row.workspace_id)
    return Dispatch(
        row.id, workspace_id, row.endpoint_id, row.announcement_id, row.failures, lease
    )
