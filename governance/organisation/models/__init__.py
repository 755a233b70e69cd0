"""Data of the organisation: offices, people, accounts, roles, rules and retention."""

from governance.organisation.models.accounts import Account, OneTimeCode
from governance.organisation.models.offices import Office, OfficeKind
from governance.organisation.models.people import Absence, Experience, Identity, JobRole, Membership, Person, UsageNotice, UseRule
from governance.organisation.models.retention import ErasureRequest, ErasureStatus, LegalHold, RetentionRule
from governance.organisation.models.roles import Delegation, RoleAssignment, RoleStatus

__all__ = [
    "Absence",
    "Account",
    "Delegation",
    "ErasureRequest",
    "ErasureStatus",
    "Experience",
    "Identity",
    "JobRole",
    "LegalHold",
    "Membership",
    "Office",
    "OfficeKind",
    "OneTimeCode",
    "Person",
    "RetentionRule",
    "RoleAssignment",
    "RoleStatus",
    "UsageNotice",
    "UseRule",
]
