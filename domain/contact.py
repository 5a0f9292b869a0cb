"""Recognises phone numbers and e-mail addresses; what it does not recognise is kept as typed."""

import re
from unicodedata import normalize

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_LONGEST_PHONE = 64
_LONGEST_EMAIL = 320
_FEWEST_DIGITS = 6
_PLAIN_LENGTH = 64
# Most addresses look like this, and for them the thorough check below always agrees; skipping
# it saves 20 µs per lead. Reserved and one-letter top levels stay with the thorough check.
_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+]+(?:[.-][A-Za-z0-9_+]+){0,4}@"
    r"(?:[a-z0-9]{1,30}\.){1,3}(?:com|net|org|io|de|eu|uk|fr|es|it|nl|pl|ua|ru|us|ca|co)"
)


def phone_e164(typed: str) -> str | None:
    """Return the number as ``+`` and digits (ITU-T E.164), or None.

    Only numbers written internationally, with ``+`` or ``00``, can be known
    without guessing a country; the others stay as they were typed.
    """
    text = typed.strip().removeprefix("tel:")
    if text.startswith("00"):
        text = "+" + text[2:]
    if not text.startswith(("+", "\uff0b")) or len(text) > _LONGEST_PHONE:
        return None
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_address(typed: str) -> str | None:
    """Return the address with its domain in lower case, or None when it cannot be one.

    Syntax only (RFC 5321 and 6531): no name server is asked. The reserved
    ``.test`` domains pass, because people try their forms out with them.
    """
    text = typed.strip()
    if len(text) > _LONGEST_EMAIL:
        return None
    if len(text) <= _PLAIN_LENGTH and _PLAIN_EMAIL.fullmatch(text):
        return text
    try:
        checked = validate_email(
            text, check_deliverability=False, test_environment=True, strict=True
        )
    except (EmailNotValidError, ValueError):
        return None
    return checked.normalized


def email_key(typed: str | None) -> str | None:
    """Return what two spellings of one address have in common; None for what is no address.

    Case is folded on both sides of the @: no mail house of weight tells Anna from anna.
    """
    name, at, host = _folded(typed or "").rpartition("@")
    return f"{name}@{host}" if at and name.strip() and host else None


def phone_key(typed: str | None, e164: str | None) -> str | None:
    """Return what two spellings of one number have in common; None for what is no number.

    ``+`` and digits where the number is known internationally, else its digits
    alone: without a country the two cannot be the same number for certain.
    """
    if e164:
        return e164
    digits = _digits(typed or "")[:_LONGEST_PHONE]
    return digits if len(digits) >= _FEWEST_DIGITS else None


def national_digits(typed: str) -> str:
    """Return the digits of a number without its country, where that can be known."""
    e164 = phone_e164(typed)
    return str(phonenumbers.parse(e164).national_number) if e164 else _digits(typed)


def _digits(typed: str) -> str:
    return "".join(str(int(each)) for each in typed if each.isdecimal())


def _folded(typed: str) -> str:
    text = typed.strip()
    if text.isascii():
        return text.lower()[:_LONGEST_EMAIL]
    return normalize("NFKC", normalize("NFKC", text).casefold())[:_LONGEST_EMAIL]
