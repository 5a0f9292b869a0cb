"""Telling: what the owners of a workspace, or all of its admins, hear in private by itself.

Each function works inside the transaction of whoever calls it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.caller import PersonId
from domain.lead import LeadId
from domain.notice import Notice, NoticeKind
from domain.roles import Role
from storage.store import Store

OWNERS = (Role.OWNER,)
ADMINS = (Role.OWNER, Role.ADMIN)


async def tell_owners(
    store: Store,
    kind: NoticeKind,
    details: Mapping[str, str],
    key: str,
    now: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Tell each owner, once for the same *key*."""
    people = await _with_roles(store, OWNERS)
    await store.tell([Notice(new_id(), each, kind, details) for each in people], key, now)


async def tell_admins(
    store: Store,
    kind: NoticeKind,
    details: Mapping[str, str],
    key: str,
    now: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Tell each owner and admin, once for the same *key*."""
    people = await _with_roles(store, ADMINS)
    await store.tell([Notice(new_id(), each, kind, details) for each in people], key, now)


async def nudge_admins(store: Store, about: str, lead_id: LeadId, now: datetime) -> int:
    """Tell each owner and admin of a lead, many leads in one message; return how many they are."""
    people = await _with_roles(store, ADMINS)
    await store.nudges.add(people, about, lead_id, now)
    return len(people)


async def _with_roles(store: Store, roles: Sequence[Role]) -> Sequence[PersonId]:
    return [each.person_id for role in roles for each in await store.members.with_role(role)]
