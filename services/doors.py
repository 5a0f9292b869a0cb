"""The doors: the only maker of Callers."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakValueDictionary

from domain.api_key import ApiKey, Scope
from domain.caller import (
    Actor,
    ActorKind,
    Caller,
    Person,
    PersonId,
    Place,
    Visitor,
    WorkspaceId,
)
from domain.errors import NotFound, ScopeMissing, SignatureInvalid, SourcePaused
from domain.form import Form, is_token
from domain.locale import Language, Wishes
from domain.measure import Measure, live
from domain.question import Asked
from domain.roles import Role
from domain.sender import OWN_FORMAT
from domain.source import Source
from domain.team import Member
from domain.traffic import Heard
from storage.database import Storage
from storage.directory import Found

FRESH = timedelta(seconds=2)
REMEMBERED = 10_000
HOUSE = Actor(ActorKind.SYSTEM, None, "LeadsBot")


@dataclass(frozen=True, slots=True)
class SignedCall:
    """A proven event: its source as a caller, and the id its signature covers, if any.

    ``measures`` are those against abuse of the source that last now.
    """

    caller: Caller
    source: Source
    event_id: str | None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What is to prove a call: by which format, and a check of it under the keys that count.

    The check takes the keys and the time in seconds, returns the id that the proof covers, if
    any, and refuses with SignatureInvalid. It gets no keys for a source that is not known or has
    no such sender: that must cost the same, and fail.
    """

    format: str
    check: Callable[[Sequence[bytes], float], str | None]


@dataclass(frozen=True, slots=True)
class FormCall:
    """A call by a token, which proves nothing: the form as a caller, and whether it is closed."""

    caller: Caller
    source: Source
    form: Form
    closed: bool
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class _Remembered:
    found: Found | None
    at: datetime


