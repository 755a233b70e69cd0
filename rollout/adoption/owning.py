"""A person's own score, and how it stands before it may enter an appraisal. Pure.

Source: docs/algorithms/adoption-score.md, "A person's own score". Exact fractions; weeks' days are bits, bit 0 is Monday.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from rollout.adoption import scoring
from rollout.adoption.scoring import HABIT_LEAST_DAYS, Cell, Component, Missing, Part, Weights, days_needed, ratio

OWN_PARTS = (Component.HABIT, Component.SELF_ENTRY, Component.TIMELINESS, Component.FOLLOW_UP)
# Version 1. Habit, self-entry and timeliness together carry 80: enough where no list tells what was due.
FIRST_OWN_WEIGHTS: Weights = {
    Component.HABIT: Fraction(40),
    Component.SELF_ENTRY: Fraction(20),
    Component.TIMELINESS: Fraction(20),
    Component.FOLLOW_UP: Fraction(20),
}
DAYS_TO_CONTEST = 14


@dataclass(frozen=True)
class OwnWeek:
    """One week of one person on the days of the duty: own working days, those of them used, the records of these days,
    and what was due on them with how much of it was followed up.

    A week whose usage cannot be judged (no data, part of a week) is not here at all.
    """

    week: date
    own_days: int
    used_days: int = 0
    own_hand: int = 0
    other_hand: int = 0
    dated: int = 0
    timely: int = 0
    due: int = 0
    done: int = 0

    @property
    def needed(self) -> int | None:
        """Days needed for the habit; None with fewer than two own working days."""
        return days_needed(self.own_days) if self.own_days >= HABIT_LEAST_DAYS else None

    @property
    def has_habit(self) -> bool | None:
        return None if self.needed is None else self.used_days >= self.needed


def own_cells(weeks: Iterable[OwnWeek]) -> dict[Part, Cell]:
    """Both sides of each part over all weeks."""
    told = list(weeks)
    judged = [week for week in told if week.needed is not None]
    records = sum(week.own_hand + week.other_hand for week in told)
    dated = sum(week.dated for week in told)
    due = sum(week.due for week in told)
    return {
        Component.HABIT: ratio(sum(week.has_habit is True for week in judged), len(judged), len(judged), Missing.FEW_DAYS),
        Component.SELF_ENTRY: ratio(sum(week.own_hand for week in told), records, records, Missing.NO_DATA),
        Component.TIMELINESS: ratio(sum(week.timely for week in told), dated, dated, Missing.NO_DATA),
        Component.FOLLOW_UP: ratio(sum(week.done for week in told), due, due, Missing.NOTHING_DUE),
    }


def own_score(weights: Weights, weeks: Iterable[OwnWeek]) -> scoring.Score:
    """Σ weight × part, renormalised over the parts that have data; under 70 % of the weight there is none."""
    return scoring.score(weights, own_cells(weeks))


class OwnState(TextChoices):
    """Where a drawn score stands. Who moves it: the person sees, accepts, contests; the office head or project office answers."""

    DRAWN = "drawn", _("Not seen yet")
    SEEN = "seen", _("Seen, may be contested")
    ACCEPTED = "accepted", _("Accepted")
    CONTESTED = "contested", _("Contested")
    STANDS = "stands", _("Contested, stands")
    SET_ASIDE = "set_aside", _("Set aside")
    REPLACED = "replaced", _("Drawn anew")


MOVES: Mapping[OwnState, frozenset[OwnState]] = {
    OwnState.DRAWN: frozenset({OwnState.SEEN, OwnState.REPLACED, OwnState.SET_ASIDE}),
    OwnState.SEEN: frozenset({OwnState.ACCEPTED, OwnState.CONTESTED}),
    OwnState.CONTESTED: frozenset({OwnState.STANDS, OwnState.REPLACED, OwnState.SET_ASIDE}),
    OwnState.ACCEPTED: frozenset(),
    OwnState.STANDS: frozenset(),
    OwnState.SET_ASIDE: frozenset(),
    OwnState.REPLACED: frozenset(),
}


class Standing(TextChoices):
    """What an appraisal may do with it: only a settled score counts."""

    SETTLED = "settled", _("Settled")
    OPEN = "open", _("May still be contested")
    CONTESTED = "contested", _("Contested")
    NOT_SEEN = "not_seen", _("Not seen yet")
    SET_ASIDE = "set_aside", _("Set aside")


def contest_until(seen_on: date) -> date:
    """The last day on which it may be contested."""
    return seen_on + timedelta(days=DAYS_TO_CONTEST)


def standing(state: str, until: date | None, day: date) -> Standing:
    """How it stands on a day: what was seen and not contested in time is settled by itself."""
    if state == OwnState.SEEN:
        return Standing.SETTLED if until is not None and day > until else Standing.OPEN
    return {
        OwnState.ACCEPTED: Standing.SETTLED,
        OwnState.STANDS: Standing.SETTLED,
        OwnState.CONTESTED: Standing.CONTESTED,
        OwnState.SET_ASIDE: Standing.SET_ASIDE,
    }.get(OwnState(state), Standing.NOT_SEEN)


class ExemplarState(TextChoices):
    """Somebody whose way of working is to be copied. Shown to others only while CONSENTED; the person alone gives and takes that."""

    ASKED = "asked", _("Asked for consent")
    CONSENTED = "consented", _("Shown with consent")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Consent taken back")
    ENDED = "ended", _("Ended")


EXEMPLAR_MOVES: Mapping[ExemplarState, frozenset[ExemplarState]] = {
    ExemplarState.ASKED: frozenset({ExemplarState.CONSENTED, ExemplarState.DECLINED, ExemplarState.ENDED}),
    ExemplarState.CONSENTED: frozenset({ExemplarState.REVOKED, ExemplarState.ENDED}),
    ExemplarState.DECLINED: frozenset(),
    ExemplarState.REVOKED: frozenset(),
    ExemplarState.ENDED: frozenset(),
}
