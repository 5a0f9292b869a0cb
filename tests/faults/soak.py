"""A bad day: faults come and go by a seeded chance while leads come and people press.

``python -m tests.faults.soak`` runs ten minutes of it; the suite runs twenty seconds.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

from sandbox.faults import Fault
from sandbox.limits import Limits
from sandbox.world import Chat, Message
from tests.storage.shelves import rows
from tests.world import Clock, Town, a_lead, settings_for

TELEGRAM_LIMITS = "300/10/200"
LIMITS = Limits(per_second=300, per_chat_second=10, per_chat_burst=50, per_group_minute=200)
"""Ten times what Telegram takes, so that half a minute is as full as five."""
PASSING = (
    "too_many_requests",
    "server_error",
    "html_page",
    "empty_body",
    "hang",
    "drop_before",
    "drop_after",
)
METHODS = ("sendMessage", "sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")
LONGEST_EPISODE = 1.5
SETTLING = 150


def says_nothing(_: float, __: str) -> None:
    """Let the suite run quietly."""


# The event loop writes the result of its task in words when it ends: a whole world, for minutes.
@dataclass(repr=False)
class Soak:
    """One town, what was asked of it, and what was done to it."""

    town: Town
    chance: Random
    names: list[str] = field(default_factory=list)
    faults: list[tuple[Fault, int]] = field(default_factory=list)
    done_to_it: Counter[str] = field(default_factory=Counter)
    presses: int = 0
    moved_from: list[Chat] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    deck: list[str] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)

    async def set_up(self) -> None:
        """Connect a group, a topic of a forum, and a plain group that may become a supergroup."""
        stage, world = self.town.stage, self.town.world
        plain = world.add_group("Plain", members=[stage.anna], admins=[stage.olga], kind="group")
        await stage.connect(stage.olga, plain)
        forum = world.add_group("Forum", [stage.anna], [stage.olga], forum=True)
        world.add_bot(forum, stage.bot, by=stage.olga)
        await world.until(lambda: world.messages(forum), 15)
        topic = world.add_topic(forum, "Leads")
        world.say(stage.olga, forum, "/connect", thread_id=topic.thread_id)
        await world.until(
            lambda: any("now receives" in each.text for each in world.messages(forum)), 15
        )
        self.chats = [stage.sales, plain, forum]
        self.town.clock.advance(61)
        world.limits = LIMITS

    async def run(self, seconds: float, say: Callable[[float, str], None] = says_nothing) -> None:
        """Let it all happen at once, and then let it settle."""
        end = monotonic() + seconds

        async def tell() -> None:
            while (left := end - monotonic()) > 0:
                say(1 - left / seconds, f"{len(self.names)} leads")
                await asyncio.sleep(min(1.0, left))

        await asyncio.gather(self._leads(end), self._presses(end), self._faults(end), tell())
        self.town.world.faults.clear()
        say(1.0, f"{len(self.names)} leads, settling")
        await self._settled()

    async def _leads(self, end: float) -> None:
        """Let leads come singly, and sometimes many at once."""
        while monotonic() < end:
            many = 40 if self.chance.random() < 0.03 else 1
            new = [f"Soak{len(self.names) + n:05}" for n in range(many)]
            self.names += new
            answers = await asyncio.gather(*(self.town.post(a_lead(name=each)) for each in new))
            assert {each.status for each in answers} == {202}
            await asyncio.sleep(self.chance.uniform(0.0, 0.4))

    async def _presses(self, end: float) -> None:
        """Let two people take what they see, often the same card at once."""
        stage, world = self.town.stage, self.town.world
        while monotonic() < end:
            await asyncio.sleep(self.chance.uniform(0.0, 0.3))
            chat = self.chance.choice(self.chats)
            found = [each for each in world.messages(chat) if "Take" in each.labels]
            if found and not chat.migrated_to:
                card = self.chance.choice(found)
                for person in self.chance.choice(([stage.anna], [stage.anna, stage.olga])):
                    world.press(person, card, "Take")
                    self.presses += 1

    async def _faults(self, end: float) -> None:
        """Make one thing go wrong after the other."""
        usual = (self._passing, self._passing, self._passing, self._kicked, self._closed)
        left: list[Callable[[], Awaitable[None]]] = []
        await asyncio.sleep(1)
        while monotonic() < end:
            left = left or self.chance.sample(usual, len(usual))
            episode = left.pop()
            if len(self.names) > 60 and not self.moved_from:
                episode = self._migrated
            await episode()
            await asyncio.sleep(self.chance.uniform(0.0, 0.6))

    async def _passing(self) -> None:
        """Let some calls fail as Telegram's calls do."""
        times = self.chance.randint(1, 3)
        where = self.chance.choice([None, *(each.id for each in self.chats)])
        method = self.chance.choice(METHODS)
        chat_id = where if method in ("sendMessage", "editMessageText") else None
        fault = Fault(self._drawn(), method, chat_id, times, retry_after=1)
        self.faults.append((self.town.world.faults.add(fault), times))
        self.done_to_it[fault.kind] += 1
        await self._a_while()
        if fault.kind == "hang":
            self.town.world.faults.clear()

    def _drawn(self) -> str:
        """Draw a kind of fault; none comes again before all have come."""
        self.deck = self.deck or self.chance.sample(PASSING, len(PASSING))
        return self.deck.pop()

    async def _kicked(self) -> None:
        """Remove the bot, and add it again."""
        stage, chat = self.town.stage, self.chance.choice(self.chats)
        self.done_to_it["kicked"] += 1
        self.town.world.remove_bot(chat, stage.bot, by=stage.olga)
        await self._a_while()
        self.town.world.add_bot(chat, stage.bot, by=stage.olga)

    async def _closed(self) -> None:
        """Close the topic, and open it again."""
        forum = self.chats[2]
        topic = next(iter(forum.topics.values()))
        self.done_to_it["topic closed"] += 1
        self.town.world.close_topic(forum, topic)
        await self._a_while()
        self.town.world.close_topic(forum, topic, closed=False)

    async def _migrated(self) -> None:
        """Let the plain group become a supergroup."""
        self.moved_from.append(self.chats[1])
        self.done_to_it["migrated"] += 1
        self.chats[1] = self.town.world.migrate(self.chats[1])

    async def _a_while(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.1, LONGEST_EPISODE))

    async def _settled(self) -> None:
        """Let time pass until nothing waits any more."""
        for _ in range(SETTLING):
            if not any([await self.count(each) for each in WAITING]):
                return
            await asyncio.sleep(0.2)
            self.town.clock.advance(5)
            self.town.house.services.leads.outgoing.ring()
        raise TimeoutError(str([await self._rows(each) for each in STUCK]))

    async def _rows(self, sql: str) -> list[tuple[object, ...]]:
        url = self.town.house.settings.database_url.get_secret_value()
        return [tuple(each) for each in await rows(url, sql)]

    async def count(self, what: str) -> int:
        """Count rows of the database."""
        url = self.town.house.settings.database_url.get_secret_value()
        return int((await rows(url, f"SELECT count(*) FROM {what}"))[0][0])  # noqa: S608 -- texts of this file

    # --- what must be true afterwards -----------------------------------------------------------

    async def must_be_well(self) -> None:
        """Fail if anything was lost, repeated without need, or given to two people."""
        assert await self.count("leads") == len(self.names)
        assert await self.count("parcels WHERE state = 'dead'") == 0
        assert await self.count("updates WHERE state = 'dead'") == 0
        self.numbers = await self._numbers()
        for chat in self.chats:
            seen = set(self._shown(chat))
            if self.moved_from and chat is self.chats[1]:
                seen |= set(self._shown(self.moved_from[0]))
            assert seen >= set(self.names), (chat.title, sorted(set(self.names) - seen))
        assert self.repeats() <= self.unknown_outcomes()
        await self._one_owner_each()

    async def _one_owner_each(self) -> None:
        taken = await self.count("audit WHERE action = 'lead.taken'")
        owned = await self.count("leads WHERE owner_id IS NOT NULL")
        assert taken == owned > 0
        for chat in self.chats:
            for message in self._about_leads(chat):
                assert "Take" not in message.labels or "Owner" not in message.text

    async def _numbers(self) -> dict[str, str]:
        """Return who each lead is, by its number as it is shown."""
        url = self.town.house.settings.database_url.get_secret_value()
        there = await rows(url, "SELECT number, contact FROM leads")
        return {f"#{each.number}": json.loads(each.contact)["name"] for each in there}

    def _about_leads(self, chat: Chat) -> list[Message]:
        here = self.town.world.messages(chat)
        ours = [each for each in here if each.sender is self.town.stage.bot]
        return [each for each in ours if "Soak" in each.text or each.text.startswith(DIGEST)]

    def _shown(self, chat: Chat) -> list[str]:
        return [name for each in self._about_leads(chat) for name in self.named_in(each)]

    def named_in(self, message: Message) -> list[str]:
        """Return the leads that a message names, each once.

        A digest whose lines have become long says of a lead its number, and who has it.
        """
        words = message.text.replace("\n", " ").split(" ")
        if message.text.startswith(DIGEST):
            words += [self.numbers.get(each, "") for each in words]
        return [each for each in dict.fromkeys(words) if each.startswith("Soak")]

    def repeats(self) -> int:
        """Count the messages that show nothing that the same chat did not show before."""
        found = 0
        for chat in [*self.chats, *self.moved_from]:
            seen: set[str] = set()
            for message in self._about_leads(chat):
                found += seen >= set(self.named_in(message))
                seen |= set(self.named_in(message))
        return found

    def unknown_outcomes(self) -> int:
        """Count the sends that were done and whose answer got lost."""
        lost = [each for each in self.faults if each[0].kind == "drop_after"]
        return sum(times - (fault.times or 0) for fault, times in lost)


