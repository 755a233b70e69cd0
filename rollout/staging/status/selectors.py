"""The rules in force, the overrides that hold, and where each office stands. Queries do not grow with offices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Measurement, Subject, SubjectKind
from rollout.staging import selectors as staging
from rollout.staging.models import StatusOverride, StatusRule
from rollout.staging.standing import Standing
from rollout.staging.status.rules import BUILT_IN, Book, Comparison, Light, Overriding, Rule, Scope, Shown, worst

FOUR_WEEKS = timedelta(weeks=4)
NOTHING = Measurement(None)


def rules_in_force(on: date, known_at: datetime | None = None) -> dict[str, Rule]:
    """The built-in rules, over them the version of each that holds on that day as the record held it. One query."""
    rows = StatusRule.objects.filter(effective_on__lte=on).order_by("effective_on", "number")
    rows = rows if known_at is None else rows.filter(recorded_at__lte=known_at)
    latest = {row.code: row for row in rows}
    found = dict(BUILT_IN)
    for code, row in latest.items():
        if row.retired:
            found.pop(code, None)
        else:
            found[code] = of_row(row)
    return found


def of_row(row: StatusRule) -> Rule:
    return Rule(
        row.code,
        Scope(row.scope),
        row.metric,
        Comparison(row.comparison),
        tidy(row.amber),
        tidy(row.red),
        row.settled_weeks,
        counted=row.code in BUILT_IN and BUILT_IN[row.code].counted,
        number=row.number,
        effective_on=row.effective_on,
    )


def tidy(limit: Decimal) -> Decimal:
    """A whole limit without the digits that the table keeps."""
    return limit.to_integral_value() if limit == limit.to_integral_value() else limit.normalize()


def overrides(on: date, known_at: datetime | None = None) -> dict[tuple[int, str], Overriding]:
    """Overrides that hold on that day, by office and rule; the last recorded where there are several."""
    rows = StatusOverride.objects.holding(on, known_at).order_by("recorded_at", "pk")
    return {(row.office_id, row.rule): Overriding(row.pk, Light(row.light), row.until, row.reason, row.username) for row in rows}


def book(on: date, known_at: datetime | None = None) -> Book:
    """Everything a page needs to show lights of that day: two queries."""
    return Book(rules_in_force(on, known_at), overrides(on, known_at))


@dataclass(frozen=True)
class Told:
    """One rule's light for one office, with the figure it rests on."""

    rule: Rule
    found: Measurement
    before: Measurement
    shown: Shown
    weeks: int | None


@dataclass(frozen=True)
class OfficeStanding:
    """An office's lights; the worst of them is the office's."""

    office_id: int
    weeks: int | None
    told: Sequence[Told] = ()

    @property
    def light(self) -> Light:
        return worst(one.shown.light for one in self.told)


def standings(
    offices: Sequence[int], day: date, *, actor: Actor, known_at: datetime | None = None, figures_on: date | None = None
) -> dict[int, OfficeStanding]:
    """Where these offices stand by every rule; an office that is not live has no light.

    `figures_on`: the day of the figures, where the usage data ends earlier than the day asked for.
    """
    held, on = book(day, known_at), figures_on or day
    standing = Standing(staging.stage_timelines(known_at), tuple(offices), day)
    weeks = {office: standing.weeks_live(office) for office in offices}
    live = [office for office in offices if weeks[office] is not None]
    rules = held.of(Scope.OFFICE)
    figures = {code: measured(code, live, on, actor, known_at) for code in {rule.metric for rule in rules}}
    return {office: OfficeStanding(office, weeks[office], told_of(office, weeks[office], held, figures, on)) for office in offices}


def figures_day(day: date, *, actor: Actor, known_at: datetime | None = None) -> date:
    """The day whose figures of use are shown: the day itself, or the end of the last full week where the usage data ends earlier."""
    programme = staging.programme()
    if programme is None or "adoption.data_age_days" not in {metric.code for metric in metrics.registered()}:
        return day
    subject = Subject(SubjectKind.PROGRAMME, programme.pk)
    age = metrics.measure("adoption.data_age_days", [subject], [day], actor=actor, known_at=known_at).get((subject, day), NOTHING)
    if age.value is None:
        return day
    told, wanted = (sunday_before(one) for one in (day - timedelta(days=int(age.value)), day))
    return day if told >= wanted else told


def sunday_before(day: date) -> date:
    """The Sunday on or before that day: the end of the last full week."""
    return day - timedelta(days=day.isoweekday() % 7)


def measured(
    code: str, offices: Sequence[int], on: date, actor: Actor, known_at: datetime | None
) -> Mapping[tuple[Subject, date], Measurement]:
    """The figure on the day and four weeks before. A metric that no longer exists tells nothing."""
    if code not in {metric.code for metric in metrics.registered()}:
        return {}
    subjects = [Subject(SubjectKind.OFFICE, office) for office in offices]
    return metrics.measure(code, subjects, [on, on - FOUR_WEEKS], actor=actor, known_at=known_at)


def told_of(
    office: int, weeks: int | None, held: Book, figures: Mapping[str, Mapping[tuple[Subject, date], Measurement]], on: date
) -> list[Told]:
    if weeks is None:
        return []
    subject = Subject(SubjectKind.OFFICE, office)
    found = []
    for rule in held.of(Scope.OFFICE):
        now = figures[rule.metric].get((subject, on), NOTHING)
        before = figures[rule.metric].get((subject, on - FOUR_WEEKS), NOTHING)
        light = held.office_light(rule.code, office, now.value, weeks, before.value)
        found.append(Told(rule, now, before, light, weeks))
    return found


def fall(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else before - now
