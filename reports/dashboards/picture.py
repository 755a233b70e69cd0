"""The programme on one day: stages, adoption, trend, age of data, status. Read once for the sponsor's page and the executive report.

Every figure comes from the metric registry; the number of queries does not depend on the number of offices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.earlier import as_held
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.reading import once, read_once
from governance.organisation.models import Office
from governance.organisation.selectors import offices_held, place_of
from reports.dashboards.status import Facts, Finding, OfficeFacts, Status, judge, thresholds
from rollout.adoption.selectors.figures import last_told_week
from rollout.staging import selectors as staging
from rollout.staging.models import OfficeRollout, Programme, Wave
from rollout.staging.stages import LIVE_STAGES, Stage
from rollout.staging.standing import Standing
from rollout.staging.status import selectors as lights
from rollout.staging.status.rules import Book, Comparison, Light, Rule, Scope, light_of

ADOPTION = ("adoption.score", "adoption.reach", "adoption.habit")
TREND_WEEKS = 26
FOUR_WEEKS = timedelta(weeks=4)
NOTHING = Measurement(None)

Figures = Mapping[tuple[Subject, date], Measurement]


@dataclass(frozen=True)
class OfficePicture:
    """One office of the programme. `planned` is its planned go-live, its own or its wave's."""

    office: Office
    region: Office | None
    stage: Stage
    live_since: date | None = None
    planned: date | None = None
    weeks_live: int | None = None
    days_late: int = 0
    score: Measurement = NOTHING
    score_before: Measurement = NOTHING
    reach: Measurement = NOTHING
    habit: Measurement = NOTHING

    @property
    def name(self) -> str:
        return str(self.office)


@dataclass(frozen=True)
class Week:
    """The programme's adoption in one week, named by its Monday."""

    monday: date
    score: Measurement = NOTHING
    reach: Measurement = NOTHING
    habit: Measurement = NOTHING


@dataclass(frozen=True)
class Picture:
    """`told_on`: the day whose figures of use are shown; earlier than `day` where the usage data ends before it."""

    day: date
    known_at: datetime | None
    programme: Programme | None
    offices: tuple[OfficePicture, ...] = ()
    trend: tuple[Week, ...] = ()
    score: Measurement = NOTHING
    score_before: Measurement = NOTHING
    reach: Measurement = NOTHING
    habit: Measurement = NOTHING
    active_users: Measurement = NOTHING
    expected_users: Measurement = NOTHING
    data_age: Measurement = NOTHING
    facts: Facts = field(default_factory=Facts)
    told_on: date | None = None
    book: Book = field(default_factory=Book)
    more: tuple[Finding, ...] = ()

    @property
    def status(self) -> Status:
        return judge(self.facts, thresholds(self.book), self.more)

    @property
    def live(self) -> tuple[OfficePicture, ...]:
        return tuple(office for office in self.offices if office.weeks_live is not None)

    def by_stage(self) -> dict[Stage, list[OfficePicture]]:
        """Every stage in the order of the walk, empty ones included; on hold last."""
        found: dict[Stage, list[OfficePicture]] = {stage: [] for stage in Stage}
        for office in self.offices:
            found[office.stage].append(office)
        return found


def comparable[T](scored: Sequence[T], parts: Callable[[T], Sequence[str]]) -> list[T]:
    """Those whose score rests on the components that most scores rest on: only such scores may be put in an order."""
    counts = Counter(tuple(parts(one)) for one in scored)
    most = max(sorted(counts), key=lambda key: counts[key], default=())
    return [one for one in scored if tuple(parts(one)) == most]


def week_of(day: date) -> date:
    """Monday of the last complete ISO week that ends on or before that day."""
    return day - timedelta(days=day.isoweekday() % 7 + 6)


def told_on(day: date, known_at: datetime | None = None) -> date:
    """The day to show figures of use for: that day, or the end of the last week told where the data ends earlier."""
    week = last_told_week(known_at)
    return day if week is None or week >= week_of(day) else week + timedelta(days=6)


