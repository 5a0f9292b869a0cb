"""Checks the audit from the command line: whether somebody altered, removed or moved a line."""

import json
from collections.abc import Callable
from secrets import token_bytes

from bot import clock
from bot.settings import Settings
from domain.audit import Verdict
from domain.team import Workspace
from services.audit_chain import AuditChain
from services.doors import Doors
from storage import migrate
from storage.database import Storage
from storage.vault import KEY_BYTES, Vault

TELL_EVERY = 50_000


async def verify(
    settings: Settings, say: Callable[[str], None], tell: Callable[[str], None], *, as_json: bool
) -> bool:
    """Say how the chain of each workspace is; return whether all are sound.

    *tell* hears of the progress. No secret is opened, so no master key is needed.
    """
    url = settings.database_url.get_secret_value()
    await migrate.must_be_current(url)
    storage = Storage.at(url, Vault([bytes(KEY_BYTES)], token_bytes), clock.new_id)
    sound, told = True, 0
    try:
        async for progress in AuditChain(storage, Doors(storage, clock.now)).verify():
            verdict = progress.verdict
            if verdict:
                say((_as_json if as_json else _line)(progress.workspace, verdict))
                sound &= verdict.broken is None
                told = 0
            elif progress.lines - told >= TELL_EVERY:
                told = progress.lines
                tell(f"{progress.workspace.name}: {told} lines are sound so far")
    finally:
        await storage.close()
    return sound


def _line(workspace: Workspace, verdict: Verdict) -> str:
    older = f", {verdict.older} older ones not in it" if verdict.older else ""
    if verdict.broken is None:
        return f"✓ {workspace.name}: {verdict.lines} lines{older}; ends with {verdict.seal}"
    where, line = "", verdict.broken.line
    if line:
        where = f"line {line.id} ({line.entry.action}, {line.entry.at.isoformat()}) "
    sound = f"{verdict.lines} lines before it are sound{older}"
    return f"✗ {workspace.name}: {where}{verdict.broken.why}; {sound}"


def _as_json(workspace: Workspace, verdict: Verdict) -> str:
    broken = verdict.broken
    line = broken.line if broken else None
    row = {
        "workspace": workspace.name,
        "workspace_id": str(workspace.id),
        "sound": broken is None,
        "lines": verdict.lines,
        "older": verdict.older,
        "seal": verdict.seal,
        "broken_line": line.id if line else None,
        "why": broken.why if broken else None,
    }
    return json.dumps(row, ensure_ascii=False)
