"""A form of Olga's team, as a page that carries it knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bot.stage import found
from sandbox.model import Message
from tests.world import Answer, Town

SITE = "https://shop.example"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class PageForm:
    """A form, and the house that it posts to."""

    town: Town
    url: str
    id: UUID

    @classmethod
    async def made(cls, town: Town, *origins: str, name: str = "Contact") -> "PageForm":
        """Let Olga make a form by talking."""
        shown = await town.ask(town.stage.olga, " ".join(["/newform", name, *origins]))
        return await cls.shown(town, shown, name)

    @classmethod
    async def shown(cls, town: Town, message: Message, name: str = "Contact") -> "PageForm":
        """Read what the bot says to paste."""
        caller = await town.caller(town.stage.olga)
        source = await town.house.services.sources.named(caller, name)
        assert source is not None
        return cls(town, found(r"(https?://\S+/f/[0-9a-f]{32})", message), source.id)

    async def post(
        self,
        fields: Mapping[str, Any] | bytes | None = None,
        *,
        origin: str | None = SITE,
        accept: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Post fields as a page would."""
        said = {"Content-Type": URLENCODED, "Accept": accept, **(headers or {})}
        if origin:
            said["Origin"] = origin
        body = fields if isinstance(fields, bytes) else urlencode(fields or ADA).encode()
        return await self.send("POST", body, said)

    async def send(self, method: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send exactly this, and follow no redirect."""
        asked = self.town.client.request(
            method, self.url, data=body, headers=headers, allow_redirects=False
        )
        async with asked as response:
            return Answer(response.status, response.headers.copy(), await response.read())


ADA = {"name": "Ada Form", "email": "ada.form@example.com", "message": "Sun on my roof, please."}
