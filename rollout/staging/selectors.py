"""Reads that cross tables: where each office stands, on any day, as known at any instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Min
from django.utils import timezone

from governance.core.earlier import as_held
from governance.core.reading import once
from governance.organisation.models import Office
from rollout.staging import history
from rollout.staging.history import Breach, Change, Timelines
from rollout.staging.models import OfficeRollout, PilotWithdrawal, Placement, Programme, StageChange, Wave
from rollout.staging.rules import OfficeFacts, ProgrammeFacts
from rollout.staging.stages import Stage
from rollout.staging.standing import Standing


@once
def programme(known_at: datetime | None = None) -> Programme | None:
    """The programme of this company, as the record held it; None before it is set up."""
    return next(iter(as_held(Programme.objects.order_by("pk")[:1], known_at)), None)


def record_begins() -> datetime | None:
    """The first instant of which the record of the rollout tells anything; None while it is empty. Three queries."""
    now = programme()
    entered = timezone.make_aware(datetime.combine(now.entered_on, time.min)) if now else None
    firsts = [model.objects.aggregate(first=Min("recorded_at"))["first"] for model in (Placement, StageChange)]
    return min((first for first in (entered, *firsts) if first is not None), default=None)


@once
def stage_timelines(known_at: datetime | None = None, *, office_ids: Iterable[int] | None = None) -> Timelines:
    """Each office's steps. One query, whatever the number of offices."""
    rows = StageChange.objects.order_by("pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    if office_ids is not None:
        rows = rows.filter(rollout__office_id__in=office_ids)
    fields = rows.values_list("pk", "rollout__office_id", "to_stage", "on", "recorded_at", "corrects_id", "past", "void")
    return history.timelines(
        Change(pk, office, Stage(to), on, recorded_at, corrects, past, void)
        for pk, office, to, on, recorded_at, corrects, past, void in fields
    )


@once
def office_waves(known_at: datetime | None = None) -> dict[int, int]:
    """Office id → id of the wave it is in."""
    placed = dict(OfficeRollout.objects.values_list("office_id", "wave_id"))
    if known_at is None:
        return placed
    first: dict[int, datetime] = {}
    then: dict[int, int] = {}
    for office, wave, recorded_at in Placement.objects.values_list("rollout__office_id", "wave_id", "recorded_at"):
        first.setdefault(office, recorded_at)
        if recorded_at <= known_at:
            then[office] = wave
    return {office: then.get(office, wave) for office, wave in placed.items() if first.get(office, known_at) <= known_at}


def standing_at(day: date, known_at: datetime | None = None) -> Standing:
    """The record of every office of the programme up to that day. Two queries."""
    return Standing(stage_timelines(known_at), tuple(sorted(office_waves(known_at))), day)


def stages_at(day: date, known_at: datetime | None = None) -> dict[int, Stage]:
    """Office id → stage at the end of that day, for every office of the programme."""
    steps = stage_timelines(known_at)
    return {office: history.stage_on(steps.get(office, ()), day) for office in office_waves(known_at)}


def go_live_dates(known_at: datetime | None = None, *, on: date | None = None) -> dict[int, date]:
    """Office id → day since which it is live, for the offices that are (on that day; None: at the end of the record).

    An office on hold after going live stays; one rolled back before “live” is absent until it goes live again.
    """
    found = {office: history.live_since(steps, on) for office, steps in stage_timelines(known_at).items()}
    return {office: since for office, since in found.items() if since is not None}


@once
def withdrawals(known_at: datetime | None = None) -> dict[int, date]:
    """Office id → day on which the pilot was withdrawn."""
    rows = PilotWithdrawal.objects.all()
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return dict(rows.values_list("rollout__office_id", "on"))


def pilot_offices(known_at: datetime | None = None) -> list[int]:
    """Ids of the offices in wave 0, withdrawn ones included."""
    pilots = set(Wave.objects.filter(number=0).values_list("pk", flat=True))
    return sorted(office for office, wave in office_waves(known_at).items() if wave in pilots)


def pilots(known_at: datetime | None = None) -> dict[int, date | None]:
    """Every pilot office, with the day of its withdrawal, if any."""
    gone = withdrawals(known_at)
    return {office: gone.get(office) for office in pilot_offices(known_at)}


def programme_facts(of: Programme) -> ProgrammeFacts:
    """What the rules ask about: every office of the programme as it stands now. One query, of bare rows: each move asks anew."""
    columns = ("office_id", "office__name", "office__name_zh", "stage", "wave__number", "withdrawal", "held_from")
    rows = OfficeRollout.objects.filter(wave__programme=of).values_list(*columns)
    chinese = Office.read_in_chinese()
    return ProgrammeFacts(
        of.capacity,
        tuple(
            OfficeFacts(
                id=office,
                name=name_zh if chinese and name_zh else name,
                stage=Stage(stage),
                pilot=wave == 0,
                withdrawn=withdrawal is not None,
                held_in=Stage(held_from) if held_from else None,
            )
            for office, name, name_zh, stage, wave, withdrawal, held_from in rows
        ),
    )


def office_facts(rollout: OfficeRollout) -> OfficeFacts:
    return OfficeFacts(
        id=rollout.office_id,
        name=str(rollout.office),
        stage=Stage(rollout.stage),
        pilot=rollout.wave.is_pilot,
        withdrawn=hasattr(rollout, "withdrawal"),
        held_in=rollout.held_in,
    )


def record_breaches(known_at: datetime | None = None) -> list[Breach]:
    """Starts on the record that the pilot rule would not have permitted. They stay as history and are shown."""
    return history.breaches(stage_timelines(known_at), pilots(known_at))


def capacity_at(known_at: datetime | None = None) -> int | None:
    """How many offices the team could carry at once, as the record held it then; None before there is a programme."""
    then = programme(known_at)
    return then.capacity if then else None


def local_day(at: datetime) -> date:
    """The day of an instant in the programme's zone."""
    return timezone.localdate(at)
