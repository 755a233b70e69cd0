"""One question of every type, with as few words as possible, and how to put one into the bank."""

from __future__ import annotations

from decimal import Decimal

from tests import numbers
from tests.company import NOW
from training.testing import types
from training.testing.models import Question, QuestionState, QuestionVersion, Topic
from training.testing.types import (
    Check,
    Essay,
    Matching,
    MultipleChoice,
    Number,
    Numeric,
    Option,
    Ordering,
    Pair,
    Pattern,
    Practical,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)
from training.testing.wording import digest, dump


def say(english: str, **others: str) -> Text:
    return Text(en=english, **others)


def option(words: str, percent: int | str = 0, feedback: str = "") -> Option:
    return Option(say(words), Decimal(percent), say(feedback))


SINGLE = SingleChoice(name="Class", text=say("Which class?"), options=(option("A", 100), option("B"), option("C")))
MULTIPLE = MultipleChoice(
    name="Duty", text=say("What must be entered?"), options=(option("Visit", 50), option("Next step", 50), option("Lunch", -50))
)
TRUTH = TrueFalse(name="Clerk", text=say("A clerk may type for you for ever."), answer=False)
NUMERIC = Numeric(name="Days", text=say("Within how many days?"), numbers=(Number(Decimal(2)),))
SHORT = ShortAnswer(name="Pool", text=say("Where does it go?"), patterns=(Pattern("pool"), Pattern("*public*", Decimal(50))))
MATCHING = Matching(
    name="Stages",
    text=say("Match."),
    pairs=(Pair(say("Lead"), say("first contact")), Pair(say("Won"), say("order signed")), Pair(Text(), say("lunch"))),
)
ORDERING = Ordering(name="Order", text=say("Put in order."), items=(say("Lead"), say("Visit"), say("Offer"), say("Order")))
ESSAY = Essay(name="Why", text=say("Why enter a visit?"), max_words=200)
PRACTICAL = Practical(
    name="Enter",
    text=say("Enter a visit."),
    checks=(Check(say("searched first"), Decimal(40), required=True), Check(say("saved"), Decimal(60))),
)
ONE_OF_EACH: tuple[types.Question, ...] = (SINGLE, MULTIPLE, TRUTH, NUMERIC, SHORT, MATCHING, ORDERING, ESSAY, PRACTICAL)


def topic(name: str = "", parent: Topic | None = None) -> Topic:
    return Topic.objects.create(name=name or f"Topic {numbers.next_one()}", parent=parent)


def in_bank(
    content: types.Question = SINGLE, *, topic_: Topic | None = None, state: QuestionState = QuestionState.ACTIVE, difficulty: int = 1
) -> Question:
    """A question with one version, in this state, without going through the actions."""
    made = Question.objects.create(
        code=f"T{numbers.next_one():04}",
        topic=topic_ or topic(),
        name=content.name,
        kind=content.kind,
        difficulty=difficulty,
        languages=",".join(content.languages),
    )
    version = QuestionVersion.objects.create(question=made, number=1, wording=dump(content), sha256=digest(content), recorded_at=NOW)
    made.latest = version
    made.in_use = version if state != QuestionState.DRAFT else None
    made.state = state
    made.save()
    return made
