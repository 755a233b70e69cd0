"""The list of offices: regions and offices with what they are part of."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.calendars import calendars
from governance.core.imports.importer import Column, Importer, Row
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.readers import one_of, text
from governance.core.jobs import announce
from governance.core.models import ImportBatch
from governance.organisation.actions.offices import checked
from governance.organisation.imports.words import KINDS, OFFICE_HEADINGS, parted
from governance.organisation.models import Office
from governance.organisation.tree import would_circle

FIELDS = ("name", "name_zh", "kind", "parent", "time_zone", "calendar")


def column(key: str, label: Any, reader: Any, *, required: bool = False, hint: Any = "") -> Column:
    return Column(key, label, reader, required, parted(OFFICE_HEADINGS[key]), hint)


class OfficeImporter(Importer):
    """One row per office. `parent` names another row's code, or one already known."""

    kind = "offices"
    title = _("List of offices")
    what = "office"
    key = ("code",)
    then_url = "organisation:offices"
    explanation = _("One row per region or office. Empty cells and offices that are not in the file stay as they are.")
    columns = (
        column("code", _("Code"), text(40, fold=True), required=True),
        column("name", _("Office name"), text(120), required=True),
        column("name_zh", _("Chinese name"), text(120)),
        column("kind", _("Kind"), one_of(KINDS, names="company, region, office")),
        column("parent", _("Part of"), text(40, fold=True), hint=_("Code")),
        column("time_zone", _("Time zone"), text(60)),
        column("calendar", _("Working calendar"), text(20)),
    )

    def known(self, *, actor: Actor, at: datetime) -> dict[str, Office]:
        return {one.code.casefold(): one for one in Office.objects.select_related("parent")}

    def plan(self, rows: Sequence[Row], known: dict[str, Office]) -> Plan:
        found = Plan()
        codes = {row.values["code"].casefold() for row in rows} | set(known)
        parents = {code: one.parent.code.casefold() if one.parent else None for code, one in known.items()}
        unchanged = 0
        seen: set[str] = set()
        for row in rows:
            code = row.values["code"].casefold()
            if code in seen:
                found.problems.append(Problem(row.number, str(_("Code")), _("Another row has this code."), row.values["code"]))
                continue
            seen.add(code)
            parent = row.get("parent", "").casefold()
            if problem := wrong(row, codes):
                found.problems.append(problem)
                continue
            if parent and circle(code, parent, parents):
                found.problems.append(Problem(row.number, str(_("Part of")), _("This would make the office part of itself."), parent))
                continue
            if parent:
                parents[code] = parent
            change = changed(row, known.get(code))
            unchanged += change is None
            if change is not None:
                (found.updates if code in known else found.creates).append(change)
        return Plan(found.creates, found.updates, unchanged, found.problems)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        offices = {one.code.casefold(): one for one in Office.objects.select_for_update().order_by("pk")}
        changes: list[dict[str, Any]] = [change.data for change in [*plan.creates, *plan.updates]]
        for data in changes:
            office = offices.setdefault(data["code"].casefold(), Office(code=data["code"]))
            for name, value in data.items():
                if name != "parent":
                    setattr(office, name, value)
            checked(office).save()
        for data in changes:
            if "parent" in data:
                office = offices[data["code"].casefold()]
                office.parent = offices[data["parent"].casefold()]
                office.save()
        if changes:
            announce("roster", actor=actor, at=at)


def wrong(row: Row, codes: set[str]) -> Problem | None:
    """What one row names that there is not."""
    parent, zone, code = row.get("parent", ""), row.get("time_zone"), row.get("calendar")
    if parent and parent.casefold() not in codes:
        return Problem(row.number, str(_("Part of")), _("No office has this code, here or in the record."), parent)
    if zone and zone not in zoneinfo.available_timezones():
        return Problem(row.number, str(_("Time zone")), _("There is no such time zone."), zone)
    if code and code not in calendars():
        return Problem(row.number, str(_("Working calendar")), _("There is no such working calendar."), code)
    return None


def circle(code: str, parent: str, parents: dict[str, str | None]) -> bool:
    """`would_circle` for codes."""
    names = {name: place for place, name in enumerate([code, parent, *parents, *filter(None, parents.values())])}
    numbered = {names[one]: names[other] if other else None for one, other in parents.items()}
    return would_circle(names[code], names[parent], numbered)


def changed(row: Row, before: Office | None) -> Change | None:
    """What the row changes of an office; None for nothing."""
    fields: list[tuple[Any, str, str]] = []
    data: dict[str, Any] = {"code": before.code if before else row.values["code"]}
    labels = {column.key: column.label for column in OfficeImporter.columns}
    for name in FIELDS:
        value = row.get(name)
        if value is None:
            continue
        held = (before.parent.code if before.parent else "") if before and name == "parent" else getattr(before, name, "")
        if str(value).casefold() != str(held).casefold() if name == "parent" else value != held:
            fields.append((labels[name], str(held or ""), str(value)))
            data[name] = value
    if before is not None and not fields:
        return None
    return Change(row.number, f"{data['code']} {row.values['name']}", tuple(fields), data)
