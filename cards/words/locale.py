"""Words of choosing a language and a time zone."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "As Telegram is set": Said("Как в Telegram", "Como en Telegram"),
    "As the workspace": Said("Как в рабочем пространстве", "Como el espacio de trabajo"),
    "I speak {language} with you.": Said(
        "Язык общения с вами: {language}.", "Con usted hablo en este idioma: {language}."
    ),
    "For any other, send <code>/timezone Europe/Riga</code>.": Said(
        "Любой другой: отправьте <code>/timezone Europe/Riga</code>.",
        "Para cualquier otra, envíe <code>/timezone Europe/Riga</code>.",
    ),
    "Your time zone is {zone}: it is {time} there.": Said(
        "Ваш часовой пояс: {zone}, сейчас там {time}.",
        "Su zona horaria es {zone}: allí son las {time}.",
    ),
    "London": Said("Лондон", "Londres"),
    "Madrid": Said("Мадрид", "Madrid"),
    "Berlin": Said("Берлин", "Berlín"),
    "Moscow": Said("Москва", "Moscú"),
    "New York": Said("Нью-Йорк", "Nueva York"),
    "Mexico City": Said("Мехико", "Ciudad de México"),
    "Bogotá": Said("Богота", "Bogotá"),
    "Buenos Aires": Said("Буэнос-Айрес", "Buenos Aires"),
    "time zone": Said("часовой пояс", "zona horaria"),
    "I do not know this one; write it like Europe/Madrid": Said(
        "такого я не знаю; напишите, например, Europe/Madrid",
        "no conozco esa; escríbala así: Europe/Madrid",
    ),
    "I do not know this one; near to it are {names}": Said(
        "такого я не знаю; похожие: {names}", "no conozco esa; parecidas: {names}"
    ),
    "Choose the language that I speak with you": Said(
        "Выбрать язык общения", "Elegir el idioma en que le hablo"
    ),
    "Choose your time zone": Said("Выбрать часовой пояс", "Elegir su zona horaria"),
    "[ZONE]": Said("[ПОЯС]", "[ZONA]"),
}
