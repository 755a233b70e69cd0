"""Monthly values from a file: one row per KPI, office and month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.imports.importer import Column, Importer, Row, register
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.readers import day, decimal_number, text
from governance.core.models import ImportBatch
from governance.core.permissions import Verb
from governance.organisation.models import Office, Person
from rollout.kpis.actions.values import OFFICES, Entry, PersonEntry, Whose, current, enter
from rollout.kpis.models import Kpi, KpiState, ValueKind
from rollout.kpis.rules import first_of

KINDS = {"actual": ValueKind.ACTUAL, "plan": ValueKind.PLAN, "baseline": ValueKind.BASELINE}
PLACES = 4


@dataclass(frozen=True)
class Known:
    """KPIs and offices by every name they go by."""

    kpis: dict[str, Kpi]
    offices: dict[str, list[Office]]


def offices_by_name() -> dict[str, list[Office]]:
    found: dict[str, list[Office]] = {}
    for office in Office.objects.branches():
        for name in {office.code.casefold(), office.name.casefold(), office.name_zh.casefold()} - {""}:
            found.setdefault(name, []).append(office)
    return found


def kpis_by_name() -> dict[str, Kpi]:
    found: dict[str, Kpi] = {}
    for kpi in Kpi.objects.exclude(state=KpiState.RETIRED):
        for name in (kpi.code, kpi.name, kpi.name_zh_hans, kpi.name_zh_hant):
            if name:
                found.setdefault(name.casefold(), kpi)
    return found


class KpiValuesImporter(Importer):
    """Plan, actual and baseline of KPIs. An empty cell leaves what is on the record."""

    kind = "kpi-values"
    title = _("KPI values")
    what = "kpi_value"
    then_url = "kpis:kpis"
    explanation = _(
        "One row per KPI, office and month. Give the actual value, the plan, the baseline, or all of them. "
        "Another value for the same month replaces the earlier one, which is kept."
    )
    key = ("kpi", "office", "month")
    columns = (
        Column("kpi", _("KPI"), text(120, fold=True), required=True, hint=_("Code or name")),
        Column("office", _("Office"), text(120, fold=True), required=True, aliases=("branch",), hint=_("Code or name")),
        Column("month", _("Month"), day(), required=True, aliases=("date", "月份"), hint=_("Any day of it")),
        Column("actual", _("Actual"), decimal_number(PLACES), aliases=("value", "实际", "實際")),
        Column("plan", _("Plan"), decimal_number(PLACES), aliases=("target", "计划", "計畫")),
        Column("baseline", _("Baseline"), decimal_number(PLACES), aliases=("before", "基线", "基準")),
    )

    def known(self, *, actor: Actor, at: datetime) -> Known:
        return Known(kpis_by_name(), offices_by_name())

    def plan(self, rows: Sequence[Row], known: Known) -> Plan:
        problems: list[Problem] = []
        entries = list(as_entries(rows, known, problems))
        return planned(entries, problems)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        entries = [change.data for change in [*plan.creates, *plan.updates]]
        enter(entries, actor=actor, at=at, reason=reason or batch.name, verb=Verb.IMPORT, batch=batch)


@dataclass(frozen=True)
class Placed:
    """An entry with the row it came from and what a reader calls it."""

    row: int
    kpi: Kpi
    of: Office | Person
    entry: Entry | PersonEntry


def as_entries(rows: Sequence[Row], known: Known, problems: list[Problem]) -> Iterator[Placed]:
    """The values of the rows whose KPI and office are known. Two rows of one month (by different days) are a problem."""
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        kpi = known.kpis.get(row.values["kpi"].casefold())
        office = one_office(known.offices, row.values["office"], row.number, problems)
        if kpi is None:
            problems.append(Problem(row.number, str(_("KPI")), _("There is no KPI of this code or name."), row.values["kpi"]))
        if kpi is None or office is None:
            continue
        month = first_of(row.values["month"])
        first = seen.setdefault((kpi.pk, office.pk, month), row.number)
        if first != row.number:
            message = _("The same month as in row %(row)s; each may come once.") % {"row": first}
            problems.append(Problem(row.number, str(_("Month")), message, written.day(row.values["month"])))
            continue
        for name, kind in KINDS.items():
            if row.get(name) is not None:
                yield Placed(row.number, kpi, office, Entry(kpi.pk, office.pk, month, kind, row.values[name]))


def one_office(offices: dict[str, list[Office]], name: str, row: int, problems: list[Problem]) -> Office | None:
    """The one office of that name; else a problem of the row."""
    found = offices.get(name.casefold(), [])
    if len(found) == 1:
        return found[0]
    message = _("Several offices are called so: use the code.") if found else _("There is no confirmed office of this code or name.")
    problems.append(Problem(row, str(_("Office")), message, name))
    return None


def planned(placed: Iterable[Placed], problems: list[Problem], whose: Whose = OFFICES) -> Plan:
    """What is new, what replaces an earlier value, what stands already."""
    plan = Plan(problems=problems)
    wanted = list(placed)
    entries: Any = [one.entry for one in wanted]
    held = {row.key: row.value for row in current(entries, whose)}
    unchanged = 0
    for one in wanted:
        before = held.get(one.entry.key)
        if before == one.entry.value:
            unchanged += 1
            continue
        change = described(one, before)
        (plan.creates if before is None else plan.updates).append(change)
    return Plan(plan.creates, plan.updates, unchanged, problems, plan.notes)


def described(one: Placed, before: Decimal | None) -> Change:
    entry = one.entry
    named = one.of if isinstance(one.of, Office) else one.of.employee_number
    title = f"{one.kpi} · {named} · {entry.month:%Y-%m}"
    shown = "" if before is None else written.number(before)
    return Change(one.row, title, ((entry.kind.label, shown, written.number(entry.value)),), entry)


KPI_VALUES = register(KpiValuesImporter())
