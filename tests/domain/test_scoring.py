"""A score explains itself: the same lead, the same points, and reasons that add up to them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.inbound import NewLead
from domain.scoring import Score, Temperature, Thresholds, score

PHONE = "+49 30 901820"
SERIOUS = "We are a team of twenty and would like to see how this fits our way of working."
FULL = NewLead(name="Ada Berg", email="ada@example.com", phone=PHONE, message=SERIOUS)
LINKS = "https://a.example/1 https://b.example/2 www.c.example"


def reasons(contact: NewLead) -> dict[str, int]:
    return {each.words: each.points for each in score(contact).reasons}


def said(message: str) -> set[str]:
    return set(reasons(NewLead(message=message)))


def test_a_full_form_is_hot_and_says_why():
    found = score(FULL)
    assert (found.points, found.temperature) == (75, Temperature.HOT)
    assert (
        ", ".join(map(str, found.reasons))
        == "phone +25, e-mail +20, name +10, serious message +20"
    )


@pytest.mark.parametrize(
    "email", ["ada@example.com", "ada@gmail.com", "a.b@yahoo.co.uk", "ада@почта.рф", "a@mail.ru"]
)
@pytest.mark.parametrize(
    "message",
    [
        SERIOUS,
        "How much?",
        "Сколько стоит?",
        "¿Cuánto cuesta?",
        "Was kostet das?",
        "Call me asap!",
    ],
)
def test_a_full_form_is_hot_whatever_its_language(email: str, message: str):
    contact = FULL.model_copy(update={"email": email, "message": message})
    assert score(contact).temperature is Temperature.HOT


def test_the_most_a_lead_can_have_is_a_hundred():
    best = FULL.model_copy(
        update={
            "company": "Example GmbH",
            "utm": {"medium": "CPC"},
            "page_url": "https://example.org/pricing?x=1",
            "message": f"{SERIOUS} What is the price? It is urgent.",
        }
    )
    found = score(best)
    assert found.points == 100
    assert sum(each.points for each in found.reasons) == 130


@pytest.mark.parametrize(
    ("contact", "words", "points"),
    [
        (NewLead(phone="030 901820"), "phone without country code", 15),
        (NewLead(phone="no"), "phone looks wrong", -5),
        (NewLead(email="ada at example"), "e-mail looks wrong", -10),
        (NewLead(email="ada@Gmail.com"), "free-mail address", -5),
        (NewLead(email="ada@gmx.de"), "free-mail address", -5),
        (NewLead(email="x@mailinator.com"), "throw-away address", -25),
        (NewLead(email="x@10minutemail.net"), "throw-away address", -25),
        (NewLead(email="x@temp-mail.org"), "throw-away address", -25),
        (NewLead(fields={"WhatsApp": "+49"}), "another way to reach them", 15),
        (NewLead(name="Win https://a.example"), "link in the name", -20),
        (NewLead(company="Example"), "company", 10),
        (NewLead(email="ada@example.com"), "no message", -10),
        (NewLead(message="…"), "no message", -10),
        (NewLead(message="Hello"), "short message", 10),
        (NewLead(message="a" * 500), "short message", 10),
        (NewLead(message=SERIOUS), "serious message", 20),
        (NewLead(message=LINKS), "only links", -20),
        (NewLead(message=f"{SERIOUS} {LINKS}"), "many links", -40),
        (NewLead(message="Look <a href=x>here</a>"), "many links", -40),
        (NewLead(message="Look [url=x]here[/url]"), "many links", -40),
        (NewLead(message=SERIOUS.upper()), "ALL CAPS", -15),
        (NewLead(utm={"medium": "paid_social"}), "paid campaign", 10),
    ],
)
def test_what_counts_for_and_against(contact: NewLead, words: str, points: int):
    assert reasons(contact).get(words) == points


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (NewLead(email="ada@mail.example.com"), "free-mail address"),
        (NewLead(email="ada@inbox-agency.example"), "throw-away address"),
        (NewLead(fields={"WhatsApp": ""}), "another way to reach them"),
        (NewLead(fields={"colour": "red"}), "another way to reach them"),
        (NewLead(utm={"medium": "email"}), "paid campaign"),
        (NewLead(message="HELLO"), "ALL CAPS"),
        (NewLead(message="大家好我们想了解一下你们的产品" * 3), "ALL CAPS"),
        (NewLead(message=f"{SERIOUS} https://a.example"), "many links"),
        (NewLead(message=f"{SERIOUS} {LINKS}"), "serious message"),
    ],
)
def test_what_does_not_count(contact: NewLead, words: str):
    assert words not in reasons(contact)


@pytest.mark.parametrize(
    "message",
    [
        "What does it cost?", "Please send a quote", "Can we meet next  week?", "$500 at most",
        "300 EUR", "on 12.5. at noon", "on 3/14", "2026-05-12", "Call me back",
        "Какая цена?", "Пришлите прайс-лист", "Перезвоните мне", "в среду", "5000 рублей",
        "¿Qué precio tiene?", "Quiero un presupuesto", "Llámame mañana", "nos vemos el lunes",
        "Bitte ein Angebot", "Wie viel kostet es?", "Termin am Montag", "Bitte um Rückruf",
    ],
)  # fmt: skip # rows of values read better
def test_prices_and_dates_are_heard_in_four_languages(message: str):
    assert "asks for a price or a date" in said(message)


@pytest.mark.parametrize(
    "message",
    [
        "Hello", "We work 24/7", "version 1.2.3", "at 10.0.0.1", "Guten Morgen", "kostenlos",
        "в среднем", "a costume",
    ],
)  # fmt: skip # rows of values read better
def test_what_only_looks_like_a_price_or_a_date_is_none(message: str):
    assert "asks for a price or a date" not in said(message)


@pytest.mark.parametrize(
    "message",
    ["It is URGENT", "as soon as\npossible", "Срочно!", "lo antes posible", "Es ist dringend"],
)
def test_hurry_is_heard_in_four_languages(message: str):
    assert "is in a hurry" in said(message)
    assert "is in a hurry" not in said("Take your time")


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("https://example.org/pricing", True),
        ("HTTPS://example.org/en/Request-Demo/?a=b", True),
        ("https://example.org/contact_us", True),
        ("https://example.org/%D1%86%D0%B5%D0%BD%D1%8B", True),
        ("https://example.org/preise.html", True),
        ("https://example.org/democracy", False),
        ("https://pricing.example/", False),
        ("https://example.org/blog?next=/pricing", False),
        ("https://example.org", False),
        ("https://[broken/pric", False),
    ],
)
def test_the_page_counts_by_its_path(url: str, near: bool):
    assert ("page about prices or contact" in reasons(NewLead(page_url=url))) == near


texts = some.none() | some.text(max_size=60) | some.sampled_from([PHONE, "a@gmail.com", LINKS])
leads = some.builds(
    NewLead,
    name=texts,
    email=texts,
    phone=texts,
    company=texts,
    message=texts | some.text(max_size=3_000) | some.sampled_from([SERIOUS, SERIOUS.upper()]),
    page_url=texts | some.text().map("https://example.org/{}".format),
    utm=some.dictionaries(some.sampled_from(["medium", "source"]), some.text(max_size=9)),
    fields=some.dictionaries(some.text(max_size=9), some.none() | some.text(max_size=9)),
)


@given(leads)
@example(NewLead())
def test_every_lead_gets_a_score_whose_reasons_add_up(contact: NewLead):
    found = score(contact)
    total = sum(each.points for each in found.reasons)
    assert found.points == min(max(total, 0), 100)
    assert found.temperature is Thresholds().temperature(found.points)
    assert score(NewLead.model_validate(contact.model_dump())) == found
    assert all(each.points and each.words for each in found.reasons)
    assert len({each.words for each in found.reasons}) == len(found.reasons)


@given(leads)
def test_an_address_alone_is_never_hot(contact: NewLead):
    alone = NewLead(email="ada@example.com", page_url=contact.page_url, utm=contact.utm)
    assert score(alone).temperature is not Temperature.HOT


@given(some.sampled_from([f"BUY CHEAP WATCHES AND MORE HERE {LINKS}", LINKS]), some.booleans())
def test_spam_is_cold_however_well_it_is_dressed(message: str, company: bool):
    dressed = FULL.model_copy(
        update={
            "message": message,
            "company": "Example" if company else None,
            "page_url": "https://example.org/contact",
            "utm": {"medium": "cpc"},
        }
    )
    assert score(dressed).temperature is Temperature.COLD


def test_admins_may_choose_the_thresholds():
    strict = Thresholds(hot=90, warm=80)
    assert score(FULL, strict).temperature is Temperature.COLD
    assert score(FULL, strict).points == score(FULL).points
    at_the_edge = [Score(points, ()).temperature for points in (34, 35, 69, 70)]
    assert at_the_edge == [Temperature.COLD, Temperature.WARM, Temperature.WARM, Temperature.HOT]


@pytest.mark.parametrize(("hot", "warm"), [(101, 50), (50, 50), (40, 50), (50, 0)])
def test_thresholds_that_leave_no_room_are_refused(hot: int, warm: int):
    with pytest.raises(Invalid):
        Thresholds(hot=hot, warm=warm)
