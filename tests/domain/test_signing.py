"""Signatures: what we sign others verify, what others sign we verify, and nothing else passes."""

import time
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from multidict import CIMultiDict
from standardwebhooks import Webhook

from domain.errors import SignatureInvalid
from domain.signing import (
    LEADSBOT_HEADER,
    SIGNATURE_HEADER,
    SignatureHeaders,
    new_secret,
    secret_key,
    sign,
    standard_signature,
    verify,
)

NOW = 1_700_000_000
BODY = b'{"event":"lead.created","data":{"email":"anna@example.org"}}'
KEY, OLD_KEY, STRANGERS_KEY = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
GOOD = standard_signature(KEY, "evt_1", NOW, BODY)

keys = some.binary(min_size=24, max_size=64)
ids = some.text(some.characters(min_codepoint=33, max_codepoint=126, exclude_characters="."))
ids = ids.filter(lambda each: 1 <= len(each) <= 256)
moments = some.integers(0, 253_402_300_799)
texts = some.text().map(lambda text: text.encode("utf-8", "replace"))


def signed(live: list[bytes]) -> dict[str, str]:
    return sign(live, "evt_1", NOW, BODY)


def of(headers: dict[str, str]) -> SignatureHeaders:
    return SignatureHeaders.of(CIMultiDict(headers))


def refusal(headers: SignatureHeaders, body: bytes = BODY, now: float = NOW, live=(KEY,)) -> str:
    with pytest.raises(SignatureInvalid) as refused:
        verify(live, headers, body, now)
    return refused.value.reason.split()[0]


def standard(event_id: str | None = "evt_1", timestamp: str | None = str(NOW), signature=GOOD):
    return SignatureHeaders(event_id, timestamp, signature)


@given(keys, ids, texts)
def test_the_reference_library_verifies_what_we_sign(key, event_id, body):
    now = int(time.time())  # noqa: TID251 -- the reference reads the clock itself
    Webhook(new_secret(key)).verify(body, sign([key], event_id, now, body), json_parse=False)
    assert verify([key], of(sign([key], event_id, now, body)), body, now) == event_id


@given(keys, ids, moments, texts)
def test_we_verify_what_the_reference_library_signs(key, event_id, moment, body):
    signature = Webhook(key).sign(event_id, datetime.fromtimestamp(moment, UTC), body.decode())
    headers = SignatureHeaders(event_id, str(moment), signature)
    assert verify([key], headers, body, moment) == event_id


@given(keys, some.binary())
def test_our_own_header_covers_any_body_and_no_id(key, body):
    header = sign([key], "evt_1", NOW, body)[LEADSBOT_HEADER]
    assert verify([key], SignatureHeaders(leadsbot=header), body, NOW) is None
    assert refusal(SignatureHeaders(leadsbot=header), body + b" ", live=[key]) == "no_match"


def test_a_known_vector():
    # Made with the openssl command, not with any code of this project.
    expected = "v1,bXtchBV0Hi1flm60IFUb87JKA3d/Yvv8UoEjbNotegk="
    assert standard_signature(KEY, "evt_1", NOW, b"{}") == expected


@pytest.mark.parametrize("skew", [-300, -299, 0, 299, 300])
def test_three_hundred_seconds_are_tolerated(skew):
    assert verify([KEY], standard(), BODY, NOW + skew) == "evt_1"


@pytest.mark.parametrize("skew", [-301, 301, 86_400, -NOW])
def test_more_is_not_and_the_log_says_how_much(skew):
    with pytest.raises(SignatureInvalid) as refused:
        verify([KEY], standard(), BODY, NOW + skew)
    assert refused.value.reason == f"timestamp_out_of_range skew={-skew:+d}s"


def test_a_part_of_a_second_does_not_count():
    assert verify([KEY], standard(), BODY, NOW + 300.9) == "evt_1"


