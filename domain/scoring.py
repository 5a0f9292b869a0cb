"""How promising a lead looks: points from 0 to 100, and the reasons that add up to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from domain.errors import FieldProblem, Invalid
from domain.inbound import NewLead
from domain.lead_fields import reaches
from domain.phrases import phrase

MOST_POINTS = 100
_READ = 2_000
"""Characters of a message that are weighed; who wrote more is as serious."""
_SERIOUS_LENGTH = 40
_SERIOUS_VARIETY = 10
_MANY_LINKS = 3
_SHOUTED_LETTERS = 20
_SHOUTED_SHARE = 0.8
_FEWEST_DIGITS = 6


class Temperature(StrEnum):
    """What the points come to, in one word."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many points a lead is hot or warm; below it is cold."""

    hot: int = 70
    warm: int = 35

    def __post_init__(self) -> None:
        if not 0 < self.warm < self.hot <= MOST_POINTS:
            problem = f"warm must be above 0 and below hot, hot at most {MOST_POINTS}"
            raise Invalid(FieldProblem("thresholds", problem))

    def temperature(self, points: int) -> Temperature:
        """Say what *points* come to."""
        if points >= self.hot:
            return Temperature.HOT
        return Temperature.WARM if points >= self.warm else Temperature.COLD


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a lead, or against it; the words are a phrase."""

    points: int
    words: str

    def __str__(self) -> str:
        return f"{self.words} {self.points:+d}"


@dataclass(frozen=True, slots=True)
class Score:
    """How promising a lead looks; the reasons add up to the points, kept within 0 and 100."""

    points: int
    reasons: tuple[Reason, ...]
    thresholds: Thresholds = USUAL

    @property
    def temperature(self) -> Temperature:
        """What the points come to."""
        return self.thresholds.temperature(self.points)


def score(contact: NewLead, thresholds: Thresholds = USUAL) -> Score:
    """Weigh what is known about the person; the same lead always gets the same score."""
    reasons = (*_reach(contact), *_identity(contact), *_said(contact), *_origin(contact))
    total = sum(each.points for each in reasons)
    return Score(min(max(total, 0), MOST_POINTS), reasons, thresholds)


def _reach(contact: NewLead) -> Iterator[Reason]:
    """Weigh whether the person can be reached."""
    if contact.phone_e164:
        yield Reason(25, phrase("phone"))
    elif contact.phone and sum(map(str.isdigit, contact.phone)) >= _FEWEST_DIGITS:
        yield Reason(15, phrase("phone without country code"))
    elif contact.phone:
        yield Reason(-5, phrase("phone looks wrong"))
    if contact.email and contact.email_ok:
        yield Reason(20, phrase("e-mail"))
        yield from _mail_house(contact.email)
    elif contact.email:
        yield Reason(-10, phrase("e-mail looks wrong"))
    if any(value and reaches(key) for key, value in contact.fields.items()):
        yield Reason(15, phrase("another way to reach them"))


def _mail_house(email: str) -> Iterator[Reason]:
    """Weigh where the address lives."""
    host = email.rpartition("@")[2].strip().casefold()
    if _THROWN_AWAY.search(host):
        yield Reason(-25, phrase("throw-away address"))
    elif _FREE_MAIL.fullmatch(host):
        yield Reason(-5, phrase("free-mail address"))


def _identity(contact: NewLead) -> Iterator[Reason]:
    """Weigh who the person says they are."""
    if contact.name and _LINK.search(contact.name):
        yield Reason(-20, phrase("link in the name"))
    elif contact.name:
        yield Reason(10, phrase("name"))
    if contact.company:
        yield Reason(10, phrase("company"))


def _said(contact: NewLead) -> Iterator[Reason]:
    """Weigh the message; one that is made of links earns nothing for what else it says."""
    message = (contact.message or "")[:_READ]
    own_words, links = _LINK.subn(" ", message)
    many = links >= _MANY_LINKS or _LINK_MARKUP.search(message) is not None
    if many:
        yield Reason(-40, phrase("many links"))
    if not _WORD.search(own_words):
        yield Reason(-20, phrase("only links")) if links else Reason(-10, phrase("no message"))
    elif not many:
        yield from _wishes(own_words.casefold())
    if _is_shouted(own_words):
        yield Reason(-15, phrase("ALL CAPS"))


def _wishes(text: str) -> Iterator[Reason]:
    """Weigh what somebody asks for in words of their own."""
    serious = len(text.strip()) >= _SERIOUS_LENGTH and len(set(text)) >= _SERIOUS_VARIETY
    yield Reason(20, phrase("serious message")) if serious else Reason(10, phrase("short message"))
    if _PRICE_OR_DATE.search(text) or _FIGURES.search(text):
        yield Reason(15, phrase("asks for a price or a date"))
    if _HURRY.search(text):
        yield Reason(10, phrase("is in a hurry"))


def _origin(contact: NewLead) -> Iterator[Reason]:
    """Weigh where the person came from."""
    if _PAID.fullmatch(contact.utm.get("medium", "").casefold()):
        yield Reason(10, phrase("paid campaign"))
    page = _PATH.match(contact.page_url or "")
    if page and _NEAR_THE_DEAL.search(unquote(page["path"]).casefold().replace("_", " ")):
        yield Reason(10, phrase("page about prices or contact"))


def _is_shouted(text: str) -> bool:
    """Tell whether nearly every letter is a capital, in a script that has them."""
    capitals = sum(map(str.isupper, text))
    cased = capitals + sum(map(str.islower, text))
    return cased >= _SHOUTED_LETTERS and capitals >= _SHOUTED_SHARE * cased


def is_throw_away(host: str) -> bool:
    """Tell whether a mail domain says of itself that its mail is thrown away."""
    return _THROWN_AWAY.search(host) is not None


def is_free_mail(host: str) -> bool:
    """Tell whether anybody can have an address at a mail domain."""
    return _FREE_MAIL.fullmatch(host) is not None


def _words(*languages: str) -> re.Pattern[str]:
    """Match any of the words: ``*`` stands for any ending, ``_`` for the space in a phrase."""
    words = sorted({word for language in languages for word in language.split()})
    escaped = (re.escape(each).replace("_", r"\s+").replace(r"\*", r"\w*") for each in words)
    return re.compile(rf"\b(?:{'|'.join(escaped)})\b")


_WORD = re.compile(r"\w")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LINK_MARKUP = re.compile(r"<a\s|\[(?:url|link)\b", re.IGNORECASE)
_PATH = re.compile(r"https?://[^/?#]*(?P<path>[^?#]*)", re.IGNORECASE)
_PAID = re.compile(r"cpc|ppc|cpm|cpv|cpa|paid.*")
# Sums of money, and days such as 12.5., 12/05 or 2026-05-12.
_FIGURES = re.compile(
    r"[$€£₽]\s?\d|\d\s?(?:[$€£₽]|eur\b|usd\b)|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?(?!\w)|\b(?!24/7)\d{1,2}/\d{1,2}\b"
)
_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|gmx|yandex|protonmail)\.(?:com?\.)?[a-z]{2,3}"
    r"|(?:icloud|me|mac|aol|msn|ymail|zoho|mail|fastmail|tutanota|qq|163|126)\.com"
    r"|(?:web|freenet|t-online|mail)\.de|(?:mail|bk|list|inbox|ya|rambler)\.ru|proton\.me|ukr\.net"
)
_THROWN_AWAY = re.compile(
    r"mailinator|guerrilla|yopmail|disposable|\d+minute"
    r"|(?:temp|trash|throw|fake|junk|burner|discard|spam)[a-z-]*(?:mail|inbox|box)"
    r"|(?:mail|inbox)-?(?:temp|trash|drop|catch|null)"
)
_NEAR_THE_DEAL = _words(
    "pricing price prices plans demo contact contacts quote checkout buy order booking",
    "цены прайс контакты заказ",
    "precio precios tarifas contacto presupuesto comprar",
    "preise kontakt angebot anfrage bestellen termin",
)
_PRICE_OR_DATE = _words(
    "price* pricing cost costs quote* quotation* estimate* budget* offer* buy order* purchase*",
    "how_much today tonight tomorrow this_week next_week this_month next_month appointment*",
    "monday tuesday wednesday thursday friday saturday sunday deadline schedule meeting demo",
    "january february april june july august september october november december",
    "call_me call_us call_back callback",
    "цена цены цену ценам ценой стоимост* сколько_сто* прайс* бюджет* смет* рубля рублей купить",
    "заказать коммерческ*_предложен* сегодня завтра послезавтра понедельник* вторник* среда среду",
    "четверг* пятниц* суббот* воскресень* января февраля марта апреля мая июня июля августа",
    "сентября октября ноября декабря встреч* созвон* перезвон* позвон* срок* записат*",
    "precio* coste costes costo costos cuánto_* cuanto_cuesta cuanto_vale presupuesto* cotizaci*",
    "tarifa* comprar oferta* hoy mañana lunes martes miércoles miercoles jueves viernes sábado",
    "sabado domingo enero febrero abril mayo junio julio agosto septiembre octubre noviembre",
    "diciembre cita reunión reunion esta_semana próxima_semana proxima_semana llám* llamar*",
    "preis* kosten kostet kostenvoranschlag angebot* wie_viel wieviel kaufen bestell* heute",
    "morgen_früh bis_morgen übermorgen montag* dienstag* mittwoch* donnerstag* freitag* samstag*",
    "sonntag* januar februar märz juni juli oktober dezember termin* nächste_woche diese_woche",
    "nächsten_monat rückruf* anruf* zurückrufen",
)
_HURRY = _words(
    "urgent* asap as_soon_as_possible immediately right_away emergency",
    "срочн* как_можно_скорее немедленно побыстрее",
    "urgencia lo_antes_posible cuanto_antes inmediatamente",
    "dringend* eilig* eilt schnellstmöglich* sofort baldmöglichst so_schnell_wie_möglich",
)
