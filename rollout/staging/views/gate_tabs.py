"""The tabs over the lists of gates: those that this reader may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core.metrics import Text
from governance.core.pages import Request
from governance.core.permissions import Verb, allows

TABS = (
    ("staging:readiness", _("Readiness"), "gate"),
    ("staging:gates", _("Gates"), "gate"),
    ("staging:gate_decisions", _("Decisions"), "gate_decision"),
    ("staging:conditions", _("Conditions"), "gate_condition"),
    ("staging:overrides", _("Overrides"), "gate_override"),
    ("staging:rollbacks", _("Roll-backs"), "rollback"),
)


@dataclass(frozen=True)
class Tab:
    label: Text
    url: str
    current: bool


def tabs(request: Request) -> list[Tab]:
    open_to = [(name, label) for name, label, what in TABS if allows(request.actor, Verb.VIEW, what)]
    return [Tab(label, reverse(name), request.path == reverse(name)) for name, label in open_to]
