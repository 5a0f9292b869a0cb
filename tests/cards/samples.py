"""One of everything that is shown, with the same stranger's text in every place it can reach."""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, get_type_hints
from uuid import UUID

from aiogram.types import InlineKeyboardMarkup

import cards
from cards.audit import HAPPENED
from cards.buttons import keyboard
from cards.endpoint import SendingsButton, Which
from cards.form import Ruling
from cards.html import MESSAGE_UNITS, Card
from cards.lists import search_text
from cards.sending import SendingButton, SendingMove
from cards.settings import page_of
from domain.abuse import Trouble
from domain.announcement import CHOOSABLE
from domain.api_key import ApiKey, Scope, Token, networks_of
from domain.assigning import Colleague
from domain.audit import AuditEntry, AuditLine, AuditPage, AuditSearch, Topic
from domain.caller import Actor, ActorKind, MemberId, PersonId, WorkspaceId
from domain.canary import Flight
from domain.chat import Chat, ChatState, Unreachable
from domain.deletion import Deletion
from domain.destination import Destination, Trial
from domain.digest import DigestLine
from domain.dispatch import Attempt, DispatchState, Heard, Sendings, Sent
from domain.endpoint import Endpoint, EndpointView, Health, Record
from domain.endpoint_shape import Hearing, Preview
from domain.erasing import ToErase
from domain.errors import FieldProblem
from domain.export import Export, Extent, Stage, Wish
from domain.field_map import FieldMap, Path, Target
from domain.form import Form
from domain.inbound import NewLead
from domain.incident import Incident
from domain.incident import Ruling as IncidentRuling
from domain.lead import Lead, LeadId, LostReason, Note, Owner, Status
from domain.lead_view import LeadView
from domain.listing import Listing, Page
from domain.locale import Language, Wishes
from domain.mail import Mail, MailKind, MailStatus
from domain.mail_server import MailServer, MailView, Security
from domain.measure import Measure, Step
from domain.notice import NoticeKind
from domain.payload_presets import PRESETS
from domain.period import Period
from domain.plain_text import one_line
from domain.plugins import modules_in
from domain.quarantine import HeldLead, Rule
from domain.quiet import QuietHours
from domain.reminder import Reminder
from domain.roles import Role
from domain.sample import Sample
from domain.sender import SENDERS, Sender
from domain.source import Source
from domain.spam import Reason, Sign, Verdict
from domain.stats import MemberFigures, Outcome, Response, SourceFigures, Stats
from domain.summary import Before, Summary, SummaryTimes
from domain.tags import Tag, Tags
from domain.team import Belonging, Invite, Member, Workspace
from domain.traffic import AbuseDay, Minute, Seen
from domain.workspace_settings import SettingsView

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = UUID("01a20a8a-bfc9-7ba9-ada5-37eb0fd3632c")
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0zMi1ieXRlcy1sb25n"
URL = "https://leads.example"


# Looking through every module takes longer than showing a screen does.
@cache
def screens() -> dict[str, Callable[..., Card | InlineKeyboardMarkup]]:
    """Return every function that makes something to show, by module and name."""
    return {
        f"{module.__name__.removeprefix('cards.')}.{name}": function
        for module in modules_in(cards)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and function is not keyboard
        and get_type_hints(function).get("return") in {Card, InlineKeyboardMarkup}
    }


def an_export(zone: str) -> Export:
    """A large one that is being sent."""
    wish = Wish(with_spam=True)
    return Export(
        id=9_999_999_999_999,
        workspace_id=WorkspaceId(ID),
        member_id=MemberId(ID),
        person_id=PersonId(1),
        wish=wish,
        zone=zone,
        extent=Extent(None, NOON, with_spam=True),
        asked_at=NOON,
        stage=Stage.SENDING,
        done=1_000_000,
        total=1_000_000,
        files=12,
        sent=3,
    )


