"""Where people stand with papers, read from the marks in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Max, QuerySet

from governance.core.dates import days
from governance.core.earlier import as_held
from governance.core.reading import once, reads_all
from training.testing.models import Allowance, Attempt, AttemptItem, Marking, Paper, PaperState, PaperVersion
from training.testing.standing import ItemMark, Keep, Rules, Standing, Taken, percent_of, standing
from training.testing.timing import NOTHING, Extra, together

IN_FORCE = (PaperState.ACTIVE, PaperState.REPLACED)


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


@dataclass(frozen=True)
class Sittings:
    """One person's attempts at one paper, in order, with the results that were marked by then."""

    person_id: int
    paper_id: int
    course_id: int
    taken: tuple[Taken, ...]


def passes(person_ids: Collection[int], known_at: datetime | None = None) -> dict[tuple[int, int], Passed]:
    """(person, paper) → the pass last reached, by the marks recorded until then, whether or not it has run out."""
    people = set(person_ids)
    if reads_all(len(people)):
        held = [own for own in all_sittings(known_at) if own.person_id in people]
    else:
        held = sittings(Attempt.objects.filter(person__in=people), known_at)
    found: dict[tuple[int, int], Passed] = {}
    day_of = days()
    for key, result in stood(held, known_at, known_at).items():
        if result.passed_at is not None and result.percent is not None:
            found[key] = Passed(day_of(result.passed_at), result.percent, result.valid_until)
    return found


def standings(
    attempts: QuerySet[Attempt], *, at: datetime | None = None, known_at: datetime | None = None
) -> dict[tuple[int, int], Standing]:
    """(person, paper) → standing at an instant, for everybody with an attempt among these."""
    return stood(sittings(attempts, known_at), at or known_at, known_at)


def stood(held: Collection[Sittings], at: datetime | None, known_at: datetime | None) -> dict[tuple[int, int], Standing]:
    """Where these attempts put people at that instant, by default that of the last one."""
    if not held:
        return {}
    rules = rules_of({own.paper_id for own in held}, known_at)
    extra = extras({own.person_id for own in held}, known_at)
    instant, day_of = at or max(one.submitted_at or one.started_at for own in held for one in own.taken), days()
    return {
        (own.person_id, own.paper_id): standing(
            own.taken,
            rules[own.paper_id],
            at=instant,
            day_of=day_of,
            extra_attempts=extra_for(extra, own.person_id, own.paper_id).attempts,
        )
        for own in held
    }


@once
def all_sittings(known_at: datetime | None) -> list[Sittings]:
    return sittings(Attempt.objects.all(), known_at)


def sittings(attempts: QuerySet[Attempt], known_at: datetime | None = None) -> list[Sittings]:
    """These attempts by person and paper, as known then."""
    attempts = attempts if known_at is None else attempts.filter(started_at__lte=known_at)
    fields = ("pk", "person_id", "paper_id", "paper__course_id", "number", "started_at", "submitted_at", "version__pass_mark")
    rows = list(attempts.order_by("person_id", "paper_id", "number").values_list(*fields))
    marks = percents([row[0] for row in rows], known_at)
    grouped: dict[tuple[int, int, int], list[Taken]] = {}
    for pk, person, paper, course, number, started, submitted, pass_mark in rows:
        known = submitted if known_at is None or (submitted and submitted <= known_at) else None
        one = Taken(number, started, known, marks.get(pk) if known else None, pass_mark)
        grouped.setdefault((person, paper, course), []).append(one)
    return [Sittings(*key, tuple(own)) for key, own in grouped.items()]


def percents(attempt_ids: Iterable[int], known_at: datetime | None = None) -> dict[int, Decimal | None]:
    """Attempt → percentage by the marks recorded until then; None while a question waits for its mark."""
    ids = set(attempt_ids)
    told = all_percents(known_at) if reads_all(len(ids)) else read_percents(ids, known_at)
    return {attempt_id: told[attempt_id] for attempt_id in ids if attempt_id in told}


@once
def all_percents(known_at: datetime | None) -> dict[int, Decimal | None]:
    return read_percents(None, known_at)


def read_percents(ids: Collection[int] | None, known_at: datetime | None) -> dict[int, Decimal | None]:
    """By each question's last mark. Questions of an attempt with the same points and the same mark come as one row with their number."""
    items, markings = AttemptItem.objects.order_by(), Marking.objects.order_by()
    if ids is not None:
        items, markings = items.filter(attempt__in=ids), markings.filter(item__attempt__in=ids)
    if known_at is not None:
        markings = markings.filter(recorded_at__lte=known_at)
    last = Marking.objects.filter(pk__in=markings.values("item").annotate(last=Max("pk")).values("last")).order_by()
    alike = last.values_list("item__attempt_id", "item__points", "fraction", "excluded").annotate(Count("pk"))
    unmarked = items.exclude(pk__in=markings.values("item")).values_list("attempt_id", "points").annotate(Count("pk"))
    found: dict[int, list[ItemMark]] = {}
    for attempt_id, points, fraction, excluded, count in alike:
        found.setdefault(attempt_id, []).extend([ItemMark(points, fraction, excluded)] * count)
    for attempt_id, points, count in unmarked:
        found.setdefault(attempt_id, []).extend([ItemMark(points, None)] * count)
    return {attempt_id: percent_of(own) for attempt_id, own in found.items()}


def rules_of(paper_ids: Collection[int], known_at: datetime | None = None) -> Mapping[int, Rules]:
    """Paper → the rules in force, as known then: of the version in use, else of the last that was."""
    return read_rules(frozenset(paper_ids), known_at)


@once
def read_rules(paper_ids: frozenset[int], known_at: datetime | None) -> dict[int, Rules]:
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
    """(person, paper or None for all) → allowances that hold; of many people everybody's."""
    return all_extras(known_at) if reads_all(len(person_ids)) else read_extras(person_ids, known_at)


@once
def all_extras(known_at: datetime | None) -> Extras:
    return read_extras(None, known_at)


def read_extras(person_ids: Collection[int] | None, known_at: datetime | None) -> Extras:
    rows = Allowance.objects.known_at(known_at)
    found: Extras = {}
    for row in (rows if person_ids is None else rows.filter(person__in=person_ids)).order_by("pk"):
        one = Extra(row.extra_percent, row.extra_minutes, row.extra_attempts, row.opens_at, row.closes_at, row.knowing)
        found.setdefault((row.person_id, row.paper_id), []).append(one)
    return found


def extra_for(found: Extras, person_id: int, paper_id: int) -> Extra:
    """What the person is given for this paper."""
    held = [*found.get((person_id, None), ()), *found.get((person_id, paper_id), ())]
    return together(held) if held else NOTHING
