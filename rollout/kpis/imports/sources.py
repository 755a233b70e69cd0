"""A file of single dealings, summed up per office and month as its KPI source describes.

The months that the file holds get the file's totals; an office without a counted row in such a month keeps what is on the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import Actor
from governance.core.errors import NotFound, Text
from governance.core.imports.importer import Column, Importer, Row, register_family
from governance.core.imports.problems import Plan, Problem
from governance.core.imports.readers import day, decimal_number, text
from governance.core.models import ImportBatch
from governance.core.permissions import Verb
from governance.organisation.models import Office
from rollout.kpis.actions.values import Entry, enter
from rollout.kpis.imports.values import Placed, offices_by_name, one_office, planned
from rollout.kpis.models import Kpi, KpiSource, KpiValue, ValueKind
from rollout.kpis.rules import first_of

FAMILY = "kpi-source"
MOST_NAMED = 20


@dataclass
class Sum:
    """What one office dealt in one month."""

    row: int
    office: Office
    count: int = 0
    amount: Decimal = Decimal(0)


class SourceImporter(Importer):
    """Made anew for each source, whose columns it looks for by their own names."""

    kind = FAMILY
    title = gettext_lazy("KPI source")
    what = "kpi_value"
    then_url = "kpis:kpis"
    explanation = gettext_lazy(
        "Each row is one dealing. They are added up per office and month; months in the file get the file's totals, "
        "and earlier totals are kept as what was known then."
    )

    def __init__(self, source: KpiSource) -> None:
        self.source = source
        self.kind = f"{FAMILY}:{source.pk}"  # type: ignore[misc]
        self.title = str(source)  # type: ignore[misc, assignment]
        self.columns = tuple(columns_of(source))  # type: ignore[misc]

    def known(self, *, actor: Actor, at: datetime) -> dict[str, list[Office]]:
        return offices_by_name()

    def plan(self, rows: Sequence[Row], known: dict[str, list[Office]]) -> Plan:
        problems: list[Problem] = []
        counted = [row for row in rows if self.counts(row)]
        sums = self.added_up(counted, known, problems)
        plan = planned(self.entries(sums), problems)
        left = len(rows) - len(counted)
        notes: list[Text] = [_("Rows that do not count because of their state: %(count)s") % {"count": left}] if left else []
        return replace(plan, notes=[*notes, *self.kept(sums)])

    def kept(self, sums: dict[tuple[int, date], Sum]) -> Iterator[Text]:
        """Who has a value in a month of the file and no counted row in it: nought and not told look the same in a file."""
        of = [kpi for kpi in (self.source.count_kpi, self.source.amount_kpi) if kpi is not None]
        held = KpiValue.objects.current().filter(kpi__in=of, month__in={month for _office, month in sums}, kind=ValueKind.ACTUAL)
        rows = held.exclude(value=0).select_related("office").order_by("month", "office__code", "pk")
        left = dict.fromkeys(f"{row.office} {row.month:%Y-%m}" for row in rows if (row.office_id, row.month) not in sums)
        if left:
            message = _(
                "No counted row in the file, so the value on the record stays: %(offices)s. Enter it by hand where it is nought now."
            )
            yield message % {"offices": ", ".join([*left][:MOST_NAMED]) + (" …" if len(left) > MOST_NAMED else "")}

    def counts(self, row: Row) -> bool:
        return not self.source.state_column or row.get("state", "") in self.source.counted

    def added_up(self, rows: Sequence[Row], known: dict[str, list[Office]], problems: list[Problem]) -> dict[tuple[int, date], Sum]:
        found: dict[tuple[int, date], Sum] = {}
        for row in rows:
            office = self.office(row, known, problems)
            missing = [column for column in ("date", "amount") if self.asks(column) and row.get(column) is None]
            problems += [Problem(row.number, self.name_of(column), _("is missing")) for column in missing]
            if office is None or missing:
                continue
            held = found.setdefault((office.pk, first_of(row.values["date"])), Sum(row.number, office))
            held.count += 1
            held.amount += row.get("amount", Decimal(0))
        return found

    def office(self, row: Row, known: dict[str, list[Office]], problems: list[Problem]) -> Office | None:
        """By its own column, else by where the person who dealt belongs."""
        name = row.get("office", "")
        if not name and self.source.dealer_column:
            dealer = row.get("dealer", "")
            name = self.source.places.get(dealer, "")
            if not name:
                message = _("It is not said where this person belongs.") if dealer else _("is missing")
                problems.append(Problem(row.number, self.source.dealer_column, message, dealer))
                return None
        if not name:
            problems.append(Problem(row.number, self.source.office_column, _("is missing")))
            return None
        return one_office(known, name, row.number, problems)

    def asks(self, column: str) -> bool:
        return column != "amount" or self.source.amount_kpi_id is not None

    def name_of(self, column: str) -> str:
        return self.source.date_column if column == "date" else self.source.amount_column

    def entries(self, sums: dict[tuple[int, date], Sum]) -> Iterator[Placed]:
        for (office_id, month), held in sorted(sums.items()):
            for kpi, value in self.values(held):
                yield Placed(held.row, kpi, held.office, Entry(kpi.pk, office_id, month, ValueKind.ACTUAL, value))

    def values(self, held: Sum) -> Iterator[tuple[Kpi, Decimal]]:
        if self.source.count_kpi is not None:
            yield self.source.count_kpi, Decimal(held.count)
        if self.source.amount_kpi is not None:
            yield self.source.amount_kpi, held.amount

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        entries = [change.data for change in [*plan.creates, *plan.updates]]
        enter(entries, actor=actor, at=at, reason=reason or batch.name, verb=Verb.IMPORT, batch=batch)


def columns_of(source: KpiSource) -> Iterator[Column]:
    """The columns the source names, and no others: a file's other columns are left alone."""
    yield Column("date", source.date_column, day(), aliases=(source.date_column,))
    if source.office_column:
        yield Column("office", source.office_column, text(120, fold=True), aliases=(source.office_column,))
    if source.dealer_column:
        yield Column("dealer", source.dealer_column, text(200), aliases=(source.dealer_column,))
    if source.state_column:
        yield Column("state", source.state_column, text(200), aliases=(source.state_column,))
    if source.amount_column:
        yield Column("amount", source.amount_column, decimal_number(4), aliases=(source.amount_column,))


def make(name: str) -> SourceImporter:
    source = KpiSource.objects.select_related("count_kpi", "amount_kpi").filter(pk=int(name) if name.isdigit() else 0).first()
    if source is None:
        raise NotFound(_("There is no KPI source of this number."))
    return SourceImporter(source)


register_family(FAMILY, make, lambda: KpiSource.objects.order_by("name", "pk").values_list("pk", flat=True))
