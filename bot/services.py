"""Everything one may ask the house to do, what it does by itself, and when; wired by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from bot.menus import fingerprint
from bot.settings import Settings, Signup, exports_folder
from domain import follow_up
from domain.reminder import REMINDED, REMINDER
from domain.undo import UNDO
from middlewares.role import DeclaredCommand
from services.abuse import Abuse
from services.api_keys import ApiKeys
from services.assignments import Assignments
from services.audit import Audit
from services.bell import Bell
from services.browsing import Browsing
from services.canaries import Canaries
from services.chats import Chats
from services.deletions import Deletions
from services.deliveries import Deliveries
from services.departures import Departures
from services.digests import Digests
from services.dispatching import Dispatching
from services.doors import Doors
from services.editing import Editing
from services.endpoints import Check, Endpoints
from services.erasing import Erasing
from services.exporting import Exporting
from services.exports import Exports
from services.field_maps import FieldMaps
from services.figures import Observer
from services.follow_up import FollowUp, make_step
from services.forms import Forms
from services.guard import Guard
from services.hatch import Hatch
from services.intake import Intake
from services.key_ring import KeyRing
from services.leads import Leads
from services.lists import Lists
from services.locales import Locales
from services.mail_drafts import MailDrafts
from services.mailing import Mailing
from services.mails import Check as MailCheck
from services.mails import Mails
from services.members import Members
from services.menus import Menus
from services.moving import too_late_to_undo
from services.nudges import Nudges
from services.older import OlderLeads
from services.quarantine import Quarantine
from services.reconciler import Reconciler
from services.reminders import Reminders
from services.reports import Reports
from services.rounds import Round
from services.senders import Senders
from services.shaping import Shaping
from services.silences import Silences
from services.sources import Sources
from services.statistics import Statistics
from services.summaries import Summaries
from services.tagging import Tagging
from services.team import Team
from services.timers import Happening, Timers
from services.traffic import Tally
from services.trials import Trials
from services.updates import Updates
from services.workspace_settings import WorkspaceSettings
from services.workspaces import Workspaces
from storage.database import Storage

SETUP_CODE_BYTES = 9


@dataclass(frozen=True, slots=True)
class Services:
    """Everything one may ask the house to do."""

    doors: Doors
    intake: Intake
    leads: Leads
    assignments: Assignments
    reminders: Reminders
    tagging: Tagging
    workspaces: Workspaces
    locales: Locales
    trials: Trials
    members: Members
    chats: Chats
    sources: Sources
    senders: Senders
    forms: Forms
    field_maps: FieldMaps
    deliveries: Deliveries
    reports: Reports
    digests: Digests
    updates: Updates
    audit: Audit
    statistics: Statistics
    observer: Observer
    reconciler: Reconciler
    canaries: Canaries
    silences: Silences
    timers: Timers
    quarantine: Quarantine
    settings: WorkspaceSettings
    team: Team
    departures: Departures
    lists: Lists
    older: OlderLeads
    deletions: Deletions
    menus: Menus
    follow_up: FollowUp
    nudges: Nudges
    summaries: Summaries
    exports: Exports
    exporting: Exporting
    key_ring: KeyRing
    api_keys: ApiKeys
    endpoints: Endpoints
    shaping: Shaping
    dispatching: Dispatching
    mails: Mails
    mail_drafts: MailDrafts
    mailing: Mailing
    browsing: Browsing
    editing: Editing
    tally: Tally
    abuse: Abuse
    guard: Guard
    erasing: Erasing

    async def take_over(self) -> None:
        """Free what the sender before us still held; it sends no more."""
        await self.deliveries.take_over()
        await self.dispatching.take_over()
        await self.mailing.take_over()
        await self.exporting.take_over()


def build_services(  # noqa: PLR0913, PLR0917 -- services are made of that much
    settings: Settings,
    storage: Storage,
    now: Callable[[], datetime],
    new_id: Callable[[], UUID],
    bells: tuple[Bell, Bell],
    hatch: Hatch,
    checks: tuple[Check, MailCheck],
) -> Services:
    """Build every service and connect them."""
    (outgoing, arrived), (check, mail_check) = bells, checks
    doors = Doors(storage, now)
    code = settings.setup_code
    setup_code = code.get_secret_value() if code else token_urlsafe(SETUP_CODE_BYTES)
    tally = Tally(storage, now)
    intake = Intake(storage, doors, now, new_id, outgoing, hatch, tally)
    reminders = Reminders(storage, now, new_id, outgoing)
    exporting = Exporting(storage, doors, now, new_id, exports_folder(settings), Bell())
    key_ring = KeyRing(storage, doors, now)
    return Services(
        doors=doors,
        intake=intake,
        leads=Leads(storage, now, outgoing),
        assignments=Assignments(storage, now, new_id, outgoing),
        reminders=reminders,
        tagging=Tagging(storage, now, outgoing),
        workspaces=Workspaces(
            storage,
            doors,
            now,
            new_id,
            setup_code=setup_code,
            open_signup=settings.signup is Signup.OPEN,
        ),
        locales=Locales(storage, now),
        trials=Trials(storage, doors, intake, now, new_id),
        members=Members(storage, doors, now, new_id),
        chats=Chats(storage, doors, now, new_id, outgoing),
        sources=Sources(storage, doors, now),
        senders=Senders(storage, doors, now),
        forms=Forms(storage, doors, now, new_id),
        field_maps=FieldMaps(storage, doors, now, new_id, outgoing),
        deliveries=Deliveries(storage, doors, now, new_id),
        reports=Reports(storage, doors, now, new_id, outgoing),
        digests=Digests(storage, now),
        updates=Updates(storage, now, new_id, arrived),
        audit=Audit(storage, doors, now),
        statistics=Statistics(storage, now),
        observer=Observer(storage, now),
        reconciler=Reconciler(storage, doors, now, outgoing),
        canaries=Canaries(storage, doors, intake, now, new_id),
        silences=Silences(storage, doors, now, new_id),
        quarantine=Quarantine(storage, doors, now, new_id, outgoing),
        settings=WorkspaceSettings(storage, now),
        team=Team(storage, now, new_id, outgoing),
        departures=Departures(storage, doors, now, outgoing),
        lists=Lists(storage, now, outgoing),
        older=OlderLeads(storage, doors),
        timers=Timers(storage, doors, now, outgoing, timers_of(reminders)),
        deletions=Deletions(storage, doors, now, new_id),
        menus=Menus(storage, doors, now),
        follow_up=FollowUp(storage, now),
        nudges=Nudges(storage, doors, now, new_id, outgoing),
        summaries=Summaries(storage, doors, now, outgoing),
        exports=Exports(storage, doors, now, exporting.bell),
        exporting=exporting,
        key_ring=key_ring,
        api_keys=ApiKeys(storage, key_ring, now, new_id),
        endpoints=Endpoints(storage, now, new_id, outgoing, check),
        shaping=Shaping(storage, now),
        dispatching=Dispatching(storage, doors, now, new_id),
        mails=Mails(storage, now, new_id, outgoing, mail_check),
        mail_drafts=MailDrafts(storage, now, new_id, outgoing),
        mailing=Mailing(storage, doors, now, new_id),
        browsing=Browsing(storage),
        editing=Editing(storage, now, new_id, outgoing),
        tally=tally,
        abuse=Abuse(storage, doors, now, new_id),
        guard=Guard(storage, doors, now, new_id, outgoing),
        erasing=Erasing(storage, doors, now, outgoing, exporting.bell),
    )


def rounds_of(services: Services, commands: Sequence[DeclaredCommand] = ()) -> Sequence[Round]:
    """Say what the house does again and again by itself, and how often."""
    return (
        Round("reconciler", timedelta(minutes=1), services.reconciler.mend),
        Round("canaries", timedelta(seconds=15), services.canaries.fly),
        Round("silences", timedelta(minutes=10), services.silences.listen),
        Round("nudges", timedelta(seconds=10), services.nudges.tell),
        Round("timers", timedelta(seconds=5), services.timers.fire),
        Round("departures", timedelta(seconds=15), services.departures.settle),
        Round("older leads", timedelta(seconds=15), services.older.index_some),
        Round("deletions", timedelta(minutes=1), services.deletions.proceed),
        # Named by what the commands are: with a new program its first round comes at once.
        Round(f"menus:{fingerprint(commands)}", timedelta(days=30), services.menus.refresh),
        Round("summaries", timedelta(seconds=10), services.summaries.send_due),
        Round("old dispatches", timedelta(minutes=1), services.dispatching.clear),
        Round("old samples", timedelta(minutes=1), services.field_maps.clear),
        Round("old mails", timedelta(minutes=10), services.mailing.clear),
        Round("guard", timedelta(seconds=15), services.guard.watch),
        Round("old traffic", timedelta(minutes=10), services.guard.clear),
        Round("erasures", timedelta(minutes=1), services.erasing.settle),
        Round("quarantine", timedelta(minutes=1), services.quarantine.tell),
    )


def timers_of(reminders: Reminders) -> Mapping[str, Happening]:
    """Say what happens when a timer of each kind is due, by the name of the kind."""
    return {
        REMINDER: reminders.come,
        REMINDED: reminders.shown_long_enough,
        follow_up.KIND: make_step,
        UNDO: too_late_to_undo,
    }
