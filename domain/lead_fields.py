"""Finds the lead's fields among whatever keys a form builder invented."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from domain.errors import FieldProblem
from domain.json_values import Unfit, bounded, text_of
from domain.plain_text import many_lines, one_line

MOST_FIELDS = 64
LONGEST_KEY = 64

_ALIASES = {
    "name": "full_name your_name contact_name customer_name contact_person lead_name",
    "first_name": "fname given_name forename vorname prenom",
    "last_name": "lname surname family_name nachname",
    "email": "mail email_address mail_address your_email contact_email",
    "phone": "tel telephone phone_number telephone_number mobile mobile_number mobile_phone cell "
    "cell_phone contact_phone your_phone your_tel telefon handy",
    "company": "company_name organisation organization organisation_name organization_name "
    "business business_name your_company firma",
    "message": "text body comment comments enquiry inquiry question your_message nachricht",
    "source": "lead_source source_name form_name",
    "page_url": "page url page_uri page_location landing_page landing_page_url",
    "referrer": "referer referrer_url referer_url http_referer document_referrer",
    "utm": "utm_parameters utm_params",
    "consent": "consents gdpr gdpr_consent",
    "fields": "custom_fields",
}
# What forms in other languages than English call the same; a first name may be the only one.
_ALIASES_ABROAD = {
    "name": "фио ваше_имя как_вас_зовут имя_и_фамилия контактное_лицо nombre_completo "
    "nombre_y_apellidos tu_nombre su_nombre vollständiger_name ihr_name dein_name ansprechpartner "
    "nom_complet nom_et_prénom votre_nom nome_completo",
    "first_name": "имя nombre prénom nome",
    "last_name": "фамилия apellido apellidos nom nom_de_famille familienname cognome",
    "email": "почта эл.почта эл._почта электронная_почта адрес_почты ваш_email имейл емейл correo "
    "correo_electrónico correo_electronico dirección_de_correo email_adresse emailadresse "
    "mailadresse ihre_email courriel courrier_électronique adresse_email adresse_mail",
    "phone": "телефон тел тел. номер_телефона ваш_телефон мобильный мобильный_телефон "
    "контактный_телефон "
    "teléfono telefono número_de_teléfono tu_teléfono su_teléfono móvil movil celular "
    "telefonnummer handynummer mobilnummer mobil rufnummer téléphone tél tél. portable "
    "numéro_de_téléphone votre_téléphone telefone",
    "company": "компания организация фирма название_компании empresa compañía compañia "
    "nombre_de_la_empresa organización unternehmen firmenname entreprise société societe "
    "nom_de_l'entreprise",
    "message": "сообщение ваше_сообщение текст текст_сообщения комментарий комментарии вопрос "
    "ваш_вопрос запрос mensaje tu_mensaje su_mensaje comentario comentarios consulta pregunta "
    "ihre_nachricht deine_nachricht anfrage kommentar anmerkung anmerkungen mitteilung "
    "votre_message commentaire commentaires demande mensagem",
    "consent": "согласие согласие_на_обработку_персональных_данных consentimiento einwilligung "
    "datenschutz consentement rgpd dsgvo",
}
_UTM = ("source", "medium", "campaign", "term", "content", "id")
# Ways to reach a person that have no field of their own.
_ELSEWHERE = (
    "telegram whatsapp signal viber wechat line skype discord instagram facebook messenger "
    "linkedin twitter contact contacts contact_details"
)
_SEPARATORS = re.compile(r"[\s_-]+")


@lru_cache(1024)
def folded(key: str) -> str:
    """Return *key* as aliases are compared: without case, spaces, dashes and underscores."""
    return _SEPARATORS.sub("", key).casefold()


def reaches(key: str) -> bool:
    """Tell whether a custom field of this name holds a way to reach the person."""
    return folded(key) in _REACHES


def is_known(key: str) -> bool:
    """Tell whether a key of this name has a field of its own, under whatever name."""
    name = folded(key) if len(key) <= LONGEST_KEY else ""
    return name in _FIELD_OF or name in _UTM_OF


def field_named(key: str) -> str | None:
    """Return our name of the field that a key of this name holds, if there is one."""
    return _FIELD_OF.get(folded(key)) if len(key) <= LONGEST_KEY else None


class LeadDraft:
    """A lead while it is being read: values under our names, and everything that is wrong."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.custom: dict[str, Any] = {}
        self.problems: list[FieldProblem] = []

    def read(self, data: dict[Any, Any]) -> None:
        """Take our own names first, then aliases; keep the rest as custom fields."""
        for name in _TAKERS:
            if (value := data.get(name)) is not None:
                self._take(name, name, value)
        for key, value in data.items():
            if key not in _TAKERS and value is not None:
                self._take_unnamed(str(key), value)
        self._join_names()
        if self.custom:
            self.values["fields"] = self.custom

    @property
    def is_reachable(self) -> bool:
        """Whether there is a message, or any way to reach the person."""
        if not self.values.keys().isdisjoint(("email", "phone", "message")):
            return True
        return any(value and reaches(key) for key, value in self.custom.items())

    def _take_unnamed(self, key: str, value: object) -> None:
        """Take a value under another name than ours, unless that place is filled already."""
        alias = folded(key) if len(key) <= LONGEST_KEY else ""
        field = _FIELD_OF.get(alias)
        if alias in _UTM_OF:
            self._take_one_utm(_UTM_OF[alias], key, value)
        elif field is None or field in self.values:
            self._keep(key, value)
        else:
            self._take(field, key, value)

    def _take(self, field: str, key: str, value: object) -> None:
        """Take a value for *field*; one that does not belong there stays under its own key."""
        try:
            taken = _TAKERS.get(field, LeadDraft.take_line)(self, field, value)
        except Unfit as unfit:
            self.problems.append(FieldProblem(field, str(unfit)))
        else:
            if not taken:
                self._keep(key, value)

    def take_line(self, field: str, value: object) -> bool:
        """Take text that belongs on one line."""
        if text := one_line(text_of(value)):
            self.values[field] = text
        return True

    def take_lines(self, field: str, value: object) -> bool:
        """Take text that may have several lines."""
        if text := many_lines(text_of(value)):
            self.values[field] = text
        return True

    def take_url(self, field: str, value: object) -> bool:
        """Take a web address and nothing else."""
        text = one_line(text_of(value))
        if text.lower().startswith(("http://", "https://")):
            self.values[field] = text
            return True
        return not text

    def take_utm(self, _: str, value: object) -> bool:
        """Take campaign parameters, with or without their prefix."""
        for key, each in _object(value).items():
            if each is not None:
                name = one_line(str(key)).lower().removeprefix("utm_")
                self._take_one_utm(name, str(key), each)
        return True

    def _take_one_utm(self, name: str, key: str, value: object) -> None:
        """Note one campaign parameter; the first of a name wins, the others stay as they came."""
        utm = self.values.setdefault("utm", {})
        try:
            if name in utm:
                self._keep(key, value)
            elif text := one_line(text_of(value)):
                utm[name] = text
        except Unfit as unfit:
            self.problems.append(FieldProblem(f"utm.{name[:LONGEST_KEY]}", str(unfit)))

    def take_consent(self, field: str, value: object) -> bool:
        """Take what the person agreed to; a lone checkbox is an answer too."""
        lone = isinstance(value, str | bool | int) and value != ""
        agreed = {"given": value} if lone else _object(value)
        if agreed:
            self.values[field] = bounded(agreed)
        return True

    def take_fields(self, _: str, value: object) -> bool:
        """Take the custom fields that are named as such."""
        for key, each in _object(value).items():
            if each is not None:
                self._keep(str(key), each)
        return True

    def _keep(self, key: str, value: object) -> None:
        """Keep a value that has no place among ours, under the name it came with."""
        name = one_line(key) or "(no name)"
        try:
            self.custom[self._free_name(name)] = bounded(value)
        except Unfit as unfit:
            self.problems.append(FieldProblem(f"fields.{name[:LONGEST_KEY]}", str(unfit)))

    def _free_name(self, name: str) -> str:
        """Return a custom field's name that is not in use: keys may look alike once cleaned."""
        if len(name) > LONGEST_KEY:
            raise Unfit(f"must have a name of at most {LONGEST_KEY} characters")
        if len(self.custom) == MOST_FIELDS:
            raise Unfit(f"is one more than the {MOST_FIELDS} fields we keep")
        while name in self.custom:
            name = f"{name}'"
        return name

    def _join_names(self) -> None:
        """Make the name out of its parts, unless it came whole."""
        parts = {part: self.values.pop(part, None) for part in ("first_name", "last_name")}
        if "name" in self.values:
            for part, text in parts.items():
                if text:
                    self._keep(part, text)
        elif any(parts.values()):
            self.values["name"] = " ".join(filter(None, parts.values()))


def _object(value: object) -> dict[Any, Any]:
    """Return an object; PHP writes an empty one as ``[]``, and forms leave a blank text."""
    if isinstance(value, dict):
        return value
    if value in ([], ""):
        return {}
    raise Unfit("must be an object")


_TAKERS: dict[str, Callable[[LeadDraft, str, object], bool]] = {
    "name": LeadDraft.take_line,
    "email": LeadDraft.take_line,
    "phone": LeadDraft.take_line,
    "company": LeadDraft.take_line,
    "message": LeadDraft.take_lines,
    "source": LeadDraft.take_line,
    "page_url": LeadDraft.take_url,
    "referrer": LeadDraft.take_url,
    "utm": LeadDraft.take_utm,
    "consent": LeadDraft.take_consent,
    "fields": LeadDraft.take_fields,
}
_FIELD_OF = {
    folded(alias): field
    for names in (_ALIASES_ABROAD, _ALIASES)
    for field, aliases in names.items()
    for alias in (field, *aliases.split())
}
_UTM_OF = {folded(f"utm_{name}"): name for name in _UTM}
_REACHES = frozenset(folded(name) for name in _ELSEWHERE.split())
