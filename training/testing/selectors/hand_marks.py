"""Answers that people mark: what each has got, what waits for whom, and what a candidate may still dispute."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac

from governance.core.actor import Actor
from training.testing.agreeing import Agreement, Outcome, agree
from training.testing.models import Answer, AttemptItem, Dispute, HandMark, Marking, MarkingRule, QuestionKind, Round
from training.testing.selectors.given import counting_answers
from training.testing.selectors.unseen import NOTHING, unseen

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ROUND_OF = {Agreement.WAITS_FOR_FIRST: Round.FIRST, Agreement.WAITS_FOR_SECOND: Round.SECOND, Agreement.WAITS_FOR_LEAD: Round.LEAD}


@dataclass(frozen=True)
class Rule:
    """How a paper is marked by hand."""

    two_markers: bool = False
    tolerance: Decimal = Decimal("0.10")
    dispute_days: int = 7


@dataclass(frozen=True)
class Marked:
    """One answer with what its markers gave and what follows from it."""

    item: AttemptItem
    answer: Answer
    rule: Rule
    marks: dict[str, HandMark] = field(default_factory=dict)
    dispute: Dispute | None = None

    @property
    def outcome(self) -> Outcome:
        first, second, lead = (self.marks[each].share if each in self.marks else None for each in Round.values)
        return agree(
            first, second, lead, two_wanted=self.rule.two_markers, disputed=self.dispute is not None, tolerance=self.rule.tolerance
        )

    @property
    def round(self) -> Round | None:
        """Which mark it waits for."""
        return ROUND_OF.get(self.outcome.agreement)

    @property
    def since(self) -> datetime:
        """Since when it waits, or since when its mark stands."""
        last = max((mark.recorded_at for mark in self.marks.values()), default=self.item.attempt.submitted_at or self.answer.recorded_at)
        return max(last, self.dispute.recorded_at) if self.dispute is not None and Round.LEAD not in self.marks else last

    @property
    def code(self) -> str:
        return candidate_code(self.item.pk)

    @property
    def disputable_until(self) -> datetime | None:
        """Until when the candidate may ask for another marker; None where that is no longer, or not yet, possible."""
        told = self.outcome
        if told.waits or self.dispute is not None or told.agreement == Agreement.DECIDED:
            return None
        return self.since + timedelta(days=self.rule.dispute_days)


def candidate_code(item_id: int) -> str:
    """What a marker calls the candidate: the same for every marker of an answer, and it tells nothing of whose it is."""
    digest = salted_hmac("testing.candidate", str(item_id), algorithm="sha256").digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:6])


def essays() -> QuerySet[AttemptItem]:
    """Essay questions of attempts that were handed in, unless a decision on a faulty question has settled their mark."""
    last = Marking.objects.filter(item=OuterRef("pk")).order_by("-pk")
    items = AttemptItem.objects.filter(question_version__question__kind=QuestionKind.ESSAY, attempt__submitted_at__isnull=False)
    items = items.annotate(last_source=Subquery(last.values("source")[:1]))
    unsettled = Q(last_source__isnull=True) | ~Q(last_source=Marking.Source.REMARK)
    return items.filter(unsettled).select_related("attempt__paper", "question_version__question")


def marked(items: Iterable[AttemptItem]) -> list[Marked]:
    """These answers with all their marks; items without an answer are left out, for nothing is to be marked there."""
    found = list(items)
    ids = [item.pk for item in found]
    answers = counting_answers({item.attempt_id for item in found})
    rules = rules_for({item.attempt.paper_id for item in found})
    marks: dict[int, dict[str, HandMark]] = {}
    for mark in HandMark.objects.filter(item__in=ids).order_by("pk"):
        marks.setdefault(mark.item_id, {})[mark.round] = mark
    disputes = {dispute.item_id: dispute for dispute in Dispute.objects.filter(item__in=ids)}
    return [
        Marked(item, answers[item.pk], rules.get(item.attempt.paper_id, Rule()), marks.get(item.pk, {}), disputes.get(item.pk))
        for item in found
        if item.pk in answers and answers[item.pk].payload
    ]


def rules_for(paper_ids: Collection[int]) -> dict[int, Rule]:
    return {
        row.paper_id: Rule(row.two_markers, Decimal(row.tolerance) / 100, row.dispute_days)
        for row in MarkingRule.objects.filter(paper__in=paper_ids)
    }


def waiting() -> list[Marked]:
    """Every answer that waits for a mark of somebody."""
    return [one for one in marked(essays()) if one.round is not None]


def may_mark(one: Marked, actor: Actor) -> bool:
    """Nobody marks an own answer, and nobody marks the same answer twice."""
    own = actor.person_id is not None and actor.person_id == one.item.attempt.person_id
    return not own and all(mark.username != actor.username for mark in one.marks.values())


def queue(actor: Actor, rounds: Collection[Round], at: datetime) -> list[Marked]:
    """What this marker may mark in these rounds, in an order of the marker's own that follows nothing a candidate did."""
    open_to = readable([one for one in waiting() if one.round in rounds and may_mark(one, actor)], actor, at)
    return sorted(open_to, key=lambda one: sha256(f"{actor.username}/{one.code}".encode()).digest())


def readable(waiting: list[Marked], actor: Actor, at: datetime) -> list[Marked]:
    """Those of these answers whose question is not shut to this reader."""
    found = unseen(actor, at) if waiting else NOTHING
    return [one for one in waiting if not found.hides(one.item.question_version.question)]
