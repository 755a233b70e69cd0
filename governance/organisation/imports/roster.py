"""The roster: who works where, in which job, from when. Also how it is written out, so that it can be sent in again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.dates import NOT_MEANT, can_be_meant, without_end
from governance.core.errors import InvalidInput
from governance.core.imports.importer import Column, Importer, Row
from governance.core.imports.problems import Change, Plan
from governance.core.imports.readers import CellError, ColumnCells, Read, day, last_day, one_of, text
from governance.core.jobs import announce
from governance.core.models import ImportBatch
from governance.core.permissions import Verb, scope
from governance.organisation import roster
from governance.organisation.actions.dated import day_of
from governance.organisation.actions.people import differing, end_with_exit, membership
from governance.organisation.imports.words import EXPERIENCE, JOBS, ROSTER_HEADINGS, parted
from governance.organisation.models import Absence, Identity, Membership, Office, Person
from governance.organisation.pseudonyms import new_pseudonym
from governance.organisation.roster import Known, KnownOffice, KnownPerson, PersonPlan
from governance.organisation.timeline import Place

CHUNK = 500


def spans() -> Any:
    """Leave as `first/last`, several parted by semicolons; an open end is left empty."""

    def read(cell: str) -> tuple[tuple[date, date | None], ...]:
        found = []
        for part in cell.replace("；", ";").split(";"):
            first, _slash, last = part.strip().partition("/")
            if not part.strip():
                continue
            try:
                span = date.fromisoformat(first.strip()), date.fromisoformat(last.strip()) if last.strip() else None
            except ValueError:
                raise CellError(_("leave is written as 2026-05-04/2026-05-08, several parted by semicolons")) from None
            if span[1] is not None and without_end(span[1]):
                span = span[0], None
            if not all(can_be_meant(day) for day in span if day is not None):
                raise CellError(NOT_MEANT)
            if span[1] is not None and span[1] < span[0]:
                raise CellError(_("the last day is before the first"))
            found.append(span)
        return tuple(found)

    def prepare(column: ColumnCells) -> Read:
        return read

    return prepare


def column(key: str, label: Any, reader: Any, *, required: bool = False, hint: Any = "") -> Column:
    return Column(key, label, reader, required, parted(ROSTER_HEADINGS[key]), hint)


class RosterImporter(Importer):
    """One row per person and place."""

    kind = "roster"
    title = _("Roster")
    what = "roster"
    key = ("number", "since")
    then_url = "organisation:people"
    explanation = _(
        "One row per person; a person who moved has one row per office with the first day there. "
        "Empty cells and people who are not in the file stay as they are."
    )
    columns = (
        column("number", _("Employee number"), text(40, fold=True), required=True),
        column("name", _("Name"), text(120)),
        column("name_zh", _("Chinese name"), text(60)),
        column("office", _("Office"), text(120, fold=True), required=True, hint=_("Code or name")),
        column("job", _("Job"), one_of(JOBS, names="sales, clerk, manager, agent, administrator, other")),
        column("since", _("In this place since"), day()),
        column("until", _("In this place until"), last_day()),
        column("joined_on", _("Joined on"), day()),
        column("left_on", _("Last day"), last_day()),
        column("experience", _("Experience"), one_of(EXPERIENCE, names="veteran, new")),
        column("email", _("E-mail"), text(254)),
        column("phone", _("Phone"), text(40)),
        column("leave", _("Leave"), spans(), hint="2026-05-04/2026-05-08; 2026-07-01/"),
    )

    def known(self, *, actor: Actor, at: datetime) -> Known:
        reached = scope(actor, Verb.IMPORT, self.what)
        offices = []
        by_name: dict[str, list[KnownOffice]] = {}
        for one in Office.objects.select_related("merged_into").order_by("pk"):
            target = one.merged_into or one
            names = frozenset(name.casefold() for name in (one.code, one.name, one.name_zh) if name)
            reachable = reached.everything or target.pk in reached.office_ids
            found = KnownOffice(target.pk, target.code, names, target.closed_on, reachable)
            offices.append(found)
            for name in names:
                if all(other.pk != target.pk for other in by_name.setdefault(name, [])):
                    by_name[name].append(found)
        return Known(known_people(), offices, day_of(at), by_name)

    def plan(self, rows: Sequence[Row], known: Known) -> Plan:
        return roster.plan(rows, known)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        create(plan.creates, at=at)
        alter(plan.updates, at=at)
        if plan.creates or plan.updates:
            announce("roster", actor=actor, at=at)


def known_people() -> dict[str, KnownPerson]:
    """Everyone with an employee number: three queries."""
    places: dict[int, list[Place]] = {}
    held = Membership.objects.current().order_by("person_id", "first_day", "pk")
    for person_id, *rest in held.values_list("person_id", "office_id", "job_role", "first_day", "last_day"):
        places.setdefault(person_id, []).append(Place(*rest))
    leaves: dict[int, list[tuple[date, date | None]]] = {}
    for person_id, first, last in Absence.objects.current().order_by("first_day").values_list("person_id", "first_day", "last_day"):
        leaves.setdefault(person_id, []).append((first, last))
    people = {}
    for one in Person.objects.exclude(employee_number=None).select_related("identity").order_by("pk"):
        identity = getattr(one, "identity", None)
        values = {name: getattr(identity, name, "") for name in roster.CONTACTS} | {name: getattr(one, name) for name in roster.FACTS}
        people[str(one.employee_number)] = KnownPerson(
            one.pk, values, tuple(places.get(one.pk, ())), tuple(leaves.get(one.pk, ())), one.confirmed
        )
    return people


def create(changes: Sequence[Change], *, at: datetime) -> None:
    """New people, all at once."""
    plans: list[PersonPlan] = [change.data for change in changes]
    fresh = [Person(pseudonym=new_pseudonym(), employee_number=one.number, **one.facts) for one in plans]
    people = audit.bulk_create(Person, fresh)
    Identity.objects.bulk_create([Identity(person=person, **one.contacts) for person, one in zip(people, plans, strict=True)])
    rows = [membership(person, place, at=at) for person, one in zip(people, plans, strict=True) for place in one.places or ()]
    audit.bulk_create(Membership, rows)
    audit.bulk_create(Absence, [leave for person, one in zip(people, plans, strict=True) for leave in leaves_of(person, one, at)])


def leaves_of(person: Person, one: PersonPlan, at: datetime) -> list[Absence]:
    return [Absence(person=person, first_day=first, last_day=last, recorded_at=at) for first, last in one.leaves]


def alter(changes: Sequence[Change], *, at: datetime) -> None:
    """People already known: only what differs is written, and superseded where it is dated."""
    plans: list[PersonPlan] = [change.data for change in changes]
    people = Person.objects.select_for_update().in_bulk([one.pk for one in plans])
    touched = [one for one in plans if one.facts or one.contacts or one.confirm]
    for one in touched:
        for name, value in one.facts.items():
            setattr(people[one.pk], name, value)
        people[one.pk].confirmed = True
    audit.bulk_update(Person, [people[one.pk] for one in touched], [*roster.FACTS, "confirmed"])
    for one in touched:
        if one.contacts:
            rename(people[one.pk], one.contacts)
    replace_places({one.pk: one for one in plans if one.places is not None}, people, at=at)
    for one in touched:
        if one.facts.get("left_on"):
            end_with_exit(people[one.pk], one.facts["left_on"], at=at)
    audit.bulk_create(Absence, [leave for one in plans for leave in leaves_of(people[one.pk], one, at)])


def rename(person: Person, contacts: dict[str, str]) -> None:
    identity, _made = Identity.objects.get_or_create(person=person)
    if identity.erased_at is not None:
        raise InvalidInput(_("This identity has been erased and cannot be filled again."))
    for name, value in contacts.items():
        setattr(identity, name, value)
    identity.save()


def replace_places(plans: dict[int | None, PersonPlan], people: dict[int, Person], *, at: datetime) -> None:
    """The places of many people at once; all of them are locked by now."""
    held: dict[int, list[Membership]] = {}
    for row in Membership.objects.current().filter(person__in=[pk for pk in plans if pk]).order_by("pk"):
        held.setdefault(row.person_id, []).append(row)
    gone: list[int] = []
    new: list[Membership] = []
    for pk, one in plans.items():
        rows, places = differing(held.get(pk or 0, []), one.places or ())
        gone += [row.pk for row in rows]
        new += [membership(people[pk or 0], place, at=at) for place in places]
    for start in range(0, len(gone), CHUNK):
        audit.update(Membership.objects.filter(pk__in=gone[start : start + CHUNK]), superseded_at=at)
    audit.bulk_create(Membership, new)


def exported() -> Iterator[list[Any]]:
    """The roster as rows of this import: sent in again it changes nothing."""
    codes = dict(Office.objects.values_list("pk", "code"))
    for number, one in sorted(known_people().items()):
        values = one.values
        leave = "; ".join(f"{first}/{last or ''}" for first, last in one.leaves)
        for place in one.places:
            yield [
                number, values["name"], values["name_zh"], codes[place.office_id], place.job_role, place.first_day, place.last_day,
                values["joined_on"], values["left_on"], values["experience"], values["email"], values["phone"], leave,
            ]  # fmt: skip
