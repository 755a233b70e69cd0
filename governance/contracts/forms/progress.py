"""Weekly progress and vendor accounts as they are typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.contracts.forms.entering import day, reason
from governance.contracts.models import Vendor
from governance.core.roles import Role
from governance.organisation.models import Person, RoleAssignment


class ProgressForm(forms.Form):
    week = day(_("Any day of the week"))
    percent = forms.DecimalField(label=_("Done (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2)
    reason = reason(required=False, label=_("Note"))


class FinalForm(ProgressForm):
    reason = reason()


class MemberForm(forms.Form):
    vendor = forms.ModelChoiceField(label=_("Vendor"), queryset=Vendor.objects.all())
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), help_text=_("People who hold the role of a vendor and can sign in.")
    )
    first_day = day(_("From"))
    last_day = day(_("Until"), required=False, help_text=_("Empty: until further notice."))
    reason = reason(required=False, label=_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = RoleAssignment.objects.current().filter(role=Role.VENDOR).values("person")
        people = Person.objects.filter(account__is_active=True, pk__in=holders).select_related("identity")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class EndForm(forms.Form):
    last_day = day(_("Last day"))
    reason = reason()
