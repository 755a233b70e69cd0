"""Counts per office and day for the registry: certificates running out, proxy permits, access without clearance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from governance.organisation.models import Membership
from training.clearance.models import Certificate, CertificateState, Finding, FindingKind, Outcome, Reconciliation
from training.clearance.proxies import Permit
from training.clearance.selectors.proxies import permits

SOON = timedelta(days=90)


@dataclass(frozen=True)
class Counted:
    """So many per office, and in all."""

    by_office: Mapping[int, int] = field(default_factory=dict)
    everywhere: int = 0
    data_at: datetime | None = None


Count = Callable[[Sequence[date], datetime | None], dict[date, Counted | None]]


def places(day: date, known_at: datetime | None) -> dict[int, set[int]]:
    """Person → the offices they belong to that day."""
    found: dict[int, set[int]] = {}
    for person_id, office_id in Membership.objects.known_at(known_at).on(day).values_list("person_id", "office_id"):
        found.setdefault(person_id, set()).add(office_id)
    return found


def in_offices(people: Iterable[int], held: Mapping[int, set[int]]) -> Counted:
    """Each of these counted in every office of theirs."""
    listed = list(people)
    return Counted(Counter(office for person in listed for office in held.get(person, ())), len(listed))


def running_out(day: date, known_at: datetime | None = None) -> list[Certificate]:
    """Certificates that were valid that day, as known then, and run out within the time."""
    rows = Certificate.objects.filter(valid_until__range=(day, day + SOON), earned_on__lte=day).prefetch_related("steps")
    if known_at is not None:
        rows = rows.filter(issued_at__lte=known_at)
    found = []
    for row in rows.order_by("valid_until", "pk"):
        ended = [step.recorded_at for step in row.steps.all() if step.state != CertificateState.VALID]
        if not any((known_at is None or at <= known_at) and timezone.localdate(at) <= day for at in ended):
            found.append(row)
    return found


def expiring(days: Sequence[date], known_at: datetime | None) -> dict[date, Counted | None]:
    return {day: in_offices((row.person_id for row in running_out(day, known_at)), places(day, known_at)) for day in days}


def open_permits(day: date, known_at: datetime | None = None) -> list[Permit]:
    return [permit for permit in permits(known_at) if permit.limit(day) > 0]


def past_permits(day: date, known_at: datetime | None = None) -> list[Permit]:
    """Per clerk and person the permit that ended last, where none holds or is to come and both are still there."""
    last: dict[tuple[int, int], Permit] = {}
    for permit in sorted(permits(known_at), key=lambda one: (one.ends, one.id)):
        last[permit.clerk_id, permit.person_id] = permit
    held = places(day, known_at)
    over = [permit for permit in last.values() if permit.ends < day]
    return [one for one in over if one.office_id in held.get(one.clerk_id, ()) and one.office_id in held.get(one.person_id, ())]


def proxies_open(days: Sequence[date], known_at: datetime | None) -> dict[date, Counted | None]:
    return {day: permits_counted(open_permits(day, known_at)) for day in days}


def proxies_past(days: Sequence[date], known_at: datetime | None) -> dict[date, Counted | None]:
    return {day: permits_counted(past_permits(day, known_at)) for day in days}


def permits_counted(found: Sequence[Permit]) -> Counted:
    return Counted(Counter(permit.office_id for permit in found), len(found))


def last_reconciliation(day: date, known_at: datetime | None = None) -> Reconciliation | None:
    rows = Reconciliation.objects.filter(on__lte=day)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return rows.order_by("-on", "-pk").first()


def uncleared(reconciliation: Reconciliation, known_at: datetime | None = None) -> list[Finding]:
    """Access without clearance that nobody has reported as taken away."""
    rows = Finding.objects.filter(reconciliation=reconciliation, kind=FindingKind.UNCLEARED).select_related("resolution")
    return [row for row in rows.order_by("row", "pk") if not removed(row, known_at)]


def removed(finding: Finding, known_at: datetime | None) -> bool:
    settled = getattr(finding, "resolution", None)
    return settled is not None and settled.outcome == Outcome.ACCESS_REMOVED and (known_at is None or settled.recorded_at <= known_at)


def uncleared_access(days: Sequence[date], known_at: datetime | None) -> dict[date, Counted | None]:
    found: dict[date, Counted | None] = {}
    for day in days:
        last = last_reconciliation(day, known_at)
        rows = uncleared(last, known_at) if last else []
        offices = Counter(row.office_id for row in rows if row.office_id)
        found[day] = Counted(offices, len(rows), last.recorded_at) if last else None
    return found