def test_both_secrets_live_while_one_replaces_the_other():
    old = of(signed([OLD_KEY]))
    new = of(signed([KEY]))
    assert verify([KEY, OLD_KEY], old, BODY, NOW) == "evt_1"
    assert verify([KEY, OLD_KEY], new, BODY, NOW) == "evt_1"
    assert refusal(old) == "no_match"


def test_we_sign_with_every_live_secret_newest_first():
    headers = signed([KEY, OLD_KEY])
    assert len(headers[SIGNATURE_HEADER].split(" ")) == 2
    for secret in ([KEY], [OLD_KEY]):
        assert verify(secret, of(headers), BODY, NOW) == "evt_1"
    assert headers[LEADSBOT_HEADER] == signed([KEY])[LEADSBOT_HEADER]


def test_signatures_of_other_schemes_are_passed_over():
    foreign = f"v1a,{GOOD[3:]} v2,{GOOD[3:]} nonsense v1,short {GOOD}"
    assert verify([KEY], standard(signature=foreign), BODY, NOW) == "evt_1"


def test_the_ninth_signature_is_not_looked_at():
    wrong = standard_signature(STRANGERS_KEY, "evt_1", NOW, BODY)
    eighth, ninth = " ".join([wrong] * 7 + [GOOD]), " ".join([wrong] * 8 + [GOOD])
    assert verify([KEY], standard(signature=eighth), BODY, NOW) == "evt_1"
    assert refusal(standard(signature=ninth)) == "no_match"


def test_an_unknown_source_never_matches_even_with_the_key_that_stands_in():
    for headers in (of(signed([bytes(32)])), standard()):
        assert refusal(headers, live=()) == "no_match"
    own = signed([bytes(32)])[LEADSBOT_HEADER]
    assert refusal(SignatureHeaders(leadsbot=own), live=()) == "no_match"


@pytest.mark.parametrize(
    "name", ["Webhook-Id", "webhook-TIMESTAMP", "webhook-signature", "x-leadsbot-signature"]
)
def test_a_header_sent_twice_is_ambiguous(name):
    headers = CIMultiDict(signed([KEY]))
    headers.add(name, headers[name])
    with pytest.raises(SignatureInvalid, match="ambiguous_header"):
        SignatureHeaders.of(headers)


@pytest.mark.parametrize(
    "present",
    [{"id": "evt_1"}, {"timestamp": str(NOW)}, {"signature": "v1,x"}, {"id": ""}],
)
def test_whoever_begins_with_the_standard_cannot_fall_back(present):
    own = signed([KEY])[LEADSBOT_HEADER]
    assert refusal(SignatureHeaders(leadsbot=own, **present)) == "missing"


MALFORMED: dict[str, list[dict[str, str | None]]] = {
    "malformed_id": [
        {"event_id": each}
        for each in ("a b", "a.b", "a\tb", "a\n", "é", "\udce9", "\x00", "\x7f", "x" * 257, " ")
    ],
    "malformed_timestamp": [
        {"timestamp": each}
        for each in (
            f"{NOW}.5", f" {NOW}", f"{NOW} ", f"+{NOW}", f"-{NOW}", "1_700_000_000", "1e9", "nan",
            "inf", "0x6553f100", "\u0661\u0667" + "\u0660" * 8, "\uff19", "\udcff", "now",
            "1" * 13, "9" * 5000, "²", f"{NOW}\n",
        )
    ],
    "timestamp_out_of_range": [{"timestamp": each} for each in ("0", "999999999999", f"{NOW}0")],
    "malformed_signature": [
        {"signature": each}
        for each in (
            "v1", "v1,", ",", " ", "v1,v1,", GOOD[3:], f"v2{GOOD[2:]}", f"v1a{GOOD[2:]}",
            f"V1{GOOD[2:]}", GOOD.replace(",", "="), GOOD.rstrip("="), GOOD + "=", GOOD[:-5],
            GOOD + ",x", f"v1, {GOOD[3:]}", "v1,not base64", "v1,é", "v1,\udcff", f"\t{GOOD}",
            "v1," + b64encode(bytes(31)).decode(), "v1," + b64encode(bytes(33)).decode(),
            "v1," + "-_" * 22, f"{GOOD}\x00", " " * 5000 + GOOD, GOOD.replace("v1,", "v1;"),
        )
    ],
    "no_match": [
        {"signature": standard_signature(STRANGERS_KEY, "evt_1", NOW, BODY)},
        {"signature": standard_signature(KEY, "evt_2", NOW, BODY)},
        {"event_id": "evt_2"},
        {"timestamp": str(NOW + 1)},
        {"timestamp": f"0{NOW}"},
    ],
    "missing": [{"event_id": None}, {"timestamp": None}, {"signature": None}, {"signature": ""}],
}  # fmt: skip # rows of values read better


