"""What one may ask about API keys: to make, show, rotate and revoke them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from uuid import UUID

from domain.api_key import ID_BYTES, MOST_KEYS, SECRET_BYTES, ApiKey, Token
from domain.caller import Caller
from domain.change import Change
from domain.errors import FieldProblem, Invalid, RotatedRecently, TooMany
from domain.key_events import ApiKeyCreated
from domain.key_request import KeyRequest
from domain.phrases import phrase
from domain.roles import Role
from services.key_ring import KeyRing
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A key, and the only time that its whole text is there."""

    key: ApiKey
    token: Token


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """Each method is one verb, one role and one transaction."""

    storage: Storage
    ring: KeyRing
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def create(self, caller: Caller, wanted: KeyRequest) -> NewSecret:
        """Make a key; its text is in the answer and can never be read again.

        It may do no more than its maker: refuse with RoleTooLow, AlreadyExists or TooMany.
        """
        caller.must_be(Role.ADMIN)
        for scope in wanted.scopes:
            caller.must_be(scope.role)
        now, maker = self.now(), caller.required_member()
        token = Token.made_of(token_bytes(ID_BYTES), token_bytes(SECRET_BYTES))
        key = ApiKey(
            id=self.new_id(),
            public_id=token.public_id,
            name=wanted.name,
            scopes=wanted.scopes,
            secret_hash=token.hash,
            made_by=maker,
            made_at=now,
            expires_at=now + wanted.lifetime if wanted.lifetime else None,
            addresses=wanted.addresses,
        )
        scopes = ", ".join(sorted(key.scopes))
        event = ApiKeyCreated(key.id, key.name, scopes, key.expires_at)
        async with self.storage.open(caller) as store:
            # Whoever makes another one at the same time waits, so that both see the same names.
            await store.members.hold_team()
            await store.api_keys.must_be_free(key.name)
            if len(await store.api_keys.all()) >= MOST_KEYS:
                raise TooMany(MOST_KEYS)
            await store.keep(Change(key, event), now)
        return NewSecret(key, token)

    async def all(self, caller: Caller) -> Sequence[ApiKey]:
        """Return every key of the workspace that was not revoked."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            return await store.api_keys.all()

    async def look(self, caller: Caller, key_id: UUID) -> tuple[ApiKey, str]:
        """Return a key and the name of who made it; refuse with NotFound."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            key = await store.api_keys.get(key_id)
            return key, await store.audit.name_of(key.made_by) or "?"

    async def rotate(self, caller: Caller, key_id: UUID) -> NewSecret:
        """Give the key a new secret, shown in the answer; the old one lives 24 h more.

        Refuse with RotatedRecently while an old one lives, which would end at once.
        """
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            key = await store.api_keys.get(key_id)
            if key.is_expired(now):
                words = phrase("its time is over; make another one")
                raise Invalid(FieldProblem(phrase("API key"), words))
            if key.overlap_ends(now):
                raise RotatedRecently
            token = Token.made_of(b"", token_bytes(SECRET_BYTES))
            token = Token(key.public_id, token.secret)
            change = key.rotated(token, now)
            await store.keep(change, now)
        self.ring.forget(key.public_id)
        return NewSecret(change.thing, token)

    async def revoke(self, caller: Caller, key_id: UUID) -> ApiKey:
        """Let the key count no more, at once."""
        caller.must_be(Role.ADMIN)
        now = self.now()
        async with self.storage.open(caller) as store:
            change = (await store.api_keys.get(key_id)).revoked(now)
            await store.keep(change, now)
        self.ring.forget(change.thing.public_id)
        return change.thing
