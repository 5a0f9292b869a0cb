"""Body rules: every sensible form is understood, and what is wrong is named all at once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.inbound import NOT_REACHABLE, NewLead, read_event, read_lead
from domain.json_values import LONGEST_VALUE
from domain.lead_fields import LONGEST_KEY, MOST_FIELDS

ANNA = {"name": "Anna", "email": "anna@example.org"}


def problems(document: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read_event(document)
    return {each.field: each.message for each in refused.value.problems}


def test_an_envelope_and_the_bare_data_mean_the_same():
    enveloped = read_event({"event": "lead.created", "id": "evt_1", "data": ANNA})
    assert (enveloped.event, enveloped.id) == ("lead.created", "evt_1")
    assert enveloped.lead == NewLead(**ANNA) == read_event(ANNA).lead == read_lead(ANNA)
    assert read_event(ANNA).id is None


def test_everything_the_contract_names_is_kept():
    data = ANNA | {
        "phone": "+49 151 12345678",
        "company": "Example GmbH",
        "message": "Hello,\n\tcall me",
        "source": "Landing page",
        "page_url": "https://example.org/pricing?x=1",
        "referrer": "http://search.example/",
        "utm": {"source": "ads", "medium": "cpc"},
        "consent": {"marketing": True, "text": "I agree"},
        "fields": {"budget": "10k", "seats": 5, "modules": ["a", {"b": None}]},
    }
    assert read_lead(data).model_dump() == data | {"caught": (), "unfinished": False}


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("Full Name", "name"), ("fullname", "name"), ("your-name", "name"), ("NAME", "name"),
        ("E-Mail", "email"), ("e_mail", "email"), ("mail", "email"), ("emailAddress", "email"),
        ("tel", "phone"), ("Telephone", "phone"), ("phoneNumber", "phone"), ("mobile", "phone"),
        ("Organisation", "company"), ("organization", "company"), ("company-name", "company"),
        ("comment", "message"), ("text", "message"), ("body", "message"), ("Enquiry", "message"),
        ("lead source", "source"), ("form_name", "source"),
    ],
)  # fmt: skip # rows of values read better
def test_form_builders_names_are_understood(key, field):
    lead = read_lead({"whatsapp": "@anna", key: "Some text"})
    assert getattr(lead, field) == "Some text"
    assert lead.fields == {"whatsapp": "@anna"}


@pytest.mark.parametrize("key", ["page", "url", "Page URL", "landing-page"])
def test_the_page_has_aliases_too_when_it_is_one(key):
    assert read_lead(ANNA | {key: "HTTPS://example.org/x"}).page_url == "HTTPS://example.org/x"
    other = read_lead(ANNA | {key: "javascript:alert(1)"})
    assert (other.page_url, other.fields) == (None, {key: "javascript:alert(1)"})


@pytest.mark.parametrize(
    ("data", "name", "fields"),
    [
        ({"first_name": "Anna", "last_name": "Berg"}, "Anna Berg", {}),
        ({"LastName": "Berg", "firstName": "Anna"}, "Anna Berg", {}),
        ({"first_name": "Anna", "last_name": None}, "Anna", {}),
        ({"surname": "Berg"}, "Berg", {}),
        ({"name": "Dr. Berg", "first_name": "Anna"}, "Dr. Berg", {"first_name": "Anna"}),
        ({"name": " ", "first_name": "Anna"}, "Anna", {}),
        ({"full_name": "A", "your_name": "B"}, "A", {"your_name": "B"}),
        ({"full_name": "A", "name": "B"}, "B", {"full_name": "A"}),
    ],
)
def test_a_name_may_come_in_parts_and_nothing_is_lost(data, name, fields):
    lead = read_lead({"email": "anna@example.org"} | data)
    assert (lead.name, lead.fields) == (name, fields)


def test_scalars_become_text_and_nothing_stays_nothing():
    lead = read_lead({"phone": 4915112345678, "name": True, "company": 1.5, "email": None})
    assert (lead.phone, lead.name, lead.company) == ("4915112345678", "true", "1.5")
    assert "email" not in lead.model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    "extra",
    [
        {"utm_source": "ads", "utm_campaign": "may"},
        {"utmSource": "ads", "UTM-Campaign": "may"},
        {"utm": {"utm_source": "ads", "Campaign": "may", "term": None, "medium": " "}},
    ],
)
def test_campaign_parameters_come_in_every_shape(extra):
    assert read_lead(ANNA | extra).utm == {"source": "ads", "campaign": "may"}


def test_a_second_campaign_parameter_of_a_name_is_a_custom_field():
    lead = read_lead(ANNA | {"utm": {"source": "a", "utm_source": "b"}, "utm_source": "c"})
    assert (lead.utm, lead.fields) == (
        {"source": "a"}, {"utm_source": "b", "utm_source'": "c"},
    )  # fmt: skip # rows of values read better


@pytest.mark.parametrize("consent", [True, "on", 1])
def test_a_lone_checkbox_is_consent(consent):
    assert read_lead(ANNA | {"consent": consent}).consent == {"given": consent}


@pytest.mark.parametrize("empty", [[], "", {}, None])
def test_an_empty_object_may_be_written_as_php_writes_it(empty):
    lead = read_lead(ANNA | {"utm": empty, "consent": empty, "fields": empty})
    assert lead == NewLead(**ANNA)


@pytest.mark.parametrize("key", ["workspace_id", "status", "role", "owner", "id", "score", "data"])
def test_other_keys_have_no_power(key):
    assert read_lead(ANNA | {key: "x"}).model_dump(exclude_defaults=True) == ANNA | {
        "fields": {key: "x"}
    }


@pytest.mark.parametrize("key", ["workspace_id", "status", "created_at", "type", ""])
def test_other_keys_around_the_data_are_refused(key):
    found = problems({"event": "lead.created", "data": ANNA, key: "secret value"})
    assert list(found) == [key or "(no name)"]
    assert "extra_forbidden" in found[key or "(no name)"]
    assert "secret" not in str(found)


@pytest.mark.parametrize("event", ["lead.deleted", "", None, 1, ["lead.created"], {}])
def test_only_new_leads_are_accepted(event):
    assert list(problems({"event": event, "data": ANNA})) == ["event"]
    assert list(problems({"data": ANNA, "id": "evt_1"})) == ["event"]


@pytest.mark.parametrize(
    "event_id", ["", "x" * 257, "a\nb", " ", "\ud800", True, 1.5, [], {}, 2**70]
)
def test_an_id_is_short_and_printable(event_id):
    assert list(problems({"event": "lead.created", "id": event_id, "data": ANNA})) == ["id"]


@pytest.mark.parametrize(("given_id", "kept"), [("x" * 256, "x" * 256), (17, "17"), (None, None)])
def test_an_id_may_be_a_number_or_missing(given_id, kept):
    assert read_event({"event": "lead.created", "id": given_id, "data": ANNA}).id == kept


@pytest.mark.parametrize("document", [None, [], "x", 1, True, [ANNA]])
def test_a_body_is_an_object(document):
    assert list(problems(document)) == ["body"]
    assert list(problems({"event": "lead.created", "data": document})) == ["data"]


@pytest.mark.parametrize(
    "data", [{}, {"name": "Anna"}, {"email": " ", "phone": None, "message": "\0"}, {"x": "y"}]
)
def test_there_must_be_a_way_to_reach_the_person(data):
    assert problems({"event": "lead.created", "data": data}) == {"data": NOT_REACHABLE}
    assert problems(data) == {"body": NOT_REACHABLE}


@pytest.mark.parametrize("key", ["email", "tel", "message", "WhatsApp", "telegram", "Contact"])
def test_any_way_will_do(key):
    assert read_lead({key: "something"}) != NewLead()


def test_a_bad_phone_or_mail_is_kept_and_marked():
    lead = read_lead({"email": "anna at example", "phone": "0151 / 12345"})
    assert (lead.email, lead.email_ok) == ("anna at example", False)
    assert (lead.phone, lead.phone_e164) == ("0151 / 12345", None)


def test_a_good_one_is_recognised_and_kept_as_typed():
    lead = read_lead({"email": "Anna@Example.ORG", "phone": "0049 151 12345678"})
    assert (lead.email, lead.email_ok) == ("Anna@Example.ORG", True)
    assert (lead.phone, lead.phone_e164) == ("0049 151 12345678", "+4915112345678")
    assert (NewLead().email_ok, NewLead().phone_e164) == (None, None)


def test_tricks_in_text_are_removed():
    lead = read_lead(
        {
            "name": "Anna\nStatus: won\u202e",
            "message": "a\0b\r\nc",
            "fields": {"a\nb": "x\0\ny", "deep": [{"k\0": "\ud800"}]},
        }
    )
    assert lead.model_dump(exclude_defaults=True) == {
        "name": "Anna Status: won",
        "message": "ab\nc",
        "fields": {"a b": "x\ny", "deep": [{"k": "\ufffd"}]},
    }


def test_two_keys_that_look_alike_keep_both_answers():
    lead = read_lead({"message": "x", "a": 1, "a\0": 2, "fields": {"a": 3}, "": 4})
    assert lead.fields == {"a": 3, "a'": 1, "a''": 2, "(no name)": 4}


def test_all_problems_are_named_at_once_and_no_value_is():
    secret = "S3CRET"
    found = problems(
        {
            "event": secret,
            "role": secret,
            "data": {
                "name": secret * 100,
                "phone": [secret],
                "message": {"a": secret},
                "utm": {"source": secret * 100, "x": [secret]},
                "consent": [secret],
                "fields": {"long": secret * 1000, "list": [secret * 1000]},
                "n" * (LONGEST_KEY + 1): secret,
                "number": 10**400,
            },
        }
    )
    assert set(found) == {
        "event", "role", "data.name", "data.phone", "data.message", "data.utm.source",
        "data.utm.x", "data.consent", "data.fields.long", "data.fields.list",
        "data.fields." + "n" * LONGEST_KEY, "data.fields.number",
    }  # fmt: skip # rows of values read better
    assert secret not in str(found)


@pytest.mark.parametrize(
    ("field", "longest"),
    [("name", 200), ("email", 320), ("phone", 64), ("company", 200), ("message", 10_000)],
)
def test_text_is_bounded(field, longest):
    assert getattr(read_lead({"message": "x", field: "x" * longest}), field) == "x" * longest
    assert problems({"message": "x", field: "x" * (longest + 1)}) == {
        field: f"must have at most {longest} characters"
    }


def test_custom_fields_are_bounded():
    many = {f"field {n}": n for n in range(MOST_FIELDS)}
    assert read_lead(ANNA | many).fields == many
    assert list(problems(ANNA | many | {"last": 1})) == ["fields.last"]
    assert read_lead(ANNA | {"a": "x" * LONGEST_VALUE}).fields
    assert list(problems(ANNA | {"a": "x" * (LONGEST_VALUE + 1)})) == ["fields.a"]


def test_campaign_parameters_are_bounded():
    found = problems(ANNA | {"utm": {f"p{n}": "x" for n in range(17)}})
    assert found == {"utm": "must have at most 16 entries"}


def test_a_thousand_problems_are_not_listed():
    assert len(problems({"event": "x", "data": ANNA} | {f"k{n}": 1 for n in range(1000)})) == 50


def test_deep_values_are_refused():
    deep: object = "x"
    for _ in range(5000):
        deep = [deep]
    assert list(problems(ANNA | {"deep": deep})) == ["fields.deep"]


_KNOWN = """event id data name first_name Last-Name email tel message utm utm_source consent fields
    page_url url source x X"""
names = some.sampled_from(_KNOWN.split()) | some.text(max_size=5)
scalars = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=300)
    | some.sampled_from(["lead.created", "https://example.org", "+4915112345678", 10**400])
)  # fmt: skip # rows of values read better
json_values = some.recursive(
    scalars,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(names, inner, max_size=8),
)


@given(
    json_values
    | some.fixed_dictionaries({"event": some.just("lead.created"), "data": json_values})
)
def test_any_document_is_read_or_refused(document):
    try:
        event = read_event(document)
    except Invalid:
        found = problems(document)
        assert all(message and len(field) <= 200 for field, message in found.items())
        return
    stored = json.dumps(event.lead.model_dump(mode="json"), allow_nan=False)
    assert "\\u0000" not in stored
    assert NewLead.model_validate_json(stored) == event.lead
    assert event.lead.email_ok in {None, True, False}
    assert event.lead.phone_e164 is None or event.lead.phone
