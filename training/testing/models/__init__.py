"""Data of the question bank and of tests."""

from training.testing.models.attempts import Answer, Attempt, AttemptEvent, AttemptItem, AttemptState, LateDecision, Marking
from training.testing.models.papers import (
    Allowance,
    BlueprintRow,
    GradeKept,
    JudgeRating,
    Paper,
    PaperKind,
    PaperState,
    PaperStep,
    PaperVersion,
    PassMarkMethod,
    ReviewRule,
)
from training.testing.models.questions import Difficulty, Question, QuestionKind, QuestionState, QuestionStep, QuestionVersion, Topic

__all__ = [
    "Allowance",
    "Answer",
    "Attempt",
    "AttemptEvent",
    "AttemptItem",
    "AttemptState",
    "BlueprintRow",
    "Difficulty",
    "GradeKept",
    "JudgeRating",
    "LateDecision",
    "Marking",
    "Paper",
    "PaperKind",
    "PaperState",
    "PaperStep",
    "PaperVersion",
    "PassMarkMethod",
    "Question",
    "QuestionKind",
    "QuestionState",
    "QuestionStep",
    "QuestionVersion",
    "ReviewRule",
    "Topic",
]
