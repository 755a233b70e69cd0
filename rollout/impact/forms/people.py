"""Forms of refusals, office tasks, surveys and demonstrations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.forms.fields import OfficeField, PersonField, ReasonField
from governance.organisation.models import JobRole, Office, Person
from governance.organisation.selectors import find_people
from governance.policies.forms.cases import CitingForm
from governance.policies.states import Touches
from rollout.impact.forms.steps import words
from rollout.impact.models import OfficeTask, Question, Survey, TaskTemplate
from rollout.impact.rules.answers import RATINGS
from rollout.impact.states import Cause, Measures, Outcome, Response, SurveyKind, Witness
from rollout.staging.stages import WALK


class OneOfOffices(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Office"), queryset=Office.objects.none(), **options)


class ReportForm(forms.Form):
    office = OneOfOffices()
    witness = forms.ChoiceField(label=_("Said or seen"), choices=Witness)
    words = words(_("What was said or seen"), help_text=_("Read in this office alone. Above it only numbers are known."))
    on = DayField(label=_("On"))
    job_role = forms.ChoiceField(label=_("In which job"), choices=[("", "—"), *JobRole.choices], required=False)

    person = PersonField(label=_("Who it is about"), required=False, help_text=_("Named by the head alone, and read in this office alone."))

    def __init__(self, *args: Any, offices: Iterable[Office], may_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_name:
            del self.fields["person"]
        keys = [office.pk for office in offices]
        self.fields["office"].queryset = Office.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        if len(keys) == 1:
            self.fields["office"].initial = keys[0]


class AnswerForm(CitingForm):
    """Sorting a refusal. Policy and clause only for a firm measure."""

    needed = Touches.DISCIPLINE
    cause = forms.ChoiceField(label=_("Root cause"), choices=Cause, widget=forms.RadioSelect)
    response = forms.ChoiceField(
        label=_("Response"),
        choices=Response,
        widget=forms.RadioSelect,
        help_text=_("Skill: train. Habit: train or encourage. Intent: encourage, or a firm measure."),
    )
    plan = words(_("What is done"))
    owner = PersonField(label=_("Owner"))
    due = DayField(label=_("Due"))
    field_order = ("cause", "response", "plan", "owner", "due", "policy", "clause")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("policy", "clause"):
            self.fields[name].required = False
        self.fields["policy"].help_text = _("Only for a firm measure: a policy on discipline in force on that day.")


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome)
    reason = ReasonField(label=_("What came of it"))


class WhyForm(forms.Form):
    reason = ReasonField()


class TaskForm(forms.Form):
    name = forms.CharField(label=_("Task"), max_length=200)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=200, required=False)
    owner = PersonField(label=_("Owner"), required=False, help_text=_("Somebody of the office. Empty: its head."))
    due = DayField(label=_("Due"))


class HandOverForm(forms.Form):
    owner = PersonField(label=_("Owner"), required=False, help_text=_("Somebody of the office. Empty: its head."))
    due = DayField(label=_("Due"))
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, task: OfficeTask, **kwargs: Any) -> None:
        owner = task.owner
        kwargs["initial"] = {"owner": (owner.employee_number or owner.pseudonym) if owner else "", "due": task.due}
        super().__init__(*args, **kwargs)


class TemplateForm(forms.Form):
    stage = forms.ChoiceField(label=_("When an office enters"), choices=[(stage.value, stage.label) for stage in WALK])
    name = forms.CharField(label=_("Task"), max_length=200)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=200, required=False)
    due_after_days = forms.IntegerField(label=_("Due so many days after"), min_value=0, max_value=365, initial=14)

    def __init__(self, *args: Any, template: TaskTemplate | None = None, **kwargs: Any) -> None:
        if template is not None:
            kwargs["initial"] = {name: getattr(template, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class SurveyForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=SurveyKind)
    title = forms.CharField(label=_("Title"), max_length=120)
    title_zh_hans = forms.CharField(label=_("Title in simplified Chinese"), max_length=120, required=False)
    title_zh_hant = forms.CharField(label=_("Title in traditional Chinese"), max_length=120, required=False)
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Last day"))
    job_roles = forms.MultipleChoiceField(
        label=_("Jobs asked"), choices=JobRole, widget=forms.CheckboxSelectMultiple, required=False, help_text=_("None ticked: all.")
    )
    offices = forms.ModelMultipleChoiceField(
        label=_("Offices asked"), queryset=Office.objects.none(), required=False, help_text=_("None chosen: all.")
    )

    def __init__(self, *args: Any, survey: Survey | None = None, **kwargs: Any) -> None:
        if survey is not None:
            held = {name: getattr(survey, name) for name in self.base_fields if name != "offices"}
            kwargs["initial"] = held | {"offices": survey.office_ids}
        super().__init__(*args, **kwargs)
        self.fields["offices"].queryset = Office.objects.branches()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["office_ids"] = [office.pk for office in data.pop("offices", [])]
        return data


class ChoicesField(forms.CharField):
    """One choice in each line: English | 简体 | 繁體."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=3000, **options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        found = []
        for line in filter(str.strip, typed.splitlines()):
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if len(parts) > 3 or not parts[0]:
                raise ValidationError(_("Write each choice as: English | simplified | traditional."))
            english, hans, hant = [*parts, "", ""][:3]
            found.append({"en": english, "zh_hans": hans, "zh_hant": hant})
        return found


