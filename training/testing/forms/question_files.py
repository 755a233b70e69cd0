"""The form that a question file is sent in with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from governance.core.imports.forms import ENCODINGS
from training.testing.formats.found import LONGEST_FILE
from training.testing.formats.opening import FORMATS
from training.testing.forms.questions import OWN_NAMES
from training.testing.models.questions import Difficulty


class QuestionFileForm(forms.Form):
    """A file, and what to assume where it says nothing."""

    file = forms.FileField(label=_("File"))
    language = forms.ChoiceField(
        label=_("The questions are in"), choices=list(OWN_NAMES.items()), help_text=_("Unless the file says otherwise.")
    )
    topic = forms.CharField(
        label=_("Topic"),
        required=False,
        max_length=400,
        help_text=_("For questions that name no category. With a slash for a topic within another."),
    )
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), choices=Difficulty.choices, coerce=int, initial=2, help_text=_("Unless the file says otherwise.")
    )
    format = forms.ChoiceField(label=_("Format"), choices=[("", _("find out")), *FORMATS.items()], required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        limit = {"limit": filesizeformat(LONGEST_FILE)}
        self.fields["file"].help_text = _("GIFT, Aiken or Moodle XML, up to %(limit)s.") % limit
        self.fields["file"].widget.attrs["accept"] = ".txt,.gift,.xml"

    def options(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("language", "topic", "difficulty", "format", "encoding")}
