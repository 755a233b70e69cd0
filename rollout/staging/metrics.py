"""The figures of this room, by name. Each is counted in `standing` from the stage history known at the instant asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, SubjectNames, Unit
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office
from rollout.staging import selectors
from rollout.staging.models import Programme, Wave
from rollout.staging.stages import WALK, Stage
from rollout.staging.standing import Standing

PROGRAMME, WAVE, OFFICE = SubjectKind.PROGRAMME, SubjectKind.WAVE, SubjectKind.OFFICE
Figure = Callable[[Standing], Measurement]


def offices_of(subject: Subject, waves: Mapping[int, int]) -> tuple[int, ...]:
    """The offices a subject is about; `waves` maps office id to wave id. There is one programme."""
    if subject.kind == OFFICE:
        return (subject.id,)
    return tuple(sorted(office for office, wave in waves.items() if subject.kind == PROGRAMME or wave == subject.id))


def over(figure: Figure, *, of_programme: bool = False) -> metrics.Measure:
    """A metric's measure from a figure of one standing. A fixed number of queries, whatever the subjects and days."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Mapping[tuple[Subject, date], Measurement]:
        timelines, waves = selectors.stage_timelines(known_at), selectors.office_waves(known_at)
        pilots = selectors.pilots(known_at) if of_programme else {}
        capacity = selectors.capacity_at(known_at) if of_programme else None
        offices = {subject: offices_of(subject, waves) for subject in subjects}
        return {
            (subject, day): figure(Standing(timelines, offices[subject], day, pilots, capacity)) for subject in subjects for day in days
        }

    return measure


def counted(standing: Standing, offices: Sequence[int]) -> Measurement:
    """So many of these offices."""
    if not standing.offices:
        return Measurement(None, absent=_("No office is placed in a wave yet."))
    number, total = Decimal(len(offices)), Decimal(len(standing.offices))
    return Measurement(number, number, total, len(standing.offices), standing.recorded_at(), detail={"offices": list(offices)})


def offices_live(standing: Standing) -> Measurement:
    return counted(standing, standing.live())


def offices_by_stage(standing: Standing) -> Measurement:
    if not standing.offices:
        return Measurement(None, absent=_("No office is placed in a wave yet."))
    total = Decimal(len(standing.offices))
    detail = {stage.value: number for stage, number in standing.by_stage().items()}
    return Measurement(total, total, total, len(standing.offices), standing.recorded_at(), detail=detail)


def stage(standing: Standing) -> Measurement:
    """The place in the walk, candidate 0 … handed over 6; on hold counts as the stage it was held in."""
    (office_id,) = standing.offices
    last = standing.step(office_id)
    reached = (last.held_in or last.to) if last else Stage.CANDIDATE
    place = Decimal(WALK.index(reached))
    detail = {"stage": standing.stage(office_id).value, "since": last.on if last else None}
    return Measurement(place, place, Decimal(len(WALK) - 1), 1, standing.recorded_at(), detail=detail)


def weeks_since_go_live(standing: Standing) -> Measurement:
    (office_id,) = standing.offices
    weeks = standing.weeks_live(office_id)
    if weeks is None:
        return Measurement(None, absent=_("This office is not live."))
    return Measurement(Decimal(weeks), Decimal(weeks), Decimal(1), 1, standing.recorded_at())


def pilots_stabilised(standing: Standing) -> Measurement:
    """Of the pilots not withdrawn by that day."""
    pilots = standing.of_pilots()
    if not pilots.offices:
        return Measurement(None, absent=_("There is no pilot office yet."))
    return counted(pilots, pilots.proven())


def capacity_used(standing: Standing) -> Measurement:
    """Offices in training and trial use, in percent of those the team can carry at once."""
    if standing.capacity is None:
        return Measurement(None, absent=_("The programme is not set up yet."))
    capacity, carried = Decimal(standing.capacity), Decimal(len(standing.carried()))
    return Measurement(100 * carried / capacity, carried, capacity, int(carried), standing.recorded_at())


def office_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The offices behind a figure: stage, since when, weeks live."""
    timelines, waves = selectors.stage_timelines(known_at), selectors.office_waves(known_at)
    standing = Standing(timelines, offices_of(subject, waves), day)
    offices = Office.objects.in_bulk(standing.offices)
    cells = []
    for office in sorted(offices.values(), key=lambda office: office.code):
        last = standing.step(office.pk)
        since = last.on if last else None
        cells.append((office.code, str(office), standing.stage(office.pk).label, since, standing.weeks_live(office.pk)))
    return Rows([_("Code"), _("Office"), _("Stage"), _("Since"), _("Weeks live")], cells)


def metric(code: str, label: metrics.Text, explanation: metrics.Text, figure: Figure, *subjects: SubjectKind, unit: Unit) -> Metric:
    """All figures of this room are seen by whoever sees stages; none needs a minimum sample."""
    of_programme = figure in (pilots_stabilised, capacity_used)
    direction = Direction.NEUTRAL if code in ("staging.offices_by_stage", "staging.capacity_used") else Direction.HIGHER
    measure = over(figure, of_programme=of_programme)
    return Metric(code, label, explanation, unit, direction, 0, frozenset(subjects), measure, office_rows, what="stage", rows_what="stage")


def names_of(model: type[Programme] | type[Wave]) -> Callable[[Actor], dict[int, str]]:
    def names(actor: Actor) -> dict[int, str]:
        return {row.pk: str(row) for row in model.objects.order_by("pk")} if allows(actor, Verb.VIEW, "programme") else {}

    return names


METRICS = (
    metric(
        "staging.offices_live",
        gettext_lazy("Offices live"),
        gettext_lazy("Offices at “Live”, “Stabilised” or “Handed over” at the end of the day, of all offices placed in a wave."),
        offices_live,
        PROGRAMME,
        WAVE,
        unit=Unit.OFFICES,
    ),
    metric(
        "staging.offices_by_stage",
        gettext_lazy("Offices by stage"),
        gettext_lazy("All offices placed in a wave, counted by the stage they were in at the end of the day."),
        offices_by_stage,
        PROGRAMME,
        WAVE,
        unit=Unit.OFFICES,
    ),
    metric(
        "staging.stage",
        gettext_lazy("Stage reached"),
        gettext_lazy("The place in the walk: candidate 0, preparing 1, training 2, trial use 3, live 4, stabilised 5, handed over 6."),
        stage,
        OFFICE,
        unit=Unit.COUNT,
    ),
    metric(
        "staging.weeks_since_go_live",
        gettext_lazy("Weeks since go-live"),
        gettext_lazy("Complete weeks since the office went live. After a roll-back the count begins again at the next go-live."),
        weeks_since_go_live,
        OFFICE,
        unit=Unit.COUNT,
    ),
    metric(
        "staging.pilots_stabilised",
        gettext_lazy("Pilots stabilised"),
        gettext_lazy("Pilot offices that passed from live to stabilised and were not rolled back, of the pilots not withdrawn."),
        pilots_stabilised,
        PROGRAMME,
        unit=Unit.OFFICES,
    ),
    metric(
        "staging.capacity_used",
        gettext_lazy("Team capacity used"),
        gettext_lazy("Offices in training and trial use together, in percent of the number the team can carry at once."),
        capacity_used,
        PROGRAMME,
        unit=Unit.PERCENT,
    ),
)


def register() -> None:
    """Called once when the room is ready."""
    metrics.register_names(SubjectNames(PROGRAMME, names_of(Programme)))
    metrics.register_names(SubjectNames(WAVE, names_of(Wave)))
    metrics.register(*METRICS)