class QuestionForm(forms.Form):
    measures = forms.ChoiceField(label=_("Measures"), choices=Measures)
    text = forms.CharField(label=_("Question"), max_length=300)
    text_zh_hans = forms.CharField(label=_("Question in simplified Chinese"), max_length=300, required=False)
    text_zh_hant = forms.CharField(label=_("Question in traditional Chinese"), max_length=300, required=False)
    choices = ChoicesField(label=_("Choices"), required=False, help_text=_("One in each line: English | simplified | traditional."))


class AnswersForm(forms.Form):
    """The questions of one survey, made for a thumb."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"question_{question.pk}"] = answer_field(question)

    def given(self) -> dict[int, list[int]]:
        """Question id → values chosen."""
        found = {}
        for name, value in self.cleaned_data.items():
            values = value if isinstance(value, list) else [value]
            found[int(name.removeprefix("question_"))] = [int(one) for one in values]
        return found


def answer_field(question: Question) -> forms.Field:
    if question.measures == Measures.CHOICE:
        choices = [(str(place), label) for place, label in enumerate(question.labels)]
        return forms.MultipleChoiceField(
            label=str(question), choices=choices, widget=forms.CheckboxSelectMultiple, required=False, help_text=_("You may tick several.")
        )
    ends = {1: _("1 – not at all"), 5: _("5 – very much")}
    ratings = [(str(value), ends.get(value, str(value))) for value in RATINGS]
    return forms.ChoiceField(label=str(question), choices=ratings, widget=forms.RadioSelect)


class PeopleField(forms.CharField):
    """Several people, one in each line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=3000, **options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return [self.person(line.strip()) for line in filter(str.strip, typed.splitlines())]

    def person(self, line: str) -> Person:
        found = find_people(line)
        if len(found) != 1:
            message = (
                _("“%(name)s” is nobody known.") if not found else _("Several people are called “%(name)s”: give the employee number.")
            )
            raise ValidationError(message % {"name": line[:60]})
        return found[0]


class DemonstrationForm(forms.Form):
    on = DayField(label=_("On"))
    office = OfficeField(required=False, label=_("Office shown"))
    shown = words(_("What was shown"))
    present = PeopleField(
        label=_("Who of the top was there"),
        help_text=_("One in each line: employee number or full name. At least one of sponsor or committee."),
    )
    decided = words(_("What was decided"))
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=_("Minutes, photographs or slides, up to 50 MB."))


class CorrectionForm(DemonstrationForm):
    reason = ReasonField(label=_("What was wrong"))
