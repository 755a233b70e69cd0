"""Milestones as project XML (MSPDI, the format of project-planning tools)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts.formats.rows import MilestoneRow, Unreadable, read_amount, read_clauses, read_day
from governance.contracts.formats.tables import ALIASES
from governance.core.errors import UnreadableFile

SPACE = "http://schemas.microsoft.com/project"
# The field “Text1” of tasks, which we call by the name of the column.
CLAUSES_FIELD, CLAUSES_NAME = "188743731", "Penalty clauses"


def write(title: str, rows: Iterable[MilestoneRow]) -> str:
    """A project with one milestone task each: baseline, finish (the forecast, or the actual) and actual finish."""
    ET.register_namespace("", SPACE)
    project = ET.Element(f"{{{SPACE}}}Project")
    _add(project, "SaveVersion", "14")
    _add(project, "Title", title)
    named = ET.SubElement(ET.SubElement(project, f"{{{SPACE}}}ExtendedAttributes"), f"{{{SPACE}}}ExtendedAttribute")
    for name, text in (("FieldID", CLAUSES_FIELD), ("FieldName", "Text1"), ("Alias", CLAUSES_NAME)):
        _add(named, name, text)
    tasks = ET.SubElement(project, f"{{{SPACE}}}Tasks")
    for place, row in enumerate(rows, start=1):
        task = ET.SubElement(tasks, f"{{{SPACE}}}Task")
        _add(task, "UID", str(place))
        _add(task, "ID", str(place))
        _add(task, "Name", row.name)
        _add(task, "WBS", row.number)
        _add(task, "Milestone", "1")
        _add(task, "Duration", "PT0H0M0S")
        finish = row.actual or row.forecast or row.due
        _add(task, "Start", _moment(finish))
        _add(task, "Finish", _moment(finish))
        _add(task, "ActualFinish", _moment(row.actual))
        _add(task, "PercentComplete", "100" if row.actual else "0")
        # MSPDI counts money in hundredths.
        _add(task, "FixedCost", str((row.value * 100).quantize(Decimal(1))) if row.value is not None else "")
        if row.clauses:
            extended = ET.SubElement(task, f"{{{SPACE}}}ExtendedAttribute")
            _add(extended, "FieldID", CLAUSES_FIELD)
            _add(extended, "Value", "; ".join(row.clauses))
        if row.due:
            baseline = ET.SubElement(task, f"{{{SPACE}}}Baseline")
            _add(baseline, "Number", "0")
            _add(baseline, "Finish", _moment(row.due))
    return ET.tostring(project, encoding="unicode", xml_declaration=True)


def _add(parent: ET.Element, name: str, text: str) -> None:
    if text:
        ET.SubElement(parent, f"{{{SPACE}}}{name}").text = text


def _moment(day: date | None) -> str:
    return f"{day.isoformat()}T17:00:00" if day else ""


def read(text: str) -> tuple[list[MilestoneRow], list[Unreadable]]:
    """Milestone tasks of the file; a task counts when it is marked as one. Negative durations are reported."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableFile(_("The file declares entities, which project files never need. It was not read."))
    try:
        root = ET.fromstring(text)  # noqa: S314  (entities are refused above, so nothing can expand)
    except ET.ParseError as error:
        raise UnreadableFile(_("This is not readable XML: line %s.") % error.position[0]) from error
    tasks = root.findall(f".//{{{SPACE}}}Task") or root.findall(".//Task")
    if not tasks:
        raise UnreadableFile(_("The file holds no tasks of a project."))
    found: list[MilestoneRow] = []
    bad: list[Unreadable] = []
    field = _clauses_field(root)
    for at, task in enumerate(tasks, start=1):
        number = _text(task, "WBS") or _text(task, "ID")
        if _text(task, "Duration").startswith("-"):
            bad.append(Unreadable(at, "Duration", _text(task, "Duration")))
        if number and _text(task, "Milestone") == "1":
            found.append(replace(_row(at, number, task, bad), clauses=_clauses(task, field)))
    return found, bad


def _clauses_field(root: ET.Element) -> str:
    """The field of tasks that names clauses, by the alias the project gives it."""
    fields = root.findall(f".//{{{SPACE}}}ExtendedAttributes/{{{SPACE}}}ExtendedAttribute")
    return next((_text(one, "FieldID") for one in fields if _text(one, "Alias").lower() in ALIASES["clauses"]), "")


def _clauses(task: ET.Element, field: str) -> tuple[str, ...] | None:
    given = [one for one in task.findall(f"{{{SPACE}}}ExtendedAttribute") if field and _text(one, "FieldID") == field]
    return read_clauses(_text(given[0], "Value")) if given else None


def _text(task: ET.Element, name: str) -> str:
    found = task.find(f"{{{SPACE}}}{name}")
    if found is None:
        found = task.find(name)
    return (found.text or "").strip() if found is not None else ""


def _row(at: int, number: str, task: ET.Element, bad: list[Unreadable]) -> MilestoneRow:
    def day(element: ET.Element | None, name: str) -> date | None:
        text = _text(element, name) if element is not None else ""
        value = read_day(text) if text else None
        if text and value is None:
            bad.append(Unreadable(at, name, text[:60]))
        return value

    baseline = task.find(f"{{{SPACE}}}Baseline")
    actual, finish = day(task, "ActualFinish"), day(task, "Finish")
    cost = _text(task, "FixedCost")
    value = read_amount(cost) if cost else None
    due = day(baseline, "Finish") or day(task, "Deadline") or finish
    name = _text(task, "Name")
    return MilestoneRow(at, number, name, due, None if actual else finish, actual, value / 100 if value is not None else None)
