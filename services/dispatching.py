"""Dispatching: which announcement goes to which endpoint now, and what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from domain.announcement import Announcement
from domain.caller import WorkspaceId
from domain.dispatch import (
    SECRET_UNREADABLE,
    TEMPLATE_FAILS,
    Attempt,
    Dispatch,
    DispatchState,
    Errand,
    Heard,
    lanes_of,
)
from domain.endpoint import Endpoint, EndpointState, Why
from domain.errors import Invalid
from domain.example_event import as_templates_see_it
from domain.notice import NoticeKind
from domain.payload_template import TooLarge, read_template
from domain.signing import sign
from services import telling
from services.doors import Doors
from services.together import Together
from storage.database import Storage
from storage.lanes import FOREVER
from storage.store import Store

LEASE = timedelta(seconds=60)
"""Longer than a call and its report can take."""

AGAIN_IN = 0.2
KEPT = timedelta(days=30)
CLEARED_AT_ONCE = 500
WELL_FOR = timedelta(minutes=1)
"""How old the last success of an endpoint may be before a newer one is worth writing down."""


@dataclass(slots=True)
class _Question:
    """What is to be posted for a dispatch: asked by whoever carries it, answered in company."""

    dispatch: Dispatch
    answer: Errand | Heard | None = None


@dataclass(frozen=True, slots=True)
class _Report:
    """A dispatch that arrived: when it left, when that was, and what the receiver said."""

    dispatch: Dispatch
    began: datetime
    ended: datetime
    heard: Heard


class Dispatching:
    """Each method is one verb; no transaction is open while somebody is called.

    What is to be posted is read for many at once, and what arrived is written so.
    """

    def __init__(
        self,
        storage: Storage,
        doors: Doors,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self.storage = storage
        self.doors = doors
        self.now = now
        self.new_id = new_id
        self._errands = Together(self._look_up)
        self._arrivals = Together(self._write_arrivals)

    async def claim(self, limit: int) -> Sequence[Dispatch]:
        """Lease what is due, at most two for each endpoint."""
        now = self.now()
        async with self.storage.open_system() as system:
            return await system.dispatches.claim(
                now, lease=self.new_id(), until=now + LEASE, limit=limit
            )

    async def next_due(self) -> datetime | None:
        """Say when the next becomes due."""
        async with self.storage.look_system() as system:
            return await system.dispatches.next_due(self.now())

    async def release(self, work: Sequence[Dispatch]) -> None:
        """Free what was leased and will not be done."""
        async with self.storage.open_system() as system:
            for lease in {each.lease for each in work}:
                await system.dispatches.release(lease)

    def again_in(self) -> float:
        """Say in how many seconds to look again when what is due is under way."""
        return AGAIN_IN

    async def take_over(self) -> None:
        """Free what the process before us still held; it calls nobody any more."""
        async with self.storage.open_system() as system:
            await system.dispatches.release_all()

    async def errand(self, dispatch: Dispatch) -> Errand | Heard | None:
        """Read what is to be posted where; None if nobody wants it any more.

        Without a readable secret there is nothing to sign with, which is a failed attempt.
        """
        question = _Question(dispatch)
        await self._errands.ask(question)
        return question.answer

    async def put_back(self, dispatch: Dispatch) -> None:
        """Let what nobody wants to have now wait until the endpoint is resumed, or drop it."""
        async with self.storage.open_system() as system:
            store = system.of(self.doors.house(dispatch.workspace_id))
            endpoint = await store.endpoints.find(dispatch.endpoint_id)
            if endpoint and endpoint.state is EndpointState.PAUSED:
                await hold_back(store, endpoint, FOREVER)
            await store.dispatches.put_back(dispatch)
            if endpoint and endpoint.state in (EndpointState.DISABLED, EndpointState.REMOVED):
                await store.dispatches.cancel(endpoint.id)

    async def report(self, dispatch: Dispatch, began: datetime, heard: Heard) -> DispatchState:
        """Log the attempt, and say what it means for the dispatch and for its endpoint."""
        report = _Report(dispatch, began, self.now(), heard)
        if heard.arrived:
            await self._arrivals.ask(report)
            return DispatchState.ARRIVED
        async with self.storage.open_system() as system:
            store = system.of(self.doors.house(dispatch.workspace_id))
            endpoint = await store.endpoints.find(dispatch.endpoint_id)
            if dispatch.id not in await store.dispatches.those_left([dispatch.id]):
                # What it told of was erased meanwhile, and what was answered may tell of it, too.
                return DispatchState.CANCELLED
            store.dispatches.log(dispatch, _attempt(report))
            return await self._failed(store, dispatch, endpoint, heard)

    async def clear(self) -> None:
        """Forget what is old."""
        async with self.storage.open_system() as system:
            await system.old_dispatches.clear(self.now() - KEPT, CLEARED_AT_ONCE)
            await system.old_dispatches.clear_endpoints()

    async def _look_up(self, questions: Sequence[_Question]) -> None:
        async with self.storage.look_system() as system:
            for workspace_id, group in groupby(sorted(questions, key=_whose), key=_whose):
                store = system.of(self.doors.house(workspace_id))
                await self._answer(store, list(group))

    async def _answer(self, store: Store, questions: Sequence[_Question]) -> None:
        asked = [each.dispatch for each in questions]
        endpoints = await store.endpoints.look({each.endpoint_id for each in asked})
        told = await store.dispatches.announcements({each.announcement_id for each in asked})
        for each in questions:
            endpoint = endpoints.get(each.dispatch.endpoint_id)
            announcement = told.get(each.dispatch.announcement_id)
            if endpoint and announcement and endpoint.state is EndpointState.ACTIVE:
                each.answer = self._errand(endpoint, announcement)

    def _errand(self, endpoint: Endpoint, told: Announcement) -> Errand | Heard:
        now = self.now()
        keys, body = endpoint.live_keys(now), _shaped(endpoint, told.body)
        if not keys or body is None:
            return Heard(error=TEMPLATE_FAILS if keys else SECRET_UNREADABLE)
        request_id = self.new_id()
        signed = sign(keys, told.webhook_id, int(now.timestamp()), body)
        about = {"Content-Type": "application/json", "X-Request-Id": str(request_id)}
        return Errand(endpoint.url, body, {**about, **signed}, request_id)

    async def _write_arrivals(self, reports: Sequence[_Report]) -> None:
        async with self.storage.open_system() as system:
            for workspace_id, group in groupby(sorted(reports, key=_whose), key=_whose):
                store = system.of(self.doors.house(workspace_id))
                await _write_arrivals_of(store, list(group))

    async def _failed(
        self, store: Store, dispatch: Dispatch, endpoint: Endpoint | None, heard: Heard
    ) -> DispatchState:
        now, trouble = self.now(), heard.trouble or ""
        again = heard.next_try(dispatch, now)
        if again:
            state = DispatchState.WAITS
            await store.dispatches.postpone(dispatch, again, trouble)
        else:
            state = DispatchState.CANCELLED if heard.is_gone else DispatchState.GIVEN_UP
            await store.dispatches.give_up(dispatch, trouble, state)
        if endpoint and endpoint.state is not EndpointState.REMOVED:
            await self._judge(store, endpoint, heard, over=again is None)
        return state

    async def _judge(self, store: Store, endpoint: Endpoint, heard: Heard, *, over: bool) -> None:
        """Count the failure against the endpoint; tell owners, or switch it off and tell them."""
        now, trouble = self.now(), heard.trouble or ""
        health = endpoint.health.failed(trouble, now)
        failing = replace(endpoint, health=health)
        why = _why(failing, heard, now)
        if why and endpoint.state is EndpointState.ACTIVE:
            await store.keep(failing.disabled(why), now)
            await store.dispatches.cancel(endpoint.id)
            await self._tell(store, NoticeKind.ENDPOINT_DISABLED, failing, trouble)
            return
        if health.is_to_be_warned_of(now):
            failing = replace(failing, health=replace(health, warned=True))
            await self._tell(store, NoticeKind.ENDPOINT_FAILING, failing, trouble)
        await store.endpoints.save(failing)
        if over:
            await self._tell(store, NoticeKind.WEBHOOK_GIVEN_UP, failing, trouble)

    async def _tell(
        self, store: Store, kind: NoticeKind, endpoint: Endpoint, trouble: str
    ) -> None:
        """Tell the owners, once a day for each endpoint."""
        now = self.now()
        details = {"endpoint": endpoint.host, "trouble": trouble}
        key = f"{kind}:{endpoint.id}:{now:%Y-%m-%d}"
        await telling.tell_owners(store, kind, details, key, now, self.new_id)


def _shaped(endpoint: Endpoint, body: str) -> bytes | None:
    """Return what is posted; None where the template makes nothing that may be."""
    if endpoint.template is None:
        return body.encode()
    try:
        template = read_template(endpoint.template)
        return template.render(as_templates_see_it(body)).encode()
    except (Invalid, TooLarge):
        return None


async def _write_arrivals_of(store: Store, reports: Sequence[_Report]) -> None:
    """Close what arrived, and remember of each endpoint that it is well.

    What somebody erased meanwhile leaves nothing behind: what was answered may tell of it, too.
    """
    left = await store.dispatches.those_left([each.dispatch.id for each in reports])
    for each in [each for each in reports if each.dispatch.id in left]:
        store.dispatches.log(each.dispatch, _attempt(each))
        store.dispatches.arrived(each.dispatch)
    last = {each.dispatch.endpoint_id: each.ended for each in reports}
    known = await store.endpoints.look(last)
    # In one order for everybody, so that no two wait for each other.
    for endpoint_id in sorted(known):
        if _is_news(known[endpoint_id], last[endpoint_id]):
            endpoint = await store.endpoints.find(endpoint_id)
            if endpoint and endpoint.state is not EndpointState.REMOVED:
                health = endpoint.health.arrived(last[endpoint_id])
                await store.endpoints.save(replace(endpoint, health=health))


def _is_news(endpoint: Endpoint, now: datetime) -> bool:
    """Tell whether it is worth writing down that something arrived."""
    health = endpoint.health
    stale = health.last_success_at is None or now - health.last_success_at >= WELL_FOR
    return bool(health.failing_since or stale)


def _attempt(report: _Report) -> Attempt:
    took = int((report.ended - report.began).total_seconds() * 1000)
    return Attempt(report.ended, report.dispatch.failures + 1, took, report.heard)


def _whose(asked: _Question | _Report) -> WorkspaceId:
    return asked.dispatch.workspace_id


def _why(endpoint: Endpoint, heard: Heard, now: datetime) -> Why | None:
    """Say why the endpoint is to be switched off, if it is."""
    if heard.is_gone:
        return Why.GONE
    if heard.is_blocked:
        return Why.BLOCKED
    return Why.FAILING if endpoint.health.is_hopeless(now) else None


async def hold_back(store: Store, endpoint: Endpoint, until: datetime | None) -> None:
    """Let nothing leave for the endpoint before *until*; or go on, if there is no such moment."""
    for lane in lanes_of(endpoint.id):
        if until:
            await store.lanes.rest(lane, until, EndpointState.PAUSED)
        else:
            await store.lanes.wake(lane)
