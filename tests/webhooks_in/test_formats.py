"""Every inbound format, against recorded requests: a new format adds files, not test code."""

import json
from pathlib import Path

import pytest
from multidict import CIMultiDict

from domain.errors import Invalid, Refusal
from domain.signing import SignatureHeaders, new_secret, secret_key, verify
from webhooks_in.formats import Format, format_named, formats

FIXTURES = Path(__file__).parents[1] / "fixtures" / "inbound"
CASES = sorted(FIXTURES.glob("*/*.http"))
SECRET = new_secret(bytes(range(32)))


def request_in(path: Path) -> tuple[CIMultiDict[str], bytes]:
    head, _, body = path.read_bytes().partition(b"\n\n")
    _, *lines = head.decode().splitlines()
    headers: CIMultiDict[str] = CIMultiDict()
    for line in lines:
        name, _, value = line.partition(": ")
        headers.add(name, value)
    return headers, body


def outcome(format_: Format, headers: CIMultiDict[str], body: bytes) -> object:
    """Return what a recording should say, in its own words."""
    try:
        event = format_.read(body, headers)
    except Refusal as refusal:
        said: dict[str, object] = {"refused": refusal.code}
        if isinstance(refusal, Invalid):
            said["problems"] = {each.field: each.message for each in refusal.problems}
        return said
    lead = event.lead
    marks = {"email_ok": lead.email_ok, "phone_e164": lead.phone_e164}
    said = lead.model_dump(mode="json", exclude_defaults=True)
    return {"event": event.event, "id": event.id, "lead": said, "marks": marks}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_request_is_read_as_expected(path):
    found = format_named(path.parent.name)
    assert found is not None
    expected = json.loads(path.with_suffix(".lead.json").read_text())
    assert outcome(found, *request_in(path)) == expected


def test_every_format_has_a_recording_and_every_recording_its_format():
    assert set(formats()) == {path.parent.name for path in CASES} != set()


def test_every_expectation_has_its_request():
    expected = {
        path.with_suffix("").with_suffix(".http") for path in FIXTURES.glob("*/*.lead.json")
    }
    assert expected == set(CASES)


@pytest.mark.parametrize("name", ["", "nothing", "__init__", "../leadsbot", "os", "leadsbot.read"])
def test_a_name_that_is_no_format_finds_none(name):
    assert format_named(name) is None


@pytest.mark.parametrize(
    "path", sorted(FIXTURES.glob("leadsbot/*.http")), ids=lambda path: path.stem
)
def test_recordings_of_our_own_format_are_signed(path):
    headers, body = request_in(path)
    now = int(headers.get("webhook-timestamp", "0"))
    signed_id = verify([secret_key(SECRET)], SignatureHeaders.of(headers), body, now)
    assert signed_id == headers.get("webhook-id")
