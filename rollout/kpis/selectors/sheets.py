"""The figures of appraisal sheets: many offices or people at once, each line's arithmetic as it will be printed. And who may see which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Subject, SubjectKind
from governance.core.permissions import Verb, scope
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from rollout.adoption.owning import Standing
from rollout.adoption.selectors import own_scores
from rollout.kpis.appraising import Attained, appraise, rounded
from rollout.kpis.models import AppraisalScheme, AppraisalSheet, Kpi, SchemeLine, ValueKind
from rollout.kpis.rules import Better, Summing, attained, last_whole_month, summed
from rollout.kpis.selectors.definitions import by_id
from rollout.kpis.selectors.values import Values, span, values, values_of_people
from rollout.kpis.states import Audience, Lack, SchemeState

# A sheet is read by human resources, so what is told of a small office to its own people alone stays out of it: the sponsor's eyes.
READER = Actor(username="appraisal", grants=(Grant(Role.SPONSOR),))
FOUR = Decimal("0.0001")


@dataclass(frozen=True)
class Told:
    """What is known of one line before it is marked: percent to one place, and what it comes from."""

    percent: Decimal | None
    actual: Decimal | None = None
    plan: Decimal | None = None
    parts: int = 0
    absent: str = ""
    own: bool = False


def scheme_on(year: int, audience: Audience, day: date, known_at: datetime | None = None) -> AppraisalScheme | None:
    """The version in force that day: the latest approved one whose day has come. Withdrawn later, it was in force until then."""
    found = AppraisalScheme.objects.filter(year=year, audience=audience, from_day__lte=day)
    if known_at is None:
        found = found.filter(state=SchemeState.APPROVED)
    else:
        still = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_at)
        found = found.filter(still, approved_at__lte=known_at)
    return found.order_by("-from_day", "-number").first()


def sheets_for(actor: Actor, verb: Verb = Verb.VIEW) -> QuerySet[AppraisalSheet]:
    """Sheets this reader may know of: by role, of the own office and its people, or the own."""
    reached = scope(actor, verb, "appraisal")
    found = AppraisalSheet.objects.select_related("scheme", "office", "person__identity", "snapshot")
    if reached.everything:
        return found
    own = Q(person=reached.person_id) if reached.person_id else Q(pk__in=[])
    return found.filter(Q(office__in=reached.office_ids) | own)


def concerned(sheet: AppraisalSheet, actor: Actor) -> bool:
    """Whether the sheet is the reader's own: the person's, or the head's of that office."""
    if sheet.person_id is not None:
        return actor.person_id == sheet.person_id
    return any(grant.role == Role.OFFICE_HEAD and sheet.office_id in (grant.office_ids or ()) for grant in actor.grants)


def period(year: int, day: date) -> tuple[date, date] | None:
    """The months of the year that are over by that day; None before the first is."""
    last = min(last_whole_month(day), date(year, 12, 1))
    return (date(year, 1, 1), last) if last.year == year else None


