"""Exports leads from the command line: the files that admins get in Telegram, on a disk."""

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory

from bot import clock
from bot.settings import BadSetting, Settings
from domain.errors import Invalid
from domain.export import ExportFormat
from domain.team import Workspace
from services.doors import Doors
from services.exports_to_disk import DiskExport, ExportsToDisk
from services.lead_files import LeadFiles, Progress
from storage import migrate
from storage.database import Storage
from storage.vault import KEY_BYTES, Vault

TELL_EVERY = 10_000
STEPS = 30
NAMED = 10


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody typed."""

    workspace: str
    file: Path
    kind: ExportFormat
    period: str
    with_spam: bool
    as_json: bool


class Bar:
    """How far it is: on a terminal a bar that is drawn over itself, else a line now and then."""

    def __init__(self, tell: Callable[[str], None], *, terminal: bool) -> None:
        self._tell = tell
        self._terminal = terminal
        self._told = 0

    def show(self, done: int, total: int) -> None:
        """Show it."""
        share = min(done / total, 1.0) if total else 1.0
        if self._terminal:
            full = round(share * STEPS)
            bar = "#" * full + "-" * (STEPS - full)
            sys.stderr.write(f"\r[{bar}] {share:4.0%} {done} of {total} leads")
            sys.stderr.flush()
        elif done - self._told >= TELL_EVERY:
            self._told = done
            self._tell(f"{done} of {total} leads")

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._terminal:
            sys.stderr.write("\n")


async def export(
    settings: Settings, order: Order, say: Callable[[str], None], tell: Callable[[str], None]
) -> None:
    """Write the leads of one workspace; *tell* hears of the progress.

    No secret is opened, so no master key is needed.
    """
    if order.file.exists():
        raise BadSetting(f"FILE: {order.file} is there already")
    if not order.file.parent.is_dir():
        raise BadSetting(f"FILE: there is no folder {order.file.parent}")
    url = settings.database_url.get_secret_value()
    await migrate.must_be_current(url)
    storage = Storage.at(url, Vault([bytes(KEY_BYTES)], token_bytes), clock.new_id)
    exports = ExportsToDisk(storage, Doors(storage, clock.now), clock.now)
    bar = Bar(tell, terminal=sys.stderr.isatty())
    try:
        workspace = chosen(await exports.workspaces(), order.workspace)
        wish = DiskExport(workspace, order.kind, order.period, order.with_spam)
        leads = await _meant(exports, wish)
        written = await _write(exports, wish, leads, order.file, bar)
    finally:
        await storage.close()
    _say(say, order, workspace, written)


async def _meant(exports: ExportsToDisk, wish: DiskExport) -> LeadFiles:
    try:
        return await exports.leads(wish)
    except Invalid as invalid:
        words = "; ".join(each.message for each in invalid.problems)
        raise BadSetting(f"--period: choose all, or {words}") from invalid


async def _write(
    exports: ExportsToDisk, wish: DiskExport, leads: LeadFiles, file: Path, bar: Bar
) -> Progress:
    """Write into a folder of our own, and give files their names when they are complete."""
    total, last = await leads.count(), Progress(0)
    with TemporaryDirectory(prefix=".leadsbot-export-", dir=file.parent) as folder:
        async with aclosing(exports.write(wish, leads, Path(folder) / file.name)) as parts:
            async for progress in parts:
                last = progress
                bar.show(progress.done, total)
        bar.end()
        named = [each.rename(file.parent / each.name) for each in last.files]
    return Progress(last.done, named, over=True)


def chosen(workspaces: Sequence[Workspace], wanted: str) -> Workspace:
    """Return the workspace that is meant by its name or its id."""
    found = [each for each in workspaces if wanted in {each.name, str(each.id)}]
    if not found:
        found = [each for each in workspaces if each.name.casefold() == wanted.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(str(each.id) for each in found)
        raise BadSetting(f"WORKSPACE: several have this name; choose by id: {ids}")
    names = ", ".join(each.name for each in workspaces[:NAMED])
    more = f" and {len(workspaces) - NAMED} more" if len(workspaces) > NAMED else ""
    raise BadSetting(f"WORKSPACE: there is none of this name or id; there are {names}{more}")


def _say(
    say: Callable[[str], None], order: Order, workspace: Workspace, written: Progress
) -> None:
    if order.as_json:
        row = {
            "workspace": workspace.name,
            "workspace_id": str(workspace.id),
            "leads": written.done,
            "files": [str(each) for each in written.files],
        }
        say(json.dumps(row, ensure_ascii=False))
        return
    for each in written.files:
        say(f"✓ {each}")
    leads = "lead" if written.done == 1 else "leads"
    say(f"{written.done} {leads} of {workspace.name}")


def kind_of(file: Path, named: str) -> ExportFormat:
    """Return the kind of file that is named, or that the name of the file ends with."""
    wanted = named or file.suffix.removeprefix(".").lower()
    try:
        return ExportFormat(wanted)
    except ValueError:
        choices = ", ".join(ExportFormat)
        raise BadSetting(f"--format: choose from {choices}") from None
