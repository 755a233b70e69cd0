"""What differs between two wordings of a question, part by part. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from governance.core.languages import LANGUAGES
from training.testing.faults import LANGUAGE_NAMES
from training.testing.formats.found import PARTS
from training.testing.types import Question, Text
from training.testing.wording import plain_number

COLUMNS: dict[str, Message] = {
    "text": "",
    "percent": _("worth"),
    "feedback": _("feedback"),
    "value": _("number"),
    "tolerance": _("tolerance"),
    "pattern": _("answer"),
    "prompt": _("left side"),
    "answer": _("belongs to it"),
    "required": _("required"),
    "evidence": _("evidence"),
}
SINGLE = {
    "shuffle": _("Shown in another order to each"),
    "case_sensitive": _("Capital letters count"),
    "marking": _("Marked by"),
    "answer": _("Answer"),
}


@dataclass(frozen=True)
class Difference:
    """One part: what it is, and what it said before and after. Empty where it is new or gone."""

    part: str
    before: str
    after: str


def differences(before: Question, after: Question) -> list[Difference]:
    """In the order of the later wording, then what is gone."""
    old, new = dict(_flat(before)), dict(_flat(after))
    order = [*new, *(part for part in old if part not in new)]
    return [Difference(part, old.get(part, ""), new.get(part, "")) for part in order if old.get(part, "") != new.get(part, "")]


def _flat(question: Question) -> Iterator[tuple[str, str]]:
    for part in fields(question):
        label = str(SINGLE.get(part.name) or PARTS.get(part.name) or part.name)
        value = getattr(question, part.name)
        if isinstance(value, tuple):
            for number, one in enumerate(value, start=1):
                yield from _of_part(f"{label} {number}", one)
        else:
            yield from _said(label, value)


def _of_part(label: str, part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, Text):
        yield from _said(label, part)
    elif is_dataclass(part):
        for column in fields(part):
            word = str(COLUMNS.get(column.name, column.name))
            yield from _said(f"{label}, {word}" if word else label, getattr(part, column.name))


def _said(label: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case Text():
            for code in LANGUAGES:
                if value.own(code):
                    yield f"{label} ({LANGUAGE_NAMES[code]})", value.own(code)
        case Decimal():
            yield label, plain_number(value)
        case bool():
            yield label, str(_("yes") if value else _("no"))
        case None:
            yield label, "–"
        case _:
            yield label, str(value)
