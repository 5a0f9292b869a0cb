"""Words that several subjects share."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "« Back": Said("« Назад", "« Atrás"),
    "Back": Said("Назад", "Atrás"),
    "Pause": Said("Пауза", "Pausar"),
    "Resume": Said("Возобновить", "Reanudar"),
    "paused": Said("на паузе", "en pausa"),
    "yes": Said("да", "sí"),
    "no": Said("нет", "no"),
    "hot": Said("горячие", "calientes"),
    "warm": Said("тёплые", "tibios"),
    "cold": Said("холодные", "fríos"),
    "NAME": Said("НАЗВАНИЕ", "NOMBRE"),
    "{number} days": Counted(
        ("{number} день", "{number} дня", "{number} дней"), ("{number} día", "{number} días")
    ),
    "{number} h": Said("{number} ч", "{number} h"),
    "{number} min": Said("{number} мин", "{number} min"),
}
