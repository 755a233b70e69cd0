"""How a contract ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.contracts.endings import EndKind, Grounds
from governance.contracts.forms.deciding import a_file
from governance.contracts.forms.entering import day, reason
from governance.contracts.models import Contract, NoticeLetter

TERMINATION = ("grounds", "notice", "consequences")


class EndForm(forms.Form):
    """The parts of a termination are there only for whoever may terminate."""

    kind = forms.ChoiceField(label=_("How it ends"), widget=forms.RadioSelect)
    on = day(_("Last day"), help_text=_("Nothing accrues after it."))
    grounds = forms.ChoiceField(label=_("Grounds of a termination"), choices=[("", "–"), *Grounds.choices], required=False)
    notice = forms.ModelChoiceField(
        label=_("Its notice"),
        queryset=NoticeLetter.objects.none(),
        required=False,
        help_text=_("The letter of termination; its service is recorded on its own page. An agreement needs none."),
    )
    consequences = forms.CharField(
        label=_("What follows"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a termination: what is handed over, paid, returned, and by when."),
    )
    file = a_file()
    reason = reason()

    def __init__(self, *args: Any, contract: Contract, kinds: Sequence[EndKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if EndKind.TERMINATED not in kinds:
            for name in TERMINATION:
                del self.fields[name]
            return
        if list(kinds) == [EndKind.TERMINATED]:
            self.fields["grounds"].required = self.fields["consequences"].required = True
        self.fields["notice"].queryset = contract.notices.all()  # type: ignore[attr-defined]
        self.fields["notice"].label_from_instance = lambda letter: f"{letter.number} {letter.subject}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind"):
            cleaned["kind"] = EndKind(cleaned["kind"])
        cleaned["grounds"] = Grounds(cleaned["grounds"]) if cleaned.get("grounds") else None
        return cleaned
