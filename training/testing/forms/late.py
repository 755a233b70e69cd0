"""The decision on answers that came late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.organisation.forms.fields import ReasonField
from training.testing.models import Answer


class LateForm(forms.Form):
    """For each answer whether it counts; one reason for all."""

    reason = ReasonField()

    def __init__(self, *args: Any, waiting: Sequence[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        for answer in waiting:
            choices = [("yes", _("Counts")), ("no", _("Does not count"))]
            label = _("Question %(number)s") % {"number": answer.item.order}
            self.fields[f"answer-{answer.pk}"] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)

    def decisions(self) -> dict[int, bool]:
        return {answer.pk: self.cleaned_data[f"answer-{answer.pk}"] == "yes" for answer in self.waiting}
