"""Every verb that changes something leaves an audit line, and a failed one leaves nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cards.lead import LeadButton
from domain.assigning import Way
from domain.caller import Caller
from domain.errors import CodeNotValid, Invalid, RotatedRecently
from domain.export import Wish
from domain.form import origin_key
from domain.key_request import KeyRequest
from domain.lead import LeadId, Status
from domain.lead_edit import Known, LeadEdit
from domain.mail_server import MailWish
from domain.question import Asked, Question
from domain.quiet import QuietHours
from domain.roles import Role
from domain.scoring import Temperature
from domain.summary import SummaryTimes
from domain.tags import Tag
from domain.when import When
from domain.working_hours import WorkingHours
from tests.handlers.looks import a_held_lead, actions, an_incident, rows, snapshot
from tests.post import NOBODYS
from tests.verbs import VERBS
from tests.world import Town

# What is handed in is audited when it becomes a lead, in one transaction with it. To show a card
# once more, or other buttons, changes nothing about a lead, nor does a test message. A trial is
# handed in. What is said of a sample is audited once it is a map.
# To tell an endpoint once more what it was told changes nothing either.
UNAUDITED = {
    "abuse.look",
    "abuse.overview",
    "api_keys.all",
    "api_keys.look",
    "assignments.candidates",
    "audit.page",
    "audit.people",
    "browsing.audit",
    "browsing.leads",
    "browsing.timeline",
    "doors.source_of",
    "intake.accept",
    "intake.keep_back",
    "canaries.status",
    "chats.all",
    "chats.look",
    "chats.overview",
    "chats.quiet",
    "chats.test",
    "digests.turn",
    "leads.asked",
    "mail_drafts.answer",
    "mail_drafts.are_possible",
    "mail_drafts.begin",
    "mail_drafts.drop",
    "mails.look",
    "mails.test",
    "mails.tested",
    "endpoints.all",
    "endpoints.look",
    "endpoints.overlap",
    "endpoints.replay",
    "endpoints.replay_failed",
    "endpoints.sending",
    "endpoints.sendings",
    "endpoints.test",
    "endpoints.tested",
    "shaping.look",
    "shaping.preview",
    "erasing.look",
    "follow_up.overdue",
    "leads.get",
    "leads.history",
    "leads.show_in",
    "settings.look",
    "members.open_invitations",
    "lists.find",
    "lists.numbered",
    "lists.page",
    "lists.show_in",
    "lists.show_numbered_in",
    "deletions.awaits",
    "deletions.look",
    "quarantine.page",
    "quarantine.rules",
    "field_maps.look",
    "field_maps.learn",
    "field_maps.sample",
    "field_maps.choose",
    "forms.look",
    "sources.all",
    "sources.look",
    "sources.named",
    "sources.signing",
    "senders.look",
    "senders.overlap",
    "sources.overlap",
    "team.look",
    "team.members",
    "team.oneself",
    "trials.send",
    "tagging.choices",
    "statistics.of",
    "summaries.look",
}
NIGHT = QuietHours.parse("22:00-07:00 Europe/Berlin")
Verb = Callable[[Any, Caller, LeadId, Town], Awaitable[Any]]


async def tag_it(services: Any, caller: Caller, lead: LeadId, town: Town) -> None:
    chat = town.stage.sales.id
    await services.leads.asked(caller, Question(lead, Asked.TAG, chat, 999))
    await services.tagging.answer(caller, chat, 999, "VIP")


async def write(services: Any, caller: Caller, lead: LeadId, town: Town) -> None:
    chat = town.stage.sales.id
    await services.leads.asked(caller, Question(lead, Asked.MAIL, chat, 999_999))
    _, mail = await services.mail_drafts.answer(caller, chat, 999_999, "Hello", "Subject")
    await services.mail_drafts.send(caller, mail.id)


# In this order, on one lead and one source.
CHANGING: dict[str, tuple[str, Verb]] = {
    "leads.take": ("lead.taken", lambda s, c, lead, _: s.leads.take(c, lead)),
    "leads.move": ("lead.status_changed", lambda s, c, lead, _: s.leads.move(c, lead, Status.WON)),
    "leads.reopen": ("lead.status_changed", lambda s, c, lead, _: s.leads.reopen(c, lead)),
    "assignments.assign": (
        "lead.assigned",
        lambda s, c, lead, town: s.assignments.assign(c, lead, town.stage.anna.id, 4),
    ),
    "assignments.assign_by": (
        "lead.assigned",
        lambda s, c, lead, _: s.assignments.assign_by(c, lead, Way.LEAST_BUSY, 5),
    ),
    "reminders.snooze": (
        "lead.snoozed",
        lambda s, c, lead, _: s.reminders.snooze(c, lead, When(minutes=60), "UTC", "Call"),
    ),
    "reminders.forget": ("lead.snoozed", lambda s, c, lead, _: s.reminders.forget(c, lead)),
    "leads.undo": (
        "lead.assigned",
        lambda s, c, lead, _: s.leads.undo(c, lead),
    ),
    "leads.release": ("lead.released", lambda s, c, lead, _: s.leads.release(c, lead)),
    "leads.note": (
        "lead.noted",
        lambda s, c, _, town: s.leads.note(c, town.stage.sales.id, town.extra["card"], 7, "Hi"),
    ),
    "editing.edit": (
        "lead.noted",
        lambda s, c, lead, _: s.editing.edit(c, lead, LeadEdit(note="Hello"), Known()),
    ),
    "tagging.answer": ("lead.tagged", tag_it),
    "tagging.toggle": (
        "lead.tagged",
        lambda s, c, lead, _: s.tagging.toggle(c, lead, Tag("vip").code),
    ),
    "members.invite": ("member.invited", lambda s, c, *_: s.members.invite(c, Role.AGENT)),
    "members.revoke": (
        "member.invitation_revoked",
        lambda s, c, *_: revoke_newest(s, c),
    ),
    "team.change_role": (
        "member.role_changed",
        lambda s, c, _, town: s.team.change_role(
            c, town.extra["anna"].required_member(), Role.VIEWER
        ),
    ),
    "team.remove": (
        "member.removed",
        lambda s, c, _, town: s.team.remove(c, town.extra["anna"].required_member()),
    ),
    "team.leave": ("member.left", lambda s, _, __, town: s.team.leave(town.extra["vera"])),
    "deletions.ask": ("workspace.deletion_asked", lambda s, c, *_: s.deletions.ask(c)),
    "deletions.confirm": (
        "workspace.deletion_begun",
        lambda s, c, *_: s.deletions.confirm(c, "Nordlicht Solar"),
    ),
    "deletions.keep": ("workspace.kept", lambda s, c, *_: s.deletions.keep(c)),
    "quarantine.let_in": (
        "lead.let_in",
        lambda s, c, _, town: s.quarantine.let_in(c, town.extra["held"][0]),
    ),
    "quarantine.found_spam": (
        "lead.found_spam",
        lambda s, c, _, town: s.quarantine.found_spam(c, town.extra["held"][1]),
    ),
    "quarantine.forget": (
        "source.rule_forgotten",
        lambda s, c, _, town: s.quarantine.forget(c, town.source.id),
    ),
    "senders.make": (
        "source.sender_chosen",
        lambda s, c, _, town: s.senders.make(c, town.source.id, "typeform"),
    ),
    "senders.take": (
        "source.sender_chosen",
        lambda s, c, _, town: s.senders.take(c, town.source.id, "stripe", "x" * 20),
    ),
    "senders.remove": (
        "source.sender_removed",
        lambda s, c, _, town: s.senders.remove(c, town.source.id, "stripe"),
    ),
    "sources.create": ("source.created", lambda s, c, *_: s.sources.create(c, "Second")),
    "sources.rotate": (
        "source.secret_rotated",
        lambda s, c, _, town: s.sources.rotate(c, town.source.id),
    ),
    "sources.rename": (
        "source.renamed",
        lambda s, c, _, town: s.sources.rename(c, town.source.id, "Web"),
    ),
    "sources.pause": (
        "source.paused",
        lambda s, c, _, town: s.sources.pause(c, town.source.id, paused=True),
    ),
    "field_maps.begin": (
        "source.mapping_begun",
        lambda s, c, _, town: s.field_maps.begin(c, town.source.id, town.stage.olga.id),
    ),
    "field_maps.cancel": ("source.mapping_cancelled", lambda s, c, _, town: cancel(s, c, town)),
    "field_maps.teach": (
        "source.mapping_begun",
        lambda s, c, _, town: s.field_maps.teach(
            c, town.source.id, town.stage.olga.id, {"email": "ada@example.com"}
        ),
    ),
    "field_maps.save": ("source.mapped", lambda s, c, _, town: save_map(s, c, town)),
    "field_maps.forget": (
        "source.map_removed",
        lambda s, c, _, town: s.field_maps.forget(c, town.source.id),
    ),
    "abuse.lift": (
        "abuse.measure_lifted",
        lambda s, c, _, town: s.abuse.lift(c, town.extra["incident"][1]),
    ),
    "abuse.block": (
        "incident.ruled",
        lambda s, c, _, town: s.abuse.block(c, town.extra["incident"][0], 24),
    ),
    "abuse.pause": (
        "source.paused",
        lambda s, c, _, town: s.abuse.pause(c, town.extra["incident"][0]),
    ),
    "abuse.fine": (
        "incident.ruled",
        lambda s, c, _, town: s.abuse.fine(c, town.extra["incident"][0]),
    ),
    "forms.create": ("form.created", lambda s, c, _, town: make_form(s, c, town)),
    "forms.choose": (
        "form.origins_changed",
        lambda s, c, _, town: s.forms.choose(c, town.extra["form"], ["https://b.example"]),
    ),
    "forms.judge": (
        "form.origins_changed",
        lambda s, c, _, town: judge_a_site(s, c, town),
    ),
    "forms.take_unfinished": (
        "form.unfinished_changed",
        lambda s, c, _, town: s.forms.take_unfinished(c, town.extra["form"], taken=True),
    ),
    "forms.renew": (
        "form.token_renewed",
        lambda s, c, _, town: s.forms.renew(c, town.extra["form"]),
    ),
    "canaries.switch_on": ("canary.changed", lambda s, c, *_: s.canaries.switch_on(c, 30)),
    "canaries.switch_off": ("canary.changed", lambda s, c, *_: s.canaries.switch_off(c)),
    "settings.change": (
        "setting.changed",
        lambda s, c, *_: s.settings.change(c, lambda _: WorkingHours(begins=540, ends=1080)),
    ),
    "api_keys.create": (
        "key.created",
        lambda s, c, *_: s.api_keys.create(c, KeyRequest.read("CRM leads:read")),
    ),
    "api_keys.rotate": ("key.rotated", lambda s, c, *_: rotate_first_key(s, c)),
    "api_keys.revoke": ("key.revoked", lambda s, c, *_: revoke_first_key(s, c)),
    "mails.set_up": (
        "email.set_up",
        lambda s, c, *_: s.mails.set_up(c, MailWish.read(NOBODYS)),
    ),
    "mail_drafts.send": ("lead.emailed", write),
    "mails.remove": ("email.removed", lambda s, c, *_: s.mails.remove(c)),
    "endpoints.create": (
        "endpoint.created",
        lambda s, c, *_: s.endpoints.create(c, "http://127.0.0.1:60001/hook", ["lead.noted"]),
    ),
    "endpoints.pause": (
        "endpoint.paused",
        lambda s, c, *_: on_the_endpoint(s, c, "pause", paused=True),
    ),
    "endpoints.toggle": (
        "endpoint.changed",
        lambda s, c, *_: on_the_endpoint(s, c, "toggle", event="lead.taken"),
    ),
    "shaping.hear_source": (
        "endpoint.source_chosen",
        lambda s, c, *_: hear_a_source(s, c),
    ),
    "shaping.hear_status": (
        "endpoint.statuses_chosen",
        lambda s, c, *_: shape_the_endpoint(s, c, "hear_status", status=Status.WON, heard=True),
    ),
    "shaping.shape": (
        "endpoint.shaped",
        lambda s, c, *_: shape_the_endpoint(s, c, "shape", template='"{{ event }}"'),
    ),
    "endpoints.rotate": (
        "endpoint.secret_rotated",
        lambda s, c, *_: on_the_endpoint(s, c, "rotate"),
    ),
    "endpoints.remove": ("endpoint.removed", lambda s, c, *_: on_the_endpoint(s, c, "remove")),
    "chats.pause": (
        "chat.changed",
        lambda s, c, _, town: s.chats.pause(c, town.extra["chat"], paused=True),
    ),
    "chats.fall_back": (
        "chat.changed",
        lambda s, c, _, town: s.chats.fall_back(c, town.extra["chat"], fallback=True),
    ),
    "chats.route_source": (
        "chat.changed",
        lambda s, c, _, town: s.chats.route_source(
            c, town.extra["chat"], town.source.id, wanted=True
        ),
    ),
    "chats.route_temperature": (
        "chat.changed",
        lambda s, c, _, town: s.chats.route_temperature(
            c, town.extra["chat"], Temperature.HOT, wanted=True
        ),
    ),
    "chats.give_topics": (
        "chat.changed",
        lambda s, c, _, town: s.chats.give_topics(c, town.extra["chat"], topic_per_lead=True),
    ),
    "chats.keep_quiet": (
        "chat.changed",
        lambda s, c, _, town: s.chats.keep_quiet(c, town.stage.sales.id, NIGHT),
    ),
    "summaries.choose": (
        "chat.changed",
        lambda s, c, _, town: s.summaries.choose(c, town.extra["chat"], lambda _: SummaryTimes()),
    ),
    "erasing.erase": (
        "lead.erased",
        lambda s, c, _, town: s.erasing.erase(c, town.extra["held"][1]),
    ),
    "chats.disconnect": (
        "chat.disconnected",
        lambda s, c, _, town: s.chats.disconnect(c, town.stage.sales.id),
    ),
    "chats.connect": (
        "chat.connected",
        lambda s, c, _, town: s.chats.connect(c, town.stage.sales.id, "Sales"),
    ),
    "chats.remove": (
        "chat.disconnected",
        lambda s, c, *_: remove_all(s, c),
    ),
    "exports.ask": ("leads.export_asked", lambda s, c, _, town: ask_for_a_file(s, c, town)),
}


async def make_form(services: Any, caller: Caller, town: Town) -> None:
    made = await services.forms.create(caller, "Contact", ["https://a.example"])
    town.extra["form"] = made.id


async def cancel(services: Any, caller: Caller, town: Town) -> None:
    view = await services.field_maps.look(caller, town.source.id)
    await services.field_maps.cancel(caller, view.sample.id)


async def save_map(services: Any, caller: Caller, town: Town) -> None:
    view = await services.field_maps.look(caller, town.source.id)
    await services.field_maps.save(caller, view.sample.id)


async def judge_a_site(services: Any, caller: Caller, town: Town) -> None:
    site, form = "https://c.example", town.extra["form"]
    await services.forms.ask_about(caller.workspace_id, form, site)
    await services.forms.judge(caller, form, origin_key(site), allowed=True)


async def revoke_newest(services: Any, caller: Caller) -> None:
    (newest, _), *_ = await services.members.open_invitations(caller)
    await services.members.revoke(caller, newest.id)


async def ask_for_a_file(services: Any, caller: Caller, town: Town) -> None:
    """Ask while nobody makes files, which would be audited on its own."""
    assert town.house.exporter is not None
    town.house.exporter.stop()
    await services.exports.ask(caller, Wish())


async def rotate_first_key(services: Any, caller: Caller) -> None:
    await services.api_keys.rotate(caller, (await services.api_keys.all(caller))[0].id)


async def revoke_first_key(services: Any, caller: Caller) -> None:
    await services.api_keys.revoke(caller, (await services.api_keys.all(caller))[0].id)


async def on_the_endpoint(services: Any, caller: Caller, verb: str, **how: Any) -> None:
    (view,) = await services.endpoints.all(caller)
    await getattr(services.endpoints, verb)(caller, view.endpoint.id, **how)


async def shape_the_endpoint(services: Any, caller: Caller, verb: str, **how: Any) -> None:
    (view,) = await services.endpoints.all(caller)
    await getattr(services.shaping, verb)(caller, view.endpoint.id, **how)


async def hear_a_source(services: Any, caller: Caller) -> None:
    (view,) = await services.endpoints.all(caller)
    found = await services.shaping.look(caller, view.endpoint.id)
    source_id = next(iter(found.sources))
    await services.shaping.hear_source(caller, view.endpoint.id, source_id, heard=True)


async def remove_all(services: Any, caller: Caller) -> None:
    for chat in await services.chats.all(caller):
        await services.chats.remove(caller, chat.id)


def test_every_verb_either_changes_something_or_reads():
    assert set(VERBS) == set(CHANGING) | UNAUDITED


async def test_each_change_is_one_line_with_who_did_it(either_town: Town):
    town = either_town
    card = await town.lead()
    town.extra["card"] = card.id
    (chat,) = await town.house.services.chats.all(await town.caller(town.stage.olga))
    town.extra["chat"] = chat.id
    town.extra["anna"] = await town.caller(town.stage.anna)
    town.extra["vera"] = await town.caller(await town.with_vera())
    town.extra["incident"] = await an_incident(town)
    town.extra["held"] = [await a_held_lead(town, n) for n in range(2)]
    lead = LeadId(LeadButton.unpack(card.button("Take").callback_data or "").lead_id)
    caller = await town.caller(town.stage.olga)
    for verb, (action, call) in CHANGING.items():
        before, things = await actions(town), await snapshot(town)
        await call(town.house.services, caller, lead, town)
        assert (await actions(town))[len(before) :] == [action], verb
        assert await snapshot(town) != things, verb
    changed = await rows(
        town,
        "SELECT action, details FROM audit WHERE action LIKE '%.changed'"
        " OR action IN ('source.paused', 'endpoint.paused', 'lead.status_changed')",
    )
    assert len(changed) >= 10
    assert [each.action for each in changed if "was" not in str(each.details)] == []
    (last,) = await rows(town, "SELECT actor_kind, actor_name FROM audit ORDER BY id DESC LIMIT 1")
    assert (last.actor_kind, last.actor_name) == ("member", "Olga Owner")


async def test_what_is_refused_leaves_nothing_behind(town: Town):
    card = await town.lead()
    services, olga = town.house.services, await town.caller(town.stage.olga)
    lead = LeadId(LeadButton.unpack(card.button("Take").callback_data or "").lead_id)
    await services.sources.rotate(olga, town.source.id)
    before, things = await actions(town), await snapshot(town)
    person = (await town.visitor(town.stage.anna)).person
    with pytest.raises(Invalid):
        await services.leads.note(olga, town.stage.sales.id, card.id, 1, "n" * 2001)
    with pytest.raises(Invalid):
        await services.sources.create(olga, "\n")
    with pytest.raises(RotatedRecently):
        await services.sources.rotate(olga, town.source.id)
    with pytest.raises(CodeNotValid):
        await services.members.join(person, "no such code")
    assert (await services.leads.get(olga, lead)).lead.owner is None
    assert (await actions(town), await snapshot(town)) == (before, things)
