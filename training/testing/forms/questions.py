"""The guided form of a question, for every type: its fields in the languages asked for, and the way to and from the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core.languages import LANGUAGES
from training.testing.forms.parts import MOST_ROWS, PARTS, TEXTS, Parts, build, initial_of
from training.testing.models.questions import Difficulty
from training.testing.selectors.questions import titles
from training.testing.types import Kind, OrderMarking, Question

# Each language by its own name, which its readers know it by.
OWN_NAMES = {"en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
NEW_TOPIC = "new_topic"


def area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


@dataclass
class Row:
    """One option, pair, item … of the form: its number for people and its fields."""

    number: int
    fields: list[forms.BoundField] = field(default_factory=list)
    feedback: list[forms.BoundField] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether there is feedback to show at once."""
        return any(one.value() or one.errors for one in self.feedback)


class QuestionForm(forms.Form):
    """All fields of one question. Empty rows are left out, so there is no need to remove them."""

    topic = forms.TypedChoiceField(label=_("Topic"), coerce=int, empty_value=None, required=False)
    new_topic = forms.CharField(
        label=_("or a new topic"),
        required=False,
        max_length=400,
        help_text=_("With a slash for a topic within another: Customers / Classes."),
    )
    difficulty = forms.TypedChoiceField(label=_("Difficulty"), choices=Difficulty.choices, coerce=int, initial=2)
    name = forms.CharField(
        label=pgettext_lazy("question", "Name"), max_length=255, help_text=_("Short, for finding it again. Candidates do not see it.")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: Kind,
        spoken: list[str],
        language: str,
        question: Question | None = None,
        rows: int = 0,
        **placed: Any,
    ) -> None:
        self.kind, self.spoken = kind, [code for code in LANGUAGES if code in spoken]
        self.parts: Parts | None = PARTS.get(kind)
        known = initial_of(question) if question else {}
        self.row_count = max(rows, self.parts.usual if self.parts else 0, _highest(known) + 1 if known else 0)
        self.row_count = min(self.row_count, MOST_ROWS)
        super().__init__(data, initial=known | placed)
        self._topics(language)
        self._texts()
        self._rows()
        self._single()
        self.fields["reason"] = forms.CharField(label=_("Why"), required=False, max_length=500, help_text=_("Kept with the wording."))

    def _topics(self, language: str) -> None:
        listed = sorted(titles(language).items(), key=lambda topic: topic[1])
        self.fields["topic"].choices = [("", "–"), *listed]  # type: ignore[attr-defined]

    def _texts(self) -> None:
        for code in self.spoken:
            self._text("text", code, _("Question"), area(3), required=True)
        for name in TEXTS.get(self.kind, ()):
            for code in self.spoken:
                self._text(name, code, TEXT_LABELS[name], area(2))
        for code in self.spoken:
            self._text("feedback", code, _("Said to everyone after the test"), area(2))

    def _text(self, name: str, code: str, label: Any, widget: forms.Widget, *, required: bool = False) -> None:
        several = len(self.spoken) > 1
        said = f"{label} · {OWN_NAMES[code]}" if several else label
        widget.attrs["lang"] = code
        self.fields[f"{name}-{code}"] = forms.CharField(label=said, required=required, max_length=20_000, widget=widget)

    def _rows(self) -> None:
        if self.parts is None:
            return
        for place in range(self.row_count):
            for column in self.parts.columns:
                name = f"{self.parts.name}-{place}-{column.name}"
                if column.spoken:
                    for code in self.spoken:
                        self._text(name, code, column.label, area(1))
                else:
                    self.fields[name] = column.field()

    def _single(self) -> None:
        """What only one type asks for."""
        match self.kind:
            case Kind.SINGLE | Kind.MULTIPLE | Kind.MATCHING:
                self.fields["shuffle"] = forms.BooleanField(
                    label=_("Show in another order to each candidate"), required=False, initial=True
                )
            case Kind.TRUE_FALSE:
                choices = [("true", _("True")), ("false", _("False"))]
                self.fields["answer"] = forms.ChoiceField(label=_("The statement is"), choices=choices, widget=forms.RadioSelect)
            case Kind.SHORT:
                self.fields["case_sensitive"] = forms.BooleanField(label=_("Capital letters count"), required=False)
            case Kind.ORDERING:
                self.fields["marking"] = forms.ChoiceField(label=_("Marked by"), choices=MARKINGS)
            case Kind.ESSAY:
                self.fields["max_words"] = forms.IntegerField(label=_("Most words"), required=False, min_value=1, max_value=10_000)

    @property
    def rows(self) -> list[Row]:
        """The repeated parts for the page."""
        if self.parts is None:
            return []
        rows = [Row(place + 1) for place in range(self.row_count)]
        for name in self.fields:
            part, _dash, rest = name.partition("-")
            place, _dash, column = rest.partition("-")
            if part == self.parts.name and place.isdigit():
                row = rows[int(place)]
                (row.feedback if column.startswith("feedback") else row.fields).append(self[name])
        return rows

    def named(self, *names: str) -> list[forms.BoundField]:
        """The fields of these names, each in its languages."""
        return [self[name] for name in self.fields if name.rpartition("-")[0] in names or name in names]

    @property
    def head(self) -> list[forms.BoundField]:
        return self.named("topic", NEW_TOPIC, "difficulty", "name")

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[f"text-{code}"] for code in self.spoken]

    @property
    def own(self) -> list[forms.BoundField]:
        return self.named("answer", "case_sensitive", "marking", "max_words", "shuffle", "if_true", "if_false", "notes")

    @property
    def after(self) -> list[forms.BoundField]:
        return [*(self[f"feedback-{code}"] for code in self.spoken), self["reason"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("topic") and not cleaned.get(NEW_TOPIC):
            self.add_error("topic", _("Choose a topic, or name a new one."))
        for place in range(self.row_count if self.kind == Kind.NUMERIC else 0):
            stem = f"numbers-{place}-"
            if cleaned.get(f"{stem}value") == "" and any(value for name, value in cleaned.items() if name.startswith(stem)):
                self.add_error(f"{stem}value", _("Which number? Write a star for any other."))
        return cleaned

    def content(self) -> tuple[Question, list[int]]:
        """The question as typed, and which row of the form each of its parts stands in."""
        return build(self.kind, self.cleaned_data, self.spoken, self.row_count)

    def place_of(self, path: str, rows: list[int]) -> str | None:
        """The field that a fault of this part is shown beside; None for the top of the form."""
        part, _dot, rest = path.partition(".")
        number, _dot, column = rest.partition(".")
        if number.isdigit() and int(number) < len(rows):
            stem = f"{part}-{rows[int(number)]}-{column or 'text'}"
            missing = [
                f"{stem}-{code}" for code in self.spoken if f"{stem}-{code}" in self.fields and not self.cleaned_data.get(f"{stem}-{code}")
            ]
            return next((name for name in [*missing, stem, f"{stem}-{self.spoken[0]}"] if name in self.fields), None)
        return next((name for name in (part, f"{part}-{self.spoken[0]}") if name in self.fields), None)

    def said(self, path: str, message: str) -> str:
        """The message; with the name of the rows where it is about them all, and so stands at the top."""
        return f"{self.parts.title}: {message}" if self.parts and path == self.parts.name else message


def _highest(known: Mapping[str, Any]) -> int:
    return max((int(name.split("-")[1]) for name in known if name.count("-") >= 2 and name.split("-")[1].isdigit()), default=-1)


TEXT_LABELS = {
    "if_true": _("Said when “true” was chosen"),
    "if_false": _("Said when “false” was chosen"),
    "notes": _("Notes for the marker"),
}
MARKINGS = [
    (OrderMarking.PLACES.value, _("how many are in their place")),
    (OrderMarking.NEIGHBOURS.value, _("how many follow the right one")),
    (OrderMarking.WHOLE.value, _("all or nothing")),
]


class RetireForm(forms.Form):
    """Why a question is retired."""

    reason = forms.CharField(label=_("Why"), max_length=500)
