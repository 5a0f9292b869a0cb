"""Repeated requests, on the shelf: who asked before, and what the first request knows of it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Executable,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain.chat import Post
from domain.lead import IN_WORK
from domain.repeats import AskedAgain, Earlier, Keeper, Key
from storage.at_once import Question, filled, places_for
from storage.chats import ChatRow
from storage.leads import LeadRow
from storage.members import MemberRow
from storage.posts import PostRow, as_post
from storage.scope import ask, here

_CHAIN = func.coalesce(LeadRow.first_number, LeadRow.number)
_KNOWN = (
    LeadRow.number,
    LeadRow.nth,
    LeadRow.status,
    LeadRow.owner_id,
    LeadRow.received_at,
    LeadRow.email_key,
    LeadRow.phone_key,
    _CHAIN.label("chain"),
)
_OF_FIRST = ("repeats", "status", "owner_id")


# Built once for each number of places: building it takes much longer than running it.
@cache
def _earlier(mails: int, phones: int) -> Executable:
    newest = [
        _newest(column, [bindparam(f"{kind}{place}", type_=String) for place in range(places)])
        for kind, column, places in (
            ("mail", LeadRow.email_key, mails),
            ("phone", LeadRow.phone_key, phones),
        )
        if places
    ]
    first = aliased(LeadRow)
    of_first = (getattr(first, each).label(f"first_{each}") for each in _OF_FIRST)
    same = and_(first.workspace_id == LeadRow.workspace_id, first.number == _CHAIN)
    return (
        select(*_KNOWN, *of_first)
        .outerjoin(first, same)
        .where(here(LeadRow), LeadRow.number.in_(union_all(*newest)))
        .order_by(LeadRow.number)
    )


def _newest(
    column: InstrumentedAttribute[str | None], keys: Sequence[BindParameter[str]]
) -> Select[Any]:
    known = (here(LeadRow), column.in_(keys), LeadRow.held_at.is_(None))
    return select(func.max(LeadRow.number)).where(*known).group_by(column)


class Repeats:
    """Links the leads of the open workspace to the first request of their person."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def earlier(self, keys: set[Key]) -> Sequence[tuple[Sequence[Key], Earlier]]:
        """Return the newest lead that each key is known by, the oldest first; in one look.

        What is held takes no part until somebody lets it in.
        """
        mails = sorted(key for kind, key in keys if kind == "e")
        phones = sorted(key for kind, key in keys if kind == "p")
        places = (places_for(len(mails)), places_for(len(phones)))
        values = filled("mail", mails, places[0]) | filled("phone", phones, places[1])
        (rows,) = await ask(self._session, Question(_earlier(*places), [values]))
        return [_as_earlier(row) for row in rows]

    async def ask_again(self, chains: Mapping[int, AskedAgain]) -> None:
        """Let first requests know of their newest repeats, many at once."""
        if not chains:
            return
        times = {number: again.times for number, again in chains.items()}
        last = {number: again.last for number, again in chains.items()}
        await self._session.execute(
            update(LeadRow)
            .where(LeadRow.number.in_(chains))
            .values(
                repeats=case(times, value=LeadRow.number),
                last_number=case(last, value=LeadRow.number),
            ),
            execution_options={"synchronize_session": False},
        )

    async def cards_of(self, numbers: Sequence[int]) -> Sequence[Post]:
        """Return every copy of the cards of these leads in the chats that are connected now."""
        if not numbers:
            return ()
        connected = PostRow.telegram_id.in_(select(ChatRow.telegram_id))
        found = (
            select(PostRow)
            .join(LeadRow, LeadRow.id == PostRow.lead_id)
            .where(LeadRow.number.in_(numbers), connected)
        )
        return [as_post(row) for row in await self._session.scalars(found)]

    async def keeper_of(self, first: int, but: UUID) -> str | None:
        """Name the member who has a request of the chain in work, *but* one lead aside."""
        found = (
            select(MemberRow.name)
            .join(LeadRow, LeadRow.owner_id == MemberRow.id)
            .where(
                or_(LeadRow.number == first, LeadRow.first_number == first),
                LeadRow.status.in_(IN_WORK),
                LeadRow.id != but,
            )
            .order_by(LeadRow.number)
            .limit(1)
        )
        return (await self._session.scalars(found)).first()


def _as_earlier(row: Row[*tuple[Any, ...]]) -> tuple[Sequence[Key], Earlier]:
    keeper = _keeper(row.owner_id, row.status, row.number)
    keeper = keeper or _keeper(row.first_owner_id, row.first_status, row.chain)
    # The first request may be gone; then the newest knows best how many there were.
    requests = max((row.first_repeats or 0) + 1, row.nth or 1)
    known = (("e", row.email_key), ("p", row.phone_key))
    keys = [(kind, key) for kind, key in known if key]
    return keys, Earlier(row.number, row.chain, requests, row.received_at, keeper)


def _keeper(owner: UUID | None, status: str | None, number: int | None) -> Keeper | None:
    return Keeper(owner, number) if owner and number and status in IN_WORK else None
