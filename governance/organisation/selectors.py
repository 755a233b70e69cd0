"""Reads that cross tables: who must use the CRM, who is away, what people are called, which offices a right reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from governance.core.actor import Actor
from governance.core.permissions import Verb, scope
from governance.organisation.duties import Duty, Rule, Stay, duties
from governance.organisation.models import Absence, Membership, Office, Person, UsageNotice, UseRule
from governance.organisation.models.offices import OfficeQuerySet

__all__ = ["Duty", "absences", "find_people", "merged_offices", "must_use", "notified", "offices_for", "people_names"]


@dataclass(frozen=True)
class _Terms:
    """What the record held of a person: days of joining and leaving, and experience."""

    joined_on: date | None
    left_on: date | None
    experience: str


def must_use(first: date, last: date, known_at: datetime | None = None) -> list[Duty]:
    """Who must use the CRM, where and in which role, on the days of first..last, as the record held it at `known_at`.

    Unconfirmed people and offices never count. A fixed number of queries.
    """
    parents: dict[int, int | None] = {}
    closed: dict[int, date | None] = {}
    for office_id, parent_id, confirmed, closed_on in Office.objects.values_list("pk", "parent_id", "confirmed", "closed_on"):
        parents[office_id] = parent_id
        if confirmed:
            closed[office_id] = closed_on
    held = Membership.objects.known_at(known_at).during(first, last).order_by("person_id", "first_day", "pk")
    rows = list(held.values_list("person_id", "office_id", "job_role", "first_day", "last_day"))
    terms = _terms(known_at)
    stays = []
    for person_id, office_id, job_role, first_day, last_day in rows:
        if office_id not in closed or person_id not in terms:
            continue
        of = terms[person_id]
        begin = max(first_day, of.joined_on) if of.joined_on else first_day
        end = min((day for day in (last_day, of.left_on, closed[office_id]) if day is not None), default=None)
        stays.append(Stay(person_id, office_id, job_role, of.experience, begin, end, of.joined_on))
    known_rules = UseRule.objects.known_at(known_at).during(first, last).order_by("pk")
    fields = known_rules.values_list("job_role", "crm_role", "office_id", "first_day", "last_day", "pk")
    return duties(stays, [Rule(*row) for row in fields], parents, first, last)


def _terms(known_at: datetime | None) -> dict[int, _Terms]:
    """Terms of every confirmed person; at an earlier instant from the history, whose first row answers for all time before it."""
    now = Person.objects.filter(confirmed=True).values_list("pk", "joined_on", "left_on", "experience")
    terms = {pk: _Terms(joined_on, left_on, experience) for pk, joined_on, left_on, experience in now}
    if known_at is None:
        return terms
    changed_since = Person.history.filter(history_date__gt=known_at).values("id")  # type: ignore[attr-defined]
    told: dict[int, datetime] = {}
    past = Person.history.filter(id__in=changed_since).order_by("history_date", "history_id")  # type: ignore[attr-defined]
    for pk, when, *rest in past.values_list("id", "history_date", "joined_on", "left_on", "experience"):
        if pk in terms and (pk not in told or when <= known_at):
            terms[pk], told[pk] = _Terms(*rest), when
    return terms


def absences(first: date, last: date, known_at: datetime | None = None) -> dict[int, list[tuple[date, date]]]:
    """Leave per person between two days, both included, cut to them and in order."""
    found: dict[int, list[tuple[date, date]]] = {}
    rows = Absence.objects.known_at(known_at).during(first, last).order_by("person_id", "first_day", "pk")
    for person_id, begin, end in rows.values_list("person_id", "first_day", "last_day"):
        found.setdefault(person_id, []).append((max(begin, first), min(end or last, last)))
    return found


def people_names(ids: Iterable[int], actor: Actor) -> dict[int, str]:
    """What to call these people on a page for this reader: names where the reader may know them, else pseudonyms."""
    wanted = set(ids)
    reached = scope(actor, Verb.VIEW, "identity")
    people = Person.objects.filter(pk__in=wanted).select_related("identity")
    if reached.everything:
        return {person.pk: str(person) for person in people}
    seen = set(Person.objects.within(reached).filter(pk__in=wanted).values_list("pk", flat=True)) if reached else set()
    return {person.pk: str(person) if person.pk in seen else person.pseudonym for person in people}


def find_people(text: str) -> list[Person]:
    """People of this employee number or pseudonym, else of this full name in either script."""
    typed = text.strip()
    people = Person.objects.select_related("identity").order_by("pk")
    by_number = list(people.filter(Q(employee_number__iexact=typed) | Q(pseudonym__iexact=typed)))
    return by_number or list(people.filter(Q(identity__name__iexact=typed) | Q(identity__name_zh=typed)))


def offices_for(actor: Actor, verb: Verb, what: str) -> OfficeQuerySet:
    """Offices that this right of the reader reaches: filter a page's lists with it."""
    return Office.objects.within(scope(actor, verb, what))


def notified(on: date) -> set[int]:
    """People to whom the notice that their usage is measured was given by that day."""
    return set(UsageNotice.objects.current().filter(given_on__lte=on).values_list("person_id", flat=True))


def merged_offices() -> dict[int, int]:
    """Offices that turned out to be another one: id → id of the office that stands for it."""
    return dict(Office.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
