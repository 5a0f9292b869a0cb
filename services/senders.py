"""What one may ask about the senders of sources: to choose one, change its secret, let it go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from domain.caller import Caller
from domain.change import Change
from domain.errors import NotFound, RotatedRecently
from domain.roles import Role
from domain.sender import Sender, checked_secret, chosen, sender_kind
from domain.source import Source
from services.doors import Doors
from storage.database import Storage

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class SenderView:
    """A source with its sender, if it has one; a secret in it was made or given just now."""

    source: Source
    sender: Sender | None

    @property
    def required_sender(self) -> Sender:
        """The sender; refuse with NotFound where there is none."""
        if self.sender is None:
            raise NotFound
        return self.sender


@dataclass(frozen=True, slots=True)
class Senders:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]

    async def look(self, caller: Caller, source_id: UUID) -> SenderView:
        """Return the source and its sender; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            source = await store.sources.get(source_id)
            source.must_sign()
            return SenderView(source, await store.senders.find(source_id))

    async def make(
        self, caller: Caller, source_id: UUID, kind: str, *, ending: int | None = None
    ) -> SenderView:
        """Let this sender post, with a new secret that the answer shows and nothing later can.

        If it is the sender already, the secret before counts for 24 h more. While an old one
        lives, refuse with RotatedRecently unless *ending* names the moment (Unix milliseconds)
        to which it would live, as sources do.
        """
        if sender_kind(kind).secret_is_theirs:
            raise NotFound
        secret = token_urlsafe(SECRET_BYTES)

        def made(source: Source, was: Sender | None) -> Change[Sender]:
            if was and was.format == kind and was.overlap_ends(self.now()) not in (None, ending):
                raise RotatedRecently
            return self._changed(source, was, kind, secret)

        return await self._change(caller, source_id, made)

    async def take(self, caller: Caller, source_id: UUID, kind: str, secret: str) -> SenderView:
        """Let this sender post, with the secret that it made itself; refuse with Invalid."""
        if not sender_kind(kind).secret_is_theirs:
            raise NotFound
        given = checked_secret(secret)
        return await self._change(
            caller, source_id, lambda source, was: self._changed(source, was, kind, given)
        )

    async def overlap(self, caller: Caller, source_id: UUID) -> tuple[SenderView, int | None]:
        """Return the sender, and until when (Unix milliseconds) its old secret still works."""
        view = await self.look(caller, source_id)
        return view, view.sender.overlap_ends(self.now()) if view.sender else None

    async def remove(self, caller: Caller, source_id: UUID, kind: str) -> SenderView:
        """Take nothing of this sender any longer; refuse with NotFound where it is not there."""

        def removed(source: Source, was: Sender | None) -> Change[Sender]:
            if was is None or was.format != kind:
                raise NotFound
            return was.removed(source.name)

        view = await self._change(caller, source_id, removed)
        return SenderView(view.source, None)

    def _changed(
        self, source: Source, was: Sender | None, kind: str, secret: str
    ) -> Change[Sender]:
        if was and was.format == kind:
            return was.renewed(source.name, secret, self.now())
        return chosen(Sender(source.id, kind, secret), source.name, was)

    async def _change(
        self,
        caller: Caller,
        source_id: UUID,
        move: Callable[[Source, Sender | None], Change[Sender]],
    ) -> SenderView:
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            source.must_sign()
            change = move(source, await store.senders.find(source_id))
            await store.keep(change, self.now())
        self.doors.forget(source_id)
        return SenderView(source, change.thing)
