"""What the carriers report: what was delivered, as what; many reports in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from domain.caller import WorkspaceId
from domain.chat import Shown
from domain.parcel import Outcome, Parcel
from domain.routing import ALERT, CANARY, TEST, telegram_chat
from services import canaries, healing
from services.bell import Bell
from services.doors import Doors
from services.together import Together
from storage.attempts import Delivery
from storage.database import Storage
from storage.posts import Arrival
from storage.store import Store

REST = 0.02
"""Seconds for which reports gather while many come: new leads want the database more urgently."""


@dataclass(frozen=True, slots=True)
class Report:
    """A parcel that arrived: when it left, when it was there, what a card became."""

    parcel: Parcel
    began: datetime
    ended: datetime
    shown: Shown | None


class Reports:
    """Closes parcels that arrived and logs the attempts."""

    def __init__(
        self,
        storage: Storage,
        doors: Doors,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        outgoing: Bell,
    ) -> None:
        self._storage = storage
        self._doors = doors
        self._now = now
        self._new_id = new_id
        self._outgoing = outgoing
        self._together = Together(self._write, rest=REST)

    async def delivered(self, parcel: Parcel, began: datetime, shown: Shown | None) -> None:
        """Return once it is written that the parcel arrived; ``shown`` is what a card became."""
        await self._together.ask(Report(parcel, began, self._now(), shown))

    async def _write(self, reports: Sequence[Report]) -> None:
        anew = 0
        async with self._storage.open_system() as system:
            for workspace_id, group in groupby(sorted(reports, key=_workspace), key=_workspace):
                store = system.of(self._doors.house(workspace_id))
                anew += await self._write_of(store, list(group))
        if anew:
            self._outgoing.ring()

    async def _write_of(self, store: Store, reports: Sequence[Report]) -> int:
        """Close the parcels; return how many were wanted anew while they were carried."""
        cards = {each.parcel.subject_id: each for each in reports if _is_card(each)}
        well = await store.posts.in_chats_that_are_well(list(cards))
        store.chats.were_reached({well[post]: cards[post].ended for post in well})
        store.posts.are_shown_as([_arrival(cards[post]) for post in well])
        for each in reports:
            if each.parcel.subject_id not in well:
                await self._arrived(store, each)
        closed = await store.outbox.close([each.parcel for each in reports])
        for each in reports:
            if each.parcel.id not in closed:
                await store.outbox.wanted_anew(each.parcel, each.ended)
            store.attempts.add(each.parcel, attempt(each, Outcome.DELIVERED))
        return len(reports) - len(closed)

    async def _arrived(self, store: Store, report: Report) -> None:
        """Remember what a card became; a chat in which something arrives is well."""
        parcel, now = report.parcel, report.ended
        if parcel.kind == CANARY:
            if report.shown is not None:
                await canaries.arrived(store, parcel.subject_id, now, self._new_id)
            return
        chat_id = await _chat_of(store, parcel, report.shown)
        if chat_id is not None and not await store.chats.was_reached(chat_id, now):
            chats = await store.chats.hold_all()
            ill = [each for each in chats if each.id == chat_id]
            for chat in ill:
                await healing.heal(store, chat.telegram_id, now, self._new_id)
                await store.chats.was_reached(chat_id, now)
        if _is_card(report):
            store.posts.are_shown_as([_arrival(report)])
            await _erased_meanwhile(store, report)
        elif report.shown is not None:
            went_to, message_id = telegram_chat(parcel.lane), report.shown.message_id
            await store.digests.is_shown_as(parcel.subject_id, went_to, message_id, now)


async def _erased_meanwhile(store: Store, report: Report) -> None:
    """Remember the message of a lead that was erased while its card was on its way."""
    shown = report.shown
    if shown is not None:
        await store.erasing.was_shown(report.parcel.subject_id, shown.message_id, shown.thread_id)


def attempt(report: Report, outcome: Outcome, error: str | None = None) -> Delivery:
    """Say how one attempt went, as the log keeps it."""
    took = int((report.ended - report.began).total_seconds() * 1000)
    parcel = report.parcel
    return Delivery(report.ended, parcel.kind, parcel.failures + 1, took, outcome, error)


def _workspace(report: Report) -> WorkspaceId:
    return report.parcel.workspace_id


def _is_card(report: Report) -> bool:
    return report.parcel.kind == ALERT and report.shown is not None


def _arrival(report: Report) -> Arrival:
    if report.shown is None:
        raise TypeError("what was not shown did not arrive")
    parcel = report.parcel
    return Arrival(parcel.subject_id, telegram_chat(parcel.lane), report.shown, report.ended)


async def _chat_of(store: Store, parcel: Parcel, shown: Shown | None) -> UUID | None:
    """Return the chat that a parcel reached, if it was about one."""
    if parcel.kind == TEST:
        return parcel.subject_id
    if shown is None:
        return None
    shelf = store.posts if parcel.kind == ALERT else store.digests
    found = await shelf.find(parcel.subject_id)
    return found.chat_id if found else None
