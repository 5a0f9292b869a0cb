"""What one may ask the house to do with leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from domain.audit import AuditEntry
from domain.caller import Caller
from domain.change import Change
from domain.chat import Chat, Post
from domain.errors import TOO_LONG, FieldProblem, Invalid, NotFound, ShownAlready
from domain.lead import Lead, LeadId, LostReason, Note, Status
from domain.lead_events import LeadNoted
from domain.lead_view import LeadView
from domain.phrases import phrase
from domain.question import Question
from domain.reminder import REMINDED, REMINDER, Reminder
from domain.roles import Role
from domain.undo import UNDO, Undo
from services.bell import Bell
from services.moving import keep_move, undo_move
from storage.database import Storage
from storage.store import Store

NOTES_SHOWN = 1
NOTE_LENGTH = 2_000
HISTORY_SHOWN = 20
MOST_COPIES = 3
"""Copies of one card in one chat, all of which follow every change."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A lead whose card somebody asked for; ``in_topic`` if it comes in a topic of its own."""

    lead: Lead
    in_topic: bool = False


@dataclass(frozen=True, slots=True)
class Leads:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    now: Callable[[], datetime]
    outgoing: Bell

    async def get(self, caller: Caller, lead_id: LeadId) -> LeadView:
        """Show one lead."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            return await view_of(store, lead_id)

    async def show_in(self, caller: Caller, lead_id: LeadId, telegram_id: int) -> Opened:
        """Send the lead's card to the chat where somebody asks for it; each copy stays true.

        A lead that has a topic to itself there gets no second one, only its card
        anew if that is gone. Refuse with NotFound where the chat shows no such
        lead, and with ShownAlready where its card was asked for often enough.
        """
        caller.must_be(Role.VIEWER)
        async with self.storage.open(caller) as store:
            lead = await store.leads.get(lead_id)
            here = await store.chats.now_called(telegram_id)
            copies = await store.posts.of_lead_in(lead_id, here)
            if not copies:
                raise NotFound
            chat = await store.chats.get(copies[0].chat_id)
            opened = await send_card(store, lead, copies, chat, self.now())
        self.outgoing.ring()
        return opened

    async def take(self, caller: Caller, lead_id: LeadId) -> Lead:
        """Give the lead to whoever asks first; others meet LeadAlreadyTaken."""
        return await self._change(caller, lead_id, lambda lead: lead.taken_by(caller))

    async def move(
        self, caller: Caller, lead_id: LeadId, status: Status, reason: LostReason | None = None
    ) -> Lead:
        """Bring the lead to a status."""
        return await self._change(
            caller, lead_id, lambda lead: lead.moved_to(status, caller, reason)
        )

    async def release(self, caller: Caller, lead_id: LeadId) -> Lead:
        """Give the lead back to everybody."""
        return await self._change(caller, lead_id, lambda lead: lead.released(caller))

    async def reopen(self, caller: Caller, lead_id: LeadId) -> Lead:
        """Open a closed lead again."""
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            lead = await store.leads.get(lead_id)
            left = lead.owner is not None and await store.members.find(lead.owner.id) is None
            move = lead.reopened(caller, owner_left=left)
            became = await keep_move(store, lead, move, caller, self.now())
        self.outgoing.ring()
        return became

    async def undo(self, caller: Caller, lead_id: LeadId) -> Lead:
        """Bring back what was before the caller's own change, if that is not a minute ago."""
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            lead = await undo_move(store, await store.leads.get(lead_id), caller, self.now())
        self.outgoing.ring()
        return lead

    async def _change(
        self, caller: Caller, lead_id: LeadId, move: Callable[[Lead], Change[Lead]]
    ) -> Lead:
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            lead = await store.leads.get(lead_id)
            became = await keep_move(store, lead, move(lead), caller, self.now())
        self.outgoing.ring()
        return became

    async def note(self, caller: Caller, chat_id: int, card: int, message: int, text: str) -> Lead:
        """Write *text*, a reply to a card or to our question, into that lead; once a message."""
        caller.must_be(Role.AGENT)
        author = caller.required_member()
        if len(text) > NOTE_LENGTH:
            raise Invalid(FieldProblem(phrase("note"), TOO_LONG, {"most": NOTE_LENGTH}))
        async with self.storage.open(caller) as store:
            lead_id = await store.posts.lead_shown_in(chat_id, card)
            question = await store.questions.find(chat_id, card) if lead_id is None else None
            lead_id = question.lead_id if question else lead_id
            if lead_id is None:
                raise NotFound
            lead = await store.leads.get(lead_id)
            note_id = uuid5(NAMESPACE_URL, f"tg:{author}:{chat_id}:{message}")
            if not await store.notes.exists(note_id):
                note = Note(note_id, lead.id, caller.actor.name, text, self.now())
                await store.keep(Change(note, LeadNoted(lead.id, text)), self.now())
        self.outgoing.ring()
        return lead

    async def asked(self, caller: Caller, question: Question) -> None:
        """Remember a message of ours whose answer is about a lead."""
        caller.must_be(Role.AGENT)
        async with self.storage.open(caller) as store:
            await store.leads.get(question.lead_id)
            await store.questions.add(question, self.now())

    async def history(self, caller: Caller, lead_id: LeadId) -> tuple[Lead, Sequence[AuditEntry]]:
        """Show what happened to the lead, the newest first."""
        caller.must_be(Role.VIEWER)
        async with self.storage.look(caller) as store:
            lead = await store.leads.get(lead_id)
            return lead, await store.audit.of(lead_id, HISTORY_SHOWN)


async def send_card(
    store: Store, lead: Lead, copies: Sequence[Post], chat: Chat, now: datetime
) -> Opened:
    """Send the lead's card to a chat that has these *copies* of it; refuse with ShownAlready."""
    if len(copies) > MOST_COPIES:
        raise ShownAlready
    there = [each for each in copies if each.thread_id is not None]
    waiting = [each for each in copies if each.message_id is None]
    post = next(iter([*there, *waiting]), None)
    await store.show_again(lead.id, chat, post, now)
    return Opened(lead, in_topic=bool(there) or chat.topic_per_lead)


async def view_of(store: Store, lead_id: LeadId) -> LeadView:
    """Read a lead and what its card shows around it."""
    lead = await store.leads.get(lead_id)
    notes = await store.notes.latest(lead_id, NOTES_SHOWN)
    # Nothing was done with a lead of the first version, so there is nothing to look for.
    timers = await store.timers.of_lead(lead_id) if lead.version > 1 else ()
    reminders = [Reminder.of(each) for each in timers if each.kind in {REMINDER, REMINDED}]
    ours = [each for each in reminders if each.concerns(lead)]
    return LeadView(
        lead,
        notes,
        await store.notes.count(lead_id) if notes else 0,
        reminder=ours[-1] if ours else None,
        tags=(await store.tags.of_lead(lead_id)).all,
        may_undo=any(e.kind == UNDO and Undo.of(e).concerns(lead) for e in timers),
        keeper=await store.repeats.keeper_of(lead.repeat.first, lead_id) if lead.repeat else None,
    )
