"""Submitting, reviewing, extending, deciding on penalties, presence, service of notices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from governance.contracts.forms.entering import amount, day, reason
from governance.contracts.models import Cause, Contract, KeyPerson, Payment, Penalty, Verdict
from governance.core.dates import validate_day

VERDICTS = [(v.value, v.label) for v in (Verdict.ACCEPTED, Verdict.PUNCH_LIST, Verdict.REJECTED)]


def a_file(label: Any = None) -> forms.FileField:
    return forms.FileField(label=label or _("File"), required=False, help_text=_("Up to 50 MB."))


class HandedIn(forms.Form):
    """A paper of the vendor's: the client may write down the day it came in; by the vendor itself it counts from today."""

    def __init__(self, *args: Any, client: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not client:
            del self.fields["on"]


class SubmitForm(HandedIn):
    on = day(_("Submitted on"))
    file = a_file()
    reason = reason(required=False, label=_("Note"))


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Decision"), choices=VERDICTS, widget=forms.RadioSelect)
    on = day(_("Decided on"))
    punch_list = forms.CharField(
        label=_("Punch list"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line: 2026-08-01 what is to be put right"),
    )
    reason = reason(required=False, label=_("Reasons"))

    def clean_punch_list(self) -> list[tuple[str, date]]:
        found = []
        for line in str(self.cleaned_data["punch_list"]).splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*(\d{4}-\d{2}-\d{2})\s+(.+)", line)
            due = _day(match[1]) if match else None
            if match is None or due is None:
                raise forms.ValidationError(_("“%(line)s” does not begin with a date like 2026-08-01."), params={"line": line.strip()[:60]})
            validate_day(due)
            found.append((match[2].strip()[:300], due))
        return found


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


class ForecastForm(forms.Form):
    forecast = day(_("Vendor's forecast"))
    reason = reason(required=False, label=_("Note"))


class ExtensionForm(forms.Form):
    days = forms.IntegerField(label=_("Days granted"), min_value=-3650, max_value=3650)
    granted_on = day(_("Granted on"))
    authority = forms.CharField(label=_("By authority of"), max_length=160)
    file = a_file()
    reason = reason()


class ExcludeForm(forms.Form):
    first_day = day(_("First day"))
    last_day = day(_("Last day"))
    cause = forms.ChoiceField(label=_("Cause"), choices=[(c.value, c.label) for c in (Cause.CLIENT, Cause.FORCE_MAJEURE)])
    reason = reason()


class UseForm(forms.Form):
    since = day(_("In productive use since"), required=False, help_text=_("Empty: it is not in use."))
    reason = reason(label=_("What shows it"))


class HandoverForm(forms.Form):
    on = day(_("Taken over on"))
    percent = forms.DecimalField(label=_("Share of the milestone (%)"), min_value=0, max_value=100, decimal_places=3)
    reason = reason(required=False, label=_("Note"))


class AmendForm(forms.Form):
    number = forms.CharField(label=_("Number of the amendment"), max_length=40)
    signed_on = day(_("Signed on"))
    value_change = amount(_("Change of value"), min_value=None, initial=0)
    new_end = day(_("New end"), required=False)
    authority = forms.CharField(label=_("By authority of"), max_length=160)
    file = a_file()
    reason = reason()


class ReleaseForm(forms.Form):
    on = day(_("Released on"))
    reason = reason()


class ReasonForm(forms.Form):
    reason = reason()


class NoteForm(forms.Form):
    reason = reason(required=False, label=_("Note"))


class WaiveForm(forms.Form):
    amount = amount(_("Amount to waive"))
    reason = reason()


class ResolveForm(forms.Form):
    reduce_to = amount(_("Reduce to"), required=False, help_text=_("Empty: uphold it as it is."))
    reason = reason()


class SetOffForm(forms.Form):
    payment = forms.ModelChoiceField(label=_("Against payment"), queryset=Payment.objects.none())
    amount = amount(_("Amount"))
    reason = reason(required=False, label=_("Note"))

    def __init__(self, *args: Any, penalty: Penalty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_payments = Payment.objects.filter(contract=penalty.clause.contract_id, paid_on__isnull=True)
        self.fields["payment"].queryset = open_payments  # type: ignore[attr-defined]


class PayForm(forms.Form):
    amount = amount(_("Amount paid"))
    reason = reason(required=False, label=_("Note"))


class PresenceForm(forms.Form):
    present = forms.TypedChoiceField(
        label=_("Seen"),
        choices=[("no", _("absent")), ("yes", _("present")), ("left", _("has left for good"))],
        widget=forms.RadioSelect,
    )
    first_day = day(_("From"))
    last_day = day(_("To"), required=False)
    reason = reason(required=False, label=_("Note"))


class NoticeForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    penalties = forms.ModelMultipleChoiceField(
        label=_("Breaches: penalties"), queryset=Penalty.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Breaches: key people"), queryset=KeyPerson.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.CharField(
        label=_("Other breaches"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One per line.")
    )
    demand = forms.CharField(label=_("What is asked"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    answer_days = forms.IntegerField(label=_("Days to answer"), required=False, min_value=1, max_value=365)

    def __init__(self, *args: Any, contract: Contract, missed: Sequence[KeyPerson], **kwargs: Any) -> None:
        """`missed`: the key people whose absence, or whose unapproved replacement, is on record."""
        super().__init__(*args, **kwargs)
        penalties = Penalty.objects.filter(clause__contract=contract).select_related("milestone", "clause")
        owed = [penalty.pk for penalty in penalties if penalty.sums.owed]
        self.fields["penalties"].queryset = penalties.filter(pk__in=owed)  # type: ignore[attr-defined]
        people = contract.key_people.filter(pk__in=[person.pk for person in missed])
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def clean_other(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["other"]).splitlines() if line.strip()]


class ServiceForm(forms.Form):
    method = forms.CharField(label=_("Method"), max_length=80, help_text=_("Courier, registered letter, e-mail …"))
    address = forms.CharField(label=_("Address"), widget=forms.Textarea(attrs={"rows": 2}))
    sent_on = day(_("Sent on"))
    served_on = day(_("Served on"), required=False)
    deemed_after_days = forms.IntegerField(label=_("Deemed served after days"), required=False, min_value=0, max_value=90)
    file = a_file(_("Proof"))


class AnswerForm(HandedIn):
    on = day(_("Answered on"))
    reason = reason(label=_("The answer"))
    file = a_file()
