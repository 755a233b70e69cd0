"""Forms of papers: rules, blueprint, judges' ratings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import MomentField
from governance.organisation.forms.fields import ReasonField
from training.courses.models import Course
from training.testing.actions.papers import PaperRules, Row
from training.testing.models import Difficulty, PaperKind, PaperVersion, PassMarkMethod, Topic
from training.testing.models.papers import GradeKept, ReviewRule
from training.testing.selectors.papers import Stock, stock


class RulesForm(forms.Form):
    """What makes one version: rules, and how many questions of which topic and difficulty."""

    pass_mark = forms.DecimalField(label=_("Pass mark (%)"), min_value=0, max_value=100, decimal_places=2, initial=Decimal(60))
    pass_mark_method = forms.ChoiceField(label=_("How the pass mark was set"), choices=PassMarkMethod.choices)
    pass_mark_note = forms.CharField(
        label=_("Who set it, when and why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    time_limit = forms.IntegerField(label=_("Time limit (minutes)"), required=False, min_value=1, max_value=600, initial=30)
    attempts_allowed = forms.IntegerField(label=_("Attempts allowed"), required=False, min_value=1, max_value=50, initial=3)
    wait_hours = forms.IntegerField(label=_("Wait before the next attempt (hours)"), min_value=0, max_value=8760, initial=24)
    grade_kept = forms.ChoiceField(label=_("Grade kept"), choices=GradeKept.choices)
    review = forms.ChoiceField(label=_("Right answers are shown"), choices=ReviewRule.choices, initial=ReviewRule.AFTER_PASS)
    opens_at = MomentField(label=_("Opens"), required=False)
    closes_at = MomentField(label=_("Closes"), required=False)
    late_hours = forms.IntegerField(
        label=_("Hours in which late answers may be counted"),
        min_value=0,
        max_value=2000,
        initial=72,
        help_text=_("Answers that arrive after the end are kept apart. Within these hours you may decide that they count."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stock = stock()
        for level in Difficulty:
            self.fields[points_name(level)] = forms.DecimalField(
                label=_("Points for each question: %(difficulty)s") % {"difficulty": level.label.lower()},
                min_value=Decimal("0.01"),
                max_value=100,
                decimal_places=2,
                initial=Decimal(1),
            )
        for held in self.stock:
            self.fields[held.name] = forms.IntegerField(
                label=f"{held.topic}, {held.level.label}", required=False, min_value=0, max_value=999
            )

    def blueprint(self) -> Iterator[tuple[Topic, list[tuple[Stock, forms.BoundField]]]]:
        """The grid of the page: per topic one field for each difficulty."""
        by_topic: dict[Topic, list[tuple[Stock, forms.BoundField]]] = {}
        for held in self.stock:
            by_topic.setdefault(held.topic, []).append((held, self[held.name]))
        yield from by_topic.items()

    def plain_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self if not bound.name.startswith("count-")]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for held in self.stock:
            if (wanted := typed.get(held.name) or 0) > held.found:
                self.add_error(held.name, _("The bank has %(found)s in use.") % {"found": held.found})
            elif wanted < 0:
                self.add_error(held.name, _("Not below 0."))
        if not any(typed.get(held.name) for held in self.stock):
            self.add_error(None, _("Ask at least one question."))
        if typed.get("review") == ReviewRule.AFTER_CLOSE and not typed.get("closes_at"):
            self.add_error("closes_at", _("Say when the paper closes, or show the right answers by another rule."))
        return typed

    def rules(self) -> PaperRules:
        names = PaperRules.__dataclass_fields__
        return PaperRules(**{name: self.cleaned_data[name] for name in names})

    def rows(self) -> list[Row]:
        typed = self.cleaned_data
        return [
            Row(held.topic, held.level, typed[held.name], typed[points_name(held.level)]) for held in self.stock if typed.get(held.name)
        ]


class PaperForm(RulesForm):
    """A new paper."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.filter(active=True).order_by("code"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PaperKind.choices)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Short, for lists and files, like sales-basics."))
    title = forms.CharField(label=_("Title in English"), max_length=200)
    title_zh_hans = forms.CharField(label=_("Title in Simplified Chinese"), max_length=200, required=False)
    title_zh_hant = forms.CharField(label=_("Title in Traditional Chinese"), max_length=200, required=False)

    field_order = ["course", "kind", "code", "title", "title_zh_hans", "title_zh_hant"]


def points_name(level: int) -> str:
    return f"points-{level}"


def initial_of(version: PaperVersion) -> dict[str, Any]:
    """A version as the form shows it."""
    first = {name: getattr(version, name) for name in PaperRules.__dataclass_fields__}
    for row in version.rows.all():
        first[f"count-{row.topic_id}-{row.difficulty}"] = row.count
        first[points_name(row.difficulty)] = row.points
    return first


class RatingForm(forms.Form):
    """One judge: of 100 people who are only just good enough, how many get such a question right."""

    judge = forms.CharField(label=_("Judge"), max_length=120)

    def __init__(self, *args: Any, version: PaperVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {f"kind-{row.topic_id}-{row.difficulty}": row for row in version.rows.select_related("topic").order_by("order")}
        for name, row in self.kinds.items():
            label = f"{row.topic}, {row.get_difficulty_display()} ({row.count})"
            self.fields[name] = forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=2)

    def percents(self) -> dict[tuple[int, int], Decimal]:
        return {(row.topic_id, row.difficulty): self.cleaned_data[name] for name, row in self.kinds.items()}


class ReasonForm(forms.Form):
    reason = ReasonField()


class NoteForm(forms.Form):
    reason = ReasonField(required=False, label=_("Note"))
