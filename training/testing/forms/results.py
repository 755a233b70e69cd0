"""Forms of marks, disputes and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.testing.actions.hand_marking import LONGEST_NOTE
from training.testing.models import AttemptItem, Question, QuestionVersion, RemarkChoice
from training.testing.remarking import Choice


class ReasonForm(forms.Form):
    """A decision that needs nothing but its reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_NOTE)


class DisputeForm(forms.Form):
    reason = forms.CharField(
        label=_("What did the marker overlook?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_NOTE,
        help_text=_("The next marker does not see this, nor the first mark; whoever decides between two marks does."),
    )


class MarkForm(forms.Form):
    """Points for one answer, with a note that the candidate will read."""

    points = forms.DecimalField(label=_("Points given"), min_value=0, max_digits=6, decimal_places=2)
    comment = forms.CharField(
        label=_("Note to the candidate"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        help_text=_("What was good, what was missing."),
    )

    def __init__(self, *args: Any, item: AttemptItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = self.fields["points"]
        points.help_text = _("From 0 to %(most)s.") % {"most": f"{item.points.normalize():f}"}
        points.widget.attrs |= {"max": str(item.points), "step": "0.25", "inputmode": "decimal"}


class MarkingRuleForm(forms.Form):
    two_markers = forms.BooleanField(label=_("Two people mark every answer"), required=False)
    tolerance = forms.IntegerField(
        label=_("Two marks may lie apart by (points in a hundred)"),
        min_value=0,
        max_value=50,
        help_text=_("Within it the average stands; beyond it the project office decides."),
    )
    dispute_days = forms.IntegerField(label=_("A mark may be disputed for (days)"), min_value=0, max_value=90)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST_NOTE)


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: QuestionVersion) -> str:
        return _("Wording %(number)s") % {"number": obj.number}


class ChoiceForm(forms.Form):
    """What becomes of the results: asked by GET, so that a preview can be sent on."""

    choice = forms.ChoiceField(label=_("What becomes of the results"), choices=RemarkChoice, widget=forms.RadioSelect)
    new_version = VersionField(
        QuestionVersion.objects.none(),
        label=_("Wording with the corrected key"),
        required=False,
        empty_label=_("Choose"),
        help_text=_("Only for marking again. Correct the key in the question bank first: it becomes the next wording."),
    )
    withdraw = forms.BooleanField(
        label=_("Take passes back"),
        required=False,
        help_text=_("Left empty, a pass already given is kept: the fault was not the candidate’s."),
    )

    def __init__(self, *args: Any, question: Question, versions: list[QuestionVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["new_version"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = QuestionVersion.objects.filter(pk__in=[version.pk for version in versions]).order_by("-number")
        if not question.remarks.filter(state="done").exists():
            choices = [pair for pair in RemarkChoice.choices if pair[0] != RemarkChoice.AS_BEFORE]
            self.fields["choice"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("choice") == RemarkChoice.NEW_KEY and not typed.get("new_version"):
            self.add_error("new_version", _("Choose the wording with the corrected key."))
        if typed.get("choice") != RemarkChoice.NEW_KEY:
            typed["new_version"] = None
        return typed

    @property
    def terms(self) -> dict[str, Any]:
        """As the actions take it."""
        typed = self.cleaned_data
        return {"choice": Choice(typed["choice"]), "new_version": typed["new_version"], "keep_passes": not typed["withdraw"]}
