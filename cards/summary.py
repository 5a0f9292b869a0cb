"""How a summary reads: what happened to leads in a day or a week, and what waits."""

from collections.abc import Iterator
from datetime import timedelta

from aiogram.types import InlineKeyboardMarkup

from cards.buttons import button, keyboard
from cards.digest import DigestButton, DigestMove
from cards.durations import in_words
from cards.html import Card, bold, line, plain, units
from cards.lead import MARKS, TEMPERATURE_MARKS
from cards.overdue import known_as
from cards.reader import Reader
from cards.stats import how_long, leads_words
from domain.lead import Lead
from domain.scoring import Temperature
from domain.summary import Summary

NAME_LENGTH = 40
MEMBERS_NAMED = 10
MINUTE = timedelta(minutes=1)
MINUS = "\u2212"


def summary_card(reader: Reader, summary: Summary, most: int) -> Card:
    """Say it in at most so many UTF-16 units; what matters least comes last, and is left out."""
    buttons = _buttons(summary)
    lines = [*_lines(reader, summary)]
    card = Card("\n".join(lines), buttons)
    while units(plain(card)) > most:
        lines.pop()
        card = Card("\n".join(lines).rstrip(), buttons)
    return card


def _lines(reader: Reader, summary: Summary) -> Iterator[str]:
    head = _head(reader, summary)
    waits = summary.waiting or summary.overdue
    if summary.is_quiet:
        nothing = reader.say("no new leads") if waits else reader.say("no new leads, none waits")
        yield f"{head}: {nothing}."
    else:
        yield head
        yield from _figures(reader, summary)
    if waits:
        yield from _waiting(reader, summary)
    if not summary.is_quiet:
        yield ""
        yield reader.say("Sources: {list}", list=", ".join(_sources(reader, summary)))
        yield from _members(reader, summary)


def _head(reader: Reader, summary: Summary) -> str:
    titles = {True: reader.say("Weekly summary"), False: reader.say("Daily summary")}
    period = summary.stats.period
    begins, ends = reader.moment(period.begins), reader.moment(period.ends)
    return f"📊 <b>{titles[summary.times.weekly]}</b> · {begins} \u2013 {ends}"


def _figures(reader: Reader, summary: Summary) -> Iterator[str]:
    stats, before = summary.stats, summary.before
    leads, change = leads_words(reader, stats), _change(stats.total, before.leads)
    if summary.times.weekly:
        yield reader.say("{leads} ({change} on the week before)", leads=leads, change=change)
    else:
        yield reader.say("{leads} ({change} on the day before)", leads=leads, change=change)
    hot = _against(summary.hot, before.hot)
    yield f"{TEMPERATURE_MARKS[Temperature.HOT]} {reader.say('Hot: {hot}', hot=hot)}"
    yield f"🙋 {_taken(reader, summary)}"


def _taken(reader: Reader, summary: Summary) -> str:
    """Say how many were taken, how soon, and how soon they were before."""
    response, before = summary.stats.response, summary.before
    parts = [reader.say("Taken: {taken}", taken=_against(response.answered, before.taken))]
    if response.median is not None and response.p90 is not None:
        median = how_long(reader, response.median)
        if before.median is not None:
            was = how_long(reader, before.median)
            median = reader.say("{median} (before: {was})", median=median, was=was)
        p90 = how_long(reader, response.p90)
        parts.append(
            reader.say("half within {median}, 9 of 10 within {p90}", median=median, p90=p90)
        )
    return ", ".join(parts)


def _waiting(reader: Reader, summary: Summary) -> Iterator[str]:
    yield ""
    words = reader.say(
        "Nobody has taken yet: {waiting}; overdue: {overdue}",
        waiting=summary.waiting,
        overdue=summary.overdue,
    )
    yield f"⏳ {words}"
    for each in summary.oldest:
        yield _lead(reader, summary, each)


def _lead(reader: Reader, summary: Summary, lead: Lead) -> str:
    now = summary.now
    if lead.respond_by is not None and lead.respond_by <= now:
        late = in_words(reader, max(1, (now - lead.respond_by) // MINUTE))
        since = reader.say("overdue by {time}", time=late)
    else:
        waits = in_words(reader, max(1, (now - lead.received_at) // MINUTE))
        since = reader.say("waits for {time}", time=waits)
    mark = MARKS[lead.status] if lead.owner else TEMPERATURE_MARKS[lead.temperature]
    owner = f" · {line(lead.owner.name, NAME_LENGTH)}" if lead.owner else ""
    who = bold(known_as(reader, lead), NAME_LENGTH)
    return f"{mark} #{lead.number} {who}{owner} · {since}"


def _sources(reader: Reader, summary: Summary) -> Iterator[str]:
    known = summary.before.by_source
    named = [each.name for each in summary.stats.sources if each.name]
    for each in summary.stats.sources:
        if each.name:
            before, name = known.get(each.name, 0), line(each.name, NAME_LENGTH)
        else:
            before = sum(known.values()) - sum(known.get(name, 0) for name in named)
            name = reader.say("others")
        yield f"{name} {_against(each.leads, before)}"


def _members(reader: Reader, summary: Summary) -> Iterator[str]:
    for each in summary.stats.members[:MEMBERS_NAMED]:
        taken = reader.say("{taken} taken, {won} won", taken=each.taken, won=each.won)
        soon = f", {how_long(reader, each.median)}" if each.median is not None else ""
        yield f"{line(each.name, NAME_LENGTH)}: {taken}{soon}"


def _against(now: int, before: int) -> str:
    return f"{now} ({_change(now, before)})"


def _change(now: int, before: int) -> str:
    if now == before:
        return "±0"
    return f"+{now - before}" if now > before else f"{MINUS}{before - now}"


def _buttons(summary: Summary) -> InlineKeyboardMarkup | None:
    """Give each lead that waits a button that brings its card."""
    row = [
        button(f"#{each.number}", DigestButton(move=DigestMove.OPEN, id=each.id))
        for each in summary.oldest
    ]
    return keyboard([row]) if row else None
