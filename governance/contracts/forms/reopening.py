"""Taking back the end of a contract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.contracts.forms.deciding import a_file
from governance.contracts.forms.entering import reason
from governance.contracts.reopenings import Ended, TakenBack


class ReopenForm(forms.Form):
    """What became of refunds is asked only where the end booked some; a mistake is offered only where the vendor was told nothing."""

    cause = forms.TypedChoiceField(label=_("Why it is taken back"), choices=TakenBack, coerce=TakenBack, widget=forms.RadioSelect)
    consent = forms.CharField(
        label=_("The vendor’s consent"),
        required=False,
        max_length=300,
        help_text=_("The paper in which the vendor agreed, and its day. Not needed for a mistake that the vendor was never told of."),
    )
    refunds_paid = forms.TypedChoiceField(
        label=_("Refunds that the end booked"),
        choices=[("no", _("were not paid out: they are taken back")), ("yes", _("were paid out: these sums are owed again"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    file = a_file()
    reason = reason()

    def __init__(self, *args: Any, held: Ended, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not held.booked_refunds:
            del self.fields["refunds_paid"]
        if held.notice_arrived:
            del self.fields["cause"]
            self.fields["consent"].required = True
            self.fields["consent"].help_text = _(
                "The vendor was served the notice of this termination: name the paper in which it agreed, and its day."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "cause" not in self.fields:
            cleaned["cause"] = TakenBack.AGREED
        return cleaned
