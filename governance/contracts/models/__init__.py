"""Data of vendor contracts."""

from governance.contracts.models.acceptance import PunchItem, Review, Submission, Verdict
from governance.contracts.models.assessments import Penalty, PenaltyStep
from governance.contracts.models.clauses import Cause, ExcludedSpan, ExtensionOfTime, Measured, PartHandover, PenaltyClause
from governance.contracts.models.contracts import Amendment, ChecklistItem, Contract, Deliverable, Milestone, Phase, ProgressAssessment
from governance.contracts.models.endings import ContractEnd, Reopening, last_day, last_days
from governance.contracts.models.payments import (
    Commitment,
    NoticeAnswer,
    NoticeLetter,
    Payment,
    PaymentKind,
    Security,
    SecurityKind,
    Service,
    Warranty,
)
from governance.contracts.models.people import KeyPerson, Presence
from governance.contracts.models.vendors import Candidate, Criterion, Promise, Score, Selection, SelectionState, Vendor, VendorMember

__all__ = [
    "Amendment",
    "Candidate",
    "Cause",
    "ChecklistItem",
    "Commitment",
    "Contract",
    "ContractEnd",
    "Criterion",
    "Deliverable",
    "ExcludedSpan",
    "ExtensionOfTime",
    "KeyPerson",
    "Measured",
    "Milestone",
    "NoticeAnswer",
    "NoticeLetter",
    "PartHandover",
    "Payment",
    "PaymentKind",
    "Penalty",
    "PenaltyClause",
    "PenaltyStep",
    "Phase",
    "Presence",
    "ProgressAssessment",
    "Promise",
    "PunchItem",
    "Reopening",
    "Review",
    "Score",
    "Security",
    "SecurityKind",
    "Selection",
    "SelectionState",
    "Service",
    "Submission",
    "Vendor",
    "VendorMember",
    "Verdict",
    "Warranty",
    "last_day",
    "last_days",
]
