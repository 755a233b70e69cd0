"""Who may take which step with an appraisal sheet, and who may read it when. Pure.

The person sees the sheet first and alone, until they have spoken or the day to contest it has passed. Nobody answers, or signs,
their own sheet; nobody signs a sheet they opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rollout.kpis.states import SHEET_MOVES, SheetState, SheetStep

LEAST_DAYS = 5
THEIRS = frozenset({SheetStep.AGREE, SheetStep.CONTEST})


@dataclass(frozen=True)
class Case:
    """A sheet as the rules see it. `contest_by` is the last day on which it may be contested."""

    state: SheetState
    opened_by: str
    contest_by: date
    has_total: bool = True


def against(step: SheetStep, case: Case, *, day: date, username: str, concerned: bool) -> list[str]:
    """What speaks against the step; `concerned`: the sheet is the actor's own (of an office: its head's)."""
    starts, _end = SHEET_MOVES[step]
    if case.state not in starts:
        return [_("This cannot be done with a sheet that is “%(state)s”.") % {"state": case.state.label}]
    found = []
    if step in THEIRS and not concerned:
        found.append(_("Only those whose sheet it is can do this."))
    if step == SheetStep.CONTEST and day > case.contest_by:
        found.append(_("The day to contest it has passed."))
    if step not in THEIRS and concerned:
        found.append(_("It is your own sheet, so someone else must do this."))
    if step == SheetStep.SETTLE:
        found += against_signing(case, day, username)
    return found


def against_signing(case: Case, day: date, username: str) -> list[str]:
    found = []
    if case.state == SheetState.SHOWN and day <= case.contest_by:
        found.append(_("It can still be contested; nobody has agreed to it yet."))
    if username == case.opened_by:
        found.append(_("You opened this sheet yourself, so someone else must sign it."))
    if not case.has_total:
        found.append(_("It has no total: too little of the weight has data."))
    return found


def possible(case: Case, *, day: date, username: str, concerned: bool) -> list[SheetStep]:
    """The steps that nothing speaks against."""
    return [step for step in SHEET_MOVES if not against(step, case, day=day, username=username, concerned=concerned)]


def readable(case: Case, *, day: date, concerned: bool) -> bool:
    """Whether this reader may see the figures: those concerned always, the others once the sheet has been with them."""
    return concerned or case.state != SheetState.SHOWN or day > case.contest_by
