"""The API is what its description says: every route is in it, and nothing else is."""

import re
from html.parser import HTMLParser

from tests.world import Town
from webhooks_in.api.openapi import description
from webhooks_in.api.registry import routes


async def test_every_route_below_api_is_described_and_nothing_else(town: Town):
    described = (await town.get("/api/openapi.json")).json
    ours = {
        (route.method, route.resource.canonical)
        for route in town.house.app.router.routes()
        if route.resource is not None
        and route.resource.canonical.startswith("/api")
        and route.method != "HEAD"
    }
    told = {(method.upper(), path) for path, each in described["paths"].items() for method in each}
    assert told == ours
    assert described == description(town.url)
    names = [each["operationId"] for path in described["paths"].values() for each in path.values()]
    assert len(set(names)) == len(names) == len(told)


def test_every_route_says_what_it_needs_and_each_name_is_one():
    assert {each.path.split("/")[3] for each in routes()} == {
        "audit", "key", "leads", "members", "sources",
    }  # fmt: skip # it is read as one
    assert [each.name for each in routes() if each.scope is None] == ["get_key"]
    assert all(each.scope and "write" in each.scope for each in routes() if each.body)


class Page(HTMLParser):
    """What a page asks a browser to load, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.leads_to: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "img", "link", "iframe", "form"} or "src" in given:
            self.loads.append(tag)
        self.ids.add(given.get("id") or "")
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.leads_to.add((given["href"] or "")[1:])


async def test_the_page_loads_nothing_and_names_every_route(town: Town):
    answer = await town.get("/api/docs")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert not re.search(r"unsafe|https?:|\*", policy)
    page = Page()
    text = answer.body.decode()
    page.feed(text)
    assert page.loads == []
    assert page.leads_to <= page.ids
    assert all(f'id="{each.name}"' in text for each in routes())
