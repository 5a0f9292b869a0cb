"""The neighbour tries every verb of every service with our ids, and gets nothing."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from cards.lead import LeadButton
from domain.assigning import Way
from domain.audit import AuditSearch
from domain.caller import PersonId
from domain.errors import NotFound
from domain.export import Wish
from domain.field_map import Target
from domain.inbound import NewLead
from domain.key_request import KeyRequest
from domain.lead import LeadId, LostReason, Status
from domain.lead_edit import Known, LeadEdit
from domain.lead_filter import LeadFilter
from domain.listing import Listing
from domain.mail import Draft
from domain.mail_server import MailWish
from domain.question import Asked, Question
from domain.quiet import QuietHours
from domain.roles import Role
from domain.scoring import Temperature
from domain.summary import SummaryTimes
from domain.tags import Tag
from domain.when import When
from domain.working_hours import WorkingHours
from sandbox.model import Message
from tests.handlers.looks import an_incident, rows, snapshot
from tests.post import NOBODYS
from tests.verbs import VERBS
from tests.world import SECONDS, Town

NIGHT = QuietHours.parse("22:00-07:00 Europe/Berlin")
# What each verb is tried with, beside the caller; a verb that is not here fails the test below.
OURS: dict[str, Callable[["Ours"], dict[str, Any]]] = {
    "api_keys.look": lambda our: {"key_id": our.key},
    "api_keys.revoke": lambda our: {"key_id": our.key},
    "api_keys.rotate": lambda our: {"key_id": our.key},
    "assignments.candidates": lambda our: {"lead_id": our.lead},
    "assignments.assign": lambda our: {"lead_id": our.lead, "person_id": 1, "seen": 1},
    "assignments.assign_by": lambda our: {
        "lead_id": our.lead,
        "way": Way.ROUND_ROBIN,
        "seen": 1,
    },
    "browsing.timeline": lambda our: {"lead_id": our.lead, "before": None, "count": 9},
    "doors.source_of": lambda our: {"source_id": our.source},
    "editing.edit": lambda our: {
        "lead_id": our.lead,
        "edit": LeadEdit(status=Status.SPAM, tags=(Tag("mine"),), note="I was here"),
        "known": Known(),
    },
    "chats.connect": lambda our: {"telegram_id": our.chat, "title": "Mine now"},
    "chats.disconnect": lambda our: {"telegram_id": our.chat},
    "chats.fall_back": lambda our: {"chat_id": our.destination, "fallback": True},
    "chats.give_topics": lambda our: {"chat_id": our.destination, "topic_per_lead": True},
    "chats.keep_quiet": lambda our: {"telegram_id": our.chat, "hours": NIGHT},
    "chats.look": lambda our: {"chat_id": our.destination},
    "chats.pause": lambda our: {"chat_id": our.destination, "paused": True},
    "chats.quiet": lambda our: {"telegram_id": our.chat},
    "chats.remove": lambda our: {"chat_id": our.destination},
    "chats.route_source": lambda our: {
        "chat_id": our.destination,
        "source_id": our.source,
        "wanted": True,
    },
    "chats.route_temperature": lambda our: {
        "chat_id": our.destination,
        "temperature": Temperature.HOT,
        "wanted": True,
    },
    "chats.test": lambda our: {"chat_id": our.destination},
    "digests.turn": lambda our: {
        "digest_id": our.source,
        "telegram_id": our.chat,
        "page": 1,
    },
    "shaping.hear_source": lambda our: {
        "endpoint_id": our.endpoint,
        "source_id": our.source,
        "heard": True,
    },
    "shaping.hear_status": lambda our: {
        "endpoint_id": our.endpoint,
        "status": Status.WON,
        "heard": True,
    },
    "shaping.look": lambda our: {"endpoint_id": our.endpoint},
    "shaping.preview": lambda our: {"endpoint_id": our.endpoint, "template": "{}"},
    "shaping.shape": lambda our: {"endpoint_id": our.endpoint, "template": "{}"},
    "erasing.erase": lambda our: {"lead_id": our.lead},
    "erasing.look": lambda _: {"number": 1},
    "endpoints.toggle": lambda our: {"endpoint_id": our.endpoint, "event": "lead.taken"},
    "endpoints.look": lambda our: {"endpoint_id": our.endpoint},
    "endpoints.overlap": lambda our: {"endpoint_id": our.endpoint},
    "endpoints.pause": lambda our: {"endpoint_id": our.endpoint, "paused": False},
    "endpoints.remove": lambda our: {"endpoint_id": our.endpoint},
    "endpoints.replay": lambda our: {"dispatch_id": our.dispatch},
    "endpoints.replay_failed": lambda our: {
        "within": timedelta(days=7),
        "endpoint_id": our.endpoint,
    },
    "endpoints.rotate": lambda our: {"endpoint_id": our.endpoint},
    "endpoints.sending": lambda our: {"dispatch_id": our.dispatch},
    "endpoints.test": lambda our: {"endpoint_id": our.endpoint},
    "endpoints.tested": lambda our: {"announcement_id": our.announcement},
    "intake.accept": lambda our: {
        "event_id": "1",
        "body_hash": "1",
        "lead": NewLead(name=str(our.lead)),
    },
    "intake.keep_back": lambda our: {
        "visit": "1",
        "body_hash": "1",
        "lead": NewLead(name=str(our.lead)),
    },
    "leads.get": lambda our: {"lead_id": our.lead},
    "leads.asked": lambda our: {"question": Question(our.lead, Asked.NOTE, our.chat, our.card)},
    "leads.history": lambda our: {"lead_id": our.lead},
    "leads.move": lambda our: {
        "lead_id": our.lead,
        "status": Status.LOST,
        "reason": LostReason.OTHER,
    },
    "leads.note": lambda our: {
        "chat_id": our.chat,
        "card": our.card,
        "message": 1,
        "text": "I was here",
    },
    "leads.release": lambda our: {"lead_id": our.lead},
    "leads.reopen": lambda our: {"lead_id": our.lead},
    "leads.show_in": lambda our: {"lead_id": our.lead, "telegram_id": our.chat},
    "leads.undo": lambda our: {"lead_id": our.lead},
    "leads.take": lambda our: {"lead_id": our.lead},
    "mail_drafts.are_possible": lambda our: {"lead_id": our.lead},
    "mail_drafts.begin": lambda our: {"lead_id": our.lead},
    "mail_drafts.answer": lambda our: {
        "chat_id": our.chat,
        "question": our.card,
        "typed": "I was here",
        "usual_subject": "Hello",
    },
    "mail_drafts.send": lambda our: {"mail_id": our.mail},
    "mail_drafts.drop": lambda our: {"mail_id": our.mail},
    "mails.tested": lambda our: {"mail_id": our.mail},
    "members.revoke": lambda our: {"invite_id": our.invite},
    "lists.numbered": lambda _: {"number": 1},
    "lists.show_in": lambda our: {"lead_id": our.lead, "telegram_id": our.chat},
    "lists.show_numbered_in": lambda our: {"number": 1, "telegram_id": our.chat},
    "reminders.forget": lambda our: {"lead_id": our.lead},
    "reminders.snooze": lambda our: {
        "lead_id": our.lead,
        "when": When(minutes=60),
        "zone": "UTC",
        "text": "I was here",
    },
    "forms.look": lambda our: {"source_id": our.source},
    "forms.renew": lambda our: {"source_id": our.source},
    "forms.choose": lambda our: {"source_id": our.source, "origins": ["https://a.example"]},
    "forms.take_unfinished": lambda our: {"source_id": our.source, "taken": True},
    "forms.judge": lambda our: {"source_id": our.source, "key": "0", "allowed": True},
    "field_maps.look": lambda our: {"source_id": our.source},
    "field_maps.begin": lambda our: {"source_id": our.source, "person_id": 1},
    "field_maps.teach": lambda our: {"source_id": our.source, "person_id": 1, "document": [1]},
    "field_maps.learn": lambda _: {"document": {"email": "mine@example.com"}},
    "field_maps.sample": lambda our: {"sample_id": our.sample},
    "field_maps.choose": lambda our: {
        "sample_id": our.sample,
        "place": 0,
        "target": Target.OMIT,
    },
    "field_maps.save": lambda our: {"sample_id": our.sample},
    "field_maps.cancel": lambda our: {"sample_id": our.sample},
    "field_maps.forget": lambda our: {"source_id": our.source},
    "sources.look": lambda our: {"source_id": our.source},
    "abuse.look": lambda our: {"incident_id": our.incident},
    "abuse.block": lambda our: {"incident_id": our.incident, "hours": 24},
    "abuse.pause": lambda our: {"incident_id": our.incident},
    "abuse.fine": lambda our: {"incident_id": our.incident},
    "abuse.lift": lambda our: {"measure_id": our.measure},
    "quarantine.let_in": lambda our: {"lead_id": our.lead},
    "quarantine.found_spam": lambda our: {"lead_id": our.lead},
    "quarantine.forget": lambda our: {"source_id": our.source},
    "senders.look": lambda our: {"source_id": our.source},
    "senders.make": lambda our: {"source_id": our.source, "kind": "typeform"},
    "senders.overlap": lambda our: {"source_id": our.source},
    "senders.remove": lambda our: {"source_id": our.source, "kind": "typeform"},
    "senders.take": lambda our: {"source_id": our.source, "kind": "stripe", "secret": "x" * 20},
    "sources.overlap": lambda our: {"source_id": our.source},
    "sources.pause": lambda our: {"source_id": our.source, "paused": True},
    "sources.rename": lambda our: {"source_id": our.source, "name": "Mine"},
    "sources.rotate": lambda our: {"source_id": our.source},
    "team.change_role": lambda our: {"member_id": our.member, "role": Role.VIEWER},
    "team.leave": lambda _: {},
    "team.look": lambda our: {"member_id": our.member},
    "team.remove": lambda our: {"member_id": our.member},
    "trials.send": lambda our: {"source_id": our.source, "name": "Test", "message": "Test"},
    "tagging.answer": lambda our: {
        "chat_id": our.chat,
        "question": our.card,
        "text": "I was here",
    },
    "summaries.look": lambda our: {"chat_id": our.destination},
    "summaries.choose": lambda our: {"chat_id": our.destination, "move": lambda _: SummaryTimes()},
    "tagging.choices": lambda our: {"lead_id": our.lead},
    "tagging.toggle": lambda our: {"lead_id": our.lead, "code": Tag("vip").code},
}
# Verbs that name no thing of ours: what they bring is the neighbour's own, and nothing else.
OWN: dict[str, dict[str, Any]] = {
    "statistics.of": {"period": "7d"},
    "api_keys.all": {},
    "api_keys.create": {"wanted": KeyRequest.read("CRM leads:read")},
    "audit.page": {"search": AuditSearch()},
    "audit.people": {"page": 0},
    "browsing.leads": {"wanted": LeadFilter(), "after": None, "count": 100},
    "browsing.audit": {"search": AuditSearch(), "before": None, "count": 100},
    "canaries.status": {},
    "mails.set_up": {"wish": MailWish.read(NOBODYS)},
    "mails.test": {"to": "nick@example.com", "draft": Draft("Test", "Test")},
    "mails.look": {},
    "mails.remove": {},
    "canaries.switch_off": {},
    "canaries.switch_on": {"minutes": 5},
    "chats.all": {},
    "chats.overview": {},
    "lists.find": {"text": "Jonas"},
    "lists.page": {"listing": Listing.ALL},
    "follow_up.overdue": {},
    "members.invite": {"role": Role.AGENT},
    "settings.change": {"move": lambda _: WorkingHours(begins=540, ends=1080)},
    "settings.look": {},
    "members.open_invitations": {},
    "exports.ask": {"wish": Wish()},
    "endpoints.all": {},
    "endpoints.create": {"url": "https://192.0.43.8/hook"},
    "endpoints.sendings": {"endpoint_id": None, "failed": False},
    "deletions.ask": {},
    "deletions.awaits": {},
    "deletions.confirm": {"typed": "Next Door"},
    "deletions.look": {},
    "deletions.keep": {},
    "abuse.overview": {},
    "quarantine.page": {},
    "quarantine.rules": {},
    "sources.all": {},
    "forms.create": {"name": "Form", "origins": ["https://a.example"]},
    "sources.create": {"name": "Website"},
    "sources.named": {"name": "Website"},
    "sources.signing": {},
    "team.members": {},
    "team.oneself": {},
}
REFUSED_OTHERWISE = {
    "mail_drafts.send": "MailOff",
    "chats.connect": "ChatBelongsElsewhere",
    "field_maps.learn": "Forbidden",
    "intake.accept": "Forbidden",
    "intake.keep_back": "Forbidden",
    "team.leave": "LastOwner",
    "statistics.of": {"period": "7d"},
}


class Ours:
    """The ids of Olga's team, as the neighbour might have got hold of them."""

    def __init__(
        self, town: Town, card: Message, destination: UUID, member: UUID, invite: UUID, key: UUID
    ) -> None:
        data = card.button("Take").callback_data or ""
        self.lead: LeadId = LeadId(LeadButton.unpack(data).lead_id)
        self.chat: int = town.stage.sales.id
        self.card: int = card.id
        self.source: UUID = town.source.id
        self.destination: UUID = destination
        self.member: UUID = member
        self.invite: UUID = invite
        self.key: UUID = key
        self.sample: UUID = town.extra["sample"]
        self.endpoint: UUID = town.extra["endpoint"]
        self.dispatch: int = town.extra["dispatch"].id
        self.announcement: UUID = town.extra["announcement"]
        self.mail: int = town.extra.get("mail", 0)
        self.incident: UUID = town.extra["incident"][0]
        self.measure: UUID = town.extra["incident"][1]


