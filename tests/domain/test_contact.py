"""Phones and e-mails: recognised where that is certain, otherwise left alone."""

import pytest
from email_validator import validate_email
from hypothesis import example, given
from hypothesis import strategies as some

from domain.contact import email_address, email_key, phone_e164, phone_key


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+4915112345678", "+4915112345678"),
        ("  +49 (151) 123-456.78 ", "+4915112345678"),
        ("0049 151 12345678", "+4915112345678"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+1 555 0100", "+15550100"),
        ("+1-800-FLOWERS", "+18003569377"),
        ("tel:+4915112345678", "+4915112345678"),
        ("+4915112345678 ext. 5", "+4915112345678"),
        ("\uff0b4915112345678", "+4915112345678"),
        ("+380 44 123 45 67", "+380441234567"),
    ],
)
def test_a_number_written_internationally_is_recognised(typed, number):
    assert phone_e164(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "", "+", "00", "0151 12345678", "12345", "call me", "+999 1234567", "+49", "+1 2",
        "\ud800", "+" + "1" * 40, "+49" * 200, "+\x00", "+49 151 <b>", "++49 151 12345678x" * 9,
    ],
)  # fmt: skip # rows of values read better
def test_any_other_is_not_guessed(typed):
    assert phone_e164(typed) is None


@given(some.text(max_size=80) | some.text("+0123456789 ()-x", max_size=40))
def test_what_is_recognised_is_e164_and_stays_what_it_is(typed):
    number = phone_e164(typed)
    assert number is None or (number[0] == "+" and number[1:].isdecimal() and len(number) <= 18)
    assert number is None or phone_e164(number) == number


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("anna@example.org", "anna@example.org"),
        (" anna.b+shop@example.com ", "anna.b+shop@example.com"),
        ("Anna@EXAMPLE.Com", "Anna@example.com"),
        ("jürgen@müller.example.com", "jürgen@müller.example.com"),
        ("olga@shop.test", "olga@shop.test"),
        ("o'hara@example.co.uk", "o'hara@example.co.uk"),
    ],
)
def test_an_address_is_recognised(typed, address):
    assert email_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "@", "anna", "anna@", "@example.org", "anna@example", "a b@example.org", "a@b..de",
        "anna@localhost", "anna@shop.invalid", "a@-b.com", "a..b@example.com", "a@[127.0.0.1]",
        "Anna <a@example.com>", "a@example.com\nBcc: b@example.com", "a\x00@example.com",
        "x" * 400 + "@example.com", "x" * 65 + "@example.com", "\ud800@example.com",
        "a@\ud800.com",
    ],
)  # fmt: skip # rows of values read better
def test_anything_else_is_not_an_address(typed):
    assert email_address(typed) is None


plain = some.from_regex(
    r"[A-Za-z0-9_+.-]{1,20}@[a-z0-9.-]{1,12}\.(com|de|test|co)", fullmatch=True
)


@given(plain | some.emails() | some.text(max_size=40))
@example("_@0.com")
def test_the_short_way_agrees_with_the_thorough_one(typed):
    address = email_address(typed)
    if address is None:
        return
    thorough = validate_email(
        typed.strip(), check_deliverability=False, test_environment=True, strict=True
    )
    assert address == thorough.normalized


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" Anna@EXAMPLE.Com ", "anna@example.com"),
        ("JÜRGEN@Müller.example", "jürgen@müller.example"),
        ("JU\u0308RGEN@Müller.example", "jürgen@müller.example"),
        ("\uff41nna@example.com", "anna@example.com"),
        ("anna @ example", "anna @ example"),
        ("anna", None),
        ("@example.com", None),
        ("anna@", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_has_one_key_however_it_is_spelled(typed, key):
    assert email_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("+49 (30) 90 18-20", "+4930901820"),
        ("0049 30 901820", "+4930901820"),
        ("030/90 18 20", "030901820"),
        ("٠٣٠ ٩٠١٨٢٠", "030901820"),
        ("12-34", None),
        ("call me", None),
        (None, None),
    ],
)
def test_a_number_has_one_key_however_it_is_spelled(typed, key):
    assert phone_key(typed, phone_e164(typed) if typed else None) == key


@given(some.text(max_size=400))
def test_keys_fit_their_columns_and_are_keys_of_themselves(typed):
    mail, phone = email_key(typed), phone_key(typed, phone_e164(typed))
    assert mail is None or (len(mail) <= 320 and email_key(mail) == mail)
    assert phone is None or len(phone) <= 64
