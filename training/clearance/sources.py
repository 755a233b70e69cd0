"""What the rooms below say of courses, papers and policies: who has met them, what they are called, where they are done."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse

from governance.core.earlier import as_held
from governance.policies import selectors as policies
from governance.policies.models import Policy
from training.clearance.rules import Evidence, Kind, Need
from training.clearance.validity import last_valid_day
from training.courses import selectors as courses
from training.courses.models import Course
from training.testing import selectors as testing
from training.testing.models import Paper

Proofs = dict[int, list[Evidence]]
# Where a person does it themselves; pages of other rooms, so each is asked for by name.
WAYS = {Kind.COURSE: "courses:mine", Kind.PAPER: "testing:mine", Kind.POLICY: "policies:mine"}


@dataclass(frozen=True)
class Title:
    """What a requirement is called in the reader's language, and whether it is still offered."""

    need: Need
    text: str
    offered: bool = True


def proofs(person_ids: Collection[int], day: date, known_at: datetime | None = None) -> Proofs:
    """Everything these people attended, passed and signed, with the last day it counts. A fixed number of queries."""
    found: Proofs = {}
    months = {course.pk: course.validity_months for course in as_held(Course.objects.all(), known_at)}
    for (person, course), on in courses.attended(person_ids, known_at).items():
        found.setdefault(person, []).append(Evidence(Need(Kind.COURSE, course), on, last_valid_day(on, months[course])))
    for (person, paper), passed in testing.passes(person_ids, known_at).items():
        found.setdefault(person, []).append(Evidence(Need(Kind.PAPER, paper), passed.on, passed.valid_until))
    carried = policies.carried_until(person_ids, day, known_at)
    for (person, policy), on in policies.signed(person_ids, day, known_at).items():
        found.setdefault(person, []).append(Evidence(Need(Kind.POLICY, policy), on, carried.get((person, policy))))
    return found


def titles(needs: Iterable[Need], known_at: datetime | None = None) -> dict[Need, str]:
    """What these requirements are called, or were at that instant; three queries at most, twice as many of an earlier one."""
    wanted: dict[str, set[int]] = {}
    for need in needs:
        wanted.setdefault(need.kind, set()).add(need.id)
    models = {Kind.COURSE: Course, Kind.PAPER: Paper, Kind.POLICY: Policy}
    return {
        Need(kind, row.pk): str(row)
        for kind, ids in sorted(wanted.items())
        for row in as_held(models[Kind(kind)]._default_manager.filter(pk__in=ids), known_at)
    }


def offered() -> list[Title]:
    """What can be required: courses offered, their papers in use, all policies."""
    found = [Title(Need(Kind.COURSE, course.pk), str(course)) for course in Course.objects.filter(active=True).order_by("code")]
    papers = testing.papers_of([title.need.id for title in found])
    found += [Title(Need(Kind.PAPER, paper.pk), str(paper)) for group in papers.values() for paper in group]
    return found + [Title(Need(Kind.POLICY, policy.pk), str(policy)) for policy in Policy.objects.order_by("code")]


def way(kind: str) -> str:
    """Where one does what is missing; nothing while that page does not exist."""
    try:
        return reverse(WAYS[Kind(kind)])
    except NoReverseMatch:
        return ""
