"""Everybody whom a faulty question concerns, as the pure rule of re-marking takes them. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from training.testing.answers import from_json
from training.testing.carrying import CannotCarry, carried
from training.testing.marking import mark
from training.testing.models import Attempt, AttemptItem, Marking, Question, QuestionVersion, Remark, RemarkChoice, RemarkState
from training.testing.remarking import Candidate, Choice, Effect, Faulty, Given, Moved, Sat, counted, effect, weightiest_first
from training.testing.selectors.given import counting_answers
from training.testing.selectors.standings import rules_of
from training.testing.standing import ItemMark, Taken

UNMARKED = Given(None)


@dataclass(frozen=True)
class Preview:
    """What a decision would do. `fingerprint` names the marks it was reckoned from: a decision on other marks is refused."""

    question: Question
    choice: Choice
    new_version: QuestionVersion | None
    keep_passes: bool
    number: int
    effects: tuple[Effect, ...]
    in_progress: int
    not_carried: int
    fingerprint: str

    @property
    def counts(self) -> dict[Moved, int]:
        return counted(self.effects)

    @property
    def changed(self) -> list[Effect]:
        """Those whose result changes, or would have: the weightiest first."""
        return [one for one in weightiest_first(self.effects) if one.moved != Moved.SAME]

    @property
    def marks(self) -> int:
        return sum(len(one.marks) for one in self.effects)


def preview(question: Question, choice: Choice, *, new_version: QuestionVersion | None, keep_passes: bool, at: datetime) -> Preview:
    """What the choice would do to everybody who was asked the question, in any paper and any wording."""
    people, not_carried = candidates(question, new_version)
    effects = tuple(effect(one, choice, keep_passes=keep_passes, at=at, day_of=timezone.localdate) for one in people)
    number = next_number(question)
    seen = [f"{one.person}/{one.paper}/{one.moved}/{one.before.percent}/{one.after.percent}/{one.marks}" for one in effects]
    terms = [choice.value, new_version.pk if new_version else 0, keep_passes, number, *seen]
    fingerprint = sha256("\n".join(str(term) for term in terms).encode()).hexdigest()
    in_progress = AttemptItem.objects.filter(question_version__question=question, attempt__submitted_at__isnull=True).count()
    return Preview(question, choice, new_version, keep_passes, number, effects, in_progress, not_carried, fingerprint)


def next_number(question: Question) -> int:
    last = Remark.objects.filter(question=question).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def candidates(question: Question, new_version: QuestionVersion | None) -> tuple[list[Candidate], int]:
    """Each person at each paper, with every attempt handed in; and how many answers the corrected wording cannot take."""
    asked = AttemptItem.objects.filter(question_version__question=question, attempt__submitted_at__isnull=False)
    pairs = set(asked.values_list("attempt__person_id", "attempt__paper_id"))
    attempts = [
        attempt
        for attempt in Attempt.objects.submitted()
        .filter(person__in={person for person, _paper in pairs}, paper__in={paper for _person, paper in pairs})
        .select_related("version")
        .order_by("person_id", "paper_id", "number")
        if (attempt.person_id, attempt.paper_id) in pairs
    ]
    items = items_of({attempt.pk for attempt in attempts})
    now, before = marks_of({attempt.pk for attempt in attempts})
    faulty = list(asked.select_related("question_version").order_by("pk"))
    by_new_key, not_carried = ({}, 0) if new_version is None else marked_anew(faulty, new_version)
    concerned = {item.pk for item in faulty}
    rules = rules_of({paper for _person, paper in pairs})
    sat: dict[tuple[int, int], list[Sat]] = {}
    for attempt in attempts:
        others, own = [], None
        for item_id, points in items.get(attempt.pk, ()):
            stands = now.get(item_id, UNMARKED)
            if item_id in concerned:
                own = Faulty(item_id, points, stands, before.get(item_id, UNMARKED), by_new_key.get(item_id))
            else:
                others.append(ItemMark(points, stands.share, stands.excluded))
        taken = Taken(attempt.number, attempt.started_at, attempt.submitted_at, None, attempt.version.pass_mark)
        sat.setdefault((attempt.person_id, attempt.paper_id), []).append(Sat(attempt.pk, taken, tuple(others), own))
    return [Candidate(person, paper, tuple(rows), rules[paper]) for (person, paper), rows in sorted(sat.items())], not_carried


def items_of(attempt_ids: set[int]) -> dict[int, list[tuple[int, Decimal]]]:
    found: dict[int, list[tuple[int, Decimal]]] = {}
    rows = AttemptItem.objects.filter(attempt__in=attempt_ids).order_by("attempt_id", "order")
    for attempt_id, item_id, points in rows.values_list("attempt_id", "pk", "points"):
        found.setdefault(attempt_id, []).append((item_id, points))
    return found


def marks_of(attempt_ids: set[int]) -> tuple[dict[int, Given], dict[int, Given]]:
    """Item → the mark that stands, and item → the mark beneath every decision on a faulty question."""
    now: dict[int, Given] = {}
    before: dict[int, Given] = {}
    rows = Marking.objects.filter(item__attempt__in=attempt_ids).order_by("pk")
    for item_id, fraction, excluded, remark in rows.values_list("item_id", "fraction", "excluded", "remarked__remark_id"):
        now[item_id] = Given(fraction, excluded)
        if remark is None:
            before[item_id] = now[item_id]
    return now, before


def marked_anew(faulty: list[AttemptItem], new_version: QuestionVersion) -> tuple[Mapping[int, Decimal], int]:
    """Item → its mark by the corrected wording, and how many answers it cannot take; nothing given is nothing marked."""
    corrected, found, not_carried = new_version.content, {}, 0
    answers = counting_answers({item.attempt_id for item in faulty})
    for item in faulty:
        answer = from_json(answers[item.pk].payload) if item.pk in answers else None
        try:
            moved = None if answer is None else carried(answer, item.question_version.content, corrected)
        except CannotCarry:
            not_carried += 1
            continue
        share = mark(corrected, moved).fraction
        if share is not None:
            found[item.pk] = share
    return found, not_carried


def corrected_versions(question: Question) -> list[QuestionVersion]:
    """Wordings written after the first one that was asked: candidates for the corrected key, the youngest first."""
    asked = AttemptItem.objects.filter(question_version__question=question).order_by("question_version__number")
    first = asked.values_list("question_version__number", flat=True).first()
    return list(question.versions.filter(number__gt=first).order_by("-number")) if first is not None else []


def standing_decision(question_id: int) -> Remark | None:
    """The decision that was carried out last."""
    return Remark.objects.filter(question=question_id, state=RemarkState.DONE).order_by("-number").first()


def left_behind() -> dict[int, set[int]]:
    """Question → items with a mark younger than the decision on it: an attempt handed in, or a late answer counted, after it."""
    last: dict[int, Remark] = {}
    for remark in Remark.objects.filter(state=RemarkState.DONE).order_by("number"):
        last[remark.question_id] = remark
    decided = {question_id: remark.decided_at for question_id, remark in last.items() if remark.choice != RemarkChoice.AS_BEFORE}
    marks = Marking.objects.filter(item__question_version__question__in=decided, item__attempt__submitted_at__isnull=False).order_by("pk")
    youngest = {
        item_id: (question_id, recorded_at, remarked)
        for item_id, question_id, recorded_at, remarked in marks.values_list(
            "item_id", "item__question_version__question_id", "recorded_at", "remarked__pk"
        )
    }
    behind: dict[int, set[int]] = {}
    for item_id, (question_id, recorded_at, remarked) in youngest.items():
        if remarked is None and recorded_at > decided[question_id]:
            behind.setdefault(question_id, set()).add(item_id)
    return behind
