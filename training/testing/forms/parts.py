"""The repeated parts of a question's form (options, answers, pairs, items, rows of a checklist), and the way to and from the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core.errors import Text as Label
from governance.core.languages import LANGUAGES
from training.testing.markup import from_auto, line, typed
from training.testing.numbers import read_number
from training.testing.types import (
    OF_KIND,
    Check,
    Kind,
    Number,
    Option,
    OrderMarking,
    Pair,
    Pattern,
    Question,
    Text,
)
from training.testing.wording import plain_number

MOST_ROWS = 50
# Texts that a type has once, beside the question and the feedback to everyone.
TEXTS: dict[Kind, tuple[str, ...]] = {Kind.TRUE_FALSE: ("if_true", "if_false"), Kind.ESSAY: ("notes",)}
Cleaned = Mapping[str, Any]


class NumberField(forms.CharField):
    """A number as people type it; `*` for any, where that is possible."""

    def __init__(self, *, any_number: bool = False, **options: Any) -> None:
        self.any_number = any_number
        super().__init__(max_length=60, required=False, **options)
        self.widget.attrs |= {"inputmode": "text" if any_number else "decimal", "size": 8}

    def clean(self, value: Any) -> Any:
        written = super().clean(value).strip()
        if not written or (self.any_number and written == "*"):
            return written
        number = read_number(written)
        if number is None:
            raise forms.ValidationError(_("This is not a number."))
        return number


@dataclass(frozen=True)
class ColumnOfParts:
    """One field of every row. `spoken`: one per language."""

    name: str
    label: Label
    spoken: bool = False
    field: Callable[[], forms.Field] = forms.CharField


def amount(label: Any) -> Callable[[], forms.Field]:
    return lambda: NumberField(label=label)


def tick(label: Any) -> Callable[[], forms.Field]:
    return lambda: forms.BooleanField(label=label, required=False)


@dataclass(frozen=True)
class Parts:
    """The rows of a type: what they are called, how many are shown to begin with, which fields each has."""

    name: str
    title: Label
    hint: Label
    usual: int
    columns: tuple[ColumnOfParts, ...]


NUMBER = pgettext_lazy("question", "Number")
FEEDBACK = ColumnOfParts("feedback", _("Feedback"), spoken=True)
TEXT = ColumnOfParts("text", _("Text"), spoken=True)
WORTH = ColumnOfParts("percent", _("Worth in percent"), field=amount(_("Worth in percent")))

PARTS: dict[Kind, Parts] = {
    Kind.SINGLE: Parts(
        "options",
        _("Options"),
        _("The right one is worth 100, a wrong one nothing; another may be worth a part."),
        4,
        (TEXT, WORTH, FEEDBACK),
    ),
    Kind.MULTIPLE: Parts(
        "options",
        _("Options"),
        _("The right ones together are worth 100. A wrong one may cost marks: write −50. The whole is never worth less than nothing."),
        5,
        (TEXT, WORTH, FEEDBACK),
    ),
    Kind.NUMERIC: Parts(
        "numbers",
        _("Answers"),
        _("The first that fits counts. An answer within the tolerance is as good. A star takes any other number."),
        2,
        (
            ColumnOfParts("value", NUMBER, field=lambda: NumberField(label=NUMBER, any_number=True)),
            ColumnOfParts("tolerance", _("Tolerance ±"), field=amount(_("Tolerance ±"))),
            WORTH,
            FEEDBACK,
        ),
    ),
    Kind.SHORT: Parts(
        "patterns",
        _("Answers"),
        _("The first that fits counts. A star stands for any letters: *pool*. Write answers in every language that is accepted."),
        3,
        (
            ColumnOfParts("pattern", _("Answer"), field=lambda: forms.CharField(label=_("Answer"), required=False, max_length=500)),
            WORTH,
            FEEDBACK,
        ),
    ),
    Kind.MATCHING: Parts(
        "pairs",
        _("Pairs"),
        _("What belongs together. A line without its left side is one more wrong answer to choose from."),
        4,
        (ColumnOfParts("prompt", _("Left side"), spoken=True), ColumnOfParts("answer", _("Belongs to it"), spoken=True)),
    ),
    Kind.ORDERING: Parts("items", _("Items"), _("Write them in the right order; candidates see them mixed."), 5, (TEXT,)),
    Kind.PRACTICAL: Parts(
        "checks",
        _("What the assessor observes"),
        _("One row for each thing to be seen, with its weight. Missing one that is required fails the whole."),
        5,
        (
            TEXT,
            ColumnOfParts("percent", _("Weight"), field=amount(_("Weight"))),
            ColumnOfParts("required", _("Required"), field=tick(_("Required"))),
            ColumnOfParts("evidence", _("Evidence is kept"), field=tick(_("Evidence is kept"))),
        ),
    ),
}


def said(cleaned: Cleaned, name: str, spoken: list[str]) -> Text:
    """A text from its fields, cleaned."""
    return Text(**{code.replace("-", "_"): from_auto(cleaned.get(f"{name}-{code}") or "").fragment for code in spoken})


def number(cleaned: Cleaned, name: str, default: Decimal = Decimal(0)) -> Decimal:
    value = cleaned.get(name)
    return value if isinstance(value, Decimal) else default


def build(kind: Kind, cleaned: Cleaned, spoken: list[str], row_count: int) -> tuple[Question, list[int]]:
    """The question that was typed, and the form's row of each of its parts."""
    common: dict[str, Any] = {
        "name": line(cleaned.get("name") or ""),
        "text": said(cleaned, "text", spoken),
        "feedback": said(cleaned, "feedback", spoken),
    }
    common |= {name: said(cleaned, name, spoken) for name in TEXTS.get(kind, ())}
    common |= {name: cleaned[name] for name in ("shuffle", "case_sensitive") if name in cleaned}
    rows: list[int] = []
    if parts := PARTS.get(kind):
        made = [(place, _row(parts, cleaned, place, spoken)) for place in range(row_count)]
        rows = [place for place, part in made if part is not None]
        common[parts.name] = tuple(part for _place, part in made if part is not None)
    if kind == Kind.TRUE_FALSE:
        common["answer"] = cleaned.get("answer") == "true"
    if kind == Kind.ORDERING:
        common["marking"] = OrderMarking(cleaned.get("marking") or OrderMarking.PLACES)
    if kind == Kind.ESSAY:
        common["max_words"] = cleaned.get("max_words")
    return cast(Question, OF_KIND[kind](**common)), rows


