"""A person's own tests: what must be taken, how it stands, what comes next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from governance.organisation.models import Membership, Person
from governance.organisation.selectors import must_use
from training.courses.models import Enrolment
from training.courses.needs import trainers_between
from training.courses.rules.audience import needed
from training.courses.rules.states import HOLDS_A_PLACE
from training.courses.selectors import audiences
from training.testing.models import Attempt, Paper, PaperKind, PaperState, PaperVersion
from training.testing.selectors.standings import extra_for, extras, standings
from training.testing.standing import Standing, renewable
from training.testing.timing import Extra, Window, time_given, widened
from training.testing.unseen import still_to_sit


@dataclass(frozen=True)
class OwnTest:
    """One paper for one person. `begins` is the earliest instant for the next attempt, None when there is none."""

    paper: Paper
    version: PaperVersion
    standing: Standing
    window: Window
    extra: Extra
    questions: int
    going: Attempt | None
    last: Attempt | None
    now: datetime

    @property
    def minutes(self) -> int | None:
        given = time_given(self.version.time_limit, self.extra)
        return None if given is None else int(given.total_seconds() // 60)

    @property
    def written(self) -> bool:
        return self.paper.kind == PaperKind.WRITTEN

    @property
    def valid(self) -> bool:
        return self.standing.valid_on(timezone.localdate(self.now))

    @property
    def still_to_sit(self) -> bool:
        """Whether its questions are still shut to this person."""
        near_its_end = renewable(self.standing, timezone.localdate(self.now))
        return still_to_sit(
            written=self.written, going=self.going is not None, valid=self.valid, renewable=near_its_end, closed=self.closed
        )

    @property
    def begins(self) -> datetime | None:
        if not self.written or self.standing.next_at is None or not (self.window.closes_at is None or self.now < self.window.closes_at):
            return None
        return max(self.standing.next_at, self.window.opens_at or self.standing.next_at)

    @property
    def can_begin(self) -> bool:
        return self.begins is not None and self.begins <= self.now

    @property
    def closed(self) -> bool:
        return self.window.closes_at is not None and self.now >= self.window.closes_at


def own_tests(person: Person, at: datetime) -> list[OwnTest]:
    """Papers of the courses this person needs or has a place in, and any begun before; what is still to be done first."""
    attempts = list(Attempt.objects.filter(person=person).order_by("number"))
    courses = courses_of(person, at)
    versions = PaperVersion.objects.filter(state=PaperState.ACTIVE).select_related("paper__course").prefetch_related("rows")
    mine = [v for v in versions.order_by("paper__code") if v.paper.course_id in courses or any(a.paper_id == v.paper_id for a in attempts)]
    held = standings(Attempt.objects.filter(person=person), at=at)
    found = extras([person.pk])
    tests = [
        _own(version, person, attempts, held.get((person.pk, version.paper_id)), extra_for(found, person.pk, version.paper_id), at)
        for version in mine
    ]
    return sorted(tests, key=lambda test: (test.valid, test.going is None))


def _own(version: PaperVersion, person: Person, attempts: list[Attempt], held: Standing | None, extra: Extra, at: datetime) -> OwnTest:
    own = [attempt for attempt in attempts if attempt.paper_id == version.paper_id]
    left = None if version.attempts_allowed is None else version.attempts_allowed + extra.attempts
    return OwnTest(
        paper=version.paper,
        version=version,
        standing=held or Standing(left=left, next_at=at),
        window=widened(Window(version.opens_at, version.closes_at), extra),
        extra=extra,
        questions=sum(row.count for row in version.rows.all()),
        going=next((attempt for attempt in own if attempt.is_open and version.paper.kind == PaperKind.WRITTEN), None),
        last=next((attempt for attempt in reversed(own) if not attempt.is_open), None),
        now=at,
    )


def courses_of(person: Person, at: datetime) -> set[int]:
    """Courses the person is among the audience of today, by job or as a trainer, or has a place in."""
    today = timezone.localdate(at)
    lines = audiences(today)
    jobs = _jobs(person, at)
    needs = {course for course, own in lines.items() if any(needed(own, **job, trainer=False) for job in jobs)}
    for_trainers = {course for course, own in lines.items() if any(line.trainers for line in own)}
    if for_trainers and person.pk in trainers_between(today, today, None):
        needs |= for_trainers
    return needs | set(Enrolment.objects.filter(person=person, state__in=HOLDS_A_PLACE).values_list("session__course_id", flat=True))


def _jobs(person: Person, at: datetime) -> list[dict[str, str]]:
    """Job, role in the CRM and experience of each office the person belongs to today."""
    today = timezone.localdate(at)
    duties = [duty for duty in must_use(today, today) if duty.person_id == person.pk]
    roles = {duty.job_role: duty.crm_role for duty in duties}
    jobs: Collection[str] = Membership.objects.current().on(today).filter(person=person).values_list("job_role", flat=True)
    return [{"job_role": job, "crm_role": roles.get(job, ""), "experience": person.experience} for job in dict.fromkeys(jobs)]
