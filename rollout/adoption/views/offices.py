"""Adoption of all offices, and of one with its whole arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import metrics, written
from governance.core.actor import Actor
from governance.core.errors import NotAllowed, NotFound
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, require, scope
from governance.core.reading import read_once
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Office
from governance.organisation.selectors import offices_held
from rollout.adoption import board, charts, further, words
from rollout.adoption.expected import WEEK, monday
from rollout.adoption.scoring import SCORED, Component, Missing, Part
from rollout.adoption.selectors import cohorts, learning
from rollout.adoption.selectors.facts import data_span
from rollout.adoption.selectors.matching import names_unmatched
from rollout.adoption.selectors.people import person_rows
from rollout.adoption.selectors.reckoning import reckoned
from rollout.adoption.selectors.under_way import being_computed
from rollout.adoption.views.asked import Asked, asked
from rollout.staging.selectors import go_live_dates, programme
from training.clearance.selectors import cleared

TILES = ("score", "reach", "habit", "expected_users", "active_users")
# What tells a CRM that is filled in afterwards from one that is used.
SIGNS = ("late_entry_share", "month_end", "proxy_breaches")


@needs(Verb.VIEW, "adoption")
@read_once()
def overview(request: Request) -> HttpResponseBase:
    """All offices of one week."""
    on = asked(request)
    subject = programme_subject()
    # First what needs the most weeks: it answers for all that follows.
    points = board.points(subject, on.days, request.actor, on.known_at) if subject else []
    found = [line for line in board.lines(on.day, request.actor, on.known_at) if not line.is_empty]
    table = offices_table(request, found, on)
    if response := table.export():
        return response
    told = figures_of(subject, on, request) if subject else {}
    context = {
        "asked": on,
        "known_at": on.known_at,
        "table": table,
        "lines": found,
        "told": told,
        "tiles": tiles(told, subject, on) if subject else [],
        "trend": charts.trend(points, get_language() or "en") if any(point.reach is not None for point in points) else None,
        "being_computed": (computing := being_computed(on.known_at)),
        "why": None if computing else common_reason(found, request.actor),
        "unmatched": 0 if on.known_at or not allows(request.actor, Verb.IMPORT, "usage_import") else names_unmatched(),
        "may_change": allows(request.actor, Verb.CHANGE, "adoption"),
    }
    return render(request, "adoption/offices.html", context)


def programme_subject() -> Subject | None:
    of = programme()
    return Subject(SubjectKind.PROGRAMME, of.pk) if of else None


def figures_of(subject: Subject, on: Asked, request: Request, codes: Sequence[str] = TILES) -> dict[str, Measurement]:
    """The tiles' figures that this reader may see."""
    found = {}
    for code in (*codes, "data_age_days"):
        told = metrics.measure(f"adoption.{code}", [subject], [on.day], actor=request.actor, known_at=on.known_at)
        if (subject, on.day) in told:
            found[code] = told[subject, on.day]
    return found


def tiles(told: dict[str, Measurement], subject: Subject, on: Asked, codes: Sequence[str] = TILES) -> list[dict[str, Any]]:
    found = []
    for code in codes:
        if code in told:
            one, metric = told[code], metrics.get(f"adoption.{code}")
            value = written.number(one.value, 0) if code == "score" else written.figure(one.value, metric.unit)
            note = one.detail.get("label") or (fraction(one) if one.denominator else "") if one.value is not None else one.absent
            found.append({"label": metric.label, "value": value, "note": note, "url": board.rows_url(code, subject, on.day, on.known_at)})
    return found


def fraction(one: Measurement) -> str:
    return _("%(numerator)s of %(denominator)s") % {
        "numerator": written.number(one.numerator),
        "denominator": written.number(one.denominator),
    }


