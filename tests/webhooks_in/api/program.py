"""A program that calls the API with a key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.key_request import KeyRequest
from sandbox.model import Person
from tests.world import Answer, Town, a_lead

EVERYTHING = "leads:read leads:write leads:erase sources:read sources:write audit:read"


@dataclass(frozen=True, slots=True)
class Program:
    """Calls with one key."""

    town: Town
    key: str

    @classmethod
    async def of(
        cls, town: Town, person: Person, scopes: str = EVERYTHING, name: str = "CRM"
    ) -> "Program":
        """Let a person make a key for it."""
        wanted = KeyRequest.read(f"{name} {scopes}")
        keys = town.house.services.api_keys
        return cls(town, (await keys.create(await town.caller(person), wanted)).token.text)

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        params: Any = None,
    ) -> Answer:
        """Ask below ``/api/v1``; a body is sent as JSON, or as it is if it is bytes."""
        sent: dict[str, str] = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        data = None
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = f"{self.town.url}/api/v1{path}"
        asked = self.town.client.request(method, url, data=data, headers=sent, params=params)
        async with asked as response:
            return Answer(response.status, response.headers.copy(), await response.read())

    async def get(self, path: str, params: Any = None) -> Any:
        """Return what a path tells when all is well."""
        answer = await self.ask("GET", path, params=params)
        assert answer.status == 200, answer.body
        return answer.json

    async def lead(self, name: str = "Jonas Weber") -> str:
        """Let a source post a lead; return its id once it can be read."""
        await self.town.lead(name)
        found = await self.get("/leads", {"text": name.split(maxsplit=1)[0]})
        return str(found["items"][0]["id"])


def posted(name: str) -> dict[str, Any]:
    """What a program sends under ``lead``."""
    sent: dict[str, Any] = a_lead(name=name)["data"]
    return sent