async def with_endpoint(town: Town) -> None:
    """Let Olga have an endpoint for which a lead waits."""
    endpoints, olga = town.house.services.endpoints, await town.caller(town.stage.olga)
    endpoint = await endpoints.create(olga, "http://127.0.0.1:60001/hook")
    await endpoints.pause(olga, endpoint.id, paused=True)
    await town.lead("Ada Lovelace")
    sent = (await endpoints.sendings(olga, endpoint.id, failed=False)).entries
    town.extra["endpoint"], town.extra["dispatch"] = endpoint.id, sent[0]
    town.extra["announcement"] = UUID(sent[0].webhook_id.removeprefix("evt_"))


async def with_sample(town: Town) -> None:
    """Let Olga be about to map her source."""
    maps, olga = town.house.services.field_maps, await town.caller(town.stage.olga)
    person = PersonId(town.stage.olga.id)
    view = await maps.teach(olga, town.source.id, person, {"email": "ada@example.com"})
    town.extra["sample"] = view.sample.id


async def with_mail(town: Town) -> None:
    """Let Olga have a mail server where nobody is, and a test that did not arrive."""
    mails, olga = town.house.services.mails, await town.caller(town.stage.olga)
    await mails.set_up(olga, MailWish.read(NOBODYS))
    town.extra["mail"] = await mails.test(olga, "olga@example.com", Draft("Test", "Test"))
    async with asyncio.timeout(SECONDS):
        while await mails.tested(olga, town.extra["mail"]) is None:
            pass


