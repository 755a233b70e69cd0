"""The only code that changes what this room holds."""

from rollout.kpis.actions.benefits import book, claim, confirm, open_budget_line, plan_benefit, refuse, register_benefit
from rollout.kpis.actions.definitions import activate, change, define, retire
from rollout.kpis.actions.drawings import draw
from rollout.kpis.actions.schemes import LineGiven, approve_scheme, save_scheme, withdraw_scheme
from rollout.kpis.actions.sheets import agree, answer, contest, open_sheets, settle, take_back
from rollout.kpis.actions.sources import describe
from rollout.kpis.actions.values import Entered, Entry, PersonEntry, enter, enter_of_people

__all__ = [
    "Entered",
    "Entry",
    "LineGiven",
    "PersonEntry",
    "activate",
    "agree",
    "answer",
    "approve_scheme",
    "book",
    "change",
    "claim",
    "confirm",
    "contest",
    "define",
    "describe",
    "draw",
    "enter",
    "enter_of_people",
    "open_budget_line",
    "open_sheets",
    "plan_benefit",
    "refuse",
    "register_benefit",
    "retire",
    "save_scheme",
    "settle",
    "take_back",
    "withdraw_scheme",
]
