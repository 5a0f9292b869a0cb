"""The chain of the audit, checked from its first line to its last."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.audit import GENESIS, AuditLine, AuditSearch, Break, ChainHead, Verdict
from domain.caller import WorkspaceId
from domain.lead_events import LeadErased
from domain.team import Workspace
from services.doors import Doors
from storage.database import Storage

LINES_AT_ONCE = 1_000
WORKSPACES_AT_ONCE = 100

ALTERED = "does not follow from the line before: it was altered, or a line before it is gone"
UNSEALED = "has no seal"
NO_HEAD = "the end of the chain is not known any more"
SHORTENED = "lines are missing at the end"
ADDED = "lines stand at the end that LeadsBot did not write"
OTHER_END = "the end of the chain was altered"
EMPTIED = "details of lines are gone although nothing was erased"
EMPTIED_OTHERWISE = "does not account for the lines whose details are gone"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the check of one workspace is; ``verdict`` is there when it has ended."""

    workspace: Workspace
    lines: int
    verdict: Verdict | None = None


@dataclass(slots=True)
class _Walk:
    """What was read of a chain so far; ``newest`` is the last line that was there when it began.

    ``emptied`` are the subjects of lines without details, until the line that says why.
    """

    seal: str
    lines: int
    place: int
    newest: int
    emptied: dict[UUID, str] = field(default_factory=dict)

    def go(self, workspace_id: WorkspaceId, lines: Sequence[AuditLine]) -> Break | None:
        """Follow the lines; return where that is not possible."""
        for line in lines:
            why = self._trouble(workspace_id, line)
            if why or line.seal is None:
                return Break(why or UNSEALED, line)
            self.seal, self.place = line.seal, line.id
            self.lines += 1
        return None

    def _trouble(self, workspace_id: WorkspaceId, line: AuditLine) -> str | None:
        if line.seal is None:
            return UNSEALED
        if line.is_provable and line.seal != line.sealed_after(self.seal, workspace_id):
            return ALTERED
        subject = line.subject_id
        if line.is_emptied:
            before = self.emptied.get(subject, GENESIS)
            self.emptied[subject] = line.remains_after(before, workspace_id)
        elif line.entry.action == LeadErased.name:
            remains = self.emptied.pop(subject, GENESIS)
            # Of what is erased while we walk, some lines were read before.
            if line.id <= self.newest and line.entry.details.get("remains") != remains:
                return EMPTIED_OTHERWISE
        return None

    def end(self, head: ChainHead) -> Break | None:
        """Compare the last line with what is known of the end."""
        if self.lines < head.lines:
            return Break(f"{SHORTENED} ({head.lines - self.lines})")
        if self.lines > head.lines:
            return Break(f"{ADDED} ({self.lines - head.lines})")
        if self.seal != head.seal:
            return Break(OTHER_END)
        return Break(EMPTIED) if self.emptied else None


@dataclass(frozen=True, slots=True)
class AuditChain:
    """Reads in small steps, each with a look of its own; the house may go on meanwhile."""

    storage: Storage
    doors: Doors

    async def verify(self, size: int = LINES_AT_ONCE) -> AsyncIterator[Progress]:
        """Yield how far each workspace is, and at its end what was found."""
        after: WorkspaceId | None = None
        while True:
            async with self.storage.look_system() as system:
                some = await system.workspaces.some_after(after, WORKSPACES_AT_ONCE)
            for each in some:
                async for progress in self._verify(each, size):
                    yield progress
                after = each.id
            if not some:
                return

    async def _verify(self, workspace: Workspace, size: int) -> AsyncIterator[Progress]:
        house = self.doors.house(workspace.id)
        async with self.storage.look(house) as store:
            head = await store.audit.head()
            older = await store.audit.count_up_to(head.after if head else 0)
            newest = await store.audit.before(AuditSearch(), None, None, 1)
        after = head.after if head else 0
        walk = _Walk(GENESIS, 0, after, newest[0].id if newest else after)
        while True:
            # What ends the chain is read first: whatever it counts is there when lines are read.
            async with self.storage.look(house) as store:
                head = await store.audit.head()
                lines = await store.audit.after(AuditSearch(), None, walk.place, size)
            broken = walk.go(workspace.id, lines)
            if not (broken or lines):
                broken = walk.end(head) if head else None
            if lines and not head:
                broken = Break(NO_HEAD, lines[0])
            if broken or not lines:
                verdict = Verdict(walk.lines, older, walk.seal, broken)
                yield Progress(workspace, walk.lines, verdict)
                return
            yield Progress(workspace, walk.lines)
