"""The only code that changes this room's records."""

from training.clearance.actions.accounts import know_account, settle_finding
from training.clearance.actions.certificates import issue_certificates, revoke_certificate
from training.clearance.actions.following import follow
from training.clearance.actions.proxies import extend_permit, grant_permit, withdraw_permit
from training.clearance.actions.requirements import approve_requirements, decline_requirements, propose_requirements
from training.clearance.actions.waivers import extend_waiver, grant_waiver, withdraw_waiver

__all__ = [
    "approve_requirements",
    "decline_requirements",
    "extend_permit",
    "extend_waiver",
    "follow",
    "grant_permit",
    "grant_waiver",
    "issue_certificates",
    "know_account",
    "propose_requirements",
    "revoke_certificate",
    "settle_finding",
    "withdraw_permit",
    "withdraw_waiver",
]
