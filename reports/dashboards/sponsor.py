"""What the sponsor's page shows, from the picture of the programme: reasons, figures, pictures, the table of offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.charts import Chart
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.pages import Request
from governance.core.tables import Column, Empty, Table, status
from reports.dashboards import charts, lights, wording
from reports.dashboards.charts import OfficeScore, OfficeShares, StageCount, WeekPoint
from reports.dashboards.homes.parts import Tile
from reports.dashboards.links import rows_url, url_if
from reports.dashboards.picture import OfficePicture, Picture, week_of
from reports.dashboards.status import Finding
from rollout.staging.stages import Stage
from rollout.staging.status.rules import Book

PAGES = {"held": "staging:programme", "late": "staging:offices", "no_programme": "staging:set_up", "no_offices": "staging:programme"}
TREND_LEAST = 2


@dataclass(frozen=True)
class Reason:
    """Why the light is not green, and the way to the rows behind it."""

    look: str
    text: str
    url: str


def reasons(picture: Picture) -> list[Reason]:
    """Every rule that is not green, worst first."""
    names = {office.office.pk: office.name for office in picture.offices}
    return [Reason(lights.LOOK[one.light], wording.reason(one, names), way_to(one, picture)) for one in picture.status.findings]


def way_to(finding: Finding, picture: Picture) -> str:
    if finding.metric and picture.programme:
        return programme_rows(finding.metric, picture)
    return url_if(PAGES.get(finding.code, "staging:programme"))


def programme_rows(code: str, picture: Picture) -> str:
    """The rows behind the programme's figure. The age of the data is of the day, figures of use of the week told."""
    if picture.programme is None:
        return ""
    day = picture.day if code == "adoption.data_age_days" else picture.told_on or picture.day
    return rows_url(code, Subject(SubjectKind.PROGRAMME, picture.programme.pk), day, picture.known_at)


def tiles(picture: Picture) -> list[Tile]:
    """The figures of the first screen, each with the way to its rows."""
    reach, score, age = (programme_rows(f"adoption.{code}", picture) for code in ("reach", "score", "data_age_days"))
    look = lights.LOOK[lights.of_reach(picture.book, picture.reach)]
    return [
        Tile(_("Offices live"), f"{len(picture.live)} / {len(picture.offices)}", url=url_if("staging:programme")),
        Tile(_("Reach"), lights.reach_text(picture.book, picture.reach.value), note(picture.reach), reach, look),
        Tile(_("Adoption score"), lights.score_text(picture.book, picture.score.value), change(picture), score),
        Tile(_("Age of the usage data"), written.figure(picture.data_age.value, "days"), age_note(picture), age),
    ]


def note(found: Measurement) -> str:
    """What the figure rests on, or why there is none."""
    if found.value is None:
        return str(found.absent) or _("No figure has been recorded.")
    if found.numerator is None or found.denominator is None:
        return ""
    return _("%(some)s of %(all)s people") % {"some": written.number(found.numerator), "all": written.number(found.denominator)}


def change(picture: Picture) -> str:
    """How the score moved in four weeks."""
    now, before = picture.score.value, picture.score_before.value
    if now is None:
        return note(picture.score)
    if before is None:
        return ""
    points = round(now) - round(before)
    return _("%(points)+d points in four weeks") % {"points": points} if points else _("unchanged in four weeks")


def age_note(picture: Picture) -> str:
    if picture.data_age.value is None:
        return note(picture.data_age)
    last = picture.data_age.detail.get("last_day")
    return _("youngest day of usage: %(day)s") % {"day": written.day(date.fromisoformat(last))} if last else ""


