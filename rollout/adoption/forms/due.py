"""Describing a list of customers or deals that were due."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rollout.adoption.models import DueList, UsageSource


class WordsField(forms.CharField):
    """Words separated by commas; gives a list."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class DueListForm(forms.Form):
    """The columns by the names that the file's first row gives them."""

    name = forms.CharField(
        label=pgettext_lazy("a thing", "Name"), max_length=120, help_text=_("What the file is, like “Tasks from the CRM”.")
    )
    source = forms.ModelChoiceField(
        label=_("CRM"), queryset=UsageSource.objects.order_by("name"), empty_label=None, help_text=_("Whose user names the owners are.")
    )
    key_column = forms.CharField(
        label=_("Column of the customer or deal"),
        max_length=200,
        help_text=_("As the file's first row writes it. Its cells are hashed as the file is read and kept nowhere in clear."),
    )
    owner_column = forms.CharField(label=_("Column of the owner"), max_length=200, help_text=_("The user who has to follow up."))
    due_column = forms.CharField(label=_("Column of the day it is due"), max_length=200)
    done_column = forms.CharField(
        label=_("Column of the activity"), max_length=200, help_text=_("The day of the activity, or a word that says whether it was done.")
    )
    done_words = WordsField(
        label=_("Words that mean done"),
        max_length=500,
        required=False,
        help_text=_("Separated by commas, like Completed, 已完成. Leave empty where the column holds a day."),
    )
    whole = forms.BooleanField(
        label=_("Each file is complete"),
        required=False,
        help_text=_("What is missing between its first and its last day is taken out. Such a file is taken in only without faulty rows."),
    )

    def __init__(self, *args: Any, due_list: DueList | None = None, **kwargs: Any) -> None:
        if due_list is not None:
            kwargs["initial"] = {name: getattr(due_list, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
