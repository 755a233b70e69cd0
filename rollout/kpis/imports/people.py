"""Monthly values of people from a file: one row per KPI, person and month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.imports.importer import Column, Importer, Row, register
from governance.core.imports.problems import Plan, Problem
from governance.core.imports.readers import day, decimal_number, text
from governance.core.models import ImportBatch
from governance.core.permissions import Verb
from governance.organisation.models import Person
from rollout.kpis.actions.values import PEOPLE, PersonEntry, enter_of_people
from rollout.kpis.imports.values import KINDS, PLACES, Placed, kpis_by_name, planned
from rollout.kpis.models import Kpi
from rollout.kpis.rules import first_of


@dataclass(frozen=True)
class Known:
    """KPIs by every name they go by, people by employee number."""

    kpis: dict[str, Kpi]
    people: dict[str, Person]


class PersonValuesImporter(Importer):
    """Plan, actual and baseline of KPIs that are measured per person. An empty cell leaves what is on the record."""

    kind = "kpi-person-values"
    title = _("KPI values of people")
    what = "person_kpi"
    then_url = "kpis:kpis"
    explanation = _(
        "One row per KPI, person and month. The values are seen by the person, their office head, human resources and the project "
        "office only. Another value for the same month replaces the earlier one, which is kept."
    )
    key = ("kpi", "person", "month")
    columns = (
        Column("kpi", _("KPI"), text(120, fold=True), required=True, hint=_("Code or name")),
        Column("person", _("Employee number"), text(40, fold=True), required=True, aliases=("person", "employee", "工号", "工號")),
        Column("month", _("Month"), day(), required=True, aliases=("date", "月份"), hint=_("Any day of it")),
        Column("actual", _("Actual"), decimal_number(PLACES), aliases=("value", "实际", "實際")),
        Column("plan", _("Plan"), decimal_number(PLACES), aliases=("target", "计划", "計畫")),
        Column("baseline", _("Baseline"), decimal_number(PLACES), aliases=("before", "基线", "基準")),
    )

    def known(self, *, actor: Actor, at: datetime) -> Known:
        people = Person.objects.exclude(employee_number=None).exclude(employee_number="")
        return Known(kpis_by_name(), {str(person.employee_number).casefold(): person for person in people})

    def plan(self, rows: Sequence[Row], known: Known) -> Plan:
        problems: list[Problem] = []
        return planned(list(as_entries(rows, known, problems)), problems, PEOPLE)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        entries = [change.data for change in [*plan.creates, *plan.updates]]
        enter_of_people(entries, actor=actor, at=at, reason=reason or batch.name, verb=Verb.IMPORT, batch=batch)


def as_entries(rows: Sequence[Row], known: Known, problems: list[Problem]) -> Iterator[Placed]:
    """The values of the rows whose KPI and person are known. Two rows of one month (by different days) are a problem."""
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        kpi, person = known.kpis.get(row.values["kpi"].casefold()), known.people.get(row.values["person"].casefold())
        month = first_of(row.values["month"])
        if wrong := fault(kpi, person, month, seen):
            problems.append(Problem(row.number, *wrong))
            continue
        assert kpi is not None
        assert person is not None
        seen.add((kpi.pk, person.pk, month))
        for name, kind in KINDS.items():
            if row.get(name) is not None:
                yield Placed(row.number, kpi, person, PersonEntry(kpi.pk, person.pk, month, kind, row.values[name]))


def fault(kpi: Kpi | None, person: Person | None, month: object, seen: set[tuple[object, ...]]) -> tuple[str, str] | None:
    """Column and what is wrong."""
    if kpi is None:
        return str(_("KPI")), str(_("There is no KPI of this code or name."))
    if not kpi.per_person:
        return str(_("KPI")), str(_("This KPI is measured of offices only."))
    if person is None:
        return str(_("Employee number")), str(_("There is nobody of this employee number."))
    if (kpi.pk, person.pk, month) in seen:
        return str(_("Month")), str(_("This month comes twice."))
    return None


PERSON_VALUES = register(PersonValuesImporter())
