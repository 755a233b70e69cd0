"""Data of clearance: what a role requires, who is cleared, waivers, certificates, proxy permits, reconciliations."""

from training.clearance.models.accounts import AccountKey, AccountName, Finding, FindingKind, Outcome, Reconciliation, Resolution
from training.clearance.models.certificates import Certificate, CertificateState, CertificateStep
from training.clearance.models.proxies import ProxyPermit, ProxyWithdrawal
from training.clearance.models.requirements import RequirementItem, RequirementState, RequirementVersion, Waiver, WaiverWithdrawal
from training.clearance.models.standing import ClearanceChange, Standing

__all__ = [
    "AccountKey",
    "AccountName",
    "Certificate",
    "CertificateState",
    "CertificateStep",
    "ClearanceChange",
    "Finding",
    "FindingKind",
    "Outcome",
    "ProxyPermit",
    "ProxyWithdrawal",
    "Reconciliation",
    "RequirementItem",
    "RequirementState",
    "RequirementVersion",
    "Resolution",
    "Standing",
    "Waiver",
    "WaiverWithdrawal",
]
