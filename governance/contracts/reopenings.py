"""Whether an end that was recorded may be taken back, and what has come to rest on it since. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from governance.contracts.states import PenaltyAction
from governance.core.errors import Text

# What was decided or moved upon the final sums. A letter or an assessment only tells them: it is made again.
SETTLING = frozenset(
    {PenaltyAction.UPHOLD, PenaltyAction.REDUCE, PenaltyAction.WAIVE, PenaltyAction.SET_OFF, PenaltyAction.PAY, PenaltyAction.REFUND}
)


class TakenBack(TextChoices):
    """Why an end is taken back."""

    MISTAKE = "mistake", _("It was entered by mistake: the contract never ended, or not like this")
    AGREED = "agreed", _("Both sides have agreed that the contract goes on")


@dataclass(frozen=True)
class Ended:
    """What the rule needs to know of the end and of what came after it, each deed in words."""

    notice_arrived: bool
    booked_refunds: bool
    deeds: Sequence[str] = ()


def against(cause: TakenBack, consent: str, refunds_paid: bool | None, held: Ended) -> dict[str, Text]:
    """What is wrong with taking it back, at its field; empty where it may be. Deeds that rest on the end are asked apart."""
    found: dict[str, Text] = {}
    if held.notice_arrived and cause == TakenBack.MISTAKE:
        found["cause"] = _("The vendor was served the notice of this termination. It is taken back only with the vendor’s consent.")
    if cause == TakenBack.AGREED and not consent.strip():
        found["consent"] = _("Say in which paper and on which day the vendor agreed.")
    if held.booked_refunds and refunds_paid is None:
        found["refunds_paid"] = _("Say what became of the refunds that the end booked.")
    return found
