"""The pages about webhooks are true: events are as they are sent, and the code verifies them."""

import asyncio
import base64
import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest

from domain.announcement import CHOOSABLE, MEANINGS, PING
from domain.example_event import example_body
from domain.payload_presets import PRESETS
from domain.payload_template import read_template
from domain.signing import new_secret, secret_key, sign
from domain.template_filters import FILTERS
from scripts.webhook_events import PAGE, bodies, examples, page
from tests.house.tree import ROOT

LEAD = {
    *("id", "number", "status", "temperature", "score", "owner", "lost_reason", "received_at"),
    *("respond_by", "source", "contact"),
}
DETAILS = {
    "lead.assigned": {"was"},
    "lead.released": {"was", "why"},
    "lead.status_changed": {"was", "became", "reason"},
    "lead.noted": {"note"},
    "lead.snoozed": {"until", "text"},
    "lead.duplicate_linked": {"first", "nth"},
    "source.paused": {"source", "paused"},
    PING: {"endpoint"},
}
IN_PYTHON = """
import json, os
given = json.loads(os.environ["GIVEN"])
print(verified(given["secret"], given["headers"], base64.b64decode(given["body"])))
"""
IN_JAVASCRIPT = """
const given = JSON.parse(process.env.GIVEN);
console.log(verified(given.secret, given.headers, Buffer.from(given.body, "base64")));
"""
IN_PHP = """
$given = json_decode(getenv("GIVEN"), true);
$body = base64_decode($given["body"]);
echo verified($given["secret"], $given["headers"], $body) ? "true" : "false";
"""
IN_GO = """package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	var given struct {
		Secret  string
		Headers map[string]string
		Body    []byte
	}
	if err := json.Unmarshal([]byte(os.Getenv("GIVEN")), &given); err != nil {
		panic(err)
	}
	fmt.Println(verified(given.Secret, given.Headers, given.Body))
}
"""
A_SHEET = """
const rows = [];
const range = (at, width, count) => ({
  getValues: () => rows.slice(at - 1, at - 1 + count).map((row) => row.slice(0, width)),
  setValues: ([row]) => { rows[at - 1] = row.map((each) => String(each).replace(/^'/, "")); },
});
const sheet = {
  getLastRow: () => rows.length,
  getRange: (at, _, count, width) => range(at, width, count),
};
const SpreadsheetApp = { getActiveSpreadsheet: () => ({ getSheets: () => [sheet] }) };
const LockService = { getScriptLock: () => ({ waitLock() {}, releaseLock() {} }) };
const HtmlService = { createHtmlOutput: (text) => text };
for (const contents of JSON.parse(process.env.GIVEN)) doPost({ postData: { contents } });
console.log(JSON.stringify(rows));
"""
"""As much of a Google sheet as the script of the guide asks for."""

RUN = {
    "python": ("python3", "-c", IN_PYTHON),
    "javascript": ("node", "-e", IN_JAVASCRIPT),
    "php": ("php", "-r", IN_PHP),
    "go": ("go", "run", IN_GO),
}
"""How each language is run; one that is not on this machine is left out of these tests."""


def test_the_page_of_events_is_what_the_code_sends():
    assert PAGE.read_text() == page()


def test_every_event_has_an_example_of_its_own():
    told = bodies()
    assert set(told) == set(MEANINGS)
    assert {name for name, *_ in examples()} == set(CHOOSABLE) - {"source.paused", "lead.erased"}
    for name, body in told.items():
        envelope = json.loads(body)
        assert set(envelope) == {"event", "id", "created_at", "workspace_id", "data"}
        data = envelope["data"]
        about = {"lead"} if name.startswith("lead.") else set()
        assert set(data) == about | {"by"} | DETAILS.get(name, set()), name
        lead = {"id", "number"} if name == "lead.erased" else LEAD
        assert (envelope["event"], set(data.get("lead", lead))) == (name, lead)


