"""What a proposal would do to the people of its role, before anybody decides on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from training.clearance.models import RequirementVersion
from training.clearance.rules import Need, Version, on_day
from training.clearance.selectors.facts import facts_on


@dataclass(frozen=True)
class Effect:
    """People of the role on its first day, by what is known today: cleared as things stand, and cleared with the proposal."""

    day: date
    people: int
    before: int
    after: int

    @property
    def lost(self) -> int:
        return max(self.before - self.after, 0)


def effect_of(proposal: RequirementVersion, today: date) -> Effect:
    day = max(proposal.first_day, today)
    further = Version(proposal.first_day, frozenset(Need(item.kind, item.target_id) for item in proposal.items.all()), proposal.number)
    before: dict[int, bool] = {}
    after: dict[int, bool] = {}
    for key, facts in facts_on(day, day).items():
        if key.crm_role == proposal.crm_role:
            changed = replace(facts, versions=(*facts.versions, further))
            before[key.person_id] = before.get(key.person_id, True) and on_day(facts, day).allowed
            after[key.person_id] = after.get(key.person_id, True) and on_day(changed, day).allowed
    return Effect(day, len(before), sum(before.values()), sum(after.values()))