def programme_picture(
    day: date, *, actor: Actor, known_at: datetime | None = None, weeks: int = TREND_WEEKS, figures_on: date | None = None
) -> Picture:
    """The picture that this reader may see, as the record held it at `known_at` (None: now).

    Stages and the age of the data are those of `day`; figures of use those of `figures_on`, by default the same day.
    """
    programme = staging.programme(known_at)
    told = figures_on or day
    if programme is None:
        return Picture(day, known_at, None)
    book = lights.book(day, known_at)
    subject = Subject(SubjectKind.PROGRAMME, programme.pk)
    placed = placed_offices(known_at)
    standing = Standing(staging.stage_timelines(known_at), tuple(office.pk for office, _planned in placed), day)
    mondays = [week_of(told) - timedelta(weeks=back) for back in reversed(range(weeks))]
    sundays = [monday + timedelta(days=6) for monday in mondays]
    before = told - FOUR_WEEKS
    subjects = [subject, *(Subject(SubjectKind.OFFICE, office) for office in standing.offices)]
    with read_once():
        # The programme's weeks rest on every office's: reading them reads all, and the offices are worked out for two days alone.
        series = {code: figure(code, [subject], [*sundays, told, before], actor, known_at) for code in ADOPTION}
        of_offices = {code: figure(code, subjects, [told, before], actor, known_at) for code in ADOPTION}
    offices = office_pictures(placed, standing, of_offices, told)
    now = {code: series[code].get((subject, told), NOTHING) for code in ADOPTION}
    others = {"adoption.active_users": told, "adoption.expected_users": told, "adoption.data_age_days": day}
    now |= {code: figure(code, [subject], [on], actor, known_at).get((subject, on), NOTHING) for code, on in others.items()}
    score_before = series["adoption.score"].get((subject, before), NOTHING)
    return Picture(
        day=day,
        known_at=known_at,
        programme=programme,
        offices=tuple(offices),
        trend=tuple(
            Week(monday, *(series[code].get((subject, sunday), NOTHING) for code in ADOPTION))
            for monday, sunday in zip(mondays, sundays, strict=True)
        ),
        score=now["adoption.score"],
        score_before=score_before,
        reach=now["adoption.reach"],
        habit=now["adoption.habit"],
        active_users=now["adoption.active_users"],
        expected_users=now["adoption.expected_users"],
        data_age=now["adoption.data_age_days"],
        facts=facts(offices, now, score_before),
        told_on=told,
        book=book,
        more=tuple(finding for rule in book.added(Scope.PROGRAMME) for finding in by_rule(rule, subject, day, actor, known_at)),
    )


def by_rule(rule: Rule, subject: Subject, day: date, actor: Actor, known_at: datetime | None) -> list[Finding]:
    """What a rule finds that the project office wrote beside the built-in ones: its figure and the limit it passed."""
    found = figure(rule.metric, [subject], [day, day - FOUR_WEEKS], actor, known_at)
    now, before = (found.get((subject, on), NOTHING).value for on in (day, day - FOUR_WEEKS))
    light = light_of(rule, now, before=before)
    if light == Light.UNKNOWN:
        return [Finding(light, "rule_untold", metric=rule.metric)]
    limit = rule.red if light == Light.RED else rule.amber
    fell = rule.comparison == Comparison.FALLS
    value = lights.fall(now, before) if fell else now
    return [] if light == Light.GREEN else [Finding(light, "rule_fell" if fell else "rule", value, limit, metric=rule.metric)]


def office_pictures(
    placed: Sequence[tuple[Office, date | None]], standing: Standing, series: Mapping[str, Figures], told: date
) -> list[OfficePicture]:
    """Every office of the programme, by region and code."""
    before = told - FOUR_WEEKS
    made = []
    for office, planned in placed:
        subject, stage, since = Subject(SubjectKind.OFFICE, office.pk), standing.stage(office.pk), standing.live_since(office.pk)
        made.append(
            OfficePicture(
                office=office,
                region=office.parent,
                stage=stage,
                live_since=since,
                planned=planned,
                weeks_live=standing.weeks_live(office.pk),
                days_late=days_late(planned, standing.day, stage, since is not None),
                score=series["adoption.score"].get((subject, told), NOTHING),
                score_before=series["adoption.score"].get((subject, before), NOTHING),
                reach=series["adoption.reach"].get((subject, told), NOTHING),
                habit=series["adoption.habit"].get((subject, told), NOTHING),
            )
        )
    return made


def days_late(planned: date | None, day: date, stage: Stage, live: bool) -> int:
    """Days past the planned go-live of an office that is not live."""
    if planned is None or live or stage in LIVE_STAGES:
        return 0
    return max(0, (day - planned).days)


@once
def placed_offices(known_at: datetime | None) -> list[tuple[Office, date | None]]:
    """Every office in a wave, by region and code, with its planned go-live (its own date, else its wave's), as the record held it."""
    if known_at is None:
        rollouts = OfficeRollout.objects.select_related("office__parent", "wave")
        return sorted(((one.office, one.planned) for one in rollouts), key=lambda pair: place_of(pair[0]))
    placed = staging.office_waves(known_at)
    of_wave = {wave.pk: wave.planned_live_on for wave in as_held(Wave.objects.all(), known_at)}
    own = {rollout.office_id: rollout.planned_live_on for rollout in as_held(OfficeRollout.objects.all(), known_at)}
    found = offices_held(known_at).values()
    return [(office, own.get(office.pk) or of_wave.get(placed[office.pk])) for office in found if office.pk in placed]


def facts(offices: Sequence[OfficePicture], now: Mapping[str, Measurement], score_before: Measurement) -> Facts:
    """What the status rules look at."""
    age: Decimal | None = now["adoption.data_age_days"].value
    return Facts(
        offices=tuple(
            OfficeFacts(
                id=office.office.pk,
                weeks_live=office.weeks_live,
                held=office.stage == Stage.HELD,
                days_late=office.days_late,
                score=office.score.value,
            )
            for office in offices
        ),
        reach=now["adoption.reach"].value,
        score=now["adoption.score"].value,
        score_before=score_before.value,
        data_age_days=None if age is None else int(age),
        set_up=True,
    )


def figure(code: str, subjects: Sequence[Subject], days: Sequence[date], actor: Actor, known_at: datetime | None) -> Figures:
    return metrics.measure(code, subjects, days, actor=actor, known_at=known_at)
