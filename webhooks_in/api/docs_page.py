"""The description of the API as a page for people: plain HTML that loads nothing."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from typing import Any

CSS = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem;
color:#1b1f24;background:#fff}
code{font:.9em/1.4 ui-monospace,monospace;background:#f0f2f4;padding:.1em .3em;border-radius:4px;
overflow-wrap:anywhere}
h2{margin-top:2.5rem;border-bottom:1px solid #d5d9de;padding-bottom:.3rem}
h3{margin-top:2rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #e3e6ea}
nav li{margin:.15rem 0}
a{color:#0b57d0}
@media (prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}
code{background:#262b31}h2,th,td{border-color:#333940}a{color:#8ab4f8}}
"""
CSS_HASH = "sha256-" + b64encode(sha256(CSS.encode()).digest()).decode()

Schema = Mapping[str, Any]


def docs_page(described: Mapping[str, Any]) -> str:
    """Write the page."""
    operations = [
        (method.upper(), path, each)
        for path, methods in described["paths"].items()
        for method, each in methods.items()
    ]
    schemas = described["components"]["schemas"]
    about = _marked(described["info"]["description"])
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>LeadsBot API</title><style>{CSS}</style></head><body>",
            f"<h1>LeadsBot API</h1><p>{about}</p>",
            '<p>For programs: <a href="openapi.json">openapi.json</a></p>',
            "<nav><ul>",
            *(_link(*each) for each in operations),
            "</ul></nav><h2>Routes</h2>",
            *(line for each in operations for line in _operation(*each)),
            "<h2>Things</h2>",
            *(line for name, each in schemas.items() for line in _thing(name, each)),
            "</body></html>",
        ]
    )


def _link(method: str, path: str, operation: Schema) -> str:
    name, summary = operation["operationId"], escape(operation["summary"])
    return f'<li><a href="#{name}"><code>{method} {escape(path)}</code></a> {summary}</li>'


def _operation(method: str, path: str, operation: Schema) -> Iterator[str]:
    yield f'<h3 id="{operation["operationId"]}"><code>{method} {escape(path)}</code></h3>'
    words = f"{operation['summary']}. {operation.get('description', '')}"
    yield f"<p>{_marked(words)}</p>"
    if parameters := operation.get("parameters"):
        yield "<table><tr><th>parameter</th><th>in</th><th>what</th></tr>"
        for each in parameters:
            words = each.get("description", "")
            yield _row(f"<code>{escape(each['name'])}</code>", each["in"], _what(each, words))
        yield "</table>"
    if body := operation.get("requestBody"):
        schema = body["content"]["application/json"]["schema"]
        optional = "" if body["required"] else ", or nothing"
        yield f"<p>Sends: {_kind(schema)}{optional}</p>"
    yield "<table><tr><th>status</th><th>answer</th><th>what</th></tr>"
    for status, each in operation["responses"].items():
        content: Schema = next(iter(each.get("content", {}).values()), {})
        yield _row(status, _kind(content.get("schema", {})), _marked(each["description"]))
    yield "</table>"


def _thing(name: str, schema: Schema) -> Iterator[str]:
    yield f'<h3 id="{escape(name)}">{escape(name)}</h3>'
    if words := schema.get("description"):
        yield f"<p>{_marked(words)}</p>"
    if "enum" in schema:
        yield f"<p>{_kind(schema)}</p>"
    properties = schema.get("properties", {})
    if properties:
        yield "<table><tr><th>field</th><th>what</th></tr>"
        for field, each in properties.items():
            words = each.get("description", "")
            yield _row(f"<code>{escape(field)}</code>", _what({"schema": each}, words))
        yield "</table>"


def _what(each: Schema, words: str) -> str:
    return " ".join(filter(None, [_kind(each["schema"]), _marked(words)]))


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{each}</td>" for each in cells) + "</tr>"


def _kind(schema: Schema) -> str:
    """Say in a few words what a value is."""
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        return f'<a href="#{escape(name)}">{escape(name)}</a>'
    if ways := schema.get("anyOf"):
        return " or ".join(_kind(each) for each in ways)
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(" ".join(filter(None, [schema.get("format"), schema.get("type")])))


def _marked(words: str) -> str:
    """Write text with `code` in it."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words, quote=False))
