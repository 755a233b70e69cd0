"""Milestones as CSV or XLSX: the columns we write are the columns we read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.contracts.formats.rows import MilestoneRow, Unreadable, read_amount, read_clauses, read_day
from governance.core.errors import UnreadableFile

COLUMNS = ("number", "name", "phase", "due", "forecast", "actual", "value", "clauses")
# What other tools and people call the same things.
ALIASES = {
    "number": ("number", "no", "id", "wbs", "outline number", "编号", "編號", "序号"),
    "name": ("name", "task", "task name", "milestone", "title", "名称", "名稱", "里程碑", "任务名称"),
    "phase": ("phase", "阶段", "階段"),
    "due": ("due", "planned", "baseline", "baseline finish", "due date", "planned finish", "计划完成", "計劃完成", "到期日", "基线"),
    "forecast": ("forecast", "finish", "expected finish", "预计完成", "預計完成"),
    "actual": ("actual", "actual finish", "accepted", "accepted on", "实际完成", "實際完成", "验收日期"),
    "value": ("value", "amount", "cost", "金额", "金額", "价款"),
    "duration": ("duration", "工期"),
    "clauses": ("clauses", "clause", "penalty clauses", "penalty clause", "违约条款", "違約條款", "条款", "條款"),
}
MOMENTS = ("due", "forecast", "actual")


def read_rows(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[MilestoneRow], list[Unreadable]]:
    """Milestones and unreadable cells. UnreadableFile where there is no column that numbers them."""
    places = _places(header)
    if "number" not in places:
        raise UnreadableFile(_("No column holds the milestone’s number. Name one “number”, “id” or “编号”."))
    found: list[MilestoneRow] = []
    bad: list[Unreadable] = []
    for at, cells in rows:
        texts = {key: str(cells[place]).strip() for key, place in places.items() if place < len(cells)}
        if texts.get("number"):
            found.append(_row(at, texts, header, places, bad))
    return found, bad


def _places(header: Sequence[str]) -> dict[str, int]:
    names = [" ".join(str(name).lower().replace("_", " ").split()) for name in header]
    return {key: names.index(alias) for key, aliases in ALIASES.items() for alias in reversed(aliases) if alias in names}


def _row(at: int, texts: dict[str, str], header: Sequence[str], places: dict[str, int], bad: list[Unreadable]) -> MilestoneRow:
    values: dict[str, Any] = {}
    for key in (*MOMENTS, "value"):
        text = texts.get(key, "")
        values[key] = (read_amount if key == "value" else read_day)(text) if text else None
        if text and values[key] is None:
            bad.append(Unreadable(at, str(header[places[key]]), text))
    if texts.get("duration", "").startswith("-"):
        bad.append(Unreadable(at, str(header[places["duration"]]), texts["duration"]))
    values["clauses"] = read_clauses(texts.get("clauses", ""))
    return MilestoneRow(at, texts["number"], texts.get("name", ""), phase=texts.get("phase", ""), **values)


def write_rows(rows: Iterable[MilestoneRow]) -> list[list[Any]]:
    """The cells of COLUMNS for each milestone."""
    return [[_cell(getattr(row, key)) for key in COLUMNS] for row in rows]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, tuple) else value
