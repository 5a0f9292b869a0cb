"""Erases leads from the command line: one by its number, or all that there is of a person."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_bytes

from bot import clock
from bot.export import chosen
from bot.settings import BadSetting, Settings
from domain.contact import email_key, phone_e164, phone_key
from domain.repeats import Key
from domain.team import Workspace
from services.doors import Doors
from services.erasures import Erasures, Meant
from services.exports_to_disk import ExportsToDisk
from storage import migrate
from storage.database import Storage
from storage.vault import KEY_BYTES, Vault

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody typed."""

    workspace: str
    lead: int | None
    email: str | None
    phone: str | None
    as_json: bool

    @property
    def keys(self) -> Sequence[Key]:
        """Return by what the person is known; refuse with BadSetting what is neither."""
        found: list[Key] = []
        if self.email is not None:
            found.append(("e", email_key(self.email) or _bad("--email: this is no address")))
        if self.phone is not None:
            known = phone_key(self.phone, phone_e164(self.phone))
            found.append(("p", known or _bad("--phone: this is no number")))
        return found


def _bad(words: str) -> str:
    raise BadSetting(words)


async def erase(
    settings: Settings,
    order: Order,
    say: Callable[[str], None],
    tell: Callable[[str], None],
    agrees: Callable[[str], bool],
) -> bool:
    """Erase what is meant once somebody *agrees*; tell whether nothing of it is left.

    No secret is opened, so no master key is needed.
    """
    if (order.lead is None) == (not order.keys):
        raise BadSetting("choose either --lead, or --email and --phone")
    url = settings.database_url.get_secret_value()
    await migrate.must_be_current(url)
    storage = Storage.at(url, Vault([bytes(KEY_BYTES)], token_bytes), clock.new_id)
    doors = Doors(storage, clock.now)
    erasures = Erasures(storage, doors, clock.now)
    try:
        workspaces = await ExportsToDisk(storage, doors, clock.now).workspaces()
        workspace = chosen(workspaces, order.workspace)
        meant = await _meant(erasures, workspace, order)
        if meant.unread:
            tell(f"leads up to #{meant.unread} are not indexed yet: run this again later")
        _show(meant, tell)
        if (meant.leads or meant.unfinished) and not agrees(f"Erase them from {workspace.name}?"):
            tell("nothing was erased")
            return True
        return await _erase(erasures, workspace, meant, order, say, tell)
    finally:
        await storage.close()


async def _meant(erasures: Erasures, workspace: Workspace, order: Order) -> Meant:
    if order.lead is not None:
        return await erasures.numbered(workspace.id, order.lead)
    return await erasures.of_person(workspace.id, order.keys)


def _show(meant: Meant, tell: Callable[[str], None]) -> None:
    for each in meant.leads[:SHOWN]:
        tell(f"#{each.number} {ascii(each.who)[1:-1]}, {each.received_at:%Y-%m-%d}")
    if len(meant.leads) > SHOWN:
        tell(f"and {len(meant.leads) - SHOWN} more")
    if meant.unfinished:
        tell(f"{len(meant.unfinished)} accepted, and no leads")


async def _erase(
    erasures: Erasures,
    workspace: Workspace,
    meant: Meant,
    order: Order,
    say: Callable[[str], None],
    tell: Callable[[str], None],
) -> bool:
    numbers = [each.number async for each in erasures.erase(workspace.id, meant)]
    clean = await erasures.finish() if numbers or meant.unfinished else True
    if order.as_json:
        row = {
            "workspace": workspace.name,
            "workspace_id": str(workspace.id),
            "erased": numbers,
            "unfinished": len(meant.unfinished),
            "clean": clean,
        }
        say(json.dumps(row, ensure_ascii=False))
    else:
        for number in numbers:
            say(f"✓ #{number} is erased")
        leads = "lead" if len(numbers) == 1 else "leads"
        say(f"{len(numbers)} {leads} of {workspace.name} erased")
    if not clean:
        tell("the database is busy: run this again, or let the house see to the free pages")
    return clean
