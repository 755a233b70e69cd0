"""The facts of the rule for everybody at once, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from governance.organisation.duties import Duty
from governance.organisation.selectors import must_use
from training.clearance import sources
from training.clearance.models import RequirementState, RequirementVersion, Waiver
from training.clearance.rules import DAY, Facts, Need, Span, Version, Waived

# Duties are read from the beginning of the record to a day that never comes, so that their own days are told.
BEGINNING, NEVER = date(2000, 1, 1), date(2999, 12, 31)
# Who must use the CRM within this time is on the list before their first day.
AHEAD = timedelta(days=90)


@dataclass(frozen=True, order=True)
class Key:
    """Whose clearance, where, and for which role."""

    person_id: int
    office_id: int
    crm_role: str


def facts_on(
    first: date, last: date, known_at: datetime | None = None, *, people: Collection[int] | None = None, ahead: timedelta = timedelta(0)
) -> dict[Key, Facts]:
    """Everybody with a duty on one of these days (or so long after), with all that decides on them."""
    spans = spans_of(must_use(BEGINNING, NEVER, known_at), people)
    held = {key: own for key, own in spans.items() if any(touches(span, first, last + ahead) for span in own)}
    persons = {key.person_id for key in held}
    versions = versions_by_role(known_at)
    proofs = sources.proofs(persons, last, known_at)
    waived = waivers_by_person(persons, known_at)
    return {
        key: Facts(
            tuple(own),
            tuple(versions.get(key.crm_role, ())),
            tuple(proofs.get(key.person_id, ())),
            tuple(waived.get(key.person_id, ())),
        )
        for key, own in held.items()
    }


def spans_of(duties: Iterable[Duty], people: Collection[int] | None) -> dict[Key, list[Span]]:
    """The days of duty by person, office and role; neighbours are joined, an end that never comes is none."""
    found: dict[Key, list[Span]] = {}
    for duty in sorted(duties, key=lambda duty: duty.first_day):
        if people is not None and duty.person_id not in people:
            continue
        own = found.setdefault(Key(duty.person_id, duty.office_id, duty.crm_role), [])
        end = None if duty.last_day >= NEVER else duty.last_day
        if own and own[-1].last_day is not None and own[-1].last_day + DAY >= duty.first_day:
            own[-1] = replace(own[-1], last_day=end)
        else:
            own.append(Span(duty.first_day, end))
    return found


def touches(span: Span, first: date, last: date) -> bool:
    return span.first_day <= last and (span.last_day is None or span.last_day >= first)


def versions_by_role(known_at: datetime | None = None) -> dict[str, list[Version]]:
    """What each role requires, by the versions approved by then."""
    approved = RequirementVersion.objects.filter(state=RequirementState.APPROVED)
    if known_at is not None:
        approved = approved.filter(decided_at__lte=known_at)
    found: dict[str, list[Version]] = {}
    for version in approved.order_by("crm_role", "number").prefetch_related("items"):
        needs = frozenset(Need(item.kind, item.target_id) for item in version.items.all())
        found.setdefault(version.crm_role, []).append(Version(version.first_day, needs, version.number))
    return found


def waivers_by_person(people: Collection[int] | None, known_at: datetime | None = None) -> dict[int, list[Waived]]:
    """The waivers of these people that were on record then, each to the day before it was withdrawn."""
    rows = Waiver.objects.select_related("withdrawal").order_by("pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    found: dict[int, list[Waived]] = {}
    for row in rows:
        span = Span(row.first_day, last_day_of(row, known_at))
        if (people is None or row.person_id in people) and span.last_day is not None and span.last_day >= span.first_day:
            found.setdefault(row.person_id, []).append(Waived(Need(row.kind, row.target_id), span))
    return found


def last_day_of(waiver: Waiver, known_at: datetime | None = None) -> date:
    """The last day on which a waiver counts, withdrawn or not."""
    ended = getattr(waiver, "withdrawal", None)
    if ended is None or (known_at is not None and ended.recorded_at > known_at):
        return waiver.last_day
    return min(waiver.last_day, ended.on - DAY)
