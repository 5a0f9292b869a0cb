"""The settings of a workspace: one class for each, with bounds; what nobody chose is usual."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.caller import WorkspaceId
from domain.change import Change
from domain.chat import Chat
from domain.events import SettingChanged
from domain.locale import UTC, Wishes


class WorkspaceSetting(BaseModel):
    """One thing that the admins of a workspace decide; its fields have the usual values.

    A child names itself by ``key``, under which it is kept and audited; it is
    found by its class, so there is no list of them. What it once was it must
    go on to read: fields may come, and none may change its meaning.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: ClassVar[str]

    def __str__(self) -> str:
        """Say it as the audit remembers it."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False)


Setting = TypeVar("Setting", bound=WorkspaceSetting)


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """What a workspace chose, and the zone by whose clocks it lives."""

    chosen: Mapping[str, Any] = field(default_factory=dict)
    zone: str = UTC

    def of(self, kind: type[Setting]) -> Setting:
        """Return one setting; as usual where nothing was chosen, or what was cannot be read."""
        try:
            return kind.model_validate(self.chosen.get(kind.key, {}))
        except ValidationError:
            return kind()

    def changed_to(self, setting: Setting, workspace_id: WorkspaceId) -> Change[Setting] | None:
        """Choose another value; None where it is that already."""
        was = self.of(type(setting))
        if was == setting:
            return None
        event = SettingChanged(workspace_id, setting.key, str(was), str(setting))
        return Change(setting, event)


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings, and what of the workspace a setting may be about."""

    settings: WorkspaceSettings = field(default_factory=WorkspaceSettings)
    chats: Sequence[Chat] = ()
    sources: Mapping[UUID, str] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)


Chosen = WorkspaceSetting | Wishes
"""What somebody can choose in ``/settings``; wishes are the language and zone of the workspace."""
