"""Where people stand with papers, read from the marks in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from governance.core.earlier import as_held
from governance.core.reading import once, remembered
from training.testing.models import Allowance, Attempt, AttemptItem, Marking, Paper, PaperState, PaperVersion
from training.testing.standing import ItemMark, Keep, Rules, Standing, Taken, percent_of, standing
from training.testing.timing import NOTHING, Extra, together

IN_FORCE = (PaperState.ACTIVE, PaperState.REPLACED)
# From so many attempts on, a page is about everybody's.
MANY = 200


@dataclass(frozen=True)
class Passed:
    """A pass that was reached; it may have run out since: `valid_until` is its last day, None for ever."""

    on: date
    score: Decimal
    valid_until: date | None


def papers_of(course_ids: Collection[int]) -> dict[int, list[Paper]]:
    """The papers of these courses that can be taken: course → papers with a version in use, by code."""
    found: dict[int, list[Paper]] = {}
    papers = Paper.objects.filter(course__in=set(course_ids), versions__state=PaperState.ACTIVE).select_related("course")
    for paper in papers.order_by("code").distinct():
        found.setdefault(paper.course_id, []).append(paper)
    return found


def passes(person_ids: Collection[int], known_at: datetime | None = None) -> dict[tuple[int, int], Passed]:
    """(person, paper) → the pass last reached, by the marks recorded until then, whether or not it has run out."""
    found: dict[tuple[int, int], Passed] = {}
    for key, result in standings(Attempt.objects.filter(person__in=set(person_ids)), known_at=known_at).items():
        if result.passed_at is not None and result.percent is not None:
            found[key] = Passed(timezone.localdate(result.passed_at), result.percent, result.valid_until)
    return found


def standings(
    attempts: QuerySet[Attempt], *, at: datetime | None = None, known_at: datetime | None = None
) -> dict[tuple[int, int], Standing]:
    """(person, paper) → standing at an instant, for everybody with an attempt among these."""
    if known_at is not None:
        attempts = attempts.filter(started_at__lte=known_at)
    rows = list(attempts.order_by("pk").select_related("version"))
    if not rows:
        return {}
    marks = percents((row.pk for row in rows), known_at)
    rules = rules_of({row.paper_id for row in rows}, known_at)
    extra = extras({row.person_id for row in rows}, known_at)
    taken: dict[tuple[int, int], list[Taken]] = {}
    for row in rows:
        submitted = row.submitted_at if known_at is None or (row.submitted_at and row.submitted_at <= known_at) else None
        percent = marks.get(row.pk) if submitted else None
        one = Taken(row.number, row.started_at, submitted, percent, row.version.pass_mark)
        taken.setdefault((row.person_id, row.paper_id), []).append(one)
    instant = at or known_at or max(row.submitted_at or row.started_at for row in rows)
    return {
        (person, paper): standing(
            attempts, rules[paper], at=instant, day_of=timezone.localdate, extra_attempts=extra_for(extra, person, paper).attempts
        )
        for (person, paper), attempts in taken.items()
    }


def percents(attempt_ids: Iterable[int], known_at: datetime | None = None) -> dict[int, Decimal | None]:
    """Attempt → percentage by the marks recorded until then; None while a question waits for its mark."""
    ids = set(attempt_ids)
    # A page that asks for many asks for the others as well: then all are read, once.
    told = all_percents(known_at) if remembered() is not None and len(ids) >= MANY else read_percents(ids, known_at)
    return {attempt_id: told[attempt_id] for attempt_id in ids if attempt_id in told}


@once
def all_percents(known_at: datetime | None) -> dict[int, Decimal | None]:
    return read_percents(None, known_at)


def read_percents(ids: Collection[int] | None, known_at: datetime | None) -> dict[int, Decimal | None]:
    rows, markings = AttemptItem.objects.all(), Marking.objects.order_by("pk")
    if ids is not None:
        rows, markings = rows.filter(attempt__in=ids), markings.filter(item__attempt__in=ids)
    if known_at is not None:
        markings = markings.filter(recorded_at__lte=known_at)
    items: dict[int, list[tuple[int, Decimal]]] = {}
    for attempt_id, item_id, points in rows.values_list("attempt_id", "pk", "points"):
        items.setdefault(attempt_id, []).append((item_id, points))
    last = {item_id: (fraction, excluded) for item_id, fraction, excluded in markings.values_list("item_id", "fraction", "excluded")}
    unmarked = (None, False)
    return {
        attempt_id: percent_of(ItemMark(points, *last.get(item_id, unmarked)) for item_id, points in own)
        for attempt_id, own in items.items()
    }


def rules_of(paper_ids: Collection[int], known_at: datetime | None = None) -> dict[int, Rules]:
    """Paper → the rules in force, as known then: of the version in use, else of the last that was."""
    rows = PaperVersion.objects.filter(paper__in=paper_ids).select_related("paper__course").order_by("number")
    now = [version for version in rows if version.state in IN_FORCE]
    if known_at is None:
        return {version.paper_id: rules_from(version) for version in now}
    # Attempts that were entered afterwards may be older than their paper here; they go by the rules that came.
    found = {version.paper_id: rules_from(version) for version in now}
    versions = as_held(rows.all(), known_at)
    as_held([version.paper.course for version in versions], known_at)
    return found | {version.paper_id: rules_from(version) for version in versions if version.state in IN_FORCE}


def rules_from(version: PaperVersion) -> Rules:
    return Rules(
        pass_mark=version.pass_mark,
        kept=Keep(version.grade_kept),
        attempts_allowed=version.attempts_allowed,
        wait=timedelta(hours=version.wait_hours),
        validity_months=version.paper.course.validity_months,
    )


Extras = dict[tuple[int, int | None], list[Extra]]


def extras(person_ids: Collection[int], known_at: datetime | None = None) -> Extras:
    """(person, paper or None for all) → allowances that hold."""
    found: Extras = {}
    for row in Allowance.objects.known_at(known_at).filter(person__in=person_ids).order_by("pk"):
        one = Extra(row.extra_percent, row.extra_minutes, row.extra_attempts, row.opens_at, row.closes_at)
        found.setdefault((row.person_id, row.paper_id), []).append(one)
    return found


def extra_for(found: Extras, person_id: int, paper_id: int) -> Extra:
    """What the person is given for this paper."""
    held = [*found.get((person_id, None), ()), *found.get((person_id, paper_id), ())]
    return together(held) if held else NOTHING
