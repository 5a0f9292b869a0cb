"""What a route is: one method and path, what it asks and answers, and who answers it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from domain.api_key import ApiKey, Scope
from domain.caller import Caller
from domain.errors import NotFound, Refusal
from domain.limits import Quota
from services.browsing import Browsing
from services.doors import Doors
from services.editing import Editing
from services.erasing import Erasing
from services.intake import Intake
from services.leads import Leads
from services.sources import Sources
from services.team import Team

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that routes ask the house for."""

    doors: Doors
    intake: Intake
    leads: Leads
    browsing: Browsing
    editing: Editing
    erasing: Erasing
    sources: Sources
    team: Team
    public_url: str
    source_quotas: Callable[[Caller, UUID], Sequence[Quota]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a program that was let in, with all that it sent read and checked."""

    request: web.Request
    caller: Caller
    key: ApiKey
    charge: Callable[[Sequence[Quota]], Awaitable[None]]
    query: BaseModel | None = None
    body: BaseModel | None = None
    raw: bytes = b""

    def asked(self, kind: type[Model]) -> Model:
        """Return the parameters of the address."""
        if not isinstance(self.query, kind):
            raise TypeError(f"the route asks for no {kind.__name__}")
        return self.query

    def sent(self, kind: type[Model]) -> Model:
        """Return the body."""
        if not isinstance(self.body, kind):
            raise TypeError(f"the route takes no {kind.__name__}")
        return self.body

    def id_of(self, name: str) -> UUID:
        """Return an id of the path; what is none is the id of nothing."""
        try:
            return UUID(self.request.match_info[name])
        except ValueError:
            raise NotFound from None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a program is told."""

    told: BaseModel
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """A header that a route reads, and what it may hold."""

    name: str
    words: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path below ``/api/v1``.

    Whoever calls needs the scope; without one any key will do. ``statuses`` are those of its
    answers when all is well, with what each means.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: Scope | None
    tells: type[BaseModel]
    handle: Callable[[Desk, Call], Awaitable[Reply]]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    body_required: bool = True
    headers: Sequence[Header] = ()
    statuses: Mapping[int, str] = field(default_factory=lambda: {200: "Here it is."})
    tells_headers: Mapping[str, str] = field(default_factory=dict)
    refusals: Sequence[type[Refusal]] = ()
