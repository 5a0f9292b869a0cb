"""The script for pages: one file, packed once, that browsers keep and ask about by its hash."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aiohttp import web

FILE = Path(__file__).parent / "static" / "widget.js"
DAY = 24 * 3600
KEPT = f"public, max-age={DAY}, stale-while-revalidate={7 * DAY}, stale-if-error={30 * DAY}"


@dataclass(frozen=True, slots=True)
class Widget:
    """Serves the script to whoever asks, the same to all."""

    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def read(cls) -> "Widget":
        """Read the script from its file."""
        plain = FILE.read_bytes()
        return cls(plain, gzip.compress(plain, mtime=0), sha256(plain).hexdigest()[:32])

    async def show(self, request: web.Request) -> web.Response:
        """Send the script, or say that the browser's copy is still the newest."""
        headers = {
            "ETag": f'"{self.tag}"',
            "Cache-Control": KEPT,
            "Vary": "Accept-Encoding",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        if self.tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        packs = "gzip" in request.headers.get("Accept-Encoding", "").lower()
        if packs:
            headers["Content-Encoding"] = "gzip"
        return web.Response(
            body=self.packed if packs else self.plain,
            content_type="text/javascript",
            charset="utf-8",
            headers=headers,
        )
