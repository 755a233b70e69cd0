"""The figures of an item analysis as plain values: what the page shows, and what a printed analysis freezes. Holds no words but names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from governance.core.languages import LANGUAGES
from training.testing.itemanalysis import SlotFigures, TestFigures
from training.testing.judging import Judgement
from training.testing.models import Paper, Topic
from training.testing.selectors.analysing import PaperAnalysis, QuestionLine, SlotLine

Names = Mapping[str, str]


@dataclass(frozen=True)
class Dot:
    """One question: `number` is its place in the list, which the picture shows. Facility is a share, discrimination per cent."""

    number: int
    question_id: int
    code: str
    name: str
    n: int
    facility: float | None
    discrimination: float | None
    efficiency: float | None
    judgement: Judgement

    @property
    def facility_percent(self) -> float | None:
        return None if self.facility is None else 100 * self.facility


@dataclass(frozen=True)
class Slot:
    """One place of the blueprint."""

    topic: Names
    difficulty: int
    place: int
    figures: SlotFigures

    @property
    def facility_percent(self) -> float | None:
        return None if self.figures.facility is None else 100 * self.figures.facility


@dataclass(frozen=True)
class Figures:
    """Everything that a page or a paper about one version says."""

    paper: Names
    version: int
    pass_mark: str
    pass_mark_method: str
    pass_mark_note: str
    maximum: float
    waiting: int
    test: TestFigures
    dots: tuple[Dot, ...]
    slots: tuple[Slot, ...]

    def judged(self, *wanted: Judgement) -> list[Dot]:
        return [dot for dot in self.dots if dot.judgement in wanted]


def names(of: Paper | Topic) -> Names:
    return {language: of.title_in(language) for language in LANGUAGES}


def figures_of(analysis: PaperAnalysis) -> Figures:
    version = analysis.version
    return Figures(
        names(version.paper),
        version.number,
        f"{Decimal(version.pass_mark).normalize():f}",
        version.pass_mark_method,
        version.pass_mark_note,
        float(analysis.maximum),
        analysis.waiting,
        analysis.test,
        tuple(dot(line) for line in analysis.questions),
        tuple(slot(line) for line in analysis.slots),
    )


def dot(line: QuestionLine) -> Dot:
    told, question = line.figures.figures, line.question
    return Dot(
        line.number,
        question.pk,
        question.code,
        question.name,
        line.figures.n,
        told.facility,
        told.discrimination,
        told.efficiency,
        line.judgement,
    )


def slot(line: SlotLine) -> Slot:
    return Slot(names(line.row.topic), line.row.difficulty, line.place, line.figures)


def frozen(figures: Figures) -> dict[str, Any]:
    """As canonical JSON takes it."""
    return asdict(figures)


def thawed(body: Mapping[str, Any]) -> Figures:
    """The figures of `frozen`."""
    return Figures(
        **dict(body)
        | {
            "test": TestFigures(**body["test"]),
            "dots": tuple(Dot(**dict(one) | {"judgement": Judgement(one["judgement"])}) for one in body["dots"]),
            "slots": tuple(Slot(**dict(one) | {"figures": SlotFigures(**one["figures"])}) for one in body["slots"]),
        }
    )
