"""Forms of the import pages."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from governance.core.imports import encodings

ENCODINGS = [("", _("find out")), *((name, name.upper() if name != "windows-1252" else "Windows-1252") for name in encodings.CHOICES)]
DELIMITERS = [("", _("find out")), (",", _("comma ,")), (";", _("semicolon ;")), ("\t", _("tab")), ("|", "|")]
ORDERS = [("", _("find out")), ("dmy", _("day/month/year")), ("mdy", _("month/day/year"))]


class SettingsForm(forms.Form):
    """How to read the file, where finding out went wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Columns are parted by"), choices=DELIMITERS, required=False)
    date_order = forms.ChoiceField(label=_("Dates like 03/04/2026 are"), choices=ORDERS, required=False)
    sheet = forms.CharField(label=_("Sheet of the workbook"), max_length=31, required=False)

    def options(self) -> dict[str, str]:
        """What was chosen, without the empty ones."""
        names = ("encoding", "delimiter", "date_order", "sheet")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class UploadForm(SettingsForm):
    """A file and, if need be, how to read it."""

    file = forms.FileField(label=_("File"))
    field_order = ("file", "encoding", "delimiter", "date_order", "sheet")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].help_text = _("CSV, Excel (.xlsx) or Parquet, also as .gz or .zip; up to %(limit)s.") % {
            "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)
        }
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,.parquet,.gz,.zip"


class ReasonForm(forms.Form):
    """Why the record is changed."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, help_text=_("Kept with every change, for the auditor."))
