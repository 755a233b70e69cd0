"""Kirkpatrick's levels 3 (what people do) and 4 (what it brings) by course and by trainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Subject, SubjectKind
from governance.organisation.selectors import people_names
from rollout.adoption import scoring
from rollout.adoption.components import Reckoning
from rollout.adoption.expected import WEEK
from rollout.adoption.grouping import Member, standing_groups
from rollout.adoption.scoring import Cell, PersonWeek
from training.courses.models import Course
from training.courses.selectors import trainers_of_first

# The figure of level 4, which the room of the KPIs registers: asked for by name, so that nothing here depends on that room.
LEVEL_FOUR = "kpis.attainment"
LEAST_OFFICES = 3
Group = tuple[int, tuple[int, ...] | None]  # (course, trainers); trainers None: everybody who attended it; course and (): nobody did


@dataclass(frozen=True)
class Level:
    """People who attended a course, or were taught it by somebody: reach and habit in the week, and the KPIs of their offices."""

    course: str
    who: str
    people: int
    offices: int
    reach: Cell
    habit: Cell
    attainment: Decimal | None


@dataclass(frozen=True)
class Learnt:
    """All groups that may be shown, and whether level 4 can be asked for at all."""

    levels: Sequence[Level]
    has_four: bool


def levels(week: date, known_at: datetime | None, actor: Actor, reckoning: Reckoning, offices: Sequence[int]) -> Learnt:
    """By course: who attended it before the week, who did not, and each trainer. Only groups that no difference makes small."""
    people = {(person, office): found for office in offices for person, found in reckoning.people(office, week).items()}
    whole = {office: sum(place == office for _person, place in people) for office in offices}
    taught = trainers_of_first({person for person, _office in people}, week - timedelta(days=1), known_at)
    groups = standing_groups(grouped(people, taught), whole)
    four = attainment({office for members in groups.values() for _person, office in members}, week, known_at, actor)
    names = people_names({trainer for _course, trainers in groups for trainer in trainers or ()}, actor)
    courses = {course.pk: str(course) for course in Course.objects.filter(pk__in={course for course, _trainers in groups})}
    found = [level(group, members, people, whole, four, names, courses) for group, members in groups.items()]
    return Learnt(sorted(found, key=lambda each: (each.course, each.who)), LEVEL_FOUR in {one.code for one in metrics.registered()})


def grouped(people: Mapping[Member, PersonWeek], taught: Mapping[tuple[int, int], tuple[int, ...]]) -> dict[Group, list[Member]]:
    """Course and trainers → people; with None everybody who attended, with () those who did not."""
    found: dict[Group, list[Member]] = {}
    for course in {course for _person, course in taught}:
        for member in people:
            trainers = taught.get((member[0], course))
            if trainers is None:
                found.setdefault((course, ()), []).append(member)
                continue
            found.setdefault((course, None), []).append(member)
            if trainers:
                found.setdefault((course, trainers), []).append(member)
    return found


def attainment(offices: set[int], week: date, known_at: datetime | None, actor: Actor) -> dict[int, Decimal]:
    """Office → attainment of its KPIs as the registry has it; empty while no room registers it."""
    if LEVEL_FOUR not in {one.code for one in metrics.registered()}:
        return {}
    day = week + timedelta(days=WEEK - 1)
    subjects = [Subject(SubjectKind.OFFICE, office) for office in sorted(offices)]
    found = metrics.measure(LEVEL_FOUR, subjects, [day], actor=actor, known_at=known_at)
    return {subject.id: told.value for (subject, _day), told in found.items() if told.value is not None}


def level(
    group: Group,
    members: Sequence[Member],
    people: Mapping[Member, PersonWeek],
    whole: Mapping[int, int],
    four: Mapping[int, Decimal],
    names: Mapping[int, str],
    courses: Mapping[int, str],
) -> Level:
    """Level 4: the plain mean of the offices of which at least half stand in the group, and at least three of these."""
    course, trainers = group
    weeks = [people[member] for member in members]
    inside = {office: sum(place == office for _person, place in members) for _person, office in members}
    mostly = [four[office] for office, count in inside.items() if 2 * count >= whole[office] and office in four]
    mean = sum(mostly, Decimal(0)) / len(mostly) if len(mostly) >= LEAST_OFFICES else None
    who = _("attended") if trainers is None else _("not attended") if not trainers else ", ".join(names[one] for one in trainers)
    return Level(courses[course], who, len(members), len(inside), scoring.reach(weeks), scoring.habit(weeks), mean)
