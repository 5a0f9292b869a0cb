"""How an export looks: what to choose, how far it is, and what is said under the file."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.html import Card, line
from cards.reader import Reader, phrase
from domain.export import Export, ExportFormat, ExportSpan, Stage, Why, Wish

NAME_UNITS = 64
STEPS = 12
IN_A_ROW = 2
FORMATS = {ExportFormat.CSV: "CSV", ExportFormat.XLSX: "Excel"}
SPANS = {
    ExportSpan.TODAY: phrase("today only"),
    ExportSpan.WEEK: phrase("last 7 days"),
    ExportSpan.MONTH: phrase("this month"),
    ExportSpan.DAYS_30: phrase("last 30 days"),
    ExportSpan.DAYS_90: phrase("last 90 days"),
    ExportSpan.YEAR: phrase("last 365 days"),
    ExportSpan.ALL: phrase("everything"),
}
WHY = {
    Why.CANCELLED: phrase("🚫 Cancelled. No further file comes."),
    Why.ROLE: phrase("🚫 You are no admin there any more, so no further file comes."),
    Why.UNREACHABLE: phrase("⚠️ I could not write to you in private, and gave up."),
    Why.NO_ROOM: phrase("⚠️ There was no room to write the file. Tell whoever runs me."),
    Why.ERASED: phrase("⚠️ A lead was erased while the file was made. Ask for it again."),
    Why.TELEGRAM: phrase("⚠️ Telegram did not take the file. Try a shorter period."),
    Why.OURS: phrase("⚠️ Something went wrong here. Try again later."),
}


class ExportMove(StrEnum):
    """What the buttons below the choice ask for."""

    SHOW = "show"
    START = "go"


class Spam(StrEnum):
    """Whether leads that are spam, or are held as such, are in the file."""

    WITHOUT = "no"
    WITH = "yes"


class ExportButton(CallbackData, prefix="exp"):
    """A press on a choice: all that is chosen until then travels with each button."""

    move: ExportMove
    format: ExportFormat
    span: ExportSpan
    spam: Spam

    @property
    def wish(self) -> Wish:
        """Return what is chosen."""
        return Wish(self.format, self.span, self.spam is Spam.WITH)


class CancelExportButton(CallbackData, prefix="expx"):
    """A press by which somebody does without a file they asked for."""

    export: int


def choice_card(reader: Reader, wish: Wish) -> Card:
    """Ask what is to be in the file."""
    text = reader.say(
        "📦 <b>Export leads</b>\n\nChoose the kind of file and the period. It comes in our private"
        " chat, to whoever presses <i>Send me the file</i>, and the audit remembers it."
    )
    formats = [
        _choice(name, Wish(each, wish.span, wish.with_spam), wish)
        for each, name in FORMATS.items()
    ]
    spans = [
        _choice(reader.say(name), Wish(wish.format, each, wish.with_spam), wish)
        for each, name in SPANS.items()
    ]
    spam = reader.say("☑ with spam and held") if wish.with_spam else reader.say("☐ without spam")
    start = button(reader.say("⬇️ Send me the file"), _data(ExportMove.START, wish))
    toggled = Wish(wish.format, wish.span, not wish.with_spam)
    in_rows = [spans[at : at + IN_A_ROW] for at in range(0, len(spans), IN_A_ROW)]
    rows = [formats, *in_rows, [button(spam, _data(ExportMove.SHOW, toggled))], [start]]
    return Card(text, keyboard(rows))


def export_card(reader: Reader, export: Export, workspace: str) -> Card:
    """Say how far an export is, or what became of it."""
    name = line(workspace, NAME_UNITS)
    head = reader.say("📦 <b>Export of {workspace}</b>", workspace=name)
    over = export.has_ended or export.all_sent
    text = f"{head}\n{_what(reader, export.wish)}\n\n{_state(reader, export)}"
    return Card(text, None if over else cancel_buttons(reader, export))


def cancel_buttons(reader: Reader, export: Export) -> InlineKeyboardMarkup:
    """Let whoever asked do without the file."""
    return keyboard([[button(reader.say("Cancel"), CancelExportButton(export=export.id))]])


def file_card(reader: Reader, export: Export, workspace: str) -> Card:
    """Say under a file what is in it."""
    name = line(workspace, NAME_UNITS)
    parts = [
        reader.say("Leads of {workspace}", workspace=name),
        _what(reader, export.wish),
        reader.say("Times are those of {zone}.", zone=line(export.zone, NAME_UNITS)),
    ]
    if export.files > 1:
        part = export.sent + 1
        parts.insert(1, reader.say("Part {part} of {all}", part=part, all=export.files))
    return Card("\n".join(parts))


def goes_to_private(reader: Reader, name: str) -> Card:
    """Say in a group where the file goes."""
    text = reader.say(
        "📦 The file comes to {name} in our private chat.", name=line(name, NAME_UNITS)
    )
    return Card(text)


def write_to_me_first(reader: Reader) -> str:
    """Tell the one who pressed in a group that nothing can reach them yet."""
    return reader.say("I cannot write to you in private. Open our chat, press Start, then again.")


def cancelled(reader: Reader) -> str:
    """Tell the one who pressed that it is cancelled."""
    return reader.say("Cancelled.")


def _what(reader: Reader, wish: Wish) -> str:
    spam = f" · {reader.say('with spam and held')}" if wish.with_spam else ""
    return f"{FORMATS[wish.format]} · {reader.say(SPANS[wish.span])}{spam}"


def _state(reader: Reader, export: Export) -> str:
    if export.why:
        return reader.say(WHY[export.why])
    if export.stage is Stage.WAITING:
        return reader.say("⏳ It begins as soon as those before it are done.")
    if export.stage is Stage.WRITING:
        share = min(export.done / export.total, 1) if export.total else 0
        return f"{_bar(share)} {share:.0%}\n{_leads(reader, export)}"
    if not export.files:
        return reader.say("No lead came in this period, so there is no file.")
    if not export.all_sent and export.stage is Stage.SENDING:
        sent = reader.say("Sending {sent} of {files}", sent=export.sent + 1, files=export.files)
        return f"{_bar(1)}\n{sent}"
    ready = reader.count(
        export.files, "✅ {number} file is below.", "✅ {number} files are below."
    )
    return f"{ready}\n{_leads(reader, export)}"


def _leads(reader: Reader, export: Export) -> str:
    if export.stage is Stage.WRITING:
        return reader.say("{done} of {total} leads", done=export.done, total=export.total)
    return reader.count(export.done, "{number} lead in all", "{number} leads in all")


def _bar(share: float) -> str:
    full = round(share * STEPS)
    return "▓" * full + "░" * (STEPS - full)


def _choice(name: str, wish: Wish, chosen: Wish) -> InlineKeyboardButton:
    label = f"✓ {name}" if wish == chosen else name
    return button(label, _data(ExportMove.SHOW, wish))


def _data(move: ExportMove, wish: Wish) -> ExportButton:
    spam = Spam.WITH if wish.with_spam else Spam.WITHOUT
    return ExportButton(move=move, format=wish.format, span=wish.span, spam=spam)
