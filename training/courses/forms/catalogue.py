"""Forms of courses, audiences and roads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.models import Experience, JobRole, Office, OfficeKind, UseRule
from training.courses.forms.fields import reason_field
from training.courses.models import Course, CourseKind
from training.courses.rules.audience import Line

COURSE_FIELDS = (
    "title", "title_zh_hans", "title_zh_hant", "description", "description_zh_hans", "description_zh_hant",
    "kind", "hours", "needed_percent", "validity_months", "active",
)  # fmt: skip


class CourseForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits and hyphens. It stays as it is."))
    title = forms.CharField(label=_("Title"), max_length=120)
    title_zh_hans = forms.CharField(label=_("Title in Simplified Chinese"), max_length=120, required=False)
    title_zh_hant = forms.CharField(label=_("Title in Traditional Chinese"), max_length=120, required=False)
    description = forms.CharField(label=_("What is taught"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    description_zh_hans = forms.CharField(
        label=_("What is taught, in Simplified Chinese"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    description_zh_hant = forms.CharField(
        label=_("What is taught, in Traditional Chinese"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CourseKind.choices)
    hours = forms.DecimalField(label=_("Hours"), max_digits=4, decimal_places=1, min_value=0, max_value=24, initial=4)
    needed_percent = forms.IntegerField(
        label=_("Share of the time needed (%)"),
        min_value=1,
        max_value=100,
        initial=80,
        help_text=_("Who was there for at least this share of a session has attended the course."),
    )
    validity_months = forms.IntegerField(
        label=_("Valid for (months)"), required=False, min_value=1, max_value=120, help_text=_("Empty: it never expires.")
    )
    active = forms.BooleanField(label=_("Offered"), required=False, initial=True)

    def __init__(self, *args: Any, course: Course | None = None, **kwargs: Any) -> None:
        if course is not None:
            kwargs["initial"] = {name: getattr(course, name) for name in COURSE_FIELDS}
        super().__init__(*args, **kwargs)
        if course is not None:
            del self.fields["code"]
            self.fields["reason"] = reason_field(required=True)


def crm_roles() -> list[tuple[str, str]]:
    """The CRM roles that the rules of use know."""
    return [(name, name) for name in UseRule.objects.current().order_by("crm_role").values_list("crm_role", flat=True).distinct()]


class AudienceForm(forms.Form):
    """For whom: jobs and CRM roles, each for everybody or for new hires only; and trainers."""

    jobs = forms.MultipleChoiceField(label=_("Job roles"), choices=JobRole.choices, required=False, widget=forms.CheckboxSelectMultiple)
    crm_roles = forms.MultipleChoiceField(label=_("Roles in the CRM"), required=False, widget=forms.CheckboxSelectMultiple)
    experience = forms.ChoiceField(
        label=_("Of these"),
        required=False,
        choices=[("", _("Everybody")), (Experience.NEW, _("New hires only")), (Experience.VETERAN, _("Veterans only"))],
        help_text=_("With neither a job nor a CRM role ticked, this alone decides."),
    )
    trainers = forms.BooleanField(label=_("Also all trainers"), required=False)
    first_day = DayField(label=_("From"))
    reason = reason_field(required=True)

    def __init__(self, *args: Any, lines: Sequence[Line] = (), **kwargs: Any) -> None:
        kwargs["initial"] = told(lines) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        offered = dict(crm_roles()) | {line.crm_role: line.crm_role for line in lines if line.crm_role}
        self.fields["crm_roles"].choices = list(offered.items())  # type: ignore[attr-defined]
        if not offered:
            del self.fields["crm_roles"]

    def lines(self) -> list[Line]:
        """What was ticked as lines of an audience."""
        data = self.cleaned_data
        experience = data["experience"]
        found = [Line(job_role=job, experience=experience) for job in data["jobs"]]
        found += [Line(crm_role=name, experience=experience) for name in data.get("crm_roles", [])]
        if not found and experience:
            found = [Line(experience=experience)]
        return [*found, Line(trainers=True)] if data["trainers"] else found


def told(lines: Sequence[Line]) -> dict[str, Any]:
    """The lines as they were ticked."""
    return {
        "jobs": sorted({line.job_role for line in lines if line.job_role}),
        "crm_roles": sorted({line.crm_role for line in lines if line.crm_role}),
        "experience": next((line.experience for line in lines if line.experience), ""),
        "trainers": any(line.trainers for line in lines),
    }


class TravelForm(forms.Form):
    first = forms.ModelChoiceField(label=_("Between"), queryset=Office.objects.none())
    second = forms.ModelChoiceField(label=_("and"), queryset=Office.objects.none())
    minutes = forms.IntegerField(label=_("Minutes on the road"), min_value=0, max_value=2880)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Office.objects.filter(kind__in=[OfficeKind.REGION, OfficeKind.OFFICE], closed_on__isnull=True).order_by("-kind", "code")
        for name in ("first", "second"):
            self.fields[name].queryset = places  # type: ignore[attr-defined]
