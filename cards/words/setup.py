"""Words of setting up: welcome, workspaces, chats, invitations, help."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Noted on <b>#{number}</b>.": Said(
        "Заметка добавлена к <b>#{number}</b>.", "Nota añadida al <b>#{number}</b>."
    ),
}
