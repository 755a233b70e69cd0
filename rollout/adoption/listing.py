"""The rows behind a figure: people, features, days, or the offices it adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.errors import NotAllowed
from governance.core.metrics import Rows, Subject, SubjectKind
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office
from rollout.adoption import words
from rollout.adoption.components import Reckoning
from rollout.adoption.expected import WEEK, last_complete_week
from rollout.adoption.models import UsageImport
from rollout.adoption.scoring import Component, Missing, days_needed
from rollout.adoption.selectors.facts import facts
from rollout.adoption.selectors.figures import Figure, Scope, ScoreFigure, figures, scores
from rollout.adoption.selectors.people import due_rows, person_rows, users_seen, withheld_line

OF_PEOPLE = (Component.REACH, Component.HABIT, Component.EXPECTED)
OF_RECORDS = (Component.SELF_ENTRY, Component.TIMELINESS, Component.MONTH_END)


def may_see_people(actor: Actor, office: int) -> bool:
    return allows(actor, Verb.VIEW, "person_usage", office_id=office)


def require_enough(figure: Figure | ScoreFigure, trusted: bool) -> None:
    """Figures of a handful of people have no rows for others than who may see these people."""
    if figure.small and not trusted:
        raise NotAllowed(_("These figures are of fewer than 5 people and go to them, their office head and the project office only."))


def rows_of(component: Component, subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The rows behind one component of one subject in the week that a day is answered by."""
    week = last_complete_week(day)
    scope = Scope([subject], known_at)
    if scope.is_group(subject):
        return rows_of_offices(component, subject, scope, week, known_at, actor)
    figure = figures([component], [subject], [week], known_at)[subject, week][component]
    trusted = may_see_people(actor, subject.id)
    require_enough(figure, trusted)
    if component == Component.FOLLOW_UP:
        return rows_of_due(subject.id, week, known_at, actor)
    if component in OF_RECORDS:
        return rows_of_days(subject.id, week, known_at)
    if component == Component.BREADTH:
        return rows_of_features(subject.id, week, known_at)
    if not trusted or component not in (*OF_PEOPLE, Component.ACTIVE):
        return sides(component, figure)
    return rows_of_people(subject.id, week, known_at, actor) if component in OF_PEOPLE else users_seen(subject.id, week, known_at, actor)


def sides(component: Component, figure: Figure) -> Rows:
    """For who may not see people: both sides of the figure."""
    cell = figure.cell
    if cell.value is None:
        return Rows([_("Figure"), _("Why there is none")], [[component.label, words.reason(cell.missing)]])
    lines: list[list[Any]] = [[component.label, cell.numerator]]
    if cell.denominator is not None:
        lines = [[_("Counted in"), cell.numerator], [_("Not counted in"), cell.denominator - (cell.numerator or 0)]]
    return Rows([_("Group"), _("Number")], lines)


def rows_of_people(office: int, week: date, known_at: datetime | None, actor: Actor) -> Rows:
    """Each expected person who may be shown, by name in alphabetical order, never by rank."""
    shown, hidden = person_rows(office, week, known_at, actor)
    lines: list[list[Any]] = [
        [row.name, row.own_days, row.used_own_days, days_needed(row.own_days), _("yes") if row.is_active else _("no")] for row in shown
    ]
    lines += withheld_line(hidden, beside=4)
    return Rows([_("Person"), _("Own working days"), _("Of them used"), _("Needed for habit"), _("Active")], lines)


def rows_of_features(office: int, week: date, known_at: datetime | None) -> Rows:
    reckoning = Reckoning(facts([week], known_at))
    active = [person for person in reckoning.people(office, week).values() if person.is_active]
    lines = []
    for name in reckoning.facts.core[week]:
        bit = reckoning.facts.features.index(name)
        users = sum(person.features >> bit & 1 for person in active)
        lines.append([name, users, len(active), _("yes") if 2 * users >= len(active) > 0 else _("no")])
    return Rows([_("Core feature"), _("Active users who used it"), _("Active users"), _("Used by at least half")], lines)


def rows_of_days(office: int, week: date, known_at: datetime | None) -> Rows:
    found = facts([week], known_at)
    kept = list(found.usage)
    lines = []
    for step in range(WEEK):
        day = week + timedelta(days=step)
        found_on = Reckoning(replace(found, usage=[row for row in kept if row.day == day])).used.offices.get((office, week))
        if found_on and found_on.own + found_on.proxy:
            lines.append([day, found_on.own, found_on.proxy, found_on.dated, found_on.timely, found_on.month_end])
    columns = [_("Day"), _("By the owner"), _("By somebody else"), _("With a business date"), _("In time"), _("At the month's end")]
    return Rows(columns, lines)


