"""Entering an appraisal scheme with its lines, opening sheets, and the words of those concerned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.forms.fields import OfficeField, ReasonField
from governance.policies.models import Policy
from rollout.kpis.actions import LineGiven
from rollout.kpis.appraising import Band, Scale, scale_flaws
from rollout.kpis.models import AppraisalScheme, Kpi, KpiState, SchemeLine
from rollout.kpis.states import Audience

ADOPTION = "adoption"
LINES = 8
MOST_BANDS = 20
LARGEST = Decimal(1000)


class ScaleField(forms.CharField):
    """Bands like `60=40, 80=70, 100=100`: from so many percent on, so many points."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Scale"))
        options.setdefault("max_length", 300)
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        parts = [part for part in typed.replace("，", ",").replace("；", ",").replace(";", ",").split(",") if part.strip()]
        if not parts:
            return None
        if len(parts) > MOST_BANDS:
            raise ValidationError(_("At most %(count)d bands.") % {"count": MOST_BANDS})
        scale = Scale(tuple(band(part) for part in parts))
        if wrong := scale_flaws(scale):
            raise ValidationError(wrong)
        return scale


def band(text: str) -> Band:
    attained, mark, points = text.replace("＝", "=").replace("%", "").partition("=")
    try:
        found = Band(Decimal(attained.strip()), Decimal(points.strip()))
    except InvalidOperation:
        mark = ""
        found = Band(Decimal(0), Decimal(0))
    if not mark or not all(value.is_finite() and abs(value) <= LARGEST for value in (found.attained, found.points)):
        raise ValidationError(gettext("“%(text)s”: write a percentage, =, and points, like 80=70.") % {"text": text.strip()[:40]})
    return found


def scale_text(bands: list[list[str]]) -> str:
    return ", ".join(f"{attained}={points}" for attained, points in bands)


class SchemeForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    audience = forms.ChoiceField(label=_("For"), choices=Audience)
    from_day = DayField(label=_("In force from"))
    policy = forms.ModelChoiceField(
        label=_("Policy it rests on"),
        queryset=Policy.objects.order_by("code"),
        required=False,
        empty_label="—",
        help_text=_("It touches pay, so that its consultation, publication and legal review are on record."),
    )
    clause = forms.CharField(label=_("Clause"), max_length=20, required=False)
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, scheme: AppraisalScheme | None = None, **kwargs: Any) -> None:
        if scheme is not None:
            kwargs["initial"] = {name: getattr(scheme, name) for name in ("year", "audience", "from_day", "policy", "clause")}
        super().__init__(*args, **kwargs)
        if scheme is not None:
            self.fields["year"].disabled = self.fields["audience"].disabled = True


def figure_choices() -> list[tuple[str, Any]]:
    kpis = Kpi.objects.exclude(state=KpiState.RETIRED).order_by("code")
    return [("", "—"), (ADOPTION, _("Adoption score")), *((str(kpi.pk), str(kpi)) for kpi in kpis)]


class LineForm(forms.Form):
    """One line; an empty one is left out."""

    figure = forms.ChoiceField(label=_("Figure"), choices=figure_choices, required=False)
    weight = forms.DecimalField(
        label=_("Weight"), required=False, min_value=Decimal("0.01"), max_value=100, max_digits=5, decimal_places=2, localize=False
    )
    scale = ScaleField(required=False)
    joined = forms.BooleanField(label=_("Straight lines between"), required=False)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        wants = {"figure": _("Choose the figure."), "weight": _("Give its weight."), "scale": _("Give its scale.")}
        if any(given.get(name) for name in wants):
            for name, message in wants.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, str(message))
        return given

    def line(self) -> LineGiven | None:
        given = self.cleaned_data
        if not given.get("figure"):
            return None
        kpi = None if given["figure"] == ADOPTION else Kpi.objects.get(pk=given["figure"])
        return LineGiven(kpi, given["weight"], Scale(given["scale"].bands, given["joined"]))


LineForms = forms.formset_factory(LineForm, extra=LINES, max_num=LINES, absolute_max=LINES, validate_max=True)


def line_initial(line: SchemeLine) -> dict[str, Any]:
    figure = str(line.kpi_id) if line.kpi_id else ADOPTION
    return {"figure": figure, "weight": line.weight.normalize().__format__("f"), "scale": scale_text(line.bands), "joined": line.joined}


class OpenForm(forms.Form):
    """Whose sheets are to be opened: one office's, or all of them."""

    office = OfficeField(required=False, help_text=_("Empty: all of them."))
    contest_by = DayField(label=_("May be contested until"))
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, contest_by: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contest_by"].initial = contest_by


class ContestForm(forms.Form):
    told = forms.CharField(label=_("What is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    told = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    again = forms.BooleanField(
        label=_("Work the figures out anew"), required=False, help_text=_("From what the record holds now. Tick it after a correction.")
    )


class WhyForm(forms.Form):
    reason = ReasonField()


class NoteForm(forms.Form):
    reason = ReasonField(required=False)
