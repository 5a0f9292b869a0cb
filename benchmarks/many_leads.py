"""``python -m benchmarks.many_leads``: lists and searches beside many leads, against few.

It fills two databases, one with a thousand leads and one with a million, and puts the same
questions to both by turns. The files stay in the folder: the next run adds what is missing,
from where this one stopped.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from secrets import token_bytes
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot import clock
from domain.caller import Actor, ActorKind, Caller, MemberId, PersonId, WorkspaceId
from domain.change import Change
from domain.events import MemberJoined, SourceCreated
from domain.inbound import NewLead
from domain.lead import Status
from domain.lead_filter import LeadFilter, Spot
from domain.listing import Cursor, Listing
from domain.period import Period
from domain.roles import Role
from domain.search import searchable
from domain.signing import new_secret
from domain.source import Source
from domain.stats import Stats
from domain.team import Member, Workspace
from services.bell import Bell
from services.browsing import Browsing
from services.lists import Lists
from services.statistics import stats_of
from storage import migrate
from storage.database import Storage
from storage.finding import NUMBER_BITS, LeadIndexRow
from storage.leads import LeadRow
from storage.members import MemberRow
from storage.sources import SourceRow
from storage.vault import KEY_BYTES, Vault
from storage.workspaces import WorkspaceRow

Ask = Callable[[int], Awaitable[object]]

FEW, MANY = 1_000, 1_000_000
AT_ONCE = 2_000
API_PAGE = 50
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
OWNER = PersonId(7_000_001)
BAR = 30
LETTERS = "abdefgiklmnoprstu"
OPENED = (Status.NEW, Status.TAKEN, Status.CONTACTED, Status.QUALIFIED)
STATUSES = (*[Status.LOST] * 40, *[Status.WON] * 9, *[Status.SPAM] * 10)
KEPT_OPEN = 500
"""The newest leads, of which most are open; a team that forgets thousands has other worries."""


class People:
    """Makes up people: the same number is always the same one."""

    def __init__(self) -> None:
        dice = random.Random(1)  # noqa: S311 -- the same names in every run, no secret

        def some(count: int, shortest: int, longest: int) -> Sequence[str]:
            return [
                "".join(dice.choices(LETTERS, k=dice.randint(shortest, longest))).capitalize()
                for _ in range(count)
            ]

        self.first, self.last = some(400, 3, 8), some(3_000, 4, 10)
        self.words = some(5_000, 2, 10)
        self.often = list(accumulate(1 / (rank + 1) for rank in range(len(self.words))))

    def lead(self, number: int) -> NewLead:
        """Return what somebody left: a name, an address, a phone, and twenty-five words."""
        dice = random.Random(number)  # noqa: S311 -- the same person in every run, no secret
        first, last = dice.choice(self.first), dice.choice(self.last)
        return NewLead.model_construct(
            name=f"{first} {last}",
            email=f"{first}.{last}{number}@example.com".lower(),
            phone=f"+49 30 {dice.randrange(10**6, 10**8)}",
            company=f"{dice.choice(self.last)} GmbH",
            message=" ".join(dice.choices(self.words, cum_weights=self.often, k=25)),
        )


async def fill(url: str, count: int, tell: Callable[[int], None] = lambda _: None) -> Caller:
    """Bring the database to *count* leads of one workspace; return its owner."""
    await migrate.upgrade(url)
    engine = create_async_engine(url)
    try:
        caller, source_id = await _team(url, engine)
        people = People()
        while (there := await _there(engine)) < count:
            numbers = range(there + 1, min(there + AT_ONCE, count) + 1)
            made = {each: people.lead(each) for each in numbers}
            leads = [_lead(made[each], caller, source_id, each, count) for each in numbers]
            async with engine.begin() as connection:
                place = await connection.scalar(select(WorkspaceRow.place))
                await connection.execute(insert(LeadRow), leads)
                await connection.execute(insert(LeadIndexRow), _words(made, caller, place or 0))
                await connection.execute(update(WorkspaceRow).values(last_lead_number=numbers[-1]))
            tell(numbers[-1])
        if not url.startswith("sqlite"):
            async with engine.begin() as connection:
                await connection.execute(text("ANALYZE"))
    finally:
        await engine.dispose()
    return caller


async def _team(url: str, engine: AsyncEngine) -> tuple[Caller, UUID]:
    """Found the workspace, unless an earlier run did."""
    async with engine.connect() as connection:
        found = (await connection.execute(select(MemberRow.workspace_id, MemberRow.id))).first()
        source = await connection.scalar(select(SourceRow.id))
    workspace_id, member_id = found or (uuid4(), uuid4())
    actor = Actor(ActorKind.MEMBER, member_id, "Olga Owner")
    caller = Caller(WorkspaceId(workspace_id), actor, Role.OWNER)
    if source:
        return caller, source
    member = Member(MemberId(member_id), OWNER, actor.name, Role.OWNER)
    made = Source(uuid4(), "Website", new_secret(b"s" * 32))
    async with opened(url) as storage, storage.open_system() as system:
        await system.workspaces.add(Workspace(caller.workspace_id, "Many"), BEGAN)
        store = system.of(caller)
        joined = MemberJoined(member.id, member.name, "owner")
        await store.keep(Change(member, joined), BEGAN)
        await store.keep(Change(made, SourceCreated(made.id, made.name)), BEGAN)
    return caller, made.id


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Storage]:
    """Lend the storage of the house itself."""
    storage = Storage.at(url, Vault([b"k" * KEY_BYTES], token_bytes), clock.new_id)
    try:
        yield storage
    finally:
        await storage.close()


async def _there(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.max(LeadRow.number))) or 0


def _lead(
    contact: NewLead, caller: Caller, source_id: UUID, number: int, count: int
) -> dict[str, Any]:
    late = number > count - KEPT_OPEN
    status = OPENED[number % len(OPENED)] if late else STATUSES[number % len(STATUSES)]
    owned = status not in {Status.NEW, Status.SPAM}
    return {
        "workspace_id": caller.workspace_id,
        "id": uuid4(),
        "number": number,
        "source_id": source_id,
        "contact": contact.model_dump(mode="json", exclude_defaults=True),
        "received_at": BEGAN + timedelta(seconds=number),
        "status": status,
        "owner_id": caller.actor.id if owned else None,
        "score": number * 37 % 101,
        "version": 1,
        "shown_at": BEGAN + timedelta(seconds=number),
        "email_key": contact.email_key,
        "phone_key": contact.phone_key,
    }


def _words(made: dict[int, NewLead], caller: Caller, place: int) -> list[dict[str, Any]]:
    return [
        {
            "workspace_id": caller.workspace_id,
            "id": (place << NUMBER_BITS) + number,
            "number": number,
            "words": searchable(contact),
        }
        for number, contact in made.items()
    ]


def questions(lists: Lists, caller: Caller, count: int) -> dict[str, Ask]:
    """Return what people ask; each takes the turn that it is, and asks for something else then."""
    people = People()

    def someone(turn: int) -> NewLead:
        return people.lead(1 + turn * 7_919 % count)

    def find(what: Callable[[NewLead], str]) -> Ask:
        return lambda turn: lists.find(caller, what(someone(turn)))

    def page(listing: Listing) -> Ask:
        return lambda _: lists.page(caller, listing)

    asked = {f"/leads {each}": page(each) for each in Listing}
    deep = Cursor(count // 2)
    return {
        **asked,
        "/leads all, half way": lambda _: lists.page(caller, Listing.ALL, deep),
        "/lead NUMBER": lambda turn: lists.numbered(caller, 1 + turn * 7_919 % count),
        "/find first name": find(lambda lead: str(lead.name).split()[0]),
        "/find first and last name": find(lambda lead: str(lead.name)),
        "/find beginning of a name": find(lambda lead: str(lead.name)[:3]),
        "/find e-mail": find(lambda lead: str(lead.email)),
        "/find phone": find(lambda lead: str(lead.phone)),
        "/find last digits": find(lambda lead: str(lead.phone)[-6:]),
        "/find word of everybody": lambda _: lists.find(caller, "gmbh"),
        "/find words of the message": find(lambda lead: " ".join(str(lead.message).split()[:3])),
        "/find nobody": lambda turn: lists.find(caller, f"zzz{turn}"),
    }


def insight(storage: Storage, caller: Caller, count: int) -> dict[str, Ask]:
    """Return what asks about many leads: the figures of a period, and pages for programs."""
    browsing = Browsing(storage)
    begins, ends = (BEGAN + timedelta(seconds=each) for each in (count - FEW, count))
    period = Period(begins.date(), ends.date(), "UTC", begins, ends)

    async def figures(_: int) -> Stats:
        async with storage.look(caller) as store:
            return await stats_of(store, "Many", period)

    def page(wanted: LeadFilter, after: Spot | None = None) -> Ask:
        return lambda _: browsing.leads(caller, wanted, after, API_PAGE)

    return {
        "/stats, newest thousand": figures,
        "API list": page(LeadFilter()),
        "API list, half way": page(LeadFilter(), Spot(count // 2)),
        "API list, new ones": page(LeadFilter(statuses=(Status.NEW,))),
    }


async def measure(urls: Sequence[str], counts: Sequence[int], rounds: int) -> None:
    """Ask everything of both databases by turns, and show the medians."""
    callers = [await fill(url, count, bar(count)) for url, count in zip(urls, counts, strict=True)]
    async with opened(urls[0]) as few, opened(urls[1]) as many:
        sides = [
            questions(Lists(storage, clock.now, Bell()), caller, count)
            | insight(storage, caller, count)
            for storage, caller, count in zip((few, many), callers, counts, strict=True)
        ]
        print(f"{'':30}{counts[0]:>12,}{counts[1]:>12,}   ratio   ratio of processor time")
        for name in sides[0]:
            took: list[list[tuple[float, float]]] = [[], []]
            for turn in range(rounds):
                for side, times in zip(sides, took, strict=True):
                    began, worked = perf_counter(), process_time()
                    await side[name](turn)
                    times.append((perf_counter() - began, process_time() - worked))
            print(
                _row(
                    name,
                    *([median(each) * 1_000 for each in zip(*side, strict=True)] for side in took),
                )
            )


def _row(name: str, few: Sequence[float], many: Sequence[float]) -> str:
    """Write a line: time as it passed, and the ratio of what the processor did, too.

    Where others use the processor as well, what passes is mostly how long one waits for it.
    """
    passed = f"{few[0]:9.2f} ms{many[0]:9.2f} ms{many[0] / few[0]:8.2f}"
    return f"{name:30}{passed}{many[1] / few[1]:8.2f}"


def bar(count: int) -> Callable[[int], None]:
    """Show how far it is, where somebody watches."""

    def tell(there: int) -> None:
        if sys.stderr.isatty() or there == count:
            done = BAR * there // count
            line = f"\r[{'#' * done}{'.' * (BAR - done)}] {there:,} of {count:,} leads"
            print(line, end="\n" if there == count else "", file=sys.stderr, flush=True)

    return tell


def main() -> None:
    """Fill what is missing, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_leads", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the two SQLite files are, or will be")
    parser.add_argument("--leads", type=int, default=MANY, help="leads in the large one")
    parser.add_argument("--rounds", type=int, default=101, help="how often each thing is asked")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    counts = (FEW, options.leads)
    urls = [f"sqlite+aiosqlite:///{options.folder / f'leads-{each}.db'}" for each in counts]
    asyncio.run(measure(urls, counts, options.rounds))


if __name__ == "__main__":
    main()
