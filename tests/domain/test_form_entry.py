"""What forms send, read into leads: under any names, with our own fields apart."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.form_entry import FormEntry, Sent, from_fields, from_json, read_entry
from domain.inbound import Caught
from domain.spam import Sign, signs, verdict

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MILLISECONDS = int(NOON.timestamp() * 1000)


def entry(
    fields: dict[str, Any] | None = None,
    *,
    key: str | None = None,
    at: datetime = NOON,
    **more: Any,
) -> FormEntry:
    said = {"email": "ada@example.com", **(fields or {}), **more}
    lists = {name: each if isinstance(each, list) else [each] for name, each in said.items()}
    return read_entry(from_fields(lists), key=key, page="https://a.example/contact", now=at)


def test_a_form_becomes_a_lead():
    found = entry(
        {"Ihr Name": "Ada", "topic[]": ["Sun", "Wind", "Sun"], "empty": ["", " "], "send": "Go"}
    )
    assert found.lead.name == "Ada"
    assert found.lead.email == "ada@example.com"
    assert found.lead.page_url == "https://a.example/contact"
    assert found.lead.fields == {"topic": "Sun, Wind", "send": "Go"}
    assert found.lead.caught == ()


@pytest.mark.parametrize(
    "names",
    [
        ("Имя", "Фамилия", "Эл. почта", "Телефон", "Компания", "Сообщение"),
        ("nombre", "apellidos", "correo-electrónico", "Teléfono", "Empresa", "mensaje"),
        ("prénom", "nom", "Courriel", "téléphone", "société", "votre_message"),
        ("Vorname", "Nachname", "E-Mail-Adresse", "Telefonnummer", "Unternehmen", "Anfrage"),
        ("first_name", "last_name", "Email", "Mobile", "organisation", "comments"),
        tuple(f"f[{n}]" for n in ("fname", "lname", "mail", "tel", "company", "text")),
    ],
)
def test_names_in_other_languages_and_brackets(names: tuple[str, ...]):
    said = ("Ada", "Byron", "ada@b.example", "+49 30 1", "Engines", "Hello")
    sent = from_fields({name: [value] for name, value in zip(names, said, strict=True)})
    lead = read_entry(sent, key=None, page=None, now=NOON).lead
    told = (lead.name, lead.email, lead.phone, lead.company, lead.message)
    assert told == ("Ada Byron", *said[2:])


def test_brackets_do_not_hide_another_field():
    found = entry({"form[email]": "other@example.com", "items[0][sku]": "7"})
    assert found.lead.email == "ada@example.com"
    assert found.lead.fields == {"form[email]": "other@example.com", "items[0][sku]": "7"}


def test_the_trap_is_kept_and_enough():
    found = entry(_gotcha="http://spam.example")
    assert found.lead.caught == (Caught.GOTCHA,)
    assert found.lead.fields == {"_gotcha": "http://spam.example"}
    judged = verdict(signs(found.lead))
    assert judged.is_spam
    assert [each.sign for each in judged.reasons] == [Sign.GOTCHA]
    assert entry(_gotcha=" ").lead.caught == ()


def test_nobody_says_of_themselves_what_was_caught():
    assert entry(caught="gotcha").lead.caught == ()
    sent = from_json({"email": "a@b.example", "caught": ["gotcha"]})
    assert read_entry(sent, key=None, page=None, now=NOON).lead.caught == ()


@pytest.mark.parametrize(
    ("ours", "hasty"),
    [
        ({"_took": "1999"}, True),
        ({"_took": "2000"}, False),
        ({"_took": "12.7"}, True),
        ({"_t": str(MILLISECONDS - 500)}, True),
        ({"_t": str(MILLISECONDS // 1000 - 1)}, True),
        ({"_t": str(MILLISECONDS // 1000 - 3)}, False),
        ({"_t": str(MILLISECONDS - 400 * 24 * 3600 * 1000)}, False),
        ({"_t": str(MILLISECONDS + 90_000)}, False),
        ({"_t": "soon"}, False),
        ({"_t": "9" * 40}, False),
        ({"_took": "-1"}, False),
        ({"_took": "\u0661"}, False),
        ({}, False),
    ],
)
def test_haste_is_a_sign_and_not_enough(ours: dict[str, str], hasty: bool):
    lead = entry(ours).lead
    assert (Caught.HASTE in lead.caught) == hasty
    assert not verdict(signs(lead)).is_spam


def test_what_makes_it_the_same_entry():
    first = entry(message="Hello")
    assert entry(message="Hello", _took="7").event_id == first.event_id
    assert entry(message="Hello!").event_id != first.event_id
    assert entry(message="Hello", at=NOON + timedelta(minutes=10)).event_id != first.event_id
    assert entry(_id="k1").event_id == entry(message="x", key="k1").event_id
    assert entry(_id="k1").body_hash != entry(message="x", key="k1").body_hash
    for wrong in ("k" * 251, "a\nb", "\x00"):
        with pytest.raises(Invalid):
            entry(key=wrong)


def test_json_has_the_same_fields():
    document = {"email": "a@b.example", "_id": 7, "_next": "/x", "_gotcha": True, "utm": {"id": 1}}
    sent = from_json(document)
    assert sent.ours == {"_id": "7", "_next": "/x"}
    found = read_entry(sent, key=None, page=None, now=NOON)
    assert found.next_url == "/x"
    assert found.lead.utm == {"id": "1"}
    with pytest.raises(Invalid):
        from_json([document])


fields = some.dictionaries(
    some.text(max_size=20)
    | some.sampled_from(["email", "_gotcha", "_t", "_took", "_id", "a[b]", "[]", "form[mail]"]),
    some.lists(some.text(max_size=30), min_size=1, max_size=3),
    max_size=8,
)


@given(fields)
def test_whatever_is_sent_is_read_or_refused_by_its_fields(said: dict[str, list[str]]):
    sent = from_fields(said)
    assert isinstance(sent, Sent)
    with suppress(Invalid):
        found = read_entry(sent, key=None, page=None, now=NOON)
        assert 1 <= len(found.event_id) <= 256
        assert found == read_entry(from_fields(said), key=None, page=None, now=NOON)