def page_charts(picture: Picture, language: str) -> list[Chart]:
    """The pictures of the page, the same functions as on paper."""
    stages = [StageCount(stage.value, str(stage.label), len(found)) for stage, found in picture.by_stage().items()]
    made = [charts.offices_by_stage(stages, language)]
    weeks = [WeekPoint(week.monday, week.score.value, week.reach.value, week.habit.value) for week in picture.trend]
    if sum(week.reach is not None or week.score is not None for week in weeks) >= TREND_LEAST:
        made.append(charts.adoption_trend(weeks, language))
    if any(office.score.value is not None for office in picture.live):
        made.append(charts.score_by_office([office_score(office, picture.book) for office in picture.live], language))
    if any(office.reach.value is not None for office in picture.live):
        shares = [OfficeShares(one.name, one.reach.value, one.habit.value) for one in picture.live]
        made.append(charts.shares_by_office(shares, language))
    return made


def office_score(office: OfficePicture, book: Book) -> OfficeScore:
    light = lights.of_score(book, office.office.pk, office.score.value, office.weeks_live).light
    return OfficeScore(office.name, office.score.value, light, str(office.score.absent), limit=book.rules["office-score"].amber)


def office_table(request: Request, picture: Picture) -> Table:
    """Every office with its figures, or why they cannot be told."""
    regions = {str(office.region) for office in picture.offices if office.region}
    columns = [
        Column("name", _("Office"), link=lambda one: reverse("dashboards:office", args=[one.office.pk])),
        Column(
            "region", _("Region"), phone="hide", value=lambda one: str(one.region or ""), choices=[(name, name) for name in sorted(regions)]
        ),
        Column("stage", _("Stage"), phone="head", value=stage_place, show=stage_label, where="stage", choices=Stage.choices),
        Column("weeks_live", _("Weeks live"), numeric=True, phone="hide"),
        Column("reach", _("Reach"), numeric=True, percent=True, value=lambda one: one.reach.value),
        Column("habit", _("Habit"), numeric=True, percent=True, value=lambda one: one.habit.value),
        Column("score", _("Score"), numeric=True, value=lambda one: one.score.value, show=lambda one: score_badge(one, picture.book)),
        Column("change", _("In four weeks"), phone="hide", numeric=True, value=points, show=points_shown),
        Column("why", _("Why"), value=lambda one: why(one, picture.book), phone="foot"),
    ]
    empty = Empty(_("No office is in the programme yet"), _("The project office places offices in waves."), icon="buildings")
    return Table(request, columns, list(picture.offices), name="offices", empty=empty, filename="offices", per_page=60, compact=10)


def stage_place(one: OfficePicture) -> str:
    """Stages sort by the walk and are exported by name."""
    return str(one.stage.label)


def stage_label(one: OfficePicture) -> str:
    return str(one.stage.label) if one.stage != Stage.HELD else status("watch", one.stage.label)


def score_badge(one: OfficePicture, book: Book) -> Any:
    light = lights.of_score(book, one.office.pk, one.score.value, one.weeks_live).light
    return status(lights.LOOK[light], lights.score_text(book, one.score.value)) if one.score.value is not None else written.DASH


def points(one: OfficePicture) -> Decimal | None:
    if one.score.value is None or one.score_before.value is None:
        return None
    return Decimal(round(one.score.value) - round(one.score_before.value))


def points_shown(one: OfficePicture) -> str:
    return written.signed(points(one))


def why(one: OfficePicture, book: Book) -> str:
    """Why a figure is missing (the first reason among reach, habit and score), or why the score's light is not green."""
    if one.weeks_live is None:
        return _("not live yet")
    absent = next((str(found.absent) for found in (one.reach, one.habit, one.score) if found.value is None and found.absent), "")
    return absent or lights.why(book, lights.of_score(book, one.office.pk, one.score.value, one.weeks_live))


def summary(picture: Picture) -> str:
    """The status in one sentence."""
    told = picture.told_on
    week = week_of(told) if told and told != picture.day else None
    return wording.headline(picture.status.light, picture.facts, week)


def week_shown(picture: Picture) -> str:
    """Said above the figures when the last week that can be told is not the last full week. The age of the data is another thing."""
    if picture.told_on is None or picture.told_on == picture.day:
        return ""
    return _("The week shown ends on %(day)s: it is the last full week that the usage data tells.") % {"day": written.day(picture.told_on)}
