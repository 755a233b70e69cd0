"""Certificates: what is due, and who holds which."""

from __future__ import annotations

from datetime import date

from governance.organisation.models import Membership
from training.clearance.earning import Due, Held, due, earned
from training.clearance.models import Certificate, CertificateState
from training.courses import selectors as courses
from training.courses.models import Course, Enrolment
from training.testing import selectors as testing


def due_certificates(day: date) -> Due:
    """What the records of attendance and results ask for. A fixed number of queries."""
    people = set(Enrolment.objects.order_by().values_list("person_id", flat=True).distinct())
    rows = Certificate.objects.filter(state=CertificateState.VALID).order_by("pk")
    held = [Held(row.pk, row.person_id, row.course_id, row.earned_on, tuple(row.papers)) for row in rows]
    attended = courses.attended(people)
    passed = {pair: (one.on, one.valid_until) for pair, one in testing.passes(people).items()}
    months = dict(Course.objects.values_list("pk", "validity_months"))
    papers = {course: [paper.pk for paper in own] for course, own in testing.papers_of(list(months)).items()}
    return due(earned(attended, passed, papers, months), held, attended, passed, day)


def of_office(office_ids: frozenset[int] | set[int], day: date) -> list[Certificate]:
    """Valid certificates of the people who belong to these offices that day."""
    here = Membership.objects.current().on(day).filter(office_id__in=list(office_ids)).values("person")
    valid = Certificate.objects.filter(state=CertificateState.VALID, person__in=here)
    return list(valid.select_related("person__identity").order_by("person__pseudonym", "course_id"))