def a_lead(text: str = "Ada", *, status: Status = Status.TAKEN, number: int = 7) -> Lead:
    """A lead in which every free text is *text*."""
    contact = NewLead.model_construct(
        name=text,
        email=text,
        phone=text,
        company=text,
        message=None,
        source=text,
        page_url=text,
        referrer=text,
        utm={"source": text, "medium": text, "campaign": text},
        consent={},
        fields={f"{number} {text}": text for number in range(10)} | {"list": [text, {text: text}]},
    )
    return Lead(
        id=LeadId(ID),
        number=number,
        contact=contact,
        source_id=ID,
        source_name=text,
        received_at=NOON,
        status=status,
        owner=None if status in {Status.NEW, Status.SPAM} else Owner(MemberId(ID), text),
        lost_reason=LostReason.WENT_ELSEWHERE if status is Status.LOST else None,
    )


def a_page(text: str) -> Page:
    """A page of leads of every status, in the middle of a list."""
    leads = [a_lead(text, status=status, number=100 + n) for n, status in enumerate(Status)]
    return Page([*leads, a_lead(text, number=999_999_999)], before=True, after=True)


def late(lead: Lead) -> Lead:
    """The same lead when its deadline has passed."""
    return replace(lead, respond_by=NOON + timedelta(minutes=5), overdue=True)


def a_note(text: str) -> Note:
    return Note(ID, LeadId(ID), text, text, NOON)


def a_reminder(text: str, *, come: bool = False) -> Reminder:
    return Reminder(LeadId(ID), MemberId(ID), NOON, text, come)


def digest_lines(text: str, count: int, **values: Any) -> list[DigestLine]:
    """Lines of a digest in which every free text is *text*."""
    texts = {"name": text, "company": text, "phone": text, "email": text} | values
    return [DigestLine(101 + number, LeadId(ID), **texts) for number in range(count)]


META = SENDERS["facebook"]


def a_source(text: str, *, paused: bool = False) -> Source:
    return Source(ID, text, SECRET, paused=paused, last_event_at=NOON)


def a_sender(name: str = "contactform7") -> Sender:
    return Sender(ID, name, "s" * 43, "t" * 43, NOON)


def a_form(text: str) -> Source:
    form = Form("0" * 32, ("https://example.com",) * 20, ("https://evil.example",))
    return replace(a_source(text), form=form)


def a_sample(text: str, most: int = 10_000, **choices: Target) -> Sample:
    """A body in which every text and every name is *text*, and nothing, a number and a switch."""
    part = one_line(text)[:most] if most < len(text) else text.replace("\x00", "")
    document = [{part: part, part + part: None}, True, 4711, *[part] * 20]
    begun = Sample(ID, ID, PersonId(1), NOON).filled(document, FieldMap())
    chosen = {int(place.removeprefix("at_")): target for place, target in choices.items()}
    return replace(begun, choices={**begun.choices, **chosen})


def a_mapped_source(text: str) -> Source:
    """A source with a map of more paths than are shown."""
    part = text[:90].replace("\x00", "")
    chosen: list[tuple[Path, Target]] = [
        (("a", place, part), target) for place, target in enumerate(Target)
    ]
    chosen += [((part, place), Target.OMIT) for place in range(40)]
    return replace(a_source(text), field_map=FieldMap.of(chosen), mapping_until=NOON)


def a_mail_view(text: str) -> MailView:
    """A mail server that turned us away."""
    server = MailServer(
        ID, "smtp.example", 587, Security.STARTTLS, "sales@shop.example", text, "sales", SECRET
    )
    return MailView(server.parked(text).thing, 7)


def a_mail(text: str) -> Mail:
    """A test that did not arrive."""
    return Mail(
        id=1,
        kind=MailKind.TEST,
        to="jonas@example.com",
        subject=text,
        text=text,
        message_id="<1@shop.example>",
        status=MailStatus.FAILED,
        trouble=text,
    )