DIGEST = "📚"
STUCK = (
    "SELECT lane, kind, priority, last_error, count(*) FROM parcels GROUP BY 1, 2, 3, 4",
    "SELECT lane, rests_until, reason FROM lanes",
    "SELECT telegram_id, title, state, thread_id FROM chats",
)
"""What tells why something still waits."""
WAITING = (
    "parcels WHERE state = 'due'",
    "intake WHERE state = 'waiting'",
    "updates WHERE state = 'due'",
)


async def soak(
    url: str, seconds: float, seed: int, say: Callable[[float, str], None] = says_nothing
) -> Soak:
    """Run a town through it all and return what became of it; fails if it is not well."""
    settings = settings_for(url, telegram_limits=TELEGRAM_LIMITS, log_level="error")
    async with Town.founded(settings, Clock()) as town:
        ran = Soak(town, Random(seed))  # noqa: S311 -- chance that can be repeated
        await ran.set_up()
        await ran.run(seconds, say)
        await ran.must_be_well()
    return ran


def _bar(part: float, words: str) -> None:
    done = int(part * 40)
    sys.stderr.write(f"\r[{'#' * done}{'.' * (40 - done)}] {part:4.0%}  {words:<30}")
    sys.stderr.flush()


def main() -> None:
    """Run the long version and say what happened."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (10)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same faults (1)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leadsbot-soak-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'leadsbot.db'}"
        ran = asyncio.run(soak(url, options.minutes * 60, options.seed, _bar))
    happened = ", ".join(f"{kind} {many}" for kind, many in ran.done_to_it.most_common())
    sys.stderr.write(
        f"\nAll {len(ran.names)} leads are visible, with {ran.repeats()} repeats for"
        f" {ran.unknown_outcomes()} answers that got lost; {ran.presses} presses."
        f" Faults: {happened}.\n"
    )


if __name__ == "__main__":
    main()
