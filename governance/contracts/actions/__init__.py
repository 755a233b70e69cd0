"""The only code that changes contracts."""

from governance.contracts.actions.accepting import close_punch_item, review, submit, tick
from governance.contracts.actions.assessing import assess_penalty, reassess
from governance.contracts.actions.charging import dispute, notify, pay, resolve_dispute, set_off, waive
from governance.contracts.actions.entering import (
    add_clause,
    add_deliverable,
    add_milestone,
    add_phase,
    amend,
    enter_contract,
    put_in_force,
    set_forecast,
)
from governance.contracts.actions.extending import exclude_days, grant_extension, record_handover, record_use, withdraw_exclusion

__all__ = [
    "add_clause",
    "add_deliverable",
    "add_milestone",
    "add_phase",
    "amend",
    "assess_penalty",
    "close_punch_item",
    "dispute",
    "enter_contract",
    "exclude_days",
    "grant_extension",
    "notify",
    "pay",
    "put_in_force",
    "reassess",
    "record_handover",
    "record_use",
    "resolve_dispute",
    "review",
    "set_forecast",
    "set_off",
    "submit",
    "tick",
    "waive",
    "withdraw_exclusion",
]
