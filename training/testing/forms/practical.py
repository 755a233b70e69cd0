"""Whom to assess with which practical test, and one row of a checklist."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput
from governance.organisation.models import Person
from governance.organisation.selectors import find_people
from training.testing.actions.practical import LONGEST_NOTE
from training.testing.models import Paper, PaperKind, PaperState


class OpenForm(forms.Form):
    paper = forms.ModelChoiceField(Paper.objects.none(), label=_("Practical test"), empty_label=None)
    person = forms.CharField(label=_("Who is assessed"), max_length=120, help_text=_("Employee number, or the full name."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["paper"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Paper.objects.filter(kind=PaperKind.PRACTICAL, versions__state=PaperState.ACTIVE).order_by("code")

    def clean_person(self) -> Person:
        found = find_people(self.cleaned_data["person"])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several people are called so: enter the employee number.") if found else _("Nobody is found under this number or name.")
            )
        return found[0]


class SignOffForm(forms.Form):
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        help_text=_("The candidate reads it."),
    )


def stamped(posted: QueryDict) -> dict[str, object]:
    """Who sent a row and in which place, with numbers as numbers; the plain form without scripts says nothing of it."""
    texts = {name: str(value) for name, value in posted.items() if name in ("device", "seq", "given", "sent")}
    device: dict[str, object] = {"device": texts.pop("device")} if "device" in texts else {}
    return device | {name: int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else -1 for name, text in texts.items()}


def row_number(text: str) -> int:
    """A row's number as a page sends it."""
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise InvalidInput(_("This did not come from the checklist. Open it again; what was saved is kept."))
    return int(text)