def offices_table(request: Request, found: list[board.Line], on: Asked) -> Table:
    def share(part: Part) -> Column:
        return Column(part.value, part.label, lambda line: share_of(line, part), numeric=True, percent=True)

    columns = [
        Column("name", _("Office"), link=lambda line: reverse("adoption:office", args=[line.office.pk]) + on.query),
        Column("score", _("Score"), lambda line: line.score.value, numeric=True, decimals=0),
        Column("remark", _("Remark")),
        Column("place", _("Place"), lambda line: line.rank.value, numeric=True, show=place),
        Column("change", _("In four weeks"), lambda line: line.improvement.value, numeric=True, show=gained),
        Column("reach_trend", _("Reach, 12 weeks"), lambda line: line.shares[Component.REACH].value, sort=False, show=spark),
        *(share(part) for part in parts_shown(found)),
        Column("expected", _("Expected users"), lambda line: line.expected.value, numeric=True),
        Column("active", _("Active users"), lambda line: line.active.value, numeric=True),
    ]
    empty = Empty() if found else nothing_yet(request.actor)
    return Table(request, columns, found, order="name", empty=empty, filename="adoption", per_page=100)


def parts_shown(found: list[board.Line]) -> list[Part]:
    """What the week's weights name, those of other rooms too, and what has a figure without carrying weight. All while nothing has."""
    weighed = {code for line in found for code in line.weighed}
    own = [part for part in SCORED if part in weighed or any(line.shares[part].value is not None for line in found)]
    return [*(own if weighed else SCORED), *(further.part(code) for code in sorted(weighed - set(Component.values)))]


def share_of(line: board.Line, part: Part) -> Decimal | None:
    return line.shares[part].value if part in line.shares else line.weighed.get(part)


def nothing_yet(actor: Actor) -> Empty:
    """What to do first: bring usage in, or say which offices its labels are."""
    if data_span()[1] is None:
        first = _("Import a usage file; the offices it names appear here.")
        return Empty(_("No usage and no roster yet"), first, *words.remedy(Missing.NO_USAGE, actor))
    text = _("Usage has come in, but none of its offices is known yet. With a roster and go-live dates reach can be told.")
    return Empty(_("Reach cannot be told: no roster"), text, *words.remedy(Missing.NO_ROSTER, actor))


def place(line: board.Line) -> str:
    return written.DASH if line.rank.value is None else f"{line.rank.value:.0f} / {line.rank.denominator:.0f}"


def gained(line: board.Line) -> str:
    """Points gained, and the place by that."""
    change = line.improvement.value
    if change is None:
        return written.DASH
    signed = written.signed(change, 0)
    of = line.improvement_place
    return signed if of is None else _("%(points)s (%(place)s of %(all)s)") % {"points": signed, "place": of.place, "all": of.of}


def spark(line: board.Line) -> Any:
    told = [value for value in line.reach_trend if value is not None]
    if len(told) < 2:
        return written.DASH
    values = {"first": written.percent(told[0]), "last": written.percent(told[-1])}
    return charts.sparkline(line.reach_trend, _("Reach from %(first)s to %(last)s") % values)


def common_reason(found: list[board.Line], actor: Actor) -> dict[str, str] | None:
    """When no office has a reach, the reason most of them give and what to do about it."""
    if not found or any(line.shares[Component.REACH].value is not None for line in found):
        return None
    reasons = [str(line.shares[Component.REACH].detail.get("missing", "")) for line in found]
    most = max(sorted(set(reasons)), key=reasons.count)
    url, action = words.remedy(most, actor)
    return {"text": words.cannot_be_told(Component.REACH.label, most) if most else "", "url": url, "action": action}


@needs(Verb.VIEW, "adoption")
@read_once()
def office(request: Request, office_id: int) -> HttpResponseBase:
    """One office: its score with the whole arithmetic."""
    of = offices_held(None).get(office_id)
    if of is None:
        raise NotFound(_("There is no such office."))
    require(request.actor, Verb.VIEW, "adoption", office_id=of.pk)
    on, subject = asked(request), board.subject_of(of.pk)
    points = board.points(subject, on.days, request.actor, on.known_at)
    told = figures_of(subject, on, request, (*TILES, *SIGNS))
    told["rank"] = metrics.measure_one("adoption.rank", subject, on.day, actor=request.actor, known_at=on.known_at)
    told["improvement"] = metrics.measure_one("adoption.improvement", subject, on.day, actor=request.actor, known_at=on.known_at)
    live_on = go_live_dates(on.known_at).get(of.pk)
    trusted = allows(request.actor, Verb.VIEW, "person_usage", office_id=of.pk)
    context = {
        "office": of,
        "being_computed": being_computed(on.known_at),
        "asked": on,
        "known_at": on.known_at,
        "told": told,
        "tiles": tiles(told, subject, on, (*TILES, *SIGNS)),
        "terms": board.terms(told["score"], subject, on.day, on.known_at),
        "live_on": live_on,
        "weeks_live": (on.week - monday(live_on)).days // WEEK if live_on else None,
        "trend": charts.trend(points, get_language() or "en", live_on=live_on)
        if any(point.reach is not None for point in points)
        else None,
        "trusted": trusted,
        "score_rows": board.rows_url("score", subject, on.day, on.known_at),
        "may_change": allows(request.actor, Verb.CHANGE, "adoption"),
        **(inside(of.pk, on, request, told["reach"].value is not None) if trusted else {}),
    }
    return render(request, "adoption/office.html", context)


