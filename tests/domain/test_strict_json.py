"""One strict JSON document, or one of two refusals; nothing else ever comes out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import JsonDuplicateKey, JsonInvalid
from domain.strict_json import MAX_DEPTH, read_json

READ: dict[bytes, object] = {
    b"{}": {}, b"[]": [], b" \t\r\n{} ": {}, b"null": None, b"true": True, b'""': "", b"0": 0,
    b"-0": 0, b"-1.5e3": -1500.0, b"1E-2": 0.01, b'"\\u00e9\\n\\/"': "é\n/", b'"\xc3\xa9"': "é",
    b'"\\ud83d\\ude00"': "😀", b'"\xf0\x9f\x98\x80"': "😀", b'"\x7f"': "\x7f", b'"\\u0000"': "\0",
    b'{"":0}': {"": 0}, b'{"a":{"a":1},"b":[{"a":2}]}': {"a": {"a": 1}, "b": [{"a": 2}]},
    b'"\xe2\x80\xa8"': "\u2028", b"1e-999": 0.0,
    b"123456789012345678901234567890": 123456789012345678901234567890,
    b'{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}': {"a": "[" * 38},
}  # fmt: skip # rows of values read better

REFUSED = [
    b"", b" ", b"\n", b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"{", b"}", b"[", b"]", b"[1",
    b"[1,", b"[1,]", b"[,1]", b"[1 2]", b"[1:2]", b'{"a"}', b'{"a":}', b'{"a":1,}', b"{a:1}",
    b"{'a':1}", b"{1:1}", b'{"a" 1}', b'{"a":1 "b":2}', b"{}{}", b"{} x", b"1 2", b"nul", b"TRUE",
    b"True", b"None", b"undefined", b"NaN", b"-NaN", b"Infinity", b"-Infinity", b"[NaN]",
    b"1e999", b"-1e999", b'{"a":1e400}', b"01", b"-01", b"+1", b".5", b"5.", b"1.e1", b"1e",
    b"1e+", b"0x10", b"1_000", b"--1", b"-", b"'a'", b'"a', b'"\\"', b'"\\x41"', b'"\\u12"',
    b'"\\u12G4"', b'"\t"', b'"\n"', b'"\x00"', b'"\x1f"', b'"\xff"', b'"\xc3"', b'"\xc0\x80"',
    b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\\ud800"', b'"\\udc00"', b'"\\ud800\\ud800"',
    b'{"\\ud800":1}', b"// x\n1", b"/* */ 1", b"1#", b"[1]\x00", b"\x00", b"\xa0[]", b"\x0c[]",
    b"\xe2\x80\xa8[]", b"9" * 10_000, b"[" + b"1" * 10_000 + b"]", b"[" * 100_000,
    b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000, b"[{}" * 5000, b"1" * 400 + b".0",
    b'{"a":1,"b":2,"c"', b"\\", b'"\\', b"\x1b[0m{}",
]  # fmt: skip # rows of values read better


@pytest.mark.parametrize(("raw", "value"), READ.items())
def test_valid_documents_are_read(raw, value):
    assert read_json(raw) == value


@pytest.mark.parametrize("raw", REFUSED, ids=lambda raw: f"{raw[:24]!r}, {len(raw)}")
def test_everything_else_is_refused_in_one_way(raw):
    with pytest.raises(JsonInvalid):
        read_json(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b'[{"x":{"b":1, "b" :2}}]',
        b'{"":0,"":0}',
        b'{"a":{},"a":{}}',
    ],
)  # fmt: skip # rows of values read better
def test_a_key_twice_is_refused_at_any_depth(raw):
    with pytest.raises(JsonDuplicateKey):
        read_json(raw)


@pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_depth_is_bounded(opens, closes):
    inside = b"" if opens == b"[" else b"1"
    assert read_json(opens * MAX_DEPTH + inside + closes * MAX_DEPTH) is not None
    with pytest.raises(JsonInvalid):
        read_json(opens * (MAX_DEPTH + 1) + inside + closes * (MAX_DEPTH + 1))


def test_many_brackets_side_by_side_are_not_deep():
    assert read_json(b"[" + b"[]," * 1000 + b"{}]")[-1] == {}


json_values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(some.characters(codec="utf-8")),
    lambda inner: (
        some.lists(inner) | some.dictionaries(some.text(some.characters(codec="utf-8")), inner)
    ),
)


@given(json_values, some.booleans())
def test_what_others_write_is_read_back(value, ascii_only):
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(some.binary(max_size=200) | some.text(alphabet='{}[]",:\\u0123 e+-.ntf').map(str.encode))
def test_hostile_bytes_are_read_or_refused(raw):
    try:
        value = read_json(raw)
    except (JsonInvalid, JsonDuplicateKey):
        return
    assert value == json.loads(raw)
