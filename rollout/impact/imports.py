"""The file this room takes in: the map of touchpoints. What the page exports can be sent in again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.imports.importer import Column, Importer, Row, register
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.readers import CellError, one_of, text, whole_number
from governance.core.models import ImportBatch
from governance.organisation.models import OfficeKind
from rollout.impact.actions.touchpoints import write_touchpoint
from rollout.impact.models import Touchpoint
from rollout.impact.states import Channel, Who

NAMES = ("name", "名称", "名稱")
FIELDS = ("name", "name_zh", "who", "channel", "process", "office_kinds", "contacts_a_month", "note")
PARTS = str.maketrans(dict.fromkeys(";；、，/", ","))


def words(choices: type[TextChoices]) -> dict[str, str]:
    """A choice by its code or by its name in any of our languages."""
    found = {str(choice.value): str(choice.value) for choice in choices}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(choice.label): str(choice.value) for choice in choices}
    return found


def kinds(column: Any) -> Any:
    """Several kinds of office in one cell, parted by commas or semicolons."""
    read_one = one_of(words(OfficeKind), names=", ".join(OfficeKind))(column)

    def read(cell: str) -> tuple[str, ...]:
        parts = [part.strip() for part in cell.translate(PARTS).split(",") if part.strip()]
        if not parts:
            raise CellError(_("at least one kind of office is expected"))
        return tuple(dict.fromkeys(read_one(part) for part in parts))

    return read


def code_reader(column: Any) -> Any:
    plain = text(40, fold=True)(column)

    def read(cell: str) -> str:
        code = str(plain(cell)).strip().lower()
        if not code or not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in code):
            raise CellError(_("letters, digits and hyphens are expected"))
        return code

    return read


@dataclass(frozen=True)
class Known:
    held: dict[str, Touchpoint]


class TouchpointImporter(Importer):
    """One row per touchpoint; the code says which."""

    kind = "touchpoints"
    title = _("Touchpoints")
    what = "touchpoint"
    then_url = "impact:touchpoints"
    key = ("code",)
    partial = True
    explanation = _(
        "Every way a customer touches the company, one in each row. A code that is known changes that touchpoint; columns that the file "
        "lacks stay as they are. Write no names of customers."
    )
    columns = (
        Column("code", _("Code"), code_reader, required=True),
        Column("name", _("Touchpoint"), text(120), required=True, aliases=NAMES),
        Column("name_zh", _("Chinese name"), text(120)),
        Column("who", _("Who touches us"), lambda column: one_of(words(Who), names=", ".join(Who))(column), required=True),
        Column("channel", _("Channel"), lambda column: one_of(words(Channel), names=", ".join(Channel))(column), required=True),
        Column("process", _("What for"), text(120), required=True, aliases=("process",)),
        Column("office_kinds", _("Kinds of office"), kinds, hint=_("Parted by commas")),
        Column("contacts_a_month", _("Contacts a month"), whole_number(0, 10**9)),
        Column("note", _("Note"), text(2000)),
    )

    def known(self, *, actor: Actor, at: datetime) -> Known:
        return Known({row.code: row for row in Touchpoint.objects.all()})

    def plan(self, rows: Sequence[Row], known: Known) -> Plan:
        creates: list[Change] = []
        updates: list[Change] = []
        problems: list[Problem] = []
        unchanged = 0
        for row in rows:
            code = row.values["code"]
            held = known.held.get(code)
            if held is not None and held.retired_on is not None:
                problems.append(Problem(row.number, "code", _("This touchpoint is no longer in use."), code))
                continue
            changes = differences(row, held)
            if held is not None and not changes:
                unchanged += 1
                continue
            (creates if held is None else updates).append(Change(row.number, row.values["name"], changes, row))
        return Plan(creates=creates, updates=updates, unchanged=unchanged, problems=problems)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        held = {row.code: row for row in Touchpoint.objects.all()}
        for change in [*plan.creates, *plan.updates]:
            row: Row = change.data
            known = held.get(row.values["code"])
            fields = {name: value_in(row, name, known) for name in FIELDS}
            write_touchpoint(known, code=row.values["code"], **fields, actor=actor, at=at, reason=reason or batch.name)


def value_in(row: Row, name: str, held: Touchpoint | None) -> Any:
    """What the row says; what is held where the file lacks the column; else nothing."""
    if name in row.values:
        return blank(name) if row.values[name] is None else row.values[name]
    return getattr(held, name) if held is not None else blank(name)


def blank(name: str) -> Any:
    return {"office_kinds": (), "contacts_a_month": None}.get(name, "")


def differences(row: Row, held: Touchpoint | None) -> tuple[tuple[Any, str, str], ...]:
    """(label, before, after) of what the row changes."""
    labels = {column.key: column.label for column in TouchpointImporter.columns}
    found = []
    for name in FIELDS:
        before, after = getattr(held, name) if held is not None else blank(name), value_in(row, name, held)
        if name == "office_kinds":
            before, after = ", ".join(before), ", ".join(after or (OfficeKind.OFFICE.value,))
        if before != after:
            found.append((labels[name], shown(before), shown(after)))
    return tuple(found)


def shown(value: Any) -> str:
    return "" if value is None else str(value)


TOUCHPOINTS = register(TouchpointImporter())
