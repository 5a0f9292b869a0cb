"""Words about templates of bodies: what is wrong with one."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "at most {most} KiB": Said("не больше {most} КиБ", "como máximo {most} KiB"),
    "a name stands twice in one object": Said(
        "имя встречается в объекте дважды", "un nombre aparece dos veces en un objeto"
    ),
    "this is not JSON from line {line}, column {column} on": Said(
        "это не JSON, начиная со строки {line}, символа {column}",
        "deja de ser JSON a partir de la línea {line}, columna {column}",
    ),
    "too deep, or a number or character that JSON has not; at most {most} levels": Said(
        "слишком глубоко либо число или символ, которых нет в JSON; не больше {most} уровней",
        "demasiado profundo, o un número o carácter que JSON no tiene; como máximo {most} niveles",
    ),
    "names are not filled in, only values are": Said(
        "подставлять можно только в значения, не в имена",
        "solo se rellenan los valores, no los nombres",
    ),
    "this is no path, such as data.lead.status": Said(
        "это не путь вида data.lead.status", "no es una ruta, como data.lead.status"
    ),
    "there is something wrong from {place} on": Said(
        "ошибка, начиная с {place}", "hay un error a partir de {place}"
    ),
    "at most {most} filters": Said("не больше {most} фильтров", "como máximo {most} filtros"),
    "there is no filter {name}": Said("фильтра {name} нет", "no existe el filtro {name}"),
    "the filter {name} is used otherwise": Said(
        "фильтр {name} используется иначе", "el filtro {name} se usa de otra forma"
    ),
}