async def destination_of(town: Town) -> UUID:
    (chat,) = await town.house.services.chats.all(await town.caller(town.stage.olga))
    return chat.id


def test_every_verb_that_takes_a_caller_is_tried():
    assert set(VERBS) == set(OURS) | set(OWN)


@pytest.mark.parametrize("taken", [False, True])
async def test_with_our_ids_he_finds_nothing_and_changes_nothing(
    either_town: Town, *, taken: bool
):
    town = either_town
    await with_endpoint(town)
    await with_sample(town)
    await with_mail(town)
    card = await town.lead()
    anna, olga = await town.caller(town.stage.anna), await town.caller(town.stage.olga)
    _, invite = await town.house.services.members.invite(olga, Role.AGENT)
    wanted = KeyRequest.read("CRM leads:read")
    key = (await town.house.services.api_keys.create(olga, wanted)).key
    town.extra["incident"] = await an_incident(town)
    destination = await destination_of(town)
    our = Ours(town, card, destination, anna.required_member(), invite.id, key.id)
    if taken:
        await town.press(town.stage.anna, card, "Take")
    caller = await town.caller(await town.with_nick())
    before = await snapshot(town)
    for verb, arguments in OURS.items():
        service, _, method = verb.partition(".")
        call = getattr(getattr(town.house.services, service), method)
        with pytest.raises(Exception) as refused:  # noqa: PT011 -- the kind is what is asserted
            await call(caller, **arguments(our))
        expected = REFUSED_OTHERWISE.get(verb, NotFound.__name__)
        assert (verb, type(refused.value).__name__) == (verb, expected)
        assert await snapshot(town) == before, verb


