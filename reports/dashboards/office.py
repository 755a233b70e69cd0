"""What the office page shows: the score with its arithmetic, trend, place, who is missing, and what stands before the next stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import metrics, written
from governance.core.actor import Actor
from governance.core.charts import Chart
from governance.core.errors import GatehouseError
from governance.core.metrics import Measurement, Rows, Subject, SubjectKind
from governance.organisation.models import Office
from reports.dashboards import charts, lights
from reports.dashboards.charts import WeekPoint
from reports.dashboards.homes.parts import Tile
from reports.dashboards.links import rows_url
from reports.dashboards.picture import NOTHING, TREND_WEEKS, told_on, week_of
from reports.dashboards.sponsor import note
from rollout.adoption import further, words
from rollout.staging import board, selectors
from rollout.staging.board import Option
from rollout.staging.models import OfficeRollout
from rollout.staging.stages import MoveKind
from rollout.staging.status.rules import Book
from rollout.staging.status.selectors import book

SHOWN = ("adoption.score", "adoption.reach", "adoption.habit")


@dataclass(frozen=True)
class Term:
    """One line of the score's arithmetic."""

    label: str
    value: str
    weight: str
    points: str
    counts: str


@dataclass(frozen=True)
class OfficeSheet:
    """The figures of one office on a day."""

    office: Office
    day: date
    told_on: date
    figures: dict[str, Measurement]
    trend: tuple[WeekPoint, ...]
    known_at: datetime | None
    book: Book = field(default_factory=Book)

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.OFFICE, self.office.pk)

    @property
    def score(self) -> Measurement:
        return self.figures["adoption.score"]

    def rows(self, code: str) -> str:
        return rows_url(code, self.subject, self.told_on, self.known_at)


def sheet(office: Office, day: date, *, actor: Actor, known_at: datetime | None) -> OfficeSheet:
    """One measure call per figure, for all weeks of the trend at once."""
    subject, told = Subject(SubjectKind.OFFICE, office.pk), told_on(day, known_at)
    mondays = [week_of(told) - timedelta(weeks=back) for back in reversed(range(TREND_WEEKS))]
    sundays = [monday + timedelta(days=6) for monday in mondays]
    found = {code: metrics.measure(code, [subject], [*sundays, told], actor=actor, known_at=known_at) for code in SHOWN}
    figures = {code: told_of.get((subject, told), NOTHING) for code, told_of in found.items()}
    for code, on in (("adoption.rank", told), ("adoption.improvement", told), ("staging.weeks_since_go_live", day)):
        figures[code] = metrics.measure(code, [subject], [on], actor=actor, known_at=known_at).get((subject, on), NOTHING)
    trend = tuple(
        WeekPoint(monday, *(found[code].get((subject, sunday), NOTHING).value for code in SHOWN))
        for monday, sunday in zip(mondays, sundays, strict=True)
    )
    return OfficeSheet(office, day, told, figures, trend, known_at, book(day, known_at))


def reach_sheet(office: Office, day: date, *, actor: Actor, known_at: datetime | None) -> OfficeSheet:
    """The reach of the week told alone: enough to tell who did not use the CRM."""
    subject, told = Subject(SubjectKind.OFFICE, office.pk), told_on(day, known_at)
    found = metrics.measure("adoption.reach", [subject], [told], actor=actor, known_at=known_at)
    return OfficeSheet(office, day, told, {"adoption.reach": found.get((subject, told), NOTHING)}, (), known_at)


def tiles(of: OfficeSheet) -> list[Tile]:
    """The figures of the first screen, each with the way to its rows."""
    score, reach = (of.figures[code] for code in SHOWN[:2])
    weeks = of.figures["staging.weeks_since_go_live"]
    live = int(weeks.value) if weeks.value is not None else None
    by_score = lights.of_score(of.book, of.office.pk, score.value, live)
    by_reach = lights.of_office_reach(of.book, of.office.pk, reach, live)
    score_look, reach_look = lights.LOOK[by_score.light], lights.LOOK[by_reach.light]
    return [
        Tile(_("Adoption score"), lights.score_text(of.book, score.value), score_note(score), of.rows("adoption.score"), score_look),
        Tile(_("Reach"), lights.reach_text(of.book, reach.value, "office-reach"), note(reach), of.rows("adoption.reach"), reach_look),
        Tile(_("Place among live offices"), place(of), str(of.figures["adoption.rank"].absent) or live_for(weeks)),
    ]