def a_view(trouble: str) -> EndpointView:
    """An endpoint in trouble."""
    health = Health(NOON, 3, last_error=trouble, last_success_at=NOON)
    events = CHOOSABLE[:3]
    endpoint = Endpoint(ID, "https://hooks.example/in", SECRET, events, None, NOON, health=health)
    return EndpointView(endpoint, Record(2, 3), 7)


def a_shaped(text: str) -> Endpoint:
    """An endpoint with all filters and a template, which looks as it was written."""
    statuses = tuple(each.value for each in Status)
    sources = tuple(UUID(int=each) for each in range(20))
    return replace(a_view(text).endpoint, sources=sources, statuses=statuses, template='"<b>"')


def a_hearing(text: str) -> Hearing:
    return Hearing(a_shaped(text), {UUID(int=each): text for each in range(20)})


def a_preview(text: str) -> Preview:
    """A body as it would leave; JSON writes a text otherwise than lines of ours do."""
    return Preview(a_shaped(text), json.dumps({"<b>": ["&"] * 20}), "lead.created", real=True)


def a_sending(text: str) -> Sent:
    """What a host was told that answers something."""
    heard = Heard(500, None, None, text, ID)
    attempts = tuple(Attempt(NOON, number, 120, heard) for number in range(7, 0, -1))
    state = DispatchState.WAITS
    what = ("lead.created", f"evt_{ID.hex}", NOON, state, 7, NOON, "http_500", attempts)
    return Sent(1, ID, text, *what)


def a_destination(text: str, number: int = 0, **values: Any) -> Destination:
    """A destination in which every free text is *text*, in one of its states."""
    state = list(ChatState)[number % len(ChatState)]
    parked = state is ChatState.PARKED
    reason = Unreachable.KICKED.value if parked else None
    routed = number % 2 == 0
    chat = Chat(
        UUID(int=number),
        -1_000_000_000_100 - number,
        text,
        thread_id=number % 2 or None,
        state=state,
        reason=reason,
        since=NOON,
        fallback=number == 0,
        quiet=QuietHours.parse("22:00-07:00 Europe/Berlin"),
        shown_at=NOON,
        sources=frozenset({ID} if routed else ()),
        temperatures=frozenset({"hot", "cold"} if routed else ()),
    )
    return Destination(chat, number, sources=some_sources(text), **values)


def some_sources(text: str) -> Mapping[UUID, str]:
    return {ID: text} | {UUID(int=number): f"{number} {text}" for number in range(20)}


def a_member(text: str, number: int = 0) -> Member:
    role = list(Role)[number % len(Role)]
    return Member(MemberId(UUID(int=number)), PersonId(number), text, role)


def a_key(text: str, *, used: bool = True) -> ApiKey:
    return ApiKey(
        id=ID,
        public_id="0" * 13,
        name=text,
        scopes=frozenset(Scope),
        secret_hash="0" * 64,
        made_by=MemberId(ID),
        made_at=NOON,
        expires_at=NOON + timedelta(days=90) if used else None,
        addresses=networks_of([f"2001:db8:{n}::/48" for n in range(16)]) or (),
        previous_until=NOON + timedelta(hours=1),
        last_used_at=NOON if used else None,
    )


def an_invite(number: int) -> Invite:
    invite_id, by = UUID(int=number), MemberId(ID)
    return Invite(invite_id, f"{number}", list(Role)[number % 3], by, NOON)


def entries(text: str) -> list[AuditEntry]:
    """Every line that a history can have, twenty times more than once."""
    details: dict[str, Mapping[str, str]] = {
        "lead.created": {"source": text},
        "lead.taken": {"owner": text},
        "lead.assigned": {"owner": text, "was": text},
        "lead.snoozed": {"until": NOON.isoformat(), "text": text},
        "lead.tagged": {"tag": text, "added": "True"},
        "lead.released": {"owner": text + "x"},
        "lead.status_changed": {"was": "taken", "became": "lost", "reason": text},
        "lead.noted": {"text": text},
        "lead.overdue": {"respond_by": text},
        "lead.owner_reminded": {"owner": text},
        "lead.returned": {"owner": text},
        "lead.admins_told": {"admins": "2"},
        "lead.escalated": {"chat": text},
        "lead.erased": {},
    }
    actor = Actor(ActorKind.MEMBER, ID, text)
    kinds = [*details, *["lead.noted"] * (20 - len(details))]
    return [AuditEntry(NOON, actor, kind, details[kind]) for kind in kinds]


