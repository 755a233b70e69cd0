"""Reach and habit by cohort: job, new or veteran, wave, and weeks since go-live. Groups under five people are not shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from governance.core.metrics import Subject, SubjectKind
from governance.core.suppression import may_join_total, shown_groups
from governance.organisation.models import Experience, JobRole
from rollout.adoption import scoring
from rollout.adoption.components import Reckoning
from rollout.adoption.expected import WEEK, monday
from rollout.adoption.scoring import Cell, Component, PersonWeek, pooled
from rollout.adoption.selectors.figures import Held, figures, people, small, stored
from rollout.adoption.selectors.reckoning import reckoned
from rollout.staging.models import Wave
from rollout.staging.selectors import go_live_dates

LEAST_OFFICES = 3
# First weeks of the bands of weeks since go-live.
BANDS = (0, 4, 8, 13)


@dataclass(frozen=True)
class Cohort:
    """One group of people and what it did in a week; no cells where it is too small to be shown."""

    kind: str
    name: str
    size: int | None = None
    reach: Cell | None = None
    habit: Cell | None = None


@dataclass(frozen=True)
class Aligned:
    """Reach of all offices in the same week after their own go-live, and of each of them."""

    week: int
    reach: Cell
    offices: int
    each: Mapping[int, Cell] = field(default_factory=dict)


def of_people(week: date, known_at: datetime | None, office_id: int | None = None, reckoning: Reckoning | None = None) -> list[Cohort]:
    """Cohorts of one office, or of all whose figures stand in the programme's total."""
    reckoning = reckoning or reckoned(week, known_at)
    offices = [office_id] if office_id is not None else offices_in_total(week, known_at)
    terms: dict[tuple[int, int], tuple[str, str]] = {}
    for duty in reckoning.facts.duties:
        terms.setdefault((duty.person_id, duty.office_id), (duty.job_role, duty.experience))
    jobs: dict[str, list[PersonWeek]] = {}
    levels: dict[str, list[PersonWeek]] = {}
    for office in offices:
        for person, found in reckoning.people(office, week).items():
            job, level = terms[person, office]
            jobs.setdefault(str(JobRole(job).label), []).append(found)
            levels.setdefault(str(Experience(level).label), []).append(found)
    return [*split(_("Job"), jobs), *split(_("Experience"), levels)]


def split(kind: str, groups: dict[str, list[PersonWeek]]) -> list[Cohort]:
    """The groups of one split; small ones, and what would give them away, without figures."""
    shown = shown_groups({name: len(members) for name, members in groups.items()})
    return [
        Cohort(kind, name, len(members), scoring.reach(members), scoring.habit(members)) if name in shown else Cohort(kind, name)
        for name, members in sorted(groups.items())
    ]


def of_weeks_live(week: date, known_at: datetime | None, reckoning: Reckoning, offices: Sequence[int]) -> list[Cohort]:
    """By weeks since the office's own go-live, in four bands. Only offices that are shown themselves."""
    live = go_live_dates(known_at)
    bands: dict[int, list[PersonWeek]] = {}
    for office in offices:
        if office in live:
            held = (week - monday(live[office])) // timedelta(days=WEEK)
            bands.setdefault(max(first for first in BANDS if first <= max(held, 0)), []).extend(reckoning.people(office, week).values())
    return [
        Cohort(_("Weeks since go-live"), band_name(first), len(members), scoring.reach(members), scoring.habit(members))
        for first, members in sorted(bands.items())
        if members
    ]


def band_name(first: int) -> str:
    later = [other for other in BANDS if other > first]
    return (
        _("%(first)s to %(last)s weeks") % {"first": first, "last": later[0] - 1}
        if later
        else _("%(first)s weeks or more") % {"first": first}
    )


def shown_offices(week: date, known_at: datetime | None) -> list[int]:
    """Offices whose own reach is shown to everybody who steers: told, and not small."""
    held = stored([Component.REACH, Component.EXPECTED], [week], known_at)
    return sorted(
        office
        for (office, _on), cells in held.items()
        if Component.REACH in cells and cells[Component.REACH].cell.value is not None and not small(Component.REACH, cells)
    )


def offices_in_total(week: date, known_at: datetime | None) -> list[int]:
    """The offices whose reach the programme's total adds up; see figures.together."""
    held = {office: cells for (office, _on), cells in stored([Component.REACH, Component.EXPECTED], [week], known_at).items()}
    told = {office: cells for office, cells in held.items() if Component.REACH in cells and cells[Component.REACH].cell.value is not None}
    few = {office for office, cells in told.items() if small(Component.REACH, cells)}
    if may_join_total([people(Component.REACH, told[office]) for office in few]):
        few = set()
    return sorted(told.keys() - few)


def of_waves(week: date, known_at: datetime | None) -> list[Cohort]:
    waves = list(Wave.objects.order_by("programme", "number"))
    subjects = [Subject(SubjectKind.WAVE, wave.pk) for wave in waves]
    found = figures([Component.REACH, Component.HABIT], subjects, [week], known_at)
    cohorts = []
    for wave, subject in zip(waves, subjects, strict=True):
        reach, habit = (found[subject, week][part].cell for part in (Component.REACH, Component.HABIT))
        told = reach.value is not None
        cohorts.append(Cohort(_("Wave"), str(wave), reach.denominator if told else None, reach if told else None, habit if told else None))
    return cohorts


def since_go_live(weeks: Sequence[date], known_at: datetime | None) -> list[Aligned]:
    """Reach by weeks since go-live, each office on its own week 0; small offices stay out, and so do weeks of fewer than three offices."""
    held = stored([Component.REACH, Component.EXPECTED], weeks, known_at)
    live = go_live_dates(known_at)
    groups: dict[int, dict[int, Cell]] = {}
    for (office, week), cells in held.items():
        told: Held | None = cells.get(Component.REACH)
        if office in live and told and told.cell.value is not None and not small(Component.REACH, cells):
            groups.setdefault((week - monday(live[office])) // timedelta(days=WEEK), {})[office] = told.cell
    return aligned(groups.items())


def aligned(groups: Iterable[tuple[int, dict[int, Cell]]]) -> list[Aligned]:
    return [
        Aligned(week, pooled(list(cells.values())), len(cells), cells)
        for week, cells in sorted(groups, key=lambda group: group[0])
        if week >= 0 and len(cells) >= LEAST_OFFICES
    ]