def inside(office_id: int, on: Asked, request: Request, judged: bool) -> dict[str, Any]:
    """What only the office's head and the project office see: cohorts, and who has not used it, if the week can be judged."""
    rows, hidden = person_rows(office_id, on.week, on.known_at, request.actor)
    uncleared = not_cleared((row.person_id for row in rows), on)
    return {
        "cohorts": cohorts.of_people(on.week, on.known_at, office_id),
        "judged": judged,
        "idle": [row for row in rows if not row.is_active] if judged else [],
        "people_shown": len(rows),
        "people_hidden": hidden,
        "uncleared": uncleared,
    }


def not_cleared(people: Iterable[int], on: Asked) -> set[int]:
    """Who had no clearance at the end of the week: they stay in the denominator, and are their own line."""
    return {person for person, allowed in cleared(people, on.day, on.known_at).items() if not allowed}


@needs(Verb.VIEW, "cohorts")
@read_once()
def cohort_page(request: Request) -> HttpResponseBase:
    """The programme by job, experience and wave, and all offices aligned on their own go-live."""
    if not scope(request.actor, Verb.VIEW, "cohorts").everything:
        raise NotAllowed(_("Cohorts of the whole company are for those who see every office. Those of your office stand on its own page."))
    on = asked(request)
    reckoning, offices = reckoned(on.week, on.known_at), cohorts.shown_offices(on.week, on.known_at)
    since = cohorts.since_go_live([monday(day) for day in on.days], on.known_at)
    names = {found.pk: str(found) for found in Office.objects.filter(pk__in={pk for one in since for pk in one.each})}
    learnt = learning.levels(on.week, on.known_at, request.actor, reckoning, offices)
    table = levels_table(request, learnt)
    if response := table.export():
        return response
    context = {
        "asked": on,
        "known_at": on.known_at,
        "cohorts": [
            *cohorts.of_people(on.week, on.known_at, reckoning=reckoning),
            *cohorts.of_waves(on.week, on.known_at),
            *cohorts.of_weeks_live(on.week, on.known_at, reckoning, offices),
        ],
        "chart": charts.since_go_live(since, names, get_language() or "en"),
        "levels": table,
        "learnt": learnt,
    }
    return render(request, "adoption/cohorts.html", context)


def levels_table(request: Request, learnt: learning.Learnt) -> Table:
    """Levels 3 and 4 of what training brought, by course and trainer: by name, not by result."""
    columns = [
        Column("course", _("Course")),
        Column("who", _("Trained by"), hint=_("All who attended, all who did not, and each trainer")),
        Column("people", _("People"), numeric=True),
        Column("offices", _("Offices"), numeric=True),
        Column("reach", _("Reach"), lambda row: charts.percent_of(row.reach), numeric=True, percent=True),
        Column("habit", _("Habit"), lambda row: charts.percent_of(row.habit), numeric=True, percent=True),
    ]
    if learnt.has_four:
        hint = _("Mean of the offices of which at least half stand in the group; at least three offices")
        columns.append(Column("attainment", _("KPI attainment"), numeric=True, percent=True, hint=hint))
    empty = Empty(_("No group is large enough"), _("Groups by course and trainer appear once five people of an office attended."))
    return Table(
        request, columns, list(learnt.levels), order="course", empty=empty, name="levels", filename="training-levels", per_page=100
    )
