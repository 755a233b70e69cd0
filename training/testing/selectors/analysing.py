"""The item analysis of one version of a paper, from first attempts. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q, QuerySet

from training.testing.answers import Answer, from_json
from training.testing.itemanalysis import Analysis, SlotFigures, TestFigures, analyse
from training.testing.judging import Judgement, QuestionFigures, Taken, Third, question_figures, thirds
from training.testing.models import AttemptItem, BlueprintRow, Marking, PaperState, PaperVersion, Question, QuestionVersion, RemarkChoice
from training.testing.selectors.given import counting_answers

# These decisions change results, not what an answer was worth: the analysis reads the mark beneath them.
NO_MATTER_OF_THE_KEY = (RemarkChoice.DROP, RemarkChoice.FULL)
WORST_FIRST = tuple(Judgement)


@dataclass(frozen=True)
class Sitting:
    """One first attempt, wholly marked: its questions in order of the blueprint, and its points."""

    attempt_id: int
    items: tuple[Item, ...]

    @cached_property
    def total(self) -> Decimal:
        return sum((item.points for item in self.items), Decimal(0))


@dataclass(frozen=True)
class Item:
    """One question of an attempt and the share of its maximum that was given."""

    id: int
    row_id: int
    question_id: int
    version_id: int
    maximum: Decimal
    share: Decimal

    @property
    def points(self) -> Decimal:
        return self.maximum * self.share


@dataclass(frozen=True)
class SlotLine:
    """One place of the blueprint: the n-th question of a row."""

    row: BlueprintRow
    place: int
    figures: SlotFigures


@dataclass(frozen=True)
class QuestionLine:
    """One question of the paper; `number` is its place in the list, which the picture shows."""

    number: int
    question: Question
    figures: QuestionFigures

    @property
    def judgement(self) -> Judgement:
        return self.figures.judgement


@dataclass(frozen=True)
class PaperAnalysis:
    """What the first attempts at one version tell. `waiting`: first attempts handed in that are not wholly marked."""

    version: PaperVersion
    test: TestFigures
    slots: tuple[SlotLine, ...]
    questions: tuple[QuestionLine, ...]
    sittings: tuple[Sitting, ...]
    waiting: int

    def judged(self, *wanted: Judgement) -> list[QuestionLine]:
        return [line for line in self.questions if line.judgement in wanted]

    @property
    def maximum(self) -> Decimal:
        return sum((slot.row.points for slot in self.slots), Decimal(0))


def versions() -> QuerySet[PaperVersion]:
    """Versions that were ever in use, with the number of first attempts handed in."""
    first = Q(attempts__number=1, attempts__submitted_at__isnull=False)
    found = PaperVersion.objects.filter(state__in=(PaperState.ACTIVE, PaperState.REPLACED)).select_related("paper__course")
    return found.annotate(first_attempts=Count("attempts", filter=first)).order_by("paper__code", "-number")


def taken() -> bool:
    """Whether anybody has taken any of them."""
    return any(getattr(version, "first_attempts", 0) for version in versions())


def paper_analysis(version: PaperVersion, known_at: datetime | None = None) -> PaperAnalysis:
    """The analysis by the marks recorded until then."""
    sittings, waiting = sittings_of(version, known_at)
    rows = list(version.rows.select_related("topic").order_by("order", "pk"))
    places = [(row, place) for row in rows for place in range(1, row.count + 1)]
    whole: Analysis = analyse([[item.points for item in one.items] for one in sittings], [row.points for row, _place in places])
    slots = tuple(SlotLine(row, place, figures) for (row, place), figures in zip(places, whole.slots, strict=True))
    return PaperAnalysis(version, whole.test, slots, question_lines(sittings), tuple(sittings), waiting)


def sittings_of(version: PaperVersion, known_at: datetime | None) -> tuple[list[Sitting], int]:
    """First attempts wholly marked, each with as many questions as the blueprint asks; and how many still wait."""
    handed_in = Q(attempt__submitted_at__isnull=False) if known_at is None else Q(attempt__submitted_at__lte=known_at)
    items = AttemptItem.objects.filter(handed_in, attempt__version=version, attempt__number=1)
    shares = shares_of(version, known_at)
    found: dict[int, list[Item | None]] = {}
    for pk, attempt_id, row_id, question_id, version_id, points in items.order_by(
        "attempt_id", "slot__order", "slot_id", "order"
    ).values_list("pk", "attempt_id", "slot_id", "question_version__question_id", "question_version_id", "points"):
        item = Item(pk, row_id, question_id, version_id, points, shares[pk]) if pk in shares else None
        found.setdefault(attempt_id, []).append(item)
    marked = {attempt_id: [item for item in own if item is not None] for attempt_id, own in found.items()}
    complete = [Sitting(attempt_id, tuple(own)) for attempt_id, own in sorted(marked.items()) if len(own) == len(found[attempt_id])]
    return complete, len(found) - len(complete)


def shares_of(version: PaperVersion, known_at: datetime | None) -> dict[int, Decimal]:
    """Item → the share its answer was worth by the key that holds, whatever was decided about results."""
    marks = Marking.objects.filter(item__attempt__version=version, item__attempt__number=1, excluded=False)
    marks = marks.exclude(remarked__remark__choice__in=NO_MATTER_OF_THE_KEY).order_by("pk")
    if known_at is not None:
        marks = marks.filter(recorded_at__lte=known_at)
    return dict(marks.values_list("item_id", "fraction"))


def question_lines(sittings: Iterable[Sitting]) -> tuple[QuestionLine, ...]:
    """Every question that was asked, the worst first, then by facility."""
    taken: dict[int, list[Taken]] = {}
    for sitting in sittings:
        for item in sitting.items:
            taken.setdefault(item.question_id, []).append(Taken(item.share, sitting.total - item.points))
    questions = Question.objects.select_related("topic").in_bulk(taken)
    found = [(questions[pk], question_figures(rows)) for pk, rows in taken.items()]

    def weight(pair: tuple[Question, QuestionFigures]) -> tuple[int, float, str]:
        question, told = pair
        return WORST_FIRST.index(told.judgement), told.figures.discrimination or 0, question.code

    return tuple(QuestionLine(number, *pair) for number, pair in enumerate(sorted(found, key=weight), start=1))


@dataclass(frozen=True)
class Asked:
    """One question of one paper: who got it, what they gave, in which wording."""

    analysis: PaperAnalysis
    line: QuestionLine
    versions: tuple[QuestionVersion, ...]
    given: tuple[Answer | None, ...]
    third: tuple[Third, ...]

    @property
    def group_sizes(self) -> Mapping[Third, int]:
        return {third: self.third.count(third) for third in Third}


def asked(analysis: PaperAnalysis, line: QuestionLine) -> Asked:
    """The answers that counted to the last wording asked, with each candidate's third of all who took the paper."""
    third = dict(zip((one.attempt_id for one in analysis.sittings), thirds([one.total for one in analysis.sittings]), strict=True))
    own = [(one.attempt_id, item) for one in analysis.sittings for item in one.items if item.question_id == line.question.pk]
    versions = QuestionVersion.objects.filter(pk__in={item.version_id for _attempt, item in own}).order_by("-number")
    last = versions.first()
    of_last = [(attempt_id, item) for attempt_id, item in own if last is not None and item.version_id == last.pk]
    answers = counting_answers([attempt_id for attempt_id, _item in of_last])
    given = tuple(from_json(answers[item.id].payload) if item.id in answers else None for _attempt, item in of_last)
    return Asked(analysis, line, tuple(versions), given, tuple(third[attempt_id] for attempt_id, _item in of_last))
