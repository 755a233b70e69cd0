"""The facts that gates are judged by, for many offices at once: figures from the registry, attestations, weeks since go-live.

The number of queries grows with the figures asked for, not with the offices. Figures are measured by the system, so that a
verdict does not depend on who looks.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from governance.core import metrics
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from governance.core.metrics import Measured, Subject, SubjectKind
from rollout.staging import selectors
from rollout.staging.gates import Asks, Evaluation, Facts, Reading, evaluate
from rollout.staging.gates import Attestation as Stated
from rollout.staging.history import Timelines
from rollout.staging.models import Attestation, GateCriterion, OfficeRollout
from rollout.staging.standing import Standing
from rollout.staging.states import Scope

MEASURER = system_actor("gates")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """One office and the lines of a gate that are asked of it."""

    rollout: OfficeRollout
    criteria: tuple[GateCriterion, ...]


def subject_of(criterion: GateCriterion, rollout: OfficeRollout) -> Subject:
    """What the criterion is measured for, seen from this office."""
    if criterion.scope == Scope.WAVE:
        return Subject(SubjectKind.WAVE, rollout.wave_id)
    if criterion.scope == Scope.PROGRAMME:
        return Subject(SubjectKind.PROGRAMME, rollout.wave.programme_id)
    return Subject(SubjectKind.OFFICE, rollout.office_id)


def reading_days(criterion: GateCriterion, day: date) -> list[date]:
    """The days read, newest first: the day itself, or the Sundays of the last complete weeks."""
    if criterion.weeks_seen == 1:
        return [day]
    sunday = day - timedelta(days=day.isoweekday() % 7)
    return [sunday - timedelta(weeks=week) for week in range(criterion.weeks_seen)]


def gather(
    asked: Sequence[Asked], *, at: datetime, known_at: datetime | None = None, timelines: Timelines | None = None
) -> dict[int, Facts]:
    """Office id → facts at that instant. `timelines` are the offices' steps, where the caller has read them."""
    day = selectors.local_day(at)
    if timelines is None and asked:
        timelines = selectors.stage_timelines(known_at, office_ids=[each.rollout.office_id for each in asked])
    measured = measure_all(asked, day, known_at)
    stated = attestations(asked, at)
    standing = Standing(timelines or {}, tuple(timelines or ()), day)
    found = {}
    for each in asked:
        readings = {
            criterion.code: read(criterion, each.rollout, day, measured) for criterion in each.criteria if criterion.asks == Asks.METRIC
        }
        words = {criterion.code: stated[key] for criterion in each.criteria if (key := attestation_key(criterion, each.rollout)) in stated}
        found[each.rollout.office_id] = Facts(at, standing.weeks_live(each.rollout.office_id), readings, words)
    return found


def judge(
    asked: Sequence[Asked], *, at: datetime, known_at: datetime | None = None, timelines: Timelines | None = None
) -> dict[int, tuple[Facts, Evaluation]]:
    """Office id → its facts and what the rules make of them."""
    facts = gather(asked, at=at, known_at=known_at, timelines=timelines)
    return {
        each.rollout.office_id: (held := facts[each.rollout.office_id], evaluate([line.asked for line in each.criteria], held))
        for each in asked
    }


def measure_all(asked: Sequence[Asked], day: date, known_at: datetime | None) -> dict[str, Measured | str]:
    """Each figure once for all its subjects and days; a figure that fails gives its error in words."""
    wanted: dict[str, tuple[set[Subject], set[date]]] = {}
    for each in asked:
        for criterion in each.criteria:
            if criterion.asks == Asks.METRIC:
                subjects, days = wanted.setdefault(criterion.metric, (set(), set()))
                subjects.add(subject_of(criterion, each.rollout))
                days.update(reading_days(criterion, day))
    return {code: measure(code, subjects, days, known_at) for code, (subjects, days) in wanted.items()}


def measure(code: str, subjects: Iterable[Subject], days: Iterable[date], known_at: datetime | None) -> Measured | str:
    ordered = sorted(subjects, key=lambda subject: (subject.kind, subject.id))
    try:
        return metrics.measure(code, ordered, sorted(days), actor=MEASURER, known_at=known_at)
    except GatehouseError as error:
        return str(error.message)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        log.exception("The figure %s could not be measured for a gate", code)
        return _("The figure itself failed. The operators find the cause in the log.")


def read(criterion: GateCriterion, rollout: OfficeRollout, day: date, measured: Mapping[str, Measured | str]) -> tuple[Reading, ...]:
    """The readings of one criterion for one office, newest first."""
    found, subject = measured[criterion.metric], subject_of(criterion, rollout)
    if isinstance(found, str):
        return (Reading(None, error=found),)
    return tuple(reading(found.get((subject, on))) for on in reading_days(criterion, day))


def reading(figure: metrics.Measurement | None) -> Reading:
    if figure is None:
        return Reading(None, absent=_("It is not measured for this."))
    return Reading(figure.value, figure.sample, figure.data_at, str(figure.absent))


Key = tuple[int, str, str, int, str]


def attestation_key(criterion: GateCriterion, rollout: OfficeRollout) -> Key:
    """An answer counts for the same gate, code and sentence, and the same office or wave."""
    subject = {Scope.OFFICE: rollout.pk, Scope.WAVE: rollout.wave_id}.get(Scope(criterion.scope), 0)
    return criterion.version.gate_id, criterion.code, criterion.label, subject, criterion.scope


def attestations(asked: Sequence[Asked], at: datetime) -> dict[Key, Stated]:
    """The last answers known at that instant. One query."""
    if not any(line.asks == Asks.ATTESTATION for each in asked for line in each.criteria):
        return {}
    rollouts = {each.rollout.pk for each in asked}
    waves = {each.rollout.wave_id for each in asked}
    rows = Attestation.objects.filter(recorded_at__lte=at).filter(
        Q(rollout__in=rollouts) | Q(wave__in=waves) | Q(rollout__isnull=True, wave__isnull=True)
    )
    found: dict[Key, Stated] = {}
    for row in rows.order_by("recorded_at", "pk"):
        scope = Scope.OFFICE if row.rollout_id else Scope.WAVE if row.wave_id else Scope.PROGRAMME
        key = (row.gate_id, row.code, row.asked, row.rollout_id or row.wave_id or 0, scope.value)
        found[key] = Stated(row.holds, row.role, row.username, row.recorded_at, row.until, row.evidence_id is not None)
    return found
