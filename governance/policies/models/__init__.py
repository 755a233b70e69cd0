"""Data of policies: what holds from when, who signed which exact text, what was granted or imposed under it."""

from governance.policies.models.incentives import Incentive, IncentiveEvent
from governance.policies.models.policies import Policy, PolicyText, PolicyVersion, VersionEvent
from governance.policies.models.sanctions import Sanction, SanctionEvent
from governance.policies.models.signatures import Signature, SigningWay

__all__ = [
    "Incentive",
    "IncentiveEvent",
    "Policy",
    "PolicyText",
    "PolicyVersion",
    "Sanction",
    "SanctionEvent",
    "Signature",
    "SigningWay",
    "VersionEvent",
]