def example(language: str) -> str:
    text = (ROOT / "docs" / "receivers.md").read_text()
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 1, language
    return blocks[0]


@pytest.mark.parametrize("language", [each for each, run in RUN.items() if shutil.which(run[0])])
async def test_the_example_tells_what_is_from_us(language: str, tmp_path: Path):
    secret, other, body = new_secret(bytes(32)), new_secret(bytes(range(32))), b'{"a":1}'
    keys, now = [secret_key(other), secret_key(secret)], int(time.time())  # noqa: TID251 -- the example reads the clock itself
    right = sign(keys, "evt_1", now, body)
    late = sign(keys, "evt_1", now - 3600, body)
    wrong = {**right, "webhook-signature": "v1,short v1," + "A" * 43 + "="}
    said = [
        await ran(language, tmp_path, secret, headers, told)
        for headers, told in ((right, body), (right, b"{}"), (late, body), (wrong, body))
    ]
    assert [each.strip().lower() for each in said] == ["true", "false", "false", "false"]


async def ran(
    language: str, folder: Path, secret: str, headers: dict[str, str], body: bytes
) -> str:
    program, option, more = RUN[language]
    code = [example(language) + more]
    if language == "go":
        code = [str(folder / name) for name in ("example.go", "check.go")]
        for path, text in zip(code, (example(language), more), strict=True):
            Path(path).write_text(text)  # noqa: ASYNC240 -- a few lines, before anything runs
    given = {"secret": secret, "headers": headers, "body": base64.b64encode(body).decode()}
    return await ran_as(program, [option, *code], json.dumps(given), folder)


async def ran_as(program: str, arguments: list[str], given: str, folder: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        shutil.which(program) or program,
        *arguments,
        env={"PATH": os.defpath + ":/usr/local/bin", "GIVEN": given, "HOME": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await process.communicate()
    assert complaint == b""
    return said.decode()


@pytest.mark.parametrize("program", [each for each in ("node",) if shutil.which(each)])
async def test_the_script_of_the_sheet_keeps_one_row_for_each_lead(program: str, tmp_path: Path):
    text = (ROOT / "docs" / "receivers.md").read_text()
    (script,) = re.findall(r"```js\n(.*?)```", text, re.DOTALL)
    (template,) = (each.template for each in PRESETS if each.name == "Google Sheets")
    events = [(0, 41, "new"), (1, 42, "new"), (3, 41, "won"), (2, 41, "taken"), (4, None, None)]
    told = [
        read_template(template).render(
            {
                "created_at": f"2026-11-24T09:3{minute}:00.000Z",
                "data": {"lead": {"number": number, "status": status}} if number else {},
            }
        )
        for minute, number, status in events
    ]
    said = await ran_as(program, ["-e", script + A_SHEET], json.dumps(told), tmp_path)
    rows = [(row[0], row[2], row[-1][14:16]) for row in json.loads(said)]
    assert rows == [("41", "won", "33"), ("42", "new", "31")]


def test_the_guide_has_every_preset_and_each_language():
    text = (ROOT / "docs" / "receivers.md").read_text()
    for preset in PRESETS:
        assert f"## {preset.name}\n" in text
        assert f"*Use {preset.name}*" in text
    for language in RUN:
        assert example(language)


def test_the_guide_names_every_filter_and_its_template_works():
    text = (ROOT / "docs" / "webhooks.md").read_text()
    for name in (*FILTERS, "drop", "drop_parent"):
        assert re.search(rf"\| .*`{name}[:`].* \|", text), name
    (template,) = (
        each for each in re.findall(r"```json\n(.*?)```", text, re.DOTALL) if "$by" in each
    )
    made = json.loads(read_template(template).render(json.loads(example_body())))
    assert made == {
        "title": "Lead 42: Ada Example",
        "score": 65,
        "received": "24.11.2026 10:25",
        "kind": "new",
    }