def _row(parts: Parts, cleaned: Cleaned, place: int, spoken: list[str]) -> Any:
    """One part, or None where the row was left empty."""
    stem = f"{parts.name}-{place}"
    # A nought that was typed is an entry; an unticked box or a blank is none.
    if all(cleaned[name] in (None, "") or cleaned[name] is False for name in cleaned if name.startswith(f"{stem}-")):
        return None
    text = said(cleaned, f"{stem}-text", spoken)
    worth, feedback = number(cleaned, f"{stem}-percent"), said(cleaned, f"{stem}-feedback", spoken)
    match parts.name:
        case "options":
            return Option(text, worth, feedback)
        case "numbers":
            value = cleaned.get(f"{stem}-value")
            return Number(value if isinstance(value, Decimal) else None, number(cleaned, f"{stem}-tolerance"), worth, feedback)
        case "patterns":
            return Pattern(line(cleaned.get(f"{stem}-pattern") or ""), worth, feedback)
        case "pairs":
            return Pair(said(cleaned, f"{stem}-prompt", spoken), said(cleaned, f"{stem}-answer", spoken))
        case "items":
            return text
        case _:
            return Check(text, worth, bool(cleaned.get(f"{stem}-required")), bool(cleaned.get(f"{stem}-evidence")))


def initial_of(question: Question) -> dict[str, Any]:
    """What the form shows of a question that exists."""
    shown: dict[str, Any] = {}
    for part in fields(question):
        _put(shown, part.name, getattr(question, part.name))
    if "answer" in shown:
        shown["answer"] = "true" if shown["answer"] else "false"
    return shown


def _put(shown: dict[str, Any], name: str, value: Any) -> None:
    match value:
        case Text():
            shown |= {f"{name}-{code}": typed(value.own(code)) for code in LANGUAGES if value.own(code)}
        case tuple():
            for place, part in enumerate(value):
                if isinstance(part, Text):
                    _put(shown, f"{name}-{place}-text", part)
                else:
                    for inner in fields(part):
                        _put(shown, f"{name}-{place}-{inner.name}", getattr(part, inner.name))
        case Decimal():
            shown[name] = plain_number(value)
        case None if name.endswith("-value"):
            shown[name] = "*"
        case _:
            shown[name] = value
