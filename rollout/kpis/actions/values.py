"""Entering monthly values. The same value again changes nothing; another one supersedes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.jobs import announce
from governance.core.models import ImportBatch
from governance.core.permissions import Verb, require
from rollout.kpis.models import Kpi, KpiPersonValue, KpiState, KpiValue, ValueKind

TOPIC = "kpi values"
Key = tuple[int, int, date, str]


@dataclass(frozen=True)
class Entry:
    """One value of an office to record. `value` None takes back what was recorded."""

    kpi_id: int
    office_id: int
    month: date
    kind: ValueKind
    value: Decimal | None

    @property
    def key(self) -> Key:
        return (self.kpi_id, self.office_id, self.month, self.kind.value)


@dataclass(frozen=True)
class PersonEntry:
    """The same of a person."""

    kpi_id: int
    person_id: int
    month: date
    kind: ValueKind
    value: Decimal | None

    @property
    def key(self) -> Key:
        return (self.kpi_id, self.person_id, self.month, self.kind.value)


Entries = Sequence[Entry] | Sequence[PersonEntry]


@dataclass(frozen=True)
class Whose:
    """Where values of offices, or of people, are kept."""

    model: type[KpiValue] | type[KpiPersonValue]
    field: str


OFFICES, PEOPLE = Whose(KpiValue, "office_id"), Whose(KpiPersonValue, "person_id")


@dataclass(frozen=True)
class Entered:
    """How many values are new, replaced and taken back; the rest stood already."""

    added: int
    changed: int
    removed: int


def enter(
    entries: Sequence[Entry], *, actor: Actor, at: datetime, reason: str = "", verb: Verb = Verb.CHANGE, batch: ImportBatch | None = None
) -> Entered:
    """Record these values together. Raises InvalidInput for a KPI that is no longer in force or a day that is no month."""
    require(actor, verb, "kpi_value")
    for office_id in {entry.office_id for entry in entries}:
        require(actor, verb, "kpi_value", office_id=office_id)
    return record(OFFICES, entries, actor=actor, at=at, reason=reason, batch=batch)


def enter_of_people(
    entries: Sequence[PersonEntry],
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    verb: Verb = Verb.CHANGE,
    batch: ImportBatch | None = None,
) -> Entered:
    """Record values of people, of KPIs that are measured per person."""
    require(actor, verb, "person_kpi")
    return record(PEOPLE, entries, actor=actor, at=at, reason=reason, batch=batch)


def record(whose: Whose, entries: Entries, *, actor: Actor, at: datetime, reason: str, batch: ImportBatch | None) -> Entered:
    with transaction.atomic(), audit.because(actor, reason):
        check(whose, entries)
        held = {row.key: row for row in current(entries, whose)}
        changes = [entry for entry in entries if _differs(entry, held.get(entry.key))]
        superseded = [held[entry.key].pk for entry in changes if entry.key in held]
        whose.model.objects.filter(pk__in=superseded, superseded_at__isnull=True).update(superseded_at=at)
        created: list[Any] = [
            whose.model(
                kpi_id=entry.kpi_id,
                month=entry.month,
                kind=entry.kind,
                value=entry.value,
                recorded_at=at,
                username=actor.username,
                reason=reason,
                batch=batch,
                **{whose.field: entry.key[1]},
            )
            for entry in changes
            if entry.value is not None
        ]
        whose.model.objects.bulk_create(created, batch_size=500)
        if changes and whose == OFFICES:
            announce(TOPIC, actor=actor, at=at)
    replaced = sum(1 for entry in changes if entry.key in held and entry.value is not None)
    return Entered(len(created) - replaced, replaced, len(superseded) - replaced)


def check(whose: Whose, held: Entries) -> None:
    kpis = Kpi.objects.select_for_update().in_bulk({entry.kpi_id for entry in held})
    for kpi in kpis.values():
        if kpi.state == KpiState.RETIRED:
            raise InvalidInput(_("The KPI “%(name)s” is retired and takes no more values.") % {"name": kpi})
        if whose == PEOPLE and not kpi.per_person:
            raise InvalidInput(_("The KPI “%(name)s” is measured of offices only.") % {"name": kpi})
    if any(entry.month.day != 1 for entry in held):
        raise InvalidInput(_("A month is named by its first day."))
    if len({entry.key for entry in held}) < len(held):
        raise InvalidInput(_("One KPI and month came twice for the same office or person."))


@dataclass(frozen=True)
class Held:
    """A value on the record."""

    pk: int
    key: Key
    value: Decimal


def current(entries: Entries, whose: Whose = OFFICES) -> list[Held]:
    """What the record holds for the KPIs and months of these entries. One query."""
    if not entries:
        return []
    months = [entry.month for entry in entries]
    rows = whose.model.objects.current().filter(kpi__in={entry.kpi_id for entry in entries}, month__range=(min(months), max(months)))
    fields = rows.values_list("pk", "kpi_id", whose.field, "month", "kind", "value")
    return [Held(pk, (kpi, of, month, kind), value) for pk, kpi, of, month, kind, value in fields]


def _differs(entry: Entry | PersonEntry, held: Held | None) -> bool:
    return entry.value is not None if held is None else held.value != entry.value
