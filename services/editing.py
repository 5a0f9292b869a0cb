"""What programs ask of one lead: several changes at once, if it still is what they know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.caller import Caller, MemberId
from domain.change import Change
from domain.errors import MoveNotPossible, NotAnAgent
from domain.lead import CLOSED, IN_WORK, Lead, LeadId, LostReason, Note, Status
from domain.lead_edit import Known, LeadEdit
from domain.lead_events import LeadNoted
from domain.lead_view import LeadView
from domain.roles import Role
from domain.tags import Tag
from services.assignments import give
from services.bell import Bell
from services.leads import view_of
from services.moving import keep_move
from storage.database import Storage
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Editing:
    """The verb is one role and one transaction: all of the changes, or none."""

    storage: Storage
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    outgoing: Bell

    async def edit(
        self, caller: Caller, lead_id: LeadId, edit: LeadEdit, known: Known
    ) -> LeadView:
        """Give the lead away, move, tag and note it, in this order.

        Refuse with VersionConflict or PreconditionFailed if it is not what the caller knows,
        and as the moves themselves do.
        """
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            view = await view_of(store, lead_id)
            known.must_be_true_of(view)
            if edit.gives:
                await self._hand_over(store, view.lead, edit.owner, caller)
            if edit.status is not None:
                lead = await store.leads.get(lead_id)
                await self._move(store, lead, edit.status, edit.reason, caller)
            if edit.tags is not None:
                await self._tag(store, lead_id, edit.tags)
            if edit.note is not None:
                note = Note(self.new_id(), lead_id, caller.actor.name, edit.note, self.now())
                await store.keep(Change(note, LeadNoted(lead_id, edit.note)), self.now())
            became = await view_of(store, lead_id)
        self.outgoing.ring()
        return became

    async def _hand_over(
        self, store: Store, lead: Lead, owner: MemberId | None, caller: Caller
    ) -> None:
        """Give the lead to a member, or back to everybody; nothing if it is so already."""
        if (lead.owner.id if lead.owner else None) == owner:
            return
        if owner is None:
            await keep_move(store, lead, lead.released(caller), caller, self.now())
            return
        colleagues = await store.turns.colleagues()
        to = next((each for each in colleagues if each.member.id == owner), None)
        if to is None:
            raise NotAnAgent
        await give(store, lead, to, caller, self.new_id, self.now())

    async def _move(
        self, store: Store, lead: Lead, status: Status, reason: LostReason | None, caller: Caller
    ) -> None:
        """Bring the lead to a status, by the move that leads there; nothing if it is there."""
        if status is lead.status:
            return
        if lead.status in CLOSED and status not in CLOSED:
            left = lead.owner is not None and await store.members.find(lead.owner.id) is None
            change = lead.reopened(caller, owner_left=left)
        elif lead.status in IN_WORK and status is Status.NEW:
            change = lead.released(caller)
        else:
            change = lead.moved_to(status, caller, reason)
        if change.thing.status is not status:
            raise MoveNotPossible(lead.status, status)
        await keep_move(store, lead, change, caller, self.now())

    async def _tag(self, store: Store, lead_id: LeadId, wanted: tuple[Tag, ...]) -> None:
        """Take away the tags that are not wanted, and add those that are missing."""
        tags = await store.tags.of_lead(lead_id)
        keys = {each.key for each in wanted}
        changes = []
        for each in tags.all:
            if each.key not in keys:
                changes.append(tags.without(each))
                tags = changes[-1].thing
        for each in wanted:
            known = await store.tags.coded(each.code) or each
            if (change := tags.with_tag(known)) is not None:
                changes.append(change)
                tags = change.thing
        for change in changes:
            await store.keep(change, self.now())
