"""Puts the doors for machines together: signed events, forms, programs with keys, figures."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from bot.services import Services
from bot.settings import Settings
from domain.caller import Caller
from domain.limits import Quota
from middlewares.limits import Limiter
from middlewares.meters import Meters
from webhooks_in.api.door import ApiDoor
from webhooks_in.api.gate import KeyGate
from webhooks_in.api.routes import Desk
from webhooks_in.app import HttpDoors
from webhooks_in.form_gate import FormGate, FormRates
from webhooks_in.forms import FormDoor
from webhooks_in.gate import Gate, Rates
from webhooks_in.health import Health
from webhooks_in.inbound import Inbound
from webhooks_in.mapped import MappedFormat
from webhooks_in.metrics import MetricsDoor
from webhooks_in.watch import Watch


def build_doors(  # noqa: PLR0913, PLR0917 -- doors are made of that much
    settings: Settings,
    services: Services,
    limiter: Limiter,
    health: Health,
    meters: Meters,
    now: Callable[[], datetime],
    monotonic: Callable[[], float],
) -> HttpDoors:
    """Build the doors for machines, but for Telegram's."""
    doorkeeper, intake = health.doorkeeper, services.intake
    rates = Rates(settings.limit_address, settings.limit_source, settings.limit_workspace)
    gate = Gate(services.doors, limiter, rates, monotonic)
    form_rates = FormRates(settings.limit_form, settings.limit_source, settings.limit_address)
    form_gate = FormGate(services.doors, services.forms, limiter, form_rates)
    key_gate = KeyGate(services.key_ring, limiter, settings.limit_key, monotonic)
    watch = Watch(services.tally, meters)
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else None
    return HttpDoors(
        doorkeeper=doorkeeper,
        inbound=Inbound(
            doorkeeper, gate, intake, watch, MappedFormat(services.field_maps, now), now
        ),
        forms=FormDoor(doorkeeper, form_gate, intake, watch, now),
        api=ApiDoor(doorkeeper, key_gate, desk_of(services, rates, settings.base_url)),
        health=health,
        metrics=MetricsDoor(meters, services.observer, token),
    )


def desk_of(services: Services, rates: Rates, public_url: str) -> Desk:
    """Put together what programs with a key may ask for."""

    def quotas(caller: Caller, source_id: UUID) -> Sequence[Quota]:
        """Charge a lead that a program makes like one that its source posts."""
        return (
            Quota("source", str(source_id), rates.source),
            Quota("workspace", str(caller.workspace_id), rates.workspace),
        )

    return Desk(
        doors=services.doors,
        intake=services.intake,
        leads=services.leads,
        browsing=services.browsing,
        editing=services.editing,
        erasing=services.erasing,
        sources=services.sources,
        team=services.team,
        public_url=public_url,
        source_quotas=quotas,
    )
