"""What one may ask about forms: to make one, to renew its token, to choose its sites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes, token_hex
from uuid import UUID, uuid4

import structlog

from domain.caller import Caller, WorkspaceId
from domain.change import Change
from domain.errors import NotFound
from domain.events import FormCreated
from domain.form import TOKEN_BYTES, Form, Shape
from domain.notice import NoticeKind
from domain.origin import read_origins
from domain.roles import Role
from domain.signing import new_secret
from domain.source import Source
from domain.team import checked_name
from services.doors import Doors
from services.sources import SECRET_BYTES
from services.telling import tell_admins
from storage.database import Storage

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Forms:
    """Each method is one verb, one role and one transaction; a form is a source, too."""

    storage: Storage
    doors: Doors
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]

    async def create(self, caller: Caller, name: str, origins: Sequence[str]) -> Source:
        """Begin a form for pages of these sites, or of any; refuse with Invalid."""
        caller.must_be(Role.ADMIN)
        form = Form(token_hex(TOKEN_BYTES), read_origins(origins))
        secret = new_secret(token_bytes(SECRET_BYTES))
        source = Source(uuid4(), checked_name(name), secret, form=form)
        event = FormCreated(source.id, source.name, " ".join(form.origins) or "any")
        async with self.storage.open(caller) as store:
            await store.sources.must_be_free(source.name)
            await store.keep(Change(source, event), self.now())
        return source

    async def look(self, caller: Caller, source_id: UUID) -> Source:
        """Return the form; refuse with NotFound, also where it is no form."""
        caller.must_be(Role.ADMIN)
        async with self.storage.look(caller) as store:
            source = await store.sources.get(source_id)
        source.required_form()
        return source

    async def renew(self, caller: Caller, source_id: UUID) -> Source:
        """Give the form another token; the one before counts no longer."""
        token = token_hex(TOKEN_BYTES)
        return await self._change(caller, source_id, lambda form: form.token_renewed(token))

    async def choose(self, caller: Caller, source_id: UUID, origins: Sequence[str]) -> Source:
        """Let pages of these sites post and no others; none means any. Refuse with Invalid."""
        caller.must_be(Role.ADMIN)
        chosen = read_origins(origins)

        def limited(source: Source) -> Change[Source]:
            return source.form_is(source.required_form().limited_to(chosen))

        return await self._change(caller, source_id, limited)

    async def take_unfinished(self, caller: Caller, source_id: UUID, *, taken: bool) -> Source:
        """Let pages hand in what visitors leave unfinished, or no longer."""
        return await self._change(caller, source_id, lambda source: source.unfinished_is(taken))

    async def judge(
        self, caller: Caller, source_id: UUID, key: str, *, allowed: bool
    ) -> tuple[Source, str]:
        """Allow or block a site that the admins were asked about; return it, too."""
        found = []

        def judged(source: Source) -> Change[Source]:
            form = source.required_form()
            origin = form.asked_by_key(key)
            if origin is None:
                raise NotFound
            found.append(origin)
            return source.form_is(form.allowing(origin) if allowed else form.blocking(origin))

        source = await self._change(caller, source_id, judged)
        return source, found[0]

    async def _change(
        self, caller: Caller, source_id: UUID, move: Callable[[Source], Change[Source]]
    ) -> Source:
        caller.must_be(Role.ADMIN)
        async with self.storage.open(caller) as store:
            source = await store.sources.get(source_id)
            change = move(source)
            if change.thing != source:
                await store.keep(change, self.now())
        self.doors.forget(source_id)
        return change.thing

    async def ask_about(self, workspace_id: WorkspaceId, source_id: UUID, origin: str) -> None:
        """Ask the admins in private, once, what to do with a site that posts the form."""
        async with self.storage.open(self.doors.house(workspace_id)) as store:
            source = await store.sources.get(source_id)
            form = source.form
            if form is None or not form.asks_about(origin):
                return
            await store.sources.remember_form(source_id, form.having_asked(origin))
            log.info("form_origin_unknown", source=str(source_id), origin=origin)
            details = {"source": source.name, "origin": origin, "form": source_id.hex}
            key = f"origin:{source_id.hex}:{self.now().isoformat()}"
            await tell_admins(store, NoticeKind.FORM_ORIGIN, details, key, self.now(), self.new_id)
        self.doors.forget(source_id)

    async def notice_shape(self, workspace_id: WorkspaceId, source_id: UUID, shape: Shape) -> None:
        """Remember what the form of a page looks like; tell the admins of a change, once."""
        async with self.storage.open(self.doors.house(workspace_id)) as store:
            source = await store.sources.get(source_id)
            form = source.form
            if form is None or not form.would_change(shape):
                return
            await store.sources.remember_form(source_id, form.looking(shape))
            if known := form.shape_of(shape.page):
                details = {
                    "source": source.name,
                    "page": shape.page,
                    "gone": _listed(known, shape),
                    "added": _listed(shape, known),
                }
                seen = sha256(str(shape).encode()).hexdigest()[:32]
                key = f"shape:{source_id.hex}:{seen}"
                await tell_admins(
                    store, NoticeKind.FORM_CHANGED, details, key, self.now(), self.new_id
                )
        self.doors.forget(source_id)


def _listed(shape: Shape, other: Shape) -> str:
    """Name the fields of one shape that the other has not."""
    return ", ".join(each for each in shape.fields if each not in other.fields) or "—"