def audit_lines(text: str) -> list[AuditLine]:
    """Every line that the audit can have, and one of which nobody wrote words."""
    every = {
        "source": text,
        "sender": text,
        "owner": text,
        "was": text,
        "became": text,
        "reason": text,
        "text": text,
        "title": text,
        "role": "agent",
        "expires_at": text,
        "member": text,
        "what": text,
        "previous_until": NOON.isoformat(),
        "paused": "True",
        "action": text,
        "key": text,
        "scopes": text,
    }
    actor = Actor(ActorKind.MEMBER, ID, text)
    kinds = [*HAPPENED, "thing.happened"]
    return [AuditLine(7, ID, AuditEntry(NOON, actor, kind, every)) for kind in kinds]


SPAMMY = Verdict(tuple(Reason(each, 40) for each in Sign))


def figures(text: str, days: int = 7, leads: int = 40) -> Stats:
    """Figures in which every free text is *text*, the same number of leads each day."""
    period = Period(date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=days - 1), "Europe/Berlin")
    hours = timedelta(hours=30)
    return Stats(
        text,
        period,
        {day: dict.fromkeys(Outcome, leads // 5) for day in period.days},
        {day: [leads // 8] * 6 for day in period.days},
        [SourceFigures(text, days * leads // 8)] * 5 + [SourceFigures(None, days * leads // 8)],
        [MemberFigures(text, 123_456, 12_345, hours)] * 25,
        Response(123_456, 7, timedelta(seconds=59), hours),
        [[day * hour % 11 for hour in range(24)] for day in range(7)],
    )


def an_abuse_day(text: str) -> AbuseDay:
    """A day on which all is full."""
    hours = [123_456] * 24
    kinds = [(name, 12_345) for name in ("unproven", "validation", "rate_limited", "timeout", "x")]
    return AbuseDay(
        text, NOON, "Europe/Berlin", hours, hours, hours, kinds, [(text, 1_234_567)] * 5
    )


def an_incident(text: str) -> Incident:
    """An incident in which much was done."""
    return Incident(
        ID,
        ID,
        text,
        Trouble.ONE_ADDRESS,
        NOON,
        NOON,
        12_345,
        123,
        "198.51.100.7",
        steps=(Step.SLOW, Step.HOLD),
        rulings=(IncidentRuling.PAUSED,),
    )


def some_measures(text: str) -> list[Measure]:
    """As many as there may be."""
    kinds = ((Step.BLOCK, "2001:db8:1234:5678::/64"), (Step.SLOW, ""), (Step.HOLD, "e0"))
    return [
        Measure(UUID(int=number), step, target, NOON, ID, ID, text)
        for number in range(300)
        for step, target in kinds
    ]


def a_summary(text: str, **values: Any) -> Summary:
    """A summary of a week in which every free text is *text*."""
    stats = figures(text)
    since, until = NOON - timedelta(days=7), NOON
    period = Period(since.date(), until.date(), "UTC", since, until)
    waits = [late(a_lead(text, status=Status.TAKEN)), *[a_lead(text, status=Status.NEW)] * 4]
    told: dict[str, Any] = {
        "times": SummaryTimes(weekday=6),
        "stats": replace(stats, period=period),
        "hot": 12,
        "before": Before(250, 12, 130_000, timedelta(seconds=90), {text: 30}),
        "waiting": 12_345,
        "overdue": 123,
        "oldest": waits,
        "now": NOON + timedelta(hours=3),
    }
    return Summary(**told | values)


SAMPLES: dict[str, Callable[[str], dict[str, Any]]] = {
    "audit.audit_card": lambda text: {
        "page": AuditPage(audit_lines(text)[:8], {}, 9, 2, NOON, text),
        "search": AuditSearch(Topic.SETTINGS, ID, text),
    },
    "audit.people_card": lambda text: {
        "people": [(ID, text)] * 8,
        "topic": Topic.ALL,
        "page": 1,
        "more": True,
    },
    "canary.canary_card": lambda _: {},
    "canary.canary_status": lambda text: {
        "minutes": 30,
        "newest": Flight(text, NOON, 3, 2, sent_out=True),
    },
    "destination.destination_card": lambda text: {
        "destination": a_destination(
            text, 2, test=Trial(NOON, text), rests_until=NOON, testing=False
        )
    },
    "destination.destinations_card": lambda text: {
        "destinations": [a_destination(text, number) for number in range(20)],
        "page": 1,
    },
    "destination.quiet_card": lambda text: {"chat": a_destination(text).chat, "back": True},
    "destination.remove_card": lambda text: {"chat": a_destination(text).chat},
    "destination.asking": lambda text: {
        "said": Card("Said."),
        "destination": a_destination(text),
    },
    "destination.routes_card": lambda text: {"destination": a_destination(text), "page": 1},
    "destination.test_card": lambda _: {},
    "erase.ask_card": lambda text: {"asked": ToErase(a_lead(text), [a_lead(text)] * 10)},
    "erase.erased_card": lambda _: {"number": 7},
    "erase.kept_card": lambda _: {"number": 7},
    "export.cancel_buttons": lambda text: {"export": an_export(text)},
    "export.choice_card": lambda _: {"wish": Wish(with_spam=True)},
    "export.export_card": lambda text: {"export": an_export(text), "workspace": text},
    "export.file_card": lambda text: {"export": an_export(text), "workspace": text},
    "export.goes_to_private": lambda text: {"name": text},
    "digest.digest_card": lambda text: {
        "lines": [
            *digest_lines(text, 12, hot=True),
            *digest_lines(text, 3, status=Status.TAKEN, owner=text),
            *digest_lines("Ada", 1),
        ],
        "digest_id": ID,
        "page": 1,
    },
    "history.history_card": lambda text: {"lead": a_lead(text), "entries": entries(text)},
    "invitation.choose_role_card": lambda _: {"roles": list(Role)[:3], "minutes": 1440},
    "invitation.invitation": lambda _: {
        "link": "https://t.me/bot?start=a_b-c",
        "role": Role.AGENT,
        "expires_at": NOON,
    },
    "invitation.invitations_card": lambda text: {
        "invitations": [(an_invite(number), text) for number in range(20)],
        "page": 1,
    },
    "lead.lead_card": lambda text: {
        "view": LeadView(
            late(a_lead(text)),
            [a_note(text)],
            12_345,
            a_reminder(text),
            (Tag(text), Tag(text)),
            may_undo=True,
            keeper=text,
        )
    },
    "lead_menus.assign_buttons": lambda text: {
        "lead": a_lead(text),
        "colleagues": [
            Colleague(Member(MemberId(ID), PersonId(number), text, Role.AGENT), number)
            for number in range(20)
        ],
        "page": 1,
    },
    "lead_menus.more_buttons": lambda text: {"lead": a_lead(text)},
    "lead_menus.lost_buttons": lambda text: {"lead": a_lead(text)},
    "lead.only_back": lambda text: {"lead": a_lead(text)},
    "locale.language_card": lambda _: {"wishes": Wishes(Language.SPANISH)},
    "locale.zone_card": lambda _: {"wishes": Wishes(zone="Europe/Madrid"), "now": NOON},
    "lists.list_card": lambda text: {
        "listing": Listing.ALL,
        "page": a_page(text),
        "at": NOON,
    },
    "lists.found_card": lambda text: {
        "text": search_text(text),
        "page": a_page(text),
        "at": NOON,
        "not_indexed": 12_345,
    },
    "lists.nothing_to_find": lambda _: {},
    "lists.no_such_lead": lambda _: {"number": 999_999_999},
    "notices.notice_card": lambda text: {
        "kind": NoticeKind.CHAT_PARKED,
        "details": {"chat": text, "reason": text},
    },
    "overdue.overdue_card": lambda text: {
        "leads": [late(a_lead(text, status=each)) for each in (Status.NEW, Status.TAKEN)],
        "count": 17,
        "page": 1,
        "pages": 3,
        "now": NOON + timedelta(hours=3),
    },
    "abuse.abuse_card": lambda text: {
        "day": an_abuse_day(text),
        "incidents": [an_incident(text)] * 5,
        "measures": some_measures(text),
        "page": 100,
    },
    "abuse.incident_card": lambda text: {
        "incident": an_incident(text),
        "samples": [Seen("validation", "198.51.100.7", 12_345, Minute(1), "0" * 16)] * 6,
        "choosing": True,
    },
    "quarantine.held_card": lambda text: {
        "leads": [HeldLead(a_lead(text), SPAMMY)] * 5,
        "count": 1000,
        "page": 1,
        "pages": 200,
    },
    "quarantine.review_button": lambda _: {},
    "quarantine.rules_card": lambda text: {
        "rules": [Rule(UUID(int=1), text, {each.value: 3 for each in Sign}, 7)] * 9,
        "page": 0,
    },
    "settings.menu_card": lambda _: {},
    "settings.setting_card": lambda text: {
        "page": page_of("hours"),
        "view": SettingsView(chats=[a_destination(text).chat], sources=some_sources(text)),
    },
    "reminders.snooze_buttons": lambda text: {
        "lead": a_lead(text),
        "reminder": a_reminder(text),
    },
    "reminders.remind_usage": lambda _: {},
    "reminders.snoozed_card": lambda text: {
        "lead": a_lead(text),
        "reminder": a_reminder(text),
        "yours": False,
    },
    "reminders.reminder_card": lambda text: {
        "lead": a_lead(text),
        "reminder": a_reminder(text),
    },
    "summary.summary_card": lambda text: {"summary": a_summary(text), "most": MESSAGE_UNITS},
    "summary_page.summaries_card": lambda text: {
        "chat": replace(
            a_destination(text).chat, summary=SummaryTimes(weekday=0), summary_at=NOON
        ),
        "zone": "Europe/Berlin",
    },
    "tags.tag_buttons": lambda text: {
        "lead": a_lead(text),
        "tags": Tags(LeadId(ID), (Tag(text),)),
        "others": [Tag(f"{number} {text}") for number in range(11)],
    },
    "api_key.new_key_help": lambda _: {},
    "api_key.key_secret_card": lambda text: {
        "key": a_key(text),
        "token": Token.made_of(b"id", b"secret"),
        "public_url": URL,
        "rotated": True,
    },
    "api_key.keys_card": lambda text: {
        "keys": [a_key(text, used=n % 2 == 0) for n in range(1_000)],
        "now": NOON,
        "page": 7,
    },
    "api_key.key_card": lambda text: {
        "key": a_key(text),
        "maker": text,
        "now": NOON,
        "private": True,
    },
    "api_key.revoke_key_card": lambda text: {"key": a_key(text)},
    "tags.tagged_card": lambda text: {"lead": a_lead(text), "tag": Tag(text), "added": None},
    "setup.added_to_group": lambda text: {"title": text},
    "setup.connected": lambda text: {"title": text, "workspace": text},
    "setup.disconnected": lambda text: {"title": text},
    "setup.help_card": lambda text: {
        "commands": [("newsource", "NAME", "Show the sources"), ("x", "", "Make <one> & use it")],
        "role": Role.ADMIN,
        "workspace": text,
    },
    "setup.how_to_use": lambda _: {"command": "newsource", "usage": "NAME [ORIGIN ...]"},
    "setup.joined": lambda text: {"workspace": text, "role": Role.OWNER, "before": True},
    "setup.not_connected": lambda _: {},
    "setup.not_for_strangers": lambda _: {},
    "setup.noted": lambda _: {"number": 1},
    "setup.operator_card": lambda _: {},
    "setup.trouble": lambda _: {"reference": "abc123"},
    "setup.unknown_command": lambda _: {},
    "setup.welcome": lambda text: {"name": text, "workspace": text, "may_create": True},
    "setup.workspace_created": lambda text: {"name": text},
    "field_map.leaves_card": lambda text: {
        "source": a_source(text),
        "sample": a_sample(text, at_0=Target.EMAIL, at_1=Target.OMIT),
        "page": 0,
    },
    "field_map.leaf_card": lambda text: {
        "source": a_source(text),
        "sample": a_sample(text, at_0=Target.EMAIL),
        "place": 0,
    },
    "field_map.preview_card": lambda text: {
        "source": a_source(text),
        "sample": a_sample(text, 40, at_0=Target.MESSAGE, at_3=Target.EVENT_ID, at_4=Target.OMIT),
    },
    "mapping.mapping_card": lambda text: {"source": a_mapped_source(text), "news": "Saved."},
    "mapping.waiting_card": lambda text: {
        "source": a_mapped_source(text),
        "sample": a_sample(text),
        "public_url": URL,
    },
    "mapping.sample_question": lambda text: {"source": a_source(text)},
    "mapping.remove_card": lambda text: {"source": a_source(text)},
    "form.snippet_card": lambda text: {"source": a_form(text), "public_url": URL},
    "form.sites_question": lambda text: {"source": a_form(text)},
    "form.renew_card": lambda text: {"source": a_form(text)},
    "form.judged_card": lambda text: {
        "source": a_form(text),
        "origin": "https://example.com",
        "ruling": Ruling.ALLOW,
    },
    "form.origin_buttons": lambda _: {"source_id": ID, "origin": "https://example.com"},
    # Its lines are kept as they are typed.
    "mail_reply.draft_card": lambda text: {"lead": a_lead("Ada"), "mail": a_mail(one_line(text))},
    "mail_reply.on_its_way_card": lambda text: {"lead": a_lead("Ada"), "mail": a_mail(text)},
    "mail_reply.thrown_away_card": lambda _: {},
    "mail.ask_for_address": lambda _: {},
    "mail.ask_for_server": lambda _: {},
    "mail.mail_card": lambda text: {"view": a_mail_view(text)},
    "mail.remove_card": lambda _: {},
    "mail.set_up_card": lambda text: {"view": a_mail_view(text), "deleted": False},
    "mail.test_under_way": lambda _: {},
    "mail.tested_card": lambda text: {"mail": a_mail(text)},
    "endpoint.endpoint_card": lambda text: {"view": a_view(text), "private": True},
    "endpoint.endpoints_card": lambda text: {"views": [a_view(text)] * 20, "page": 1},
    "endpoint.events_card": lambda text: {"endpoint": a_view(text).endpoint},
    "endpoint.new_secret_card": lambda text: {"endpoint": a_view(text).endpoint, "rotated": True},
    "endpoint.remove_card": lambda text: {"endpoint": a_view(text).endpoint},
    "endpoint.rotate_endpoint_again": lambda text: {
        "endpoint": a_view(text).endpoint,
        "ending": 1_790_000_000_000,
    },
    "endpoint_filters.filters_card": lambda text: {"hearing": a_hearing(text), "page": 1},
    "endpoint_body.body_card": lambda text: {"endpoint": a_shaped(text)},
    "endpoint_body.preset_card": lambda text: {"preview": a_preview(text), "preset": PRESETS[3]},
    "endpoint_body.own_card": lambda text: {"preview": a_preview(text), "template": text},
    "endpoint_body.standard_card": lambda text: {"preview": a_preview(text)},
    "endpoint_body.template_card": lambda text: {"endpoint": a_shaped(text)},
    "endpoint_body.wrong_card": lambda text: {
        "endpoint_id": ID,
        "problems": [
            FieldProblem(text[:80], "there is something wrong from {place} on", {"place": text})
        ]
        * 5,
    },
    "sending.sending_card": lambda text: {
        "sent": a_sending(text),
        "here": SendingButton(move=SendingMove.SHOW, dispatch_id=1),
    },
    "sender.ask_secret_card": lambda text: {"source": a_source(text), "kind": META},
    "sender.delete_it_yourself": lambda _: {},
    "sender.make_again_card": lambda text: {
        "source": a_source(text),
        "sender": a_sender(),
        "ending": 1_790_000_000_000,
    },
    "sender.remove_sender_card": lambda text: {"source": a_source(text), "sender": a_sender()},
    "sender.sender_card": lambda text: {
        "source": a_source(text),
        "sender": a_sender(),
        "kind": META,
    },
    "sender.senders_card": lambda text: {"source": a_source(text), "sender": a_sender()},
    "sender.set_up_card": lambda text: {
        "source": a_source(text),
        "sender": a_sender("facebook"),
        "public_url": URL,
    },
    "sending.sendings_card": lambda text: {
        "found": Sendings([a_sending(text)] * 8, 3, 100),
        "here": SendingsButton(page=3, which=Which.FAILED, endpoint_id=ID),
    },
    "sending.since_when_card": lambda _: {"endpoint_id": ID},
    "source.choose_to_rotate": lambda text: {"sources": [a_source(text)], "missed": text},
    "source.rotate_again": lambda text: {"source": a_source(text), "ending": 1_790_000_000_000},
    "source.secret_card": lambda text: {
        "source": a_source(text),
        "public_url": URL,
        "rotated": True,
    },
    "source.rename_card": lambda text: {"source": a_source(text)},
    "source.source_card": lambda text: {
        "source": a_source(text),
        "lately": 12_345,
        "private": True,
    },
    "team.leave_card": lambda text: {"workspace": text, "member": a_member(text)},
    "team.left_card": lambda text: {"workspace": text},
    "team.member_card": lambda text: {
        "member": a_member(text),
        "roles": list(Role),
        "removable": True,
        "oneself": True,
        "page": 3,
    },
    "team.remove_member_card": lambda text: {"member": a_member(text)},
    "team.role_card": lambda text: {
        "member": a_member(text),
        "role": Role.OWNER,
        "oneself": False,
    },
    "team.team_card": lambda text: {
        "workspace": text,
        "members": [a_member(text, number) for number in range(20)],
        "page": 1,
    },
    "workspace.ending_card": lambda text: {"title": text, "delete_at": NOON},
    "workspace.kept_card": lambda text: {"title": text},
    "workspace.one_workspace_card": lambda text: {"name": text},
    "workspace.type_the_name_card": lambda text: {"deletion": Deletion(WorkspaceId(ID), text)},
    "workspace.with_its_end": lambda _: {"card": Card("Said."), "delete_at": NOON},
    "workspace.workspaces_card": lambda text: {
        "mine": [
            Belonging(Workspace(WorkspaceId(UUID(int=number)), text), Role.OWNER, NOON)
            for number in range(20)
        ],
        "current": WorkspaceId(UUID(int=9)),
        "member_id": ID,
        "page": 1,
    },
    "source.sources_card": lambda text: {
        "sources": [a_source(text, paused=n % 2 == 0) for n in range(1_000)],
        "page": 3,
    },
    "stats.stats_card": lambda text: {"stats": figures(text)},
    "stats.period_buttons": lambda _: {},
}
