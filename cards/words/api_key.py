"""Words about API keys."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Make an API key for a program": Said(
        "Создать API-ключ для программы", "Crear una clave de API para un programa"
    ),
    "NAME SCOPE ...": Said("НАЗВАНИЕ ПРАВО ...", "NOMBRE PERMISO ..."),
    "Show the API keys": Said("Показать API-ключи", "Ver las claves de API"),
    "list and read leads": Said("список и чтение лидов", "listar y leer leads"),
    "erase leads for good": Said("удалять лиды навсегда", "borrar leads para siempre"),
    "make and change leads": Said("создание и изменение лидов", "crear y modificar leads"),
    "list and read sources": Said("список и чтение источников", "listar y leer fuentes"),
    "make and change sources": Said(
        "создание и изменение источников", "crear y modificar fuentes"
    ),
    "read the audit": Said("чтение журнала", "leer el registro"),
    "After the scopes may stand how long the key counts (<code>90d</code>, <code>never</code>;"
    " a year unless you say so) and the only addresses it may come from.": Said(
        "После прав можно указать срок действия (<code>90d</code>, <code>never</code> —"
        " бессрочно; иначе один год) и адреса, с которых ключ разрешено использовать.",
        "Después de los permisos puede indicar cuánto vale la clave (<code>90d</code>,"
        " <code>never</code> si no caduca; si no dice nada, un año) y las únicas direcciones"
        " desde las que puede usarse.",
    ),
    "New secret for {key}": Said("Новый секрет: {key}", "Nuevo secreto de {key}"),
    "The old one works for 24 hours more.": Said(
        "Прежний действует ещё 24 часа.", "El anterior vale 24 horas más."
    ),
    "API key (shown only this once)": Said(
        "API-ключ (показан только один раз)", "Clave de API (se muestra solo esta vez)"
    ),
    "No API keys yet. <code>/newkey NAME SCOPE</code> makes one.": Said(
        "API-ключей пока нет. Создайте первый: <code>/newkey НАЗВАНИЕ ПРАВО</code>.",
        "Todavía no hay claves de API. <code>/newkey NOMBRE PERMISO</code> crea una.",
    ),
    "{number} API keys": Counted(
        ("{number} API-ключ", "{number} API-ключа", "{number} API-ключей"),
        ("{number} clave de API", "{number} claves de API"),
    ),
    "Begins with: {begin}": Said("Начинается с: {begin}", "Empieza por: {begin}"),
    "Made by {name}, {moment}": Said("Создал(а) {name}, {moment}", "Creada por {name}, {moment}"),
    "Only from: {addresses}": Said("Только с адресов: {addresses}", "Solo desde: {addresses}"),
    "The secret before works until {moment}.": Said(
        "Прежний секрет действует до {moment}.", "El secreto anterior vale hasta el {moment}."
    ),
    "Whatever calls with {key} is refused at once, and that cannot be taken back.\n\n"
    "Revoke it?": Said(
        "Все программы с ключом {key} сразу потеряют доступ, и отменить это нельзя.\n\n"
        "Отозвать ключ?",
        "Todo lo que use {key} quedará rechazado al instante, y no se puede deshacer.\n\n"
        "¿Revocar la clave?",
    ),
    "Revoke": Said("Отозвать", "Revocar"),
    "Yes, revoke": Said("Да, отозвать", "Sí, revocar"),
    "lifetime": Said("срок", "plazo"),
    "{key} counts no longer.": Said("{key}: ключ отозван.", "{key} ya no vale."),
    "for ever": Said("бессрочно", "sin caducidad"),
    "expired": Said("срок истёк", "caducada"),
    "last used {moment}": Said("использован {moment}", "usada por última vez el {moment}"),
    "not used yet": Said("ещё не использовался", "aún sin usar"),
    "API key": Said("API-ключ", "clave de API"),
    "its time is over; make another one": Said(
        "срок истёк, создайте новый", "ha caducado; cree otra"
    ),
    "scope": Said("право", "permiso"),
    "say what the key may do": Said(
        "укажите, что разрешено ключу", "diga qué puede hacer la clave"
    ),
    "say it once": Said("укажите один раз", "indíquelo una sola vez"),
    "from 1h to 3650d, such as 90d, or never": Said(
        "от 1h до 3650d, например 90d, или never", "de 1h a 3650d, por ejemplo 90d, o never"
    ),
    "a word is no scope, no time and no address": Said(
        "одно из слов — не право, не срок и не адрес",
        "una palabra no es permiso, plazo ni dirección",
    ),
    "addresses": Said("адреса", "direcciones"),
    "at most {most}": Said("не больше {most}", "como máximo {most}"),
    "key {key}: made, may {scopes}": Said(
        "ключ {key}: создан, права {scopes}", "clave {key}: creada, permisos {scopes}"
    ),
    "key {key}: new secret, the one before counts until {previous_until}": Said(
        "ключ {key}: новый секрет, прежний действует до {previous_until}",
        "clave {key}: nuevo secreto, el anterior vale hasta {previous_until}",
    ),
    "key {key}: revoked": Said("ключ {key}: отозван", "clave {key}: revocada"),
    "key {key}: refused, {reason}": Said(
        "ключ {key}: отказано, {reason}", "clave {key}: rechazada, {reason}"
    ),
    "revoked": Said("отозван", "revocada"),
}
