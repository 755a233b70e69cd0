"""The only code that changes what this room holds."""

from rollout.kpis.actions.definitions import activate, change, define, retire
from rollout.kpis.actions.drawings import draw
from rollout.kpis.actions.sources import describe
from rollout.kpis.actions.values import Entered, Entry, enter

__all__ = ["Entered", "Entry", "activate", "change", "define", "describe", "draw", "enter", "retire"]
