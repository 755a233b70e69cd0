"""Data of the question bank and of tests."""

from training.testing.models.questions import Question, QuestionState, QuestionStep, QuestionVersion, Topic

__all__ = [
    "Question",
    "QuestionState",
    "QuestionStep",
    "QuestionVersion",
    "Topic",
]
