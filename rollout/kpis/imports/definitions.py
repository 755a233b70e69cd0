"""What KPIs are, from a file and into one: a row per KPI, its name and definition in three languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.imports.importer import Column, Importer, Row, register
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.readers import Reader, day, decimal_number, one_of, text, yes_no
from governance.core.models import ImportBatch
from governance.core.permissions import Verb
from governance.organisation.models import Person
from rollout.kpis.actions.definitions import FIELDS, change, define, judge
from rollout.kpis.models import Kpi
from rollout.kpis.models.definitions import UNITS
from rollout.kpis.rules import Better, Summing, first_of

MONTHS = ("baseline_first", "baseline_last")


def choice(*choices: tuple[str, str | Promise]) -> Reader:
    """One of the choices, by its code or by what it is called in any of our languages."""
    words = {value: value for value, _label in choices}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {str(label): value for value, label in choices}
    return one_of(words, names=", ".join(value for value, _label in choices))


def column(key: str, label: str | Promise, reader: Reader, hint: str | Promise = "", *, required: bool = False) -> Column:
    return Column(key, label, reader, required=required, hint=hint)


class KpisImporter(Importer):
    """Empty cells, and KPIs that are not in the file, stay as they are."""

    kind = "kpis"
    title = _("Definitions of KPIs")
    what = "kpi"
    then_url = "kpis:kpis"
    explanation = _(
        "One row per KPI. A code that is not known yet becomes a draft; empty cells and KPIs that are not in the file stay as they are. "
        "One in force keeps its unit, direction and sums, and stays complete."
    )
    key = ("code",)
    columns = (
        column("code", _("Code"), text(40, fold=True), required=True),
        column("name", pgettext_lazy("a thing", "Name"), text(120)),
        column("name_zh_hans", _("Name in simplified Chinese"), text(120)),
        column("name_zh_hant", _("Name in traditional Chinese"), text(120)),
        column("explanation", _("What it counts"), text(2000)),
        column("explanation_zh_hans", _("What it counts, in simplified Chinese"), text(2000)),
        column("explanation_zh_hant", _("What it counts, in traditional Chinese"), text(2000)),
        column("owner", _("Owner"), text(40, fold=True), _("Employee number")),
        column("unit", _("Unit"), choice(*((unit.value, unit.label) for unit in UNITS))),
        column("currency", _("Currency"), text(3, fold=True), _("For money: CNY, TWD, EUR …")),
        column("better", _("Direction"), choice(*Better.choices)),
        column("summing", _("Months and offices together"), choice(*Summing.choices)),
        column("per_person", _("Measured per person as well"), yes_no()),
        column("source", _("Source"), text(200)),
        column("source_zh_hans", _("Source, in simplified Chinese"), text(200)),
        column("source_zh_hant", _("Source, in traditional Chinese"), text(200)),
        column("baseline", _("Baseline"), decimal_number(4)),
        column("baseline_first", _("Baseline from"), day(), _("Any day of the month")),
        column("baseline_last", _("Baseline to"), day(), _("Any day of the month")),
        column("target", _("Target"), decimal_number(4)),
        column("target_on", _("To be reached by"), day()),
    )

    def known(self, *, actor: Actor, at: datetime) -> tuple[dict[str, Kpi], dict[str, Person]]:
        kpis = {kpi.code.casefold(): kpi for kpi in Kpi.objects.select_related("owner").order_by("pk")}
        people = Person.objects.filter(confirmed=True).exclude(employee_number="").order_by("pk")
        return kpis, {person.employee_number.casefold(): person for person in people if person.employee_number}

    def plan(self, rows: Sequence[Row], known: tuple[dict[str, Kpi], dict[str, Person]]) -> Plan:
        kpis, people = known
        found, unchanged = Plan(), 0
        for row in rows:
            held = kpis.get(row.values["code"].casefold())
            problems = list(wrong(row, held, people))
            told = {} if problems else altered(row, held, people)
            if not problems and (held is None or told):
                problems = list(judged(row, held, told))
            found.problems.extend(problems)
            if not problems and held is not None and not told:
                unchanged += 1
            elif not problems:
                (found.creates if held is None else found.updates).append(described(row, held, told))
        return Plan(found.creates, found.updates, unchanged, found.problems)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        why = reason or batch.name
        for made in plan.creates:
            define(**made.data, actor=actor, at=at, reason=why, verb=Verb.IMPORT)
        kpis = {kpi.code: kpi for kpi in Kpi.objects.filter(code__in=[update.data["code"] for update in plan.updates])}
        for update in plan.updates:
            fields = {name: value for name, value in update.data.items() if name != "code"}
            change(kpis[update.data["code"]], **fields, actor=actor, at=at, reason=why, verb=Verb.IMPORT)


LABELS = {one.key: one.label for one in KpisImporter.columns}


def wrong(row: Row, held: Kpi | None, people: dict[str, Person]) -> Iterator[Problem]:
    """What one row names that cannot be meant."""
    owner = row.get("owner", "")
    if owner and owner.casefold() not in people:
        yield Problem(row.number, str(LABELS["owner"]), _("There is no confirmed person of this employee number."), owner)
    if held is None and not row.get("name"):
        yield Problem(row.number, str(LABELS["name"]), _("A new KPI needs a name."), "")
    try:
        validate_slug(row.values["code"])
    except ValidationError as error:
        yield Problem(row.number, str(LABELS["code"]), " ".join(error.messages), row.values["code"])


def altered(row: Row, held: Kpi | None, people: dict[str, Person]) -> dict[str, Any]:
    """What the row says otherwise than the record."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = row.get(name)
        if value is None or value == "":
            continue
        if name == "owner":
            value = people[value.casefold()]
        elif name == "currency":
            value = value.upper()
        elif name in MONTHS:
            value = first_of(value)
        if held is None or value != getattr(held, name):
            found[name] = value
    return found


def judged(row: Row, held: Kpi | None, told: dict[str, Any]) -> Iterator[Problem]:
    """What the rules of a KPI say against it, before anything is written."""
    trial = copy(held) if held is not None else Kpi(code=row.values["code"])
    try:
        judge(trial, told)
    except InvalidInput as error:
        for name, message in (error.fields or {"code": str(error)}).items():
            yield Problem(row.number, str(LABELS.get(name, name)), str(message), shown(told.get(name)))


def described(row: Row, held: Kpi | None, told: dict[str, Any]) -> Change:
    code = held.code if held else row.values["code"]
    fields = tuple((LABELS[name], shown(getattr(held, name)) if held else "", shown(value)) for name, value in told.items())
    return Change(row.number, f"{code} · {held or row.values['name']}", fields, {"code": code} | told)


def shown(value: Any) -> str:
    if isinstance(value, Person):
        return value.employee_number or str(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return written.day(value) if isinstance(value, date) else "" if value is None else str(value)


def exported() -> Iterator[list[Any]]:
    """Every KPI in the columns of the import, all languages side by side."""
    for kpi in Kpi.objects.select_related("owner").order_by("code"):
        yield [cell(kpi, one.key) for one in KpisImporter.columns]


def cell(kpi: Kpi, name: str) -> Any:
    value = getattr(kpi, name)
    if name == "owner":
        return value.employee_number if value else ""
    if name == "per_person":
        return "yes" if value else "no"
    return value.normalize() if isinstance(value, Decimal) else value


KPIS = register(KpisImporter())