def rows_of_due(office: int, week: date, known_at: datetime | None, actor: Actor) -> Rows:
    """What was due and followed up: by person for who may see people, else by day."""
    if not may_see_people(actor, office):
        return Rows([_("Day"), _("Due"), _("Followed up")], [[day, due, done] for day, due, done in due_by_day(office, week, known_at)])
    shown, hidden = due_rows(office, week, known_at, actor)
    lines: list[list[Any]] = [[name, due, done] for name, due, done in shown]
    lines += withheld_line(hidden, beside=2)
    return Rows([_("Person"), _("Due"), _("Followed up")], lines)


def due_by_day(office: int, week: date, known_at: datetime | None) -> list[tuple[date, int, int]]:
    """Each day of the week with something due."""
    found = facts([week], known_at)
    days = sorted({row.day for row in found.due})
    held = {
        day: Reckoning(replace(found, usage=(), due=[row for row in found.due if row.day == day])).due.get((office, week)) for day in days
    }
    return [(day, one.due, one.done) for day, one in held.items() if one and one.due]


def offices_of(subject: Subject, scope: Scope, actor: Actor) -> list[Office]:
    """The offices a figure adds up that this reader may see, by code."""
    everyone = list(Office.objects.order_by("code"))
    inside = set(scope.offices(subject, [office.pk for office in everyone]))
    return [office for office in everyone if office.pk in inside and allows(actor, Verb.VIEW, "adoption", office_id=office.pk)]


def rows_of_offices(component: Component, subject: Subject, scope: Scope, week: date, known_at: datetime | None, actor: Actor) -> Rows:
    offices = offices_of(subject, scope, actor)
    found = figures([component], [Subject(SubjectKind.OFFICE, office.pk) for office in offices], [week], known_at)
    lines: list[list[Any]] = []
    for office in offices:
        figure = found[Subject(SubjectKind.OFFICE, office.pk), week][component]
        if figure.small and not may_see_people(actor, office.pk):
            lines.append([str(office), None, None, words.reason(Missing.SMALL)])
        elif figure.cell.value is not None or figure.cell.missing != Missing.NO_USAGE:
            why = words.reason(figure.cell.missing) if figure.cell.missing else ""
            lines.append([str(office), figure.cell.numerator, figure.cell.denominator, why])
    return Rows([_("Office"), _("Numerator"), _("Denominator"), _("Why there is none")], lines)


def rows_of_score(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """An office's arithmetic term by term; of several offices, the score of each."""
    week = last_complete_week(day)
    scope = Scope([subject], known_at)
    if not scope.is_group(subject):
        figure = scores([subject], [week], known_at)[subject, week]
        require_enough(figure, may_see_people(actor, subject.id))
        return arithmetic(figure)
    offices = offices_of(subject, scope, actor)
    found = scores([Subject(SubjectKind.OFFICE, office.pk) for office in offices], [week], known_at)
    return Rows([_("Office"), _("Score"), _("Share of the weight, %"), _("Remark")], score_lines(offices, week, found, actor))


def score_lines(offices: Sequence[Office], week: date, found: Mapping[tuple[Subject, date], ScoreFigure], actor: Actor) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for office in offices:
        figure = found[Subject(SubjectKind.OFFICE, office.pk), week]
        if figure.small and not may_see_people(actor, office.pk):
            lines.append([str(office), None, None, words.reason(Missing.SMALL)])
        elif figure.score.value is not None:
            lines.append(
                [str(office), words.plain(figure.score.value), words.plain(100 * figure.score.share), words.rests_on(figure.score)]
            )
        elif figure.score.present:
            lines.append([str(office), None, words.plain(100 * figure.score.share), words.why_no_score(figure.score)])
    return lines


def arithmetic(figure: ScoreFigure) -> Rows:
    lines: list[list[Any]] = []
    for term in figure.score.terms:
        cell, points = term.cell, term.points
        value = words.reason(cell.missing) if cell.value is None else words.plain(100 * cell.value)
        shown = None if points is None else words.plain(points, 2)
        lines.append([str(term.component.label), words.plain(term.weight), cell.numerator, cell.denominator, value, shown])
    columns = [_("Component"), _("Weight"), _("Numerator"), _("Denominator"), _("Value, %"), _("Points")]
    return Rows(columns, lines)


def rows_of_data(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The applied usage files, the youngest first."""
    applied = UsageImport.objects.filter(applied_at__isnull=False, withdrawn_at__isnull=True).order_by("-last_day", "-pk")
    if known_at is not None:
        applied = applied.filter(applied_at__lte=known_at)
    fields = applied.values_list("file_name", "first_day", "last_day", "applied_at")
    return Rows([_("File"), _("First day"), _("Last day"), _("Applied")], [list(row) for row in fields[:100]])
