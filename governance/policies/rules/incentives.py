"""Who may approve an incentive, and when it may be granted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text
from governance.policies.states import INCENTIVE_MOVES, IncentiveState, IncentiveStep


@dataclass(frozen=True)
class Authority:
    """One right to approve: the sponsor's (`office` False), within a delegation's limit; or the project office's, within the policy's."""

    limit: Decimal | None
    office: bool = False

    def covers(self, amount: Decimal | None, office_limit: Decimal | None) -> bool:
        """No amount (a prize, a day off) counts as nothing, but the project office needs a limit in the policy even for that."""
        if self.office and office_limit is None:
            return False
        limits = [limit for limit in (self.limit, office_limit if self.office else None) if limit is not None]
        return all((amount or Decimal(0)) <= limit for limit in limits)


def against_move(step: IncentiveStep, state: IncentiveState) -> list[Text]:
    if state in INCENTIVE_MOVES[step][0]:
        return []
    return [_("“%(step)s” is not possible while the incentive is “%(state)s”.") % {"step": step.label, "state": state.label}]


def against_approval(
    authorities: Iterable[Authority], amount: Decimal | None, office_limit: Decimal | None, *, for_oneself: bool, own_proposal: bool
) -> list[Text]:
    """Nobody approves what they proposed or would get; and only within a limit."""
    reasons: list[Text] = []
    if for_oneself:
        reasons.append(_("Nobody approves an incentive for themselves."))
    if own_proposal:
        reasons.append(_("You proposed this yourself, so someone else must decide."))
    if not any(authority.covers(amount, office_limit) for authority in authorities):
        reasons.append(_("The amount is above what you may approve: the sponsor decides, or a deputy with a higher limit."))
    return reasons