class Doors:
    """Finds out who is calling.

    Sources are remembered for two seconds, which is how long another process
    may go on accepting a secret that was just retired; in this process
    ``forget`` makes a change count at once.
    """

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now
        self._sources: dict[UUID, _Remembered] = {}
        self._forms: dict[str, _Remembered] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._changes = 0

    async def signed(self, source_id: str, proof: Proof, *, suspect: bool) -> SignedCall:
        """Return the proven call; refuse with SignatureInvalid, or SourcePaused once proven.

        A failure is only final after a fresh look at the source, so a secret
        that another process rotated in counts, and an unknown source costs
        the same time as a wrong signature: one look each. For a *suspect* address, which
        failed too often, no look is spent on anything unknown.
        """
        remembered = self._sources.get(_as_id(source_id))
        if remembered and self._now() - remembered.at < FRESH:
            try:
                return self._proven(remembered.found, proof)
            except SignatureInvalid:
                if suspect:
                    raise
        elif suspect and not (remembered and remembered.found):
            return self._proven(None, proof)
        return self._proven(await self._look_up(source_id), proof)

    def _proven(self, found: Found | None, proof: Proof) -> SignedCall:
        now = self._now()
        event_id = proof.check(_keys(found, proof.format, now), now.timestamp())
        if found is None:
            raise SignatureInvalid("unknown_source")
        if found.source.paused or found.ending:
            raise SourcePaused
        caller = self.source(found.workspace_id, found.source)
        return SignedCall(caller, found.source, event_id, live(found.measures, now))

    async def _look_up(self, source_id: str) -> Found | None:
        key = _as_id(source_id)
        async with self._storage.look_system() as system:
            found = await system.directory.source(key)
        if len(self._sources) >= REMEMBERED:
            self._sources.clear()
        self._sources[key] = _Remembered(found, self._now())
        return found

    def aimed_at(self, source_id: str, *, proven: bool) -> Heard | None:
        """Tell whose source a call was for that was refused; nothing is looked up for that."""
        known = self._sources.get(_as_id(source_id))
        found = known.found if known else None
        return Heard(found.workspace_id, found.source.id, proven, False) if found else None

    def forget_measures(self, workspace_id: WorkspaceId) -> None:
        """Look anew at what a workspace does about abuse of its sources."""
        for each in [*self._sources.values(), *self._forms.values()]:
            if each.found and each.found.workspace_id == workspace_id:
                self.forget(each.found.source.id)

    def forget(self, source_id: UUID) -> None:
        """Look the source up anew at its next call."""
        self._changes += 1
        self._sources.pop(source_id, None)
        tokens = [
            token
            for token, each in self._forms.items()
            if each.found and each.found.source.id == source_id
        ]
        for token in tokens:
            del self._forms[token]

    async def form(self, token: str) -> FormCall:
        """Return the form with this token; refuse with NotFound."""
        if not is_token(token):
            raise NotFound
        found = (self._fresh_form(token) or await self._look_up_form(token)).found
        if found is None or found.source.form is None:
            raise NotFound
        source, form = found.source, found.source.form
        caller = self.source(found.workspace_id, source)
        closed, lasting = source.paused or found.ending, live(found.measures, self._now())
        return FormCall(caller, source, form, closed, lasting)

    def _fresh_form(self, token: str) -> _Remembered | None:
        known = self._forms.get(token)
        return known if known and self._now() - known.at < FRESH else None

    async def _look_up_form(self, token: str) -> _Remembered:
        """Look the form up once, however many ask for it meanwhile."""
        turn = self._turns.setdefault(token, asyncio.Lock())
        async with turn:
            if known := self._fresh_form(token):
                return known
            before = self._changes
            async with self._storage.look_system() as system:
                looked = _Remembered(await system.directory.form(token), self._now())
            if len(self._forms) >= REMEMBERED:
                self._forms.clear()
            # What changed meanwhile may have been read as it was before.
            if before == self._changes:
                self._forms[token] = looked
            return looked

    async def visitor(self, person: Person, chat_id: int) -> Visitor:
        """Say who the person is in this chat; ``chat_id`` of a private chat is their own id.

        A connected chat is about its workspace and nothing else. In private,
        and in a chat of nobody, it is the workspace that the person works for.
        They are spoken to as they chose, else as their Telegram is set, else as
        the workspace chose.
        """
        async with self._storage.look_system() as system:
            known = await system.people.find(person.id)
            workspace_id = await system.directory.workspace_of_chat(chat_id)
            place = Place.CONNECTED if workspace_id else Place.ELSEWHERE
            if workspace_id is None and known:
                workspace_id = known.workspace_id
            member, shared, wishes = None, Wishes(), Wishes(Language.of(person.language))
            if known:
                wishes = known.wishes.over(wishes)
            if workspace_id:
                member = await system.directory.member(workspace_id, person.id)
                shared = await system.workspaces.wishes_of(workspace_id)
                wishes = wishes.over(shared)
        if chat_id == person.id:
            place, shared = Place.PRIVATE, wishes
        caller = self._member(workspace_id, member) if workspace_id and member else None
        operator = bool(known and known.operator)
        locales = wishes.settled(), shared.settled()
        return Visitor(person, place, caller, workspace_id, operator, *locales)

    async def is_card(self, chat_id: int, message_id: int) -> bool:
        """Tell whether a message is a lead's card."""
        async with self._storage.look_system() as system:
            return await system.directory.is_card(chat_id, message_id)

    async def question(self, chat_id: int, message_id: int) -> Asked | None:
        """Tell what a message of ours asks for, if it asks anything."""
        async with self._storage.look_system() as system:
            return await system.directory.question(chat_id, message_id)

    async def source_of(self, caller: Caller, source_id: UUID) -> Caller:
        """Let a source of the caller's workspace act, for a lead that the caller hands in.

        Refuse with NotFound, or SourcePaused.
        """
        caller.must_be(Role.AGENT)
        async with self._storage.look_system() as system:
            found = await system.directory.source(source_id)
        if found is None or found.workspace_id != caller.workspace_id:
            raise NotFound
        if found.source.paused or found.ending:
            raise SourcePaused
        return self.source(found.workspace_id, found.source)

    def source(self, workspace_id: WorkspaceId, source: Source) -> Caller:
        """Let a source act: it may hand in leads and nothing that needs a role."""
        return Caller(workspace_id, Actor(ActorKind.SOURCE, source.id, source.name), None)

    def key(self, workspace_id: WorkspaceId, key: ApiKey, scope: Scope) -> Caller:
        """Let a program act with the role of one scope of its key, and with no more.

        Refuse with ScopeMissing if the key has not that scope.
        """
        if scope not in key.scopes:
            raise ScopeMissing(scope)
        return Caller(workspace_id, Actor(ActorKind.KEY, key.id, key.shown_name), scope.role)

    def house(self, workspace_id: WorkspaceId) -> Caller:
        """Let the house itself act in a workspace, for work that nobody waits for."""
        return Caller(workspace_id, HOUSE, None)

    async def member(self, workspace_id: WorkspaceId, person_id: PersonId) -> Caller | None:
        """Let a person act as who they are in a workspace now, for work that they asked for."""
        async with self._storage.look_system() as system:
            member = await system.directory.member(workspace_id, person_id)
        return self._member(workspace_id, member) if member else None

    def joining(self, workspace_id: WorkspaceId, member: Member) -> Caller:
        """Let a person act as the member they are becoming."""
        return self._member(workspace_id, member)

    def _member(self, workspace_id: WorkspaceId, member: Member) -> Caller:
        actor = Actor(ActorKind.MEMBER, member.id, member.name)
        return Caller(workspace_id, actor, Role(member.role))


def _keys(found: Found | None, format_name: str, now: datetime) -> Sequence[bytes]:
    """Return the keys that count for a format: only the source's own sender has any."""
    if found is None:
        return ()
    if format_name == OWN_FORMAT:
        return found.source.live_keys(now)
    sender = found.sender
    return sender.live_keys(now) if sender and sender.format == format_name else ()


def _as_id(source_id: str) -> UUID:
    """Read an id; anything else reads as the id of nothing, and is looked up all the same."""
    try:
        return UUID(source_id)
    except ValueError:
        return UUID(int=0)
