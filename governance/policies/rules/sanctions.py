"""The way of a sanction: notice, reply or lapsed deadline, HR's sign-off, appeal, effect. Pure.

No step may be left out, and nobody decides on what they proposed, or on themselves.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text
from governance.policies.states import SANCTION_MOVES, SanctionState, SanctionStep

# The least time a person has; the notice may give more.
REPLY_DAYS = 3
APPEAL_DAYS = 5
BY_THE_PERSON = frozenset({SanctionStep.REPLY, SanctionStep.APPEAL})
DECISIONS = frozenset({SanctionStep.SIGN_OFF, SanctionStep.UPHOLD, SanctionStep.LIFT})
S, SS = SanctionState, SanctionStep


@dataclass(frozen=True)
class Case:
    """How far a sanction has got: who did what, and until when the person may speak."""

    state: SanctionState
    proposed_by: str
    signed_off_by: str = ""
    reply_by: date | None = None
    appeal_by: date | None = None
    steps: frozenset[SanctionStep] = frozenset()


def against(step: SanctionStep, case: Case, *, day: date, username: str, is_the_person: bool, until: date | None = None) -> list[Text]:
    """Every reason why this person may not take this step today. `until`: the deadline that a notice or a sign-off sets."""
    reasons = against_state(step, case.state)
    reasons += against_whom(step, case, username, is_the_person)
    if step == SS.NOTIFY:
        reasons += too_short(until, day, REPLY_DAYS)
    if step == SS.SIGN_OFF:
        reasons += too_short(until, day, APPEAL_DAYS)
    if step == SS.LAPSE and case.reply_by is not None and day <= case.reply_by:
        reasons.append(_("The person may still reply until %(day)s.") % {"day": case.reply_by})
    if step == SS.APPEAL and case.appeal_by is not None and day > case.appeal_by:
        reasons.append(_("An appeal was possible until %(day)s.") % {"day": case.appeal_by})
    if step == SS.EFFECT:
        reasons += against_effect(case, day)
    return reasons


def against_state(step: SanctionStep, state: SanctionState) -> list[Text]:
    """The table of moves, asked for one step. For the effect `against_effect` says more."""
    if state in SANCTION_MOVES[step][0] or (step == SS.EFFECT and state not in (S.IN_EFFECT, S.LIFTED, S.DROPPED)):
        return []
    return [_("“%(step)s” is not possible while the case is “%(state)s”.") % {"step": step.label, "state": state.label}]


def against_whom(step: SanctionStep, case: Case, username: str, is_the_person: bool) -> list[Text]:
    """Reply and appeal are the person's alone; everything else is never the person's; decisions are not the proposer's."""
    if step in BY_THE_PERSON:
        return [] if is_the_person else [_("Only the person concerned can do this.")]
    if is_the_person:
        return [_("Nobody acts in a case about themselves, except to reply and to appeal.")]
    if step in DECISIONS and username == case.proposed_by:
        return [_("You proposed this yourself, so someone else must decide.")]
    if step in (SS.UPHOLD, SS.LIFT) and username == case.signed_off_by:
        return [_("You signed this off yourself, so someone else must decide on the appeal.")]
    return []


def too_short(until: date | None, day: date, least: int) -> list[Text]:
    if until is None:
        return [_("Say until which day the person may answer.")]
    if until < day + timedelta(days=least):
        return [_("The person has at least %(days)s days: until %(day)s.") % {"days": least, "day": day + timedelta(days=least)}]
    return []


def against_effect(case: Case, day: date) -> list[Text]:
    """What is missing before a sanction takes effect: all of it, so that the page can list it."""
    reasons: list[Text] = []
    if SS.NOTIFY not in case.steps:
        reasons.append(_("The person has not been notified."))
    if not {SS.REPLY, SS.LAPSE} & case.steps:
        reasons.append(_("The person has not replied, and the time for it has not been recorded as passed."))
    if SS.SIGN_OFF not in case.steps or not case.signed_off_by:
        reasons.append(_("HR has not signed it off."))
    elif case.signed_off_by == case.proposed_by:
        reasons.append(_("HR’s sign-off is by the one who proposed it."))
    if case.state == S.SIGNED_OFF and (case.appeal_by is None or day <= case.appeal_by):
        reasons.append(_("The person may still appeal until %(day)s.") % {"day": case.appeal_by or "–"})
    if SS.APPEAL in case.steps and SS.UPHOLD not in case.steps:
        reasons.append(_("The appeal has not been decided."))
    return reasons


def possible(case: Case, *, day: date, username: str, is_the_person: bool) -> list[SanctionStep]:
    """The steps that the table and the roles of the case leave open to this person; deadlines are said when one is tried."""
    return [
        step
        for step in SANCTION_MOVES
        if case.state in SANCTION_MOVES[step][0] and not against_whom(step, case, username, is_the_person) and in_time(step, case, day)
    ]


def in_time(step: SanctionStep, case: Case, day: date) -> bool:
    if step == SS.LAPSE:
        return case.reply_by is not None and day > case.reply_by
    if step == SS.APPEAL:
        return case.appeal_by is not None and day <= case.appeal_by
    return step != SS.EFFECT or not against_effect(case, day)


def is_open(steps: Collection[SanctionStep]) -> bool:
    """Whether a case with these steps is still under way."""
    return not {SS.EFFECT, SS.LIFT, SS.DROP} & set(steps)
