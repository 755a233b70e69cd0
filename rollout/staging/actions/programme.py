"""Setting up the programme, its waves, and which office goes in which."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance.core import audit, firsts
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require
from governance.organisation.models import Office
from rollout.staging import rules, selectors
from rollout.staging.actions.locks import lock_programme, tell
from rollout.staging.models import OfficeRollout, Placement, PlannedDate, Programme, StageChange, Wave
from rollout.staging.stages import STARTED, Stage


def set_up_programme(
    *,
    code: str,
    name: str,
    starts_on: date,
    actor: Actor,
    at: datetime,
    name_zh: str = "",
    capacity: int = 4,
    grace_days: int = 14,
    reason: str = "",
) -> Programme:
    """Open the programme with its pilot wave. There is one programme; a second is refused."""
    require(actor, Verb.CHANGE, "programme")
    check_capacity(capacity)
    with transaction.atomic(), audit.because(actor, reason):
        firsts.hold(Programme)
        if Programme.objects.exists():
            raise Conflict(_("There is a programme already."))
        fields = {"code": code, "name": name, "name_zh": name_zh, "capacity": capacity, "grace_days": grace_days}
        programme = Programme(**fields, starts_on=starts_on, entered_on=selectors.local_day(at))
        programme._history_date = at
        programme.save()
        save_wave(Wave(programme=programme, number=0), at)
    return programme


def change_programme(
    programme: Programme,
    *,
    name: str,
    name_zh: str,
    starts_on: date,
    capacity: int,
    grace_days: int,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Programme:
    """Change its names, start, capacity and grace. Fewer than are carried now is allowed: it only stops further starts."""
    require(actor, Verb.CHANGE, "programme")
    check_capacity(capacity)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = lock_programme(programme.pk)
        if capacity > fresh.capacity and not reason.strip():
            message = _("Say why the team can carry more than before.")
            raise InvalidInput(message, fields={"reason": message})
        fresh.name, fresh.name_zh, fresh.starts_on = name, name_zh, starts_on
        fresh.capacity, fresh.grace_days = capacity, grace_days
        fresh._history_date = at
        fresh.save()
        tell(actor, at)
    return fresh


MOST_AT_ONCE = 1000


def check_capacity(capacity: int) -> None:
    if not 1 <= capacity <= MOST_AT_ONCE:
        message = _("The team must carry at least one office.") if capacity < 1 else _("At most %(count)d.") % {"count": MOST_AT_ONCE}
        raise InvalidInput(message, fields={"capacity": message})


def save_wave(wave: Wave, at: datetime) -> Wave:
    wave._history_date = at
    wave.save()
    return wave


def add_wave(
    programme: Programme,
    *,
    actor: Actor,
    at: datetime,
    number: int | None = None,
    name: str = "",
    planned_live_on: date | None = None,
    reason: str = "",
) -> Wave:
    """Add a wave; without a number it is the next one."""
    require(actor, Verb.CHANGE, "programme")
    with transaction.atomic(), audit.because(actor, reason):
        lock_programme(programme.pk)
        if number is None:
            number = (programme.waves.aggregate(last=Max("number"))["last"] or 0) + 1
        if programme.waves.filter(number=number).exists():
            message = _("There is a wave %(number)d already.") % {"number": number}
            raise InvalidInput(message, fields={"number": message})
        return save_wave(Wave(programme=programme, number=number, name=name, planned_live_on=planned_live_on), at)


def change_wave(wave: Wave, *, name: str, planned_live_on: date | None, actor: Actor, at: datetime, reason: str = "") -> Wave:
    """Rename a wave or change when it is planned to go live."""
    require(actor, Verb.CHANGE, "programme")
    with transaction.atomic(), audit.because(actor, reason):
        lock_programme(wave.programme_id)
        fresh = Wave.objects.get(pk=wave.pk)
        fresh.name, fresh.planned_live_on = name, planned_live_on
        return save_wave(fresh, at)


def place_office(
    office: Office, wave: Wave, *, actor: Actor, at: datetime, planned_live_on: date | None = None, reason: str = ""
) -> OfficeRollout:
    """Put an office into a wave, or into another one while it has not started."""
    require(actor, Verb.CHANGE, "programme")
    with transaction.atomic():
        lock_programme(wave.programme_id)
        check_placeable(office)
        rollout = OfficeRollout.objects.filter(office=office).select_related("office", "wave").first()
        if rollout is not None and (rollout.wave_id, rollout.planned_live_on) == (wave.pk, planned_live_on):
            return rollout
        if rollout is None or rollout.wave_id != wave.pk:
            ask_placement(rollout, wave, office)
        with audit.because(actor, reason):
            placed = write_placement(rollout or OfficeRollout(office=office), wave, planned_live_on, at)
            tell(actor, at)
    return placed


def check_placeable(office: Office) -> None:
    if not Office.objects.branches().filter(pk=office.pk).exists():
        raise Refused(_("%(office)s is not a confirmed, open branch office, so it cannot be placed in a wave.") % {"office": office})


def ask_placement(rollout: OfficeRollout | None, wave: Wave, office: Office) -> None:
    facts = selectors.office_facts(rollout) if rollout else None
    started = StageChange.objects.filter(to_stage__in=STARTED, void=False, superseded_by__isnull=True).exists()
    against = rules.may_place(facts, wave.is_pilot, any_started=started)
    if against:
        message = _("%(office)s cannot be placed in “%(wave)s”.") % {"office": office, "wave": wave}
        raise Refused(message, reasons=[objection.message for objection in against])


def write_placement(rollout: OfficeRollout, wave: Wave, planned_live_on: date | None, at: datetime) -> OfficeRollout:
    moved = rollout.pk is None or rollout.wave_id != wave.pk
    replanned = rollout.planned_live_on != planned_live_on
    rollout.wave, rollout.planned_live_on = wave, planned_live_on
    rollout._history_date = at
    rollout.save()
    if moved:
        Placement.objects.create(rollout=rollout, wave=wave, recorded_at=at)
    if replanned:
        PlannedDate.objects.create(rollout=rollout, stage=Stage.LIVE, on=planned_live_on, recorded_at=at)
    return rollout