@pytest.mark.parametrize(
    ("reason", "change"),
    [(reason, change) for reason, changes in MALFORMED.items() for change in changes],
)
def test_every_malformed_header_is_refused_for_its_own_reason(reason, change):
    assert refusal(standard(**change)) == reason


@pytest.mark.parametrize(
    "header",
    [
        "sha256=", "sha256=zz", "sha1=" + "0" * 40, "0" * 64, "SHA256=" + "0" * 64,
        "sha256=" + "é" * 64, "sha256=" + "0" * 63, "sha256=" + "0" * 65, "sha256= " + "0" * 64,
        "\udcff",
    ],
)  # fmt: skip # rows of values read better
def test_our_own_header_has_one_shape(header):
    assert refusal(SignatureHeaders(leadsbot=header)) == "malformed_signature"


def test_our_own_header_may_be_written_in_capitals():
    scheme, _, digits = signed([KEY])[LEADSBOT_HEADER].partition("=")
    headers = SignatureHeaders(leadsbot=f"{scheme}={digits.upper()}")
    assert verify([KEY], headers, BODY, NOW) is None


def test_no_header_at_all_is_missing():
    assert refusal(SignatureHeaders()) == "missing"


anything = some.none() | some.text(max_size=80) | some.sampled_from(["evt_1", str(NOW), GOOD])


@given(some.tuples(anything, anything, anything, anything), some.binary(max_size=40))
def test_nothing_a_stranger_sends_verifies_or_breaks(headers, body):
    assert refusal(SignatureHeaders(*headers), body)


@given(some.data())
def test_a_changed_byte_anywhere_is_noticed(data):
    parts = ["evt_1", str(NOW), GOOD, BODY.decode()]
    which = data.draw(some.integers(0, 3))
    at = data.draw(some.integers(0, len(parts[which]) - 1))
    other = data.draw(some.characters(exclude_characters=parts[which][at], codec="utf-8"))
    parts[which] = parts[which][:at] + other + parts[which][at + 1 :]
    assert refusal(SignatureHeaders(*parts[:3]), parts[3].encode())


@given(keys)
def test_a_secret_holds_its_key(key):
    assert secret_key(new_secret(key)) == key


@pytest.mark.parametrize("size", [0, 23, 65])
def test_a_key_of_another_size_is_no_key(size):
    with pytest.raises(ValueError, match="24 to 64 bytes"):
        new_secret(bytes(size))
    with pytest.raises(ValueError, match="24 to 64 bytes"):
        secret_key("whsec_" + b64encode(bytes(size)).decode())


@pytest.mark.parametrize("secret", ["", "whsec_é", "whsec_a", "AAAA", "whsec_ " + "A" * 43 + "="])
def test_an_unreadable_secret_is_refused_and_not_repeated(secret):
    with pytest.raises(ValueError, match="a signing secret") as refused:
        secret_key(secret)
    assert secret.removeprefix("whsec_") not in str(refused.value) or len(secret) < 8


@pytest.mark.parametrize("event_id", ["", "a.b", "a b", "é", "x" * 257])
def test_we_never_sign_an_id_that_a_receiver_would_refuse(event_id):
    with pytest.raises(ValueError, match="an id"):
        sign([KEY], event_id, NOW, BODY)


def test_signing_takes_a_key():
    with pytest.raises(ValueError, match="a key"):
        sign([], "evt_1", NOW, BODY)
