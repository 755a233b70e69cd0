"""What a vendor was told of a penalty: never what is being weighed and was not notified yet."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

from django.db.models import QuerySet

from governance.contracts.models import Penalty, PenaltyStep
from governance.contracts.states import FIXING, PenaltyAction, PenaltyState


@dataclass(frozen=True)
class Told:
    """A penalty as its vendor knows it, to be shown and never saved, with the steps it may see."""

    penalty: Penalty
    steps: QuerySet[PenaltyStep]


def told_of(penalties: QuerySet[Penalty]) -> list[Penalty]:
    """Those that were notified, as told."""
    notified = PenaltyStep.objects.filter(action=PenaltyAction.NOTIFY).values("penalty")
    return [as_told(one).penalty for one in penalties.filter(pk__in=notified)]


def as_told(penalty: Penalty) -> Told:
    """From the first notice on; an assessment made since the last one is the client's own until it is notified too."""
    notices = list(penalty.steps.filter(action=PenaltyAction.NOTIFY).order_by("pk").values_list("pk", flat=True))
    if not notices:
        return Told(penalty, penalty.steps.none())
    seen = penalty.steps.filter(pk__gte=notices[0])
    if penalty.state != PenaltyState.ASSESSED:
        return Told(penalty, seen)
    before = penalty.steps.filter(action__in=FIXING, pk__lt=notices[-1]).order_by("pk").last()
    shown = copy(penalty)
    shown.state = PenaltyState.NOTIFIED
    shown.assessed = before.amount if before else penalty.assessed
    return Told(shown, seen.exclude(action=PenaltyAction.REASSESS, pk__gt=notices[-1]))
