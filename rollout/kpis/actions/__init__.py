"""The only code that changes what this room holds."""

from rollout.kpis.actions.benefits import book, claim, confirm, open_budget_line, plan_benefit, refuse, register_benefit
from rollout.kpis.actions.definitions import activate, change, define, retire
from rollout.kpis.actions.drawings import draw
from rollout.kpis.actions.sources import describe
from rollout.kpis.actions.values import Entered, Entry, enter

__all__ = [
    "Entered",
    "Entry",
    "activate",
    "book",
    "change",
    "claim",
    "confirm",
    "define",
    "describe",
    "draw",
    "enter",
    "open_budget_line",
    "plan_benefit",
    "refuse",
    "register_benefit",
    "retire",
]
