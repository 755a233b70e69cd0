"""Which certificates are due, which are replaced and which fall. Pure.

A course is earned when it was attended and all its tests were passed. A certificate stands on the tests the course had when it was
issued: a test added later takes nothing away, a mark or an attendance that is corrected does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from training.clearance.validity import last_valid_day

Pair = tuple[int, int]


@dataclass(frozen=True)
class Earned:
    """A person earned a course on a day, until a day (None: for good), with these papers."""

    person_id: int
    course_id: int
    on: date
    until: date | None
    papers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Held:
    """A valid certificate as it stands."""

    id: int
    person_id: int
    course_id: int
    on: date
    papers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Due:
    """What is to be done: issue (replacing a certificate where one is named) and revoke."""

    issue: list[tuple[Earned, int | None]] = field(default_factory=list)
    revoke: list[int] = field(default_factory=list)


def earned(
    attended: Mapping[Pair, date],
    passed: Mapping[Pair, tuple[date, date | None]],
    papers: Mapping[int, Iterable[int]],
    months: Mapping[int, int | None],
) -> dict[Pair, Earned]:
    """(person, course) → earned. `passed` is (person, paper) → day and last valid day."""
    found: dict[Pair, Earned] = {}
    for (person, course), on in attended.items():
        needed = tuple(sorted(papers.get(course, ())))
        if any((person, paper) not in passed for paper in needed):
            continue
        proofs = [(on, last_valid_day(on, months.get(course))), *(passed[person, paper] for paper in needed)]
        until = min((last for _day, last in proofs if last is not None), default=None)
        found[person, course] = Earned(person, course, max(day for day, _last in proofs), until, needed)
    return found


def due(now: Mapping[Pair, Earned], held: Iterable[Held], attended: Mapping[Pair, date], passed: Mapping[Pair, object], day: date) -> Due:
    """What changes: newly earned, earned again later, or no longer earned."""
    wanted = Due()
    standing = {(one.person_id, one.course_id): one for one in held}
    for pair, one in sorted(now.items()):
        before = standing.get(pair)
        runs_out = one.until is not None and one.until < max(day, one.on)
        if not runs_out and (before is None or before.on < one.on):
            wanted.issue.append((one, before.id if before else None))
    for pair, certificate in sorted(standing.items()):
        if pair not in attended or any((certificate.person_id, paper) not in passed for paper in certificate.papers):
            wanted.revoke.append(certificate.id)
    return wanted