def end_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def sheet_figures(
    scheme: AppraisalScheme, of: Sequence[tuple[Office, Person | None]], first: date, last: date, known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """Figures of these sheets in the order given. Queries do not grow with their number."""
    lines = lines_as_defined(scheme, known_at)
    found = values([line.kpi_id for line in lines if line.kpi_id], first=first, last=last, known_at=known_at)
    per_person = [line.kpi.pk for line in lines if line.kpi and line.kpi.per_person]
    people = [person.pk for _office, person in of if person is not None]
    own = values_of_people(per_person, people, first, last, known_at) if per_person and people else Values({}, {})
    scores = adoption(scheme.audience, of, first, end_of(last), known_at) if any(line.kpi_id is None for line in lines) else {}
    made = []
    for office, person in of:
        told = {}
        key = person.pk if person is not None else office.pk
        for line in lines:
            told[line.code] = of_whom(line.kpi, office, person, found, own, first, last) if line.kpi else scores[key]
        made.append(figures_of(scheme, lines, told, office, person, first, last))
    return made


def lines_as_defined(scheme: AppraisalScheme, known_at: datetime | None) -> list[SchemeLine]:
    """The lines with their KPIs as these were defined then."""
    lines = list(scheme.lines.order_by("position"))
    kpis = by_id([line.kpi_id for line in lines if line.kpi_id], known_at)
    for line in lines:
        line.kpi = kpis.get(line.kpi_id, line.kpi) if line.kpi_id else None
    return lines


def of_whom(kpi: Kpi, office: Office, person: Person | None, found: Values, own: Values, first: date, last: date) -> Told:
    """A person's own figure where the KPI is measured per person and has months of theirs; else the office's."""
    if person is not None and kpi.per_person:
        mine = of_kpi(kpi, person.pk, own, first, last)
        if mine.absent != Lack.NO_PAIRS:
            return replace(mine, own=True)
    return of_kpi(kpi, office.pk, found, first, last)


def of_kpi(kpi: Kpi, office_id: int, found: Values, first: date, last: date) -> Told:
    """Months that have both plan and value, put together as the KPI says."""
    pairs = []
    for month in span([first, last]):
        actual, plan = (found.get(kpi.pk, office_id, month, kind) for kind in (ValueKind.ACTUAL, ValueKind.PLAN))
        if actual is not None and plan is not None:
            pairs.append((actual, plan))
    if not pairs:
        return Told(None, absent=Lack.NO_PAIRS.value)
    summing = Summing(kpi.summing)
    actual, plan = (summed(summing, column) for column in zip(*pairs, strict=True))
    assert actual is not None
    assert plan is not None
    share = attained(Better(kpi.better), actual, plan)
    if share is None:
        return Told(None, actual, plan, len(pairs), Lack.NO_RATIO.value)
    return Told(one_place(share), actual, plan, len(pairs))


def adoption(
    audience: str, of: Sequence[tuple[Office, Person | None]], first: date, last: date, known_at: datetime | None
) -> dict[int, Told]:
    """Subject → the mean of the weekly adoption scores of the period. Offices: their score; people: their own."""
    if audience == Audience.PERSON:
        return person_scores([person.pk for _office, person in of if person is not None], first, last, known_at)
    return office_scores([office.pk for office, _person in of], sundays(first, last), known_at)


def sundays(first: date, last: date) -> list[date]:
    """The last days of the weeks that end in the period."""
    day = first + timedelta(days=6 - first.weekday())
    found = []
    while day <= last:
        found.append(day)
        day += timedelta(weeks=1)
    return found


def office_scores(office_ids: Iterable[int], days: Sequence[date], known_at: datetime | None) -> dict[int, Told]:
    subjects = [Subject(SubjectKind.OFFICE, pk) for pk in dict.fromkeys(office_ids)]
    told = metrics.measure("adoption.score", subjects, days, actor=READER, known_at=known_at)
    found = {}
    for subject in subjects:
        weeks = [told[subject, day] for day in days if (subject, day) in told]
        scores = [week.value for week in weeks if week.value is not None]
        small = any(week.detail.get("small") for week in weeks)
        found[subject.id] = mean_of(scores, Lack.SMALL if small else Lack.NO_SCORE)
    return found


def person_scores(person_ids: Sequence[int], first: date, last: date, known_at: datetime | None) -> dict[int, Told]:
    """A person's own score counts once it is settled: seen by the person, and not contested or answered."""
    told = own_scores(person_ids, (first, last), known_at)
    found = {}
    for person, one in told.items():
        settled = one.standing == Standing.SETTLED
        lack = Lack.NO_OWN_SCORE if settled else Lack.NOT_SETTLED
        found[person] = Told(None, absent=lack.value) if one.value is None else Told(one_place(one.value), parts=1)
    return found


def mean_of(scores: Sequence[Decimal], lack: Lack) -> Told:
    if not scores:
        return Told(None, absent=lack.value)
    return Told(one_place(sum(scores, Decimal(0)) / len(scores)), parts=len(scores))


def figures_of(
    scheme: AppraisalScheme,
    lines: Sequence[SchemeLine],
    told: Mapping[str, Told],
    office: Office,
    person: Person | None,
    first: date,
    last: date,
) -> dict[str, Any]:
    """The sheet without language and without names of people, ready to be kept and frozen. Points are exact to four places."""
    marked = appraise([line.line for line in lines], {code: Attained(one.percent) for code, one in told.items()})
    return {
        "year": scheme.year,
        "audience": scheme.audience,
        "scheme": scheme.number,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "office": {"code": office.code, "name": office.name, "name_zh": office.name_zh},
        "person": person.pseudonym if person else None,
        "lines": [
            line_of(line, told[line.code], person is not None) | {"points": four(one.points), "counted": four(one.counted)}
            for line, one in zip(lines, marked.lines, strict=True)
        ],
        "share": four(100 * marked.share),
        "total": None if marked.total is None else format(rounded(marked.total) or Decimal(0), "f"),
    }


# What the sheet says of a KPI, kept with it in the three languages.
WORDS = ("name", "name_zh_hans", "name_zh_hant", "explanation", "explanation_zh_hans", "explanation_zh_hant")


def line_of(line: SchemeLine, told: Told, own: bool) -> dict[str, Any]:
    kpi = line.kpi
    named = {name: getattr(kpi, name) for name in WORDS} if kpi else {}
    return {
        "code": line.code,
        "own": own and (kpi is None or told.own),
        "of_office": own and kpi is not None and not told.own,
        **named,
        "unit": kpi.unit if kpi else "",
        "currency": kpi.currency if kpi else "",
        "summing": kpi.summing if kpi else "",
        "better": kpi.better if kpi else "",
        "weight": plain(line.weight),
        "bands": line.bands,
        "joined": line.joined,
        "actual": four(told.actual),
        "plan": four(told.plan),
        "parts": told.parts,
        "percent": None if told.percent is None else format(told.percent, "f"),
        "absent": told.absent,
    }


def one_place(value: Decimal) -> Decimal:
    """A percentage as it is printed and marked: what the reader sees is what the scale is asked with."""
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def four(value: Fraction | Decimal | None) -> str | None:
    """At most four places, without trailing zeros."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
    return plain(exact.quantize(FOUR, rounding=ROUND_HALF_UP))


def plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
