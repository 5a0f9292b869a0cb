"""Templates of bodies: whatever the event is, what leaves is JSON, bounded, and filled in once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.payload_template import (
    MOST_BYTES,
    MOST_DEPTH,
    MOST_FILTERS,
    MOST_PROBLEMS,
    TooLarge,
    read_template,
)
from domain.template_filters import FILTERS

EVENT = {
    "event": "lead.taken",
    "created_at": "2026-11-24T09:30:00.000Z",
    "data": {
        "lead": {"number": 42, "score": 6.5, "owner": None, "hot": True, "company": ""},
        "name": "Ada Ann Lovelace",
        "fields": {"How many?": "three", "a.b": 1},
        "list": [{"x": "first"}, {"x": "second"}],
    },
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda some: (
        st.lists(some, max_size=4)
        | st.dictionaries(st.sampled_from("abc") | st.text(max_size=4), some, max_size=4)
    ),
    max_leaves=12,
)
GIVEN = {"default": ":'none'", "truncate": ":3", "date": ":'DD.MM.YYYY'", "zone": ":'Asia/Tokyo'"}
PLACES = st.builds(
    lambda path, filters: "{{ %s%s }}" % (path, "".join(f" | {each}" for each in filters)),  # noqa: UP031 -- braces would have to be doubled
    st.sampled_from(["a", "b.c", "a.0", "c['x y']", "'constant'", "event"]),
    st.lists(
        st.sampled_from([*(f"{n}{GIVEN.get(n, '')}" for n in FILTERS), "drop", "drop_parent"]),
        max_size=MOST_FILTERS,
    ),
)
TEXTS = PLACES | st.lists(PLACES | st.sampled_from(["Hi ", "}}", "{ ", "é"]), max_size=4).map(
    "".join
)
TEMPLATES = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda some: (
        st.lists(some, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "*"]), some, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "*"]), some, max_size=2).map(
            lambda cases: {"$by": "event", **cases}
        )
    ),
    max_leaves=8,
)


def made(template: Any, event: Any = EVENT) -> Any:
    return json.loads(read_template(json.dumps(template)).render(event))


def refused(text: str) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        read_template(text)
    return [f"{each.field}: {each.message}" for each in refusal.value.problems]


@given(TEMPLATES, st.dictionaries(st.sampled_from(["a", "b", "c", "event"]), JSON))
def test_every_template_makes_json_of_every_event(template: Any, event: dict[str, Any]):
    try:
        body = read_template(json.dumps(template)).render(event)
    except TooLarge:
        return
    assert len(body) <= MOST_BYTES
    assert body.isascii()
    json.loads(body)


@given(st.text())
def test_every_text_is_a_template_or_is_refused_with_a_place(text: str):
    try:
        body = read_template(text).render(EVENT)
    except Invalid:
        problems = refused(text)
        assert 1 <= len(problems) <= MOST_PROBLEMS
        assert all(each.startswith("$") for each in problems)
    else:
        json.loads(body)


@given(JSON)
def test_a_place_alone_keeps_what_it_names(value: Any):
    assert made("{{ a }}", {"a": value}) == value
    assert made({"x": ["{{a}}"]}, {"a": value}) == {"x": [value]}


@given(st.text(alphabet="{}'\"|. abc$"))
def test_what_is_filled_in_is_never_read_again(value: str):
    event = {"a": value, "b": "secret", "c": "secret", "abc": "secret"}
    assert made({"x": "({{ a }})"}, event) == {"x": f"({value})"}


def test_places_name_what_there_is():
    assert made("{{ data.lead.number }}") == 42
    assert made("No. {{data.lead.number}}, {{ data.lead.hot }}") == "No. 42, true"
    assert made("{{ data.list.1.x }}") == "second"
    assert made("{{ data.fields['How many?'] }}") == "three"
    assert made('{{ data.fields["a.b"] }}') == 1
    assert made("{{ data.list }}!") == '[{"x":"first"},{"x":"second"}]!'
    assert made("{{ '{{' }}") == "{{"
    assert made("}} { {a}") == "}} { {a}"


def test_what_is_missing_is_null_or_nothing_or_left_out():
    assert made("{{ data.no.such }}") is None
    assert made("{{ data.lead.number.no }}") is None
    assert made("{{ data.list.7 }}") is None
    assert made("[{{ data.no }}]") == "[]"
    assert made({"a": "{{ data.no | drop }}", "b": "{{ data.lead.owner | drop }}"}) == {}
    assert made({"a": "{{ data.lead.company | drop }}", "b": "{{ data.name | drop }}"}) == {
        "b": "Ada Ann Lovelace"
    }
    fields = [{"n": each, "v": f"{{{{ data.{each} | drop_parent }}}}"} for each in ("name", "no")]
    assert made(fields) == [{"n": "name", "v": "Ada Ann Lovelace"}]
    assert made(["Hi {{ data.no | drop }}", 1]) == [1]
    assert made("{{ data.no | drop }}") is None
    assert made({"a": [1, "{{ data.no | drop_parent }}"]}) == {}


@pytest.mark.parametrize(
    ("filters", "value", "became"),
    [
        ("default:'nobody'", None, "nobody"),
        ("default:'nobody'", "", "nobody"),
        ("default:7", None, 7),
        ("default:7", 0, 0),
        ("upper", "straße", "STRASSE"),
        ("lower", None, ""),
        ("first", "Ada Ann Lovelace", "Ada"),
        ("rest", "Ada Ann Lovelace", "Ann Lovelace"),
        ("rest", " Ada ", ""),
        ("truncate:5", "123456", "1234…"),
        ("truncate:5", "12345", "12345"),
        ("json", {"a": ['"']}, '{"a":["\\""]}'),
        ("json", None, "null"),
        ("date:'DD.MM.YYYY HH:mm:ss'", "2026-11-24T09:30:05.000Z", "24.11.2026 09:30:05"),
        ("zone:'Asia/Tokyo' | date:'YYYY-MM-DD HH:mm'", "2026-11-24T20:30Z", "2026-11-25 05:30"),
        ("zone:'Asia/Tokyo'", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("date:'%Y %999999999d'", "2026-11-24", "%Y %999999999d"),
        ("date:'YYYY'", "tomorrow", "tomorrow"),
        ("slack", "<!channel> & <https://x|you>", "&lt;!channel&gt; &amp; &lt;https://x|you&gt;"),
        ("discord", "@everyone *x*\n# y", "\\@everyone \\*x\\*\n\\# y"),
        ("cell", "=IMPORTXML(1)", "'=IMPORTXML(1)"),
        ("cell", "+49 30 901820", "+49 30 901820"),
        ("upper | truncate : 2", "abc", "A…"),
    ],
)
def test_filters(filters: str, value: Any, became: Any):
    assert made("{{ a | %s }}" % filters, {"a": value}) == became  # noqa: UP031 -- braces would have to be doubled


def test_one_of_several_is_chosen_by_what_stands_at_a_path():
    template = {"$by": "event", "lead.taken": "{{ data.name }}", "*": "other"}
    assert made(template) == "Ada Ann Lovelace"
    assert made(template, {"event": "lead.noted"}) == "other"
    assert made({"x": {"$by": "event", "lead.noted": 1}, "y": 2}) == {"y": 2}
    assert made({"$by": "data.lead.number | default:'none'", "42": "yes"}) == "yes"


def test_refusals_say_where():
    assert refused('{"a":\n 1,}') == ["$: this is not JSON from line 2, column 4 on"]
    assert refused('{"a": 1, "a": 2}') == ["$: a name stands twice in one object"]
    assert refused('{"a": {"b": [1, "{{ x | foo }}"]}}') == ["$.a.b[1]: there is no filter foo"]
    assert refused('{"a": "{{ x | truncate }}", "b": "{{ y | upper:3 }}"}') == [
        "$.a: the filter truncate is used otherwise",
        "$.b: the filter upper is used otherwise",
    ]
    assert refused('"Hi {{ a b }}"') == ["$: there is something wrong from {{ a b }} on"]
    assert refused('{"{{ a }}": 1}') == ["$.{{ a }}: names are not filled in, only values are"]
    assert refused('{"$by": 3}') == ["$.$by: this is no path, such as data.lead.status"]
    assert refused('{"$by": "a }} {{ b"}') == ["$.$by: this is no path, such as data.lead.status"]
    many = " | upper" * (MOST_FILTERS + 1)
    assert refused(f'"{{{{ a{many} }}}}"') == [f"$: at most {MOST_FILTERS} filters"]
    assert len(refused(json.dumps(["{{"] * 50))) == MOST_PROBLEMS


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 8000 + "]" * 8000,
        "[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1),
        '{"a":' * 2000 + "1" + "}" * 2000,
        "1e999",
        "1" * 5000,
        "NaN",
        '"\\ud800"',
        '"' + "{{ '" * 3000 + '"',
        '"' + "x" * 16 * 1024 + '"',
        "\ud800",
        "",
    ],
)
def test_bombs_are_refused(bomb: str):
    assert refused(bomb)


def test_too_much_is_said_before_it_is_made():
    long = "x" * 3000
    template = read_template(json.dumps(["{{ a }}"] * 1000))
    with pytest.raises(TooLarge):
        template.render({"a": {"b": [long] * 10}})
    doubling = "{{ a" + " | json" * MOST_FILTERS + " }}"
    with pytest.raises(TooLarge):
        made(doubling, {"a": '"\\' * 3000})
    with pytest.raises(TooLarge):
        made("{{ a }}", {"a": "\U0001f600" * 10_000})


def test_formats_reach_no_code():
    for text in ("{0.__class__}", "%(a)s", "${a}", "{{ a.__class__ }}", "{{ __builtins__ }}"):
        assert made(text, {"a": "x"}) in (text, None)
