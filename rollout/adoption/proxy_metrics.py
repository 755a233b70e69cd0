"""The metric of typing without a permit: what a gate asks so that help by clerks ends on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, Unit, register
from governance.organisation.selectors import people_names
from rollout.adoption import words
from rollout.adoption.expected import last_complete_week
from rollout.adoption.listing import may_see_people, require_enough
from rollout.adoption.metrics import OFFICES, conceal, measured
from rollout.adoption.proxies import Proxied
from rollout.adoption.scoring import Component
from rollout.adoption.selectors.figures import Figure, figures
from rollout.adoption.selectors.people import not_shown, withheld_line
from rollout.adoption.selectors.proxied import NOTHING, proxied_weeks
from rollout.adoption.selectors.reckoning import reckoned

LABEL = gettext_lazy("Typed by clerks without a permit")


def measure_breaches(
    subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None
) -> dict[tuple[Subject, date], Measurement]:
    """Told wherever self-entry is: without data there is no figure, never a nought."""
    weeks = {day: last_complete_week(day) for day in days}
    found, typed = figures([Component.SELF_ENTRY], subjects, set(weeks.values()), known_at), proxied_weeks(set(weeks.values()), known_at)
    return {
        (subject, day): breaches(found[subject, week][Component.SELF_ENTRY], typed.get((subject.id, week), NOTHING))
        for subject in subjects
        for day, week in weeks.items()
    }


def breaches(entered: Figure, typed: Proxied) -> Measurement:
    told = measured(Component.SELF_ENTRY, entered)
    if told.value is None:
        return replace(told, absent=words.cannot_be_told(LABEL, entered.cell.missing))
    number = Decimal(typed.uncovered)
    return Measurement(number, number, None, told.sample, told.data_at, detail=told.detail)


def rows_of_breaches(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """By person for who may see people, those without notice together; else both sides of the figure."""
    week = last_complete_week(day)
    figure, typed = figures([Component.SELF_ENTRY], [subject], [week], known_at)[subject, week], proxied_weeks({week}, known_at)
    found, trusted = typed.get((subject.id, week), NOTHING), may_see_people(actor, subject.id)
    require_enough(figure[Component.SELF_ENTRY], trusted)
    columns = [_("Typed by somebody else"), _("Without a permit, or beyond its share")]
    if not trusted:
        return Rows(columns, [[found.by_other, found.uncovered]])
    hidden = not_shown(reckoned(week, known_at), subject.id, week) & found.by_person.keys()
    names = people_names(found.by_person.keys() - hidden, actor)
    lines: list[list[Any]] = sorted([names[person], *both] for person, both in found.by_person.items() if person in names)
    return Rows([_("Person"), *columns], lines + withheld_line(len(hidden), beside=2))


METRIC = Metric(
    code="adoption.proxy_breaches",
    label=LABEL,
    explanation=gettext_lazy(
        "Records of the week that somebody else typed for a person of the office on a day without a permit for that person, and those "
        "beyond the share that the permit allows. The usage data does not tell whose hand it was, so any clerk's permit covers it."
    ),
    unit=Unit.COUNT,
    direction=Direction.LOWER,
    minimum_sample=1,
    subjects=OFFICES,
    measure=measure_breaches,
    rows=rows_of_breaches,
    what="adoption",
    rows_what="adoption",
    conceal=conceal,
)


def register_all() -> None:
    register(METRIC)
