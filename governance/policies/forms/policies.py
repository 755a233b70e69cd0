"""Writing a version, and the steps of its life."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.forms.fields import ReasonField, office_choices
from governance.organisation.models import JobRole, UseRule
from governance.policies.actions.drafting import Content
from governance.policies.models import PolicyVersion
from governance.policies.states import Change, PolicyKind, Touches
from governance.policies.texts import LONGEST

HOW = _(
    "A line that begins with a number (“1.”, “2.1”) is a clause. An empty line ends a paragraph. The same clause numbers in every language."
)
FILE = _("PDF, picture or Office file, up to 50 MB.")


def crm_roles() -> list[tuple[str, str]]:
    """The CRM roles that the use rules name."""
    return [(role, role) for role in sorted(set(UseRule.objects.current().values_list("crm_role", flat=True)))]


def offices() -> list[tuple[str, str]]:
    return [(key, label) for key, label in office_choices() if key]


def title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=160)


def body(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14}))


class DraftForm(forms.Form):
    """The whole of a version."""

    title_en = title(_("Title in English"))
    title_zh_hans = title(_("Title in Simplified Chinese"))
    title_zh_hant = title(_("Title in Traditional Chinese"))
    body_en = body(_("Text in English"))
    body_zh_hans = body(_("Text in Simplified Chinese"))
    body_zh_hant = body(_("Text in Traditional Chinese"))
    touches = forms.MultipleChoiceField(
        label=_("It touches"),
        choices=Touches.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If anything is ticked, it waits for a recorded consultation and legal review."),
    )
    job_roles = forms.MultipleChoiceField(
        label=_("For these jobs"),
        choices=JobRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: every job."),
    )
    crm_roles = forms.MultipleChoiceField(
        label=_("For these roles in the CRM"),
        choices=crm_roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("By the rule who must use the CRM. Nothing ticked: whatever the role."),
    )
    office_ids = forms.TypedMultipleChoiceField(
        label=_("Only in these offices"),
        choices=offices,
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("With the offices below them. Nothing chosen: everywhere."),
    )
    effective_on = DayField(label=_("In force from"), required=False)
    sign_by = DayField(label=_("To be signed by"), required=False)
    office_limit = forms.DecimalField(
        label=_("The project office approves incentives up to"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=_("Per incentive. Empty: the sponsor approves every one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_en"].help_text = HOW
        if not crm_roles():
            del self.fields["crm_roles"]


class VersionForm(DraftForm):
    """A version after the first also says what changes."""

    change = forms.ChoiceField(label=_("Kind of change"), choices=Change.choices, widget=forms.RadioSelect)
    change_note = forms.CharField(label=_("What changes, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("change", "change_note")


class NewPolicyForm(DraftForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=PolicyKind.choices)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Short and lasting, in Latin letters: it stands on every copy."))
    field_order = ("kind", "code")


def content(typed: dict[str, Any]) -> Content:
    """The part of a form that is a version's content."""
    return Content(**{name: value for name, value in typed.items() if name in Content.__dataclass_fields__})


def initial(version: PolicyVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in Content.__dataclass_fields__}


class NewVersionForm(forms.Form):
    change = forms.ChoiceField(label=_("Kind of change"), choices=Change.choices, widget=forms.RadioSelect)
    change_note = forms.CharField(label=_("What changes, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(forms.Form):
    reason = ReasonField(required=False, label=_("Note"))


class WhyForm(forms.Form):
    reason = ReasonField()


class ConsultationForm(forms.Form):
    party = forms.CharField(label=_("With whom"), max_length=200, help_text=_("Staff representatives, works council, assembly …"))
    on = DayField(label=_("On"))
    outcome = forms.CharField(label=_("Outcome"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label=_("Minutes"), help_text=FILE)


class ReviewForm(forms.Form):
    party = forms.CharField(label=_("By whom"), max_length=200)
    on = DayField(label=_("On"))
    outcome = forms.CharField(label=_("Result"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label=_("Opinion"), help_text=FILE)


class PublishForm(forms.Form):
    party = forms.CharField(label=_("Where"), max_length=200, help_text=_("Notice board of every office, company portal, letter to all …"))
    on = DayField(label=_("On"))
    file = forms.FileField(label=_("Proof"), required=False, help_text=FILE)


class WithdrawForm(forms.Form):
    from_day = DayField(label=_("No longer in force from"))
    reason = ReasonField()
