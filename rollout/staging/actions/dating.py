"""A date given after the event, or corrected, may not make the record break a rule that would have stopped the move on that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import Refused
from governance.organisation.models import Office
from rollout.staging import board, history, selectors
from rollout.staging.history import Breach
from rollout.staging.models import Programme
from rollout.staging.stages import CARRIED


@dataclass(frozen=True)
class Kept:
    """What the record said before a date was written: starts before the pilots, and how many offices were carried on each day."""

    breaches: frozenset[tuple[int, tuple[int, ...]]]
    timelines: history.Timelines

    def carried(self, day: date) -> int:
        return sum(history.stage_on(steps, day) in CARRIED for steps in self.timelines.values())

    @property
    def days(self) -> set[date]:
        return {step.on for steps in self.timelines.values() for step in steps}


def kept() -> Kept:
    return Kept(frozenset(key(breach) for breach in selectors.record_breaches()), selectors.stage_timelines())


def key(breach: Breach) -> tuple[int, tuple[int, ...]]:
    return breach.office_id, breach.waiting_for


def keep(before: Kept, programme: Programme, since: date) -> None:
    """Within the transaction of the write: Refused where the record now breaks a rule that it kept before."""
    now = kept()
    found = [breach for breach in selectors.record_breaches() if key(breach) not in before.breaches]
    reasons = list(sentences(found))
    for day in sorted(day for day in before.days | now.days if day >= since):
        if now.carried(day) > max(programme.capacity, before.carried(day)):
            values = {"day": written.day(day), "count": now.carried(day), "capacity": programme.capacity}
            reasons.append(
                _("On %(day)s %(count)d offices would have been in training and trial use; the team carries %(capacity)d.") % values
            )
            break
    if reasons:
        raise Refused(_("With this date the record would break a rule of staging."), reasons=reasons)


def sentences(found: Iterable[Breach]) -> Iterable[str]:
    listed = list(found)
    wanted = {office for breach in listed for office in (breach.office_id, *breach.waiting_for)}
    offices = Office.objects.in_bulk(wanted)
    for breach in listed:
        yield board.breach_sentence(breach, offices)
