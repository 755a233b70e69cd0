"""What of the question bank is shut to a reader who has a test ahead, and how much of a paper a candidate had a hand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from governance.core.actor import Actor
from governance.organisation.models import Person
from training.testing.models import Allowance, Attempt, AttemptItem, BlueprintRow, Paper, PaperVersion, Question, QuestionState
from training.testing.selectors.mine import own_tests
from training.testing.selectors.pool import of_kinds
from training.testing.unseen import Kind, Shut


@dataclass(frozen=True)
class Unseen:
    """What is shut to one reader, and the tests that shut it."""

    papers: tuple[Paper, ...] = ()
    shut: Shut = field(default_factory=Shut)

    def hides(self, question: Question) -> bool:
        return self.shut.hides(question.pk, (question.topic_id, question.difficulty))

    def draws(self, version: PaperVersion) -> bool:
        return self.shut.draws({(row.topic_id, row.difficulty) for row in version.rows.all()})

    def visible(self, questions: QuerySet[Question]) -> QuerySet[Question]:
        """These questions without those that are shut."""
        if not self.papers:
            return questions
        return questions.exclude(of_kinds(self.shut.kinds) & ~Q(pk__in=self.shut.own)).exclude(pk__in=self.shut.asked)


NOTHING = Unseen()


def unseen(actor: Actor, at: datetime) -> Unseen:
    """What is shut to this reader now, in whatever role they read. Accounts without a person sit nothing."""
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    tests = [test for test in own_tests(person, at) if test.still_to_sit] if person else []
    if not tests:
        return NOTHING
    versions = {version for test in tests for version in (test.version.pk, test.going.version_id if test.going else test.version.pk)}
    kinds = kinds_of(versions)
    going = [test.going.pk for test in tests if test.going]
    asked = AttemptItem.objects.filter(attempt__in=going).order_by().values_list("question_version__question", flat=True)
    drawn = Question.objects.filter(of_kinds(kinds)).order_by()
    own = frozenset(handled_by(actor.username, drawn).values_list("pk", flat=True))
    # Where all questions of a kind are the reader's own, nothing is left to hide: its sample and its analysis stay open.
    others = frozenset(drawn.exclude(pk__in=own).values_list("topic_id", "difficulty"))
    shut = Shut(others | kinds_of(test.going.version_id for test in tests if test.going), frozenset(asked), own)
    return Unseen(tuple(test.paper for test in tests), shut) if shut.kinds else NOTHING


def kinds_of(version_ids: Iterable[int]) -> frozenset[Kind]:
    rows = BlueprintRow.objects.filter(version__in=set(version_ids)).order_by()
    return frozenset(rows.values_list("topic_id", "difficulty"))


def handled_by(username: str, questions: QuerySet[Question]) -> QuerySet[Question]:
    """Those of these questions that this account wrote, worded anew, brought in, approved or moved in any way."""
    return questions.filter(Q(versions__username=username) | Q(steps__username=username)).order_by().distinct()


def known_by(username: str, version: PaperVersion) -> int:
    """How many of the questions that this paper may ask now the account had a hand in."""
    drawn = Question.objects.filter(of_kinds(kinds_of([version.pk])), state=QuestionState.ACTIVE)
    return handled_by(username, drawn).count()


def sat_knowing(attempt: Attempt) -> Allowance | None:
    """The allowance to sit despite knowing questions that held when the attempt was begun."""
    held = Allowance.objects.known_at(attempt.started_at).filter(person=attempt.person_id, knowing=True)
    return held.filter(Q(paper=None) | Q(paper=attempt.paper_id)).order_by("-recorded_at", "-pk").first()
