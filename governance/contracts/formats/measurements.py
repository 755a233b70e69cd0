"""Measurements as CSV or XLSX. Reading only; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.contracts.formats.rows import read_amount, read_day
from governance.contracts.measuring import Reading, read_moment
from governance.core.errors import Text, UnreadableFile

# What people call the columns.
ALIASES = {
    "clause": ("clause", "条款", "條款"),
    "reference": ("reference", "what", "id", "参考号", "编号", "編號"),
    "due_at": ("due", "due at", "应完成", "應完成", "到期"),
    "done_at": ("done", "done at", "完成"),
    "first_day": ("first day", "period from", "from", "开始日期", "開始日期"),
    "last_day": ("last day", "period to", "to", "结束日期", "結束日期"),
    "level": ("level", "服务水平", "服務水準"),
    "charge": ("charge", "费用", "費用"),
}
NEEDED = ("clause", "reference")


@dataclass(frozen=True)
class MeasuredRow:
    """`row` is where it stands in the file; `problem` says why it cannot be used."""

    row: int
    clause: str
    reference: str
    reading: Reading = Reading()
    problem: Text = ""


def read_rows(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], zone: str) -> list[MeasuredRow]:
    """Every row that is not empty. UnreadableFile where the columns that name a measurement are missing."""
    names = [" ".join(str(name).lower().replace("_", " ").split()) for name in header]
    places = {key: names.index(alias) for key, aliases in ALIASES.items() for alias in reversed(aliases) if alias in names}
    missing = [key for key in NEEDED if key not in places]
    if missing:
        raise UnreadableFile(_("The file has no column “%s”.") % missing[0])
    found = []
    for at, cells in rows:
        texts = {key: str(cells[place]).strip() for key, place in places.items() if place < len(cells)}
        if any(texts.values()):
            found.append(_row(at, texts, zone))
    return found


def _row(at: int, texts: dict[str, str], zone: str) -> MeasuredRow:
    clause, reference = texts.get("clause", ""), texts.get("reference", "")
    if not clause or not reference or len(reference) > 160:
        return MeasuredRow(at, clause, reference, problem=_("A row names its clause and a reference of at most 160 characters."))
    read: dict[str, Callable[[str], Any]] = {
        "due_at": lambda text: read_moment(text, zone),
        "done_at": lambda text: read_moment(text, zone),
        "first_day": read_day,
        "last_day": read_day,
        "level": lambda text: read_amount(text.rstrip("%")),
        "charge": read_amount,
    }
    values = {key: read[key](texts[key]) if texts.get(key) else None for key in read}
    for key, value in values.items():
        if texts.get(key) and value is None:
            words = {"value": texts[key][:60], "column": ALIASES[key][0]}
            return MeasuredRow(at, clause, reference, problem=_("“%(value)s” cannot be read as %(column)s.") % words)
    return MeasuredRow(at, clause, reference, Reading(**values))
