"""Recognises phone numbers and e-mail addresses; what it does not recognise is kept as typed."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_LONGEST_PHONE = 64
_LONGEST_EMAIL = 320
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