HIS = (
    "sources",
    "source_senders",
    "invites",
    "members",
    "chats",
    "api_keys",
    "canaries",
    "audit",
    "workspace_settings",
    "endpoints",
    "dispatches",
    "mail_servers",
    "mails",
)
"""Where rows of ours would be changed by what he does."""


async def test_what_names_no_id_stays_in_his_own_workspace(either_town: Town):
    town = either_town
    await with_endpoint(town)
    await town.lead()
    await an_incident(town)
    caller = await town.caller(await town.with_nick())
    ours = (await town.caller(town.stage.olga)).workspace_id
    services = town.house.services

    def of_ours() -> str:
        return ours.hex if "sqlite" in str(town.house.settings.database_url) else str(ours)

    count = "SELECT count(*) AS many FROM {} WHERE workspace_id = '{}'"
    settings = await services.settings.look(await town.caller(town.stage.olga))
    before = [(await rows(town, count.format(each, of_ours())))[0].many for each in HIS]
    brought = {}
    for verb, arguments in OWN.items():
        service, _, method = verb.partition(".")
        brought[verb] = await getattr(getattr(services, service), method)(caller, **arguments)
    after = [(await rows(town, count.format(each, of_ours())))[0].many for each in HIS]
    assert after == before
    assert await services.settings.look(await town.caller(town.stage.olga)) == settings
    assert brought["exports.ask"].workspace_id == caller.workspace_id
    assert [name for _, name in brought["audit.people"][0]] == ["Nick Neighbour"]
    assert (brought["statistics.of"].workspace, brought["statistics.of"].total) == ("Next Door", 0)
    assert {each.made_by for each in brought["api_keys.all"]} <= {caller.required_member()}
    assert list(brought["browsing.leads"].found.leads) == []
    pages = (brought["audit.page"], brought["browsing.audit"])
    told = {each.entry.actor.name for page in pages for each in page.lines}
    assert told == {"Nick Neighbour"}
    assert [each.title for each in brought["chats.all"]] == ["Next door"]
    assert [each.chat.title for each in brought["chats.overview"]] == ["Next door"]
    assert [each.title for each in brought["settings.look"].chats] == ["Next door"]
    assert set(brought["settings.look"].sources.values()) == {"Nicks site"}
    assert brought["follow_up.overdue"].count == 0
    assert brought["mails.look"].server.host == "127.0.0.1"
    assert (brought["endpoints.all"], brought["endpoints.sendings"].entries) == ([], [])
    assert set(brought["chats.overview"][0].sources.values()) == {"Nicks site"}
    seen = brought["abuse.overview"]
    assert (seen.incidents, seen.measures, seen.day.workspace) == ([], [], "Next Door")
    assert [len(brought[each].page.leads) for each in ("lists.find", "lists.page")] == [0, 0]
    assert [each.name for each in brought["sources.all"]] == ["Nicks site"]
    assert brought["sources.named"].id != town.source.id
    assert [each.name for each in brought["team.members"]] == ["Nick Neighbour"]
    assert [by for _, by in brought["members.open_invitations"]] == ["Nick Neighbour"]


async def test_our_source_does_not_come_into_his_chat_by_its_id(either_town: Town):
    town = either_town
    caller = await town.caller(await town.with_nick())
    chats = town.house.services.chats
    (his,) = await chats.all(caller)
    with pytest.raises(NotFound):
        await chats.route_source(caller, his.id, town.source.id, wanted=True)
    assert (await chats.look(caller, his.id)).chat.sources == frozenset()


async def test_nick_sees_only_his_own_by_talking(town: Town):
    await town.lead("Ada Example")
    nick = await town.with_nick()
    listed = (await town.ask(nick, "/sources")).text
    assert "Nicks site" in listed
    assert "Website" not in listed
    assert "There is no source" in (await town.ask(nick, "/rotate Website")).text
    assert "whsec_" in (await town.ask(nick, "/newsource Website")).text
    assert (await town.post()).status == 202