def live_for(weeks: Measurement) -> str:
    """How long the office is live, or why that cannot be told."""
    if weeks.value is None:
        return str(weeks.absent)
    count = int(weeks.value)
    return ngettext("live for %(count)d week", "live for %(count)d weeks", count) % {"count": count}


def sentence(of: OfficeSheet) -> str:
    """The score and the place among live offices, or why there is none."""
    if of.score.value is None:
        return str(of.score.absent) or _("There is no score yet.")
    values = {"score": lights.score_text(of.book, of.score.value)}
    rank = of.figures["adoption.rank"]
    if rank.value is None:
        return _("The adoption score is %(score)s of 100.") % values
    values |= {"place": written.number(rank.value), "all": written.number(rank.denominator)}
    return _("The adoption score is %(score)s of 100: place %(place)s of %(all)s live offices.") % values


def score_note(score: Measurement) -> str:
    """How much of the weight it rests on, or why there is no score."""
    return str(score.absent) if score.value is None else str(score.detail.get("label", ""))


def place(of: OfficeSheet) -> str:
    """`4 / 12`: the office sees its own place and how many there are, not the others' scores."""
    rank = of.figures["adoption.rank"]
    if rank.value is None:
        return written.DASH
    return f"{written.number(rank.value)} / {written.number(rank.denominator)}"


def arithmetic(score: Measurement) -> list[Term]:
    """Weight × component for each part of the score, and what a part lacks."""
    terms = []
    for term in score.detail.get("terms", []):
        label = str(further.part(term["component"]).label)
        weight = Decimal(term["weight"])
        above, below = term["numerator"], term["denominator"]
        if term["missing"] or above is None or not below:
            terms.append(Term(label, written.DASH, written.number(weight), written.DASH, missing(term["missing"])))
            continue
        value = Decimal(100 * above) / Decimal(below)
        counts = _("%(some)s of %(all)s") % {"some": written.number(above), "all": written.number(below)}
        terms.append(Term(label, written.percent(value, 1), written.number(weight), written.number(weight * value / 100, 1), counts))
    return terms


def missing(code: str) -> str:
    return words.reason(code) if code else ""


def trend_chart(of: OfficeSheet, language: str) -> Chart | None:
    """The office's weeks, where at least two can be told."""
    told = [week for week in of.trend if week.reach is not None or week.score is not None]
    return charts.adoption_trend(of.trend, language, code="office_trend") if len(told) > 1 else None


@dataclass(frozen=True)
class Missing:
    """People who should use the CRM and did not, as far as this reader may see them; or why they are not listed."""

    columns: Sequence[Any] = ()
    lines: Sequence[Sequence[Any]] = ()
    why: str = ""
    notes: Sequence[str] = ()


def who_is_missing(of: OfficeSheet, actor: Actor) -> Missing:
    """From the rows behind reach: those not active. Reach itself decides who may see them."""
    reach = of.figures["adoption.reach"]
    if reach.value is None:
        return Missing(why=str(reach.absent))
    if reach.numerator is not None and reach.numerator == reach.denominator:
        return Missing()
    try:
        rows: Rows = metrics.rows("adoption.reach", of.subject, of.told_on, actor=actor, known_at=of.known_at)
    except GatehouseError as refused:
        return Missing(why=str(refused.message))
    if len(rows.columns) < 5:
        return Missing(why=_("Your roles see how many are missing, not who."))
    idle = [line for line in rows.cells if line[-1] == _("no")]
    return Missing(rows.columns, idle, notes=[str(line[0]) for line in rows.cells if not line[-1]])


@dataclass(frozen=True)
class Next:
    """Where the office stands in the walk, the stage that follows, and what stands in the way."""

    rollout: OfficeRollout
    option: Option | None


def next_stage(office: Office, at: datetime) -> Next | None:
    rollout = OfficeRollout.objects.select_related("office", "wave__programme", "withdrawal").filter(office=office).first()
    if rollout is None:
        return None
    facts = selectors.programme_facts(rollout.wave.programme)
    found = board.options(rollout, facts, at, kinds={MoveKind.FORWARD, MoveKind.RESUME})
    return Next(rollout, found[0] if found else None)
