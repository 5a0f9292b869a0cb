"""Words about the senders of sources."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "must be 16 to 256 letters, digits and signs without spaces": Said(
        "должен состоять из 16–256 букв, цифр и знаков без пробелов",
        "debe tener de 16 a 256 letras, cifras y signos, sin espacios",
    ),
}
