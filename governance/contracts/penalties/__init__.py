"""Liquidated damages: a clause is data, facts go in, an amount with its derivation comes out. Pure.

Source of the parameters: the standard contracts listed in docs/algorithms/penalty.md.
"""

from governance.contracts.penalties.clause import (
    Band,
    Base,
    Bonus,
    Cap,
    Clause,
    Counting,
    Grace,
    GraceKind,
    Notice,
    PartDay,
    Period,
    PeriodUnit,
    Rate,
    RateUnit,
    Rounding,
    Termination,
    Tier,
    Trigger,
)
from governance.contracts.penalties.contract import Claim, ContractCap, Share, draw_on_cap, explained
from governance.contracts.penalties.counting import due_moment
from governance.contracts.penalties.derivation import Assessment, Line
from governance.contracts.penalties.engine import assess, assess_bonus, what_if
from governance.contracts.penalties.facts import Facts, Handover, Span
from governance.contracts.penalties.fitting import SUBJECTS, Subject, misfits, require_fit, require_subject, subject_of
from governance.contracts.penalties.lint import Gap, lint
from governance.contracts.penalties.pieces import cap_limit
from governance.contracts.penalties.refusal import CannotEvaluate
from governance.contracts.penalties.service import service_credit

__all__ = [
    "SUBJECTS",
    "Assessment",
    "Band",
    "Base",
    "Bonus",
    "CannotEvaluate",
    "Cap",
    "Claim",
    "Clause",
    "ContractCap",
    "Counting",
    "Facts",
    "Grace",
    "GraceKind",
    "Handover",
    "Line",
    "Notice",
    "PartDay",
    "Period",
    "PeriodUnit",
    "Rate",
    "RateUnit",
    "Rounding",
    "Share",
    "Span",
    "Subject",
    "Termination",
    "Tier",
    "Trigger",
    "Gap",
    "assess",
    "assess_bonus",
    "cap_limit",
    "draw_on_cap",
    "due_moment",
    "explained",
    "lint",
    "misfits",
    "require_fit",
    "require_subject",
    "service_credit",
    "subject_of",
    "what_if",
]
