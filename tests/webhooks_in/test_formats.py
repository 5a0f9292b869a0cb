"""Every inbound format, against recorded requests: a new format adds files, not test code."""

import json

import pytest

from domain.errors import Invalid, Refusal, SignatureInvalid
from domain.inbound import InboundEvent
from domain.posted import Posted
from domain.sender import OWN_FORMAT, SENDERS
from domain.signing import new_secret, secret_key
from tests.webhooks_in.recorded import AT, CASES, FIXTURES, SENDER_KEY, posted_in
from webhooks_in.formats import Format, format_named, formats

KEY = secret_key(new_secret(bytes(range(32))))


def outcome(format_: Format, posted: Posted) -> object:
    """Return what a recording should say, in its own words; a list where it is not one event."""
    try:
        events = format_.read(posted)
    except Refusal as refusal:
        said: dict[str, object] = {"refused": refusal.code}
        if isinstance(refusal, Invalid):
            said["problems"] = {each.field: each.message for each in refusal.problems}
        return said
    told = [in_words(each) for each in events]
    return told[0] if len(told) == 1 else told


def in_words(event: InboundEvent) -> object:
    lead = event.lead
    marks = {"email_ok": lead.email_ok, "phone_e164": lead.phone_e164}
    said = lead.model_dump(mode="json", exclude_defaults=True)
    return {"event": event.event, "id": event.id, "lead": said, "marks": marks}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_request_is_read_as_expected(path):
    found = format_named(path.parent.name)
    assert found is not None
    expected = json.loads(path.with_suffix(".lead.json").read_text())
    assert outcome(found, posted_in(path)) == expected


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


def test_every_sender_that_can_be_chosen_has_its_format():
    assert {*SENDERS, OWN_FORMAT} == set(formats())


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recorded_request_proves_itself_and_nothing_else_does(path):
    format_, posted = formats()[path.parent.name], posted_in(path)
    assert posted.media_type in format_.TAKES
    key = KEY if path.parent.name == OWN_FORMAT else SENDER_KEY
    now = float(posted.header("webhook-timestamp") or AT)

    assert format_.prove(posted, [b"another key that counts", key], now) == posted.header(
        "webhook-id"
    )
    for keys in ([], [b"another key that counts"], [bytes(32)]):
        with pytest.raises(SignatureInvalid):
            format_.prove(posted, keys, now)
