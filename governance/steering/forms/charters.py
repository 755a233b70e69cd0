"""Writing a charter: three texts in three languages, and one line per matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.core.roles import Role
from governance.organisation.forms.fields import ReasonField
from governance.organisation.models import RoleAssignment, RoleStatus
from governance.steering.actions.charters import COLUMNS, LONGEST, Content, Decider
from governance.steering.matters import Matter
from governance.steering.models import Charter, Committee

MAY_BE_NAMED = (Role.SPONSOR, Role.COMMITTEE, Role.PROJECT_DIRECTOR, Role.PROJECT_OFFICE, Role.FINANCE, Role.HR)


def text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 6}), **options)


class CharterForm(forms.Form):
    """The draft; what is missing is said when it is to be signed."""

    effective_on = DayField(label=_("In force from"), required=False)
    purpose_en = text(_("Purpose in English"))
    purpose_zh_hans = text(_("Purpose in Simplified Chinese"))
    purpose_zh_hant = text(_("Purpose in Traditional Chinese"))
    scope_en = text(_("Scope in English"))
    scope_zh_hans = text(_("Scope in Simplified Chinese"))
    scope_zh_hant = text(_("Scope in Traditional Chinese"))
    powers_en = text(_("Powers of the project team in English"), help_text=_("One power per line; the lines are numbered."))
    powers_zh_hans = text(_("Powers of the project team in Simplified Chinese"))
    powers_zh_hant = text(_("Powers of the project team in Traditional Chinese"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(decider_choices())
        for matter in Matter:
            self.fields[matter.value] = forms.ChoiceField(label=matter.label, choices=choices, required=False)
            standing = self.initial.get(matter.value, "")
            if standing and standing not in {key for key, _label in choices}:
                self.fields[matter.value].help_text = _("Whoever was named before does not hold that role any more.")


def decider_choices() -> Iterator[tuple[str, Any]]:
    """Committees, then people in a role for the whole company."""
    yield "", _("nobody yet")
    for committee in Committee.objects.order_by("name_en"):
        yield f"committee:{committee.pk}", str(committee)
    held = RoleAssignment.objects.current().filter(role__in=MAY_BE_NAMED, office__isnull=True, status=RoleStatus.ACTIVE)
    rows = {(row.person_id, row.role): row for row in held.select_related("person__identity").order_by("first_day", "pk")}
    for row in sorted(rows.values(), key=lambda row: (MAY_BE_NAMED.index(Role(row.role)), str(row.person))):
        yield f"{row.person_id}:{row.role}", f"{row.person} · {row.get_role_display()}"


def decider(value: str) -> Decider:
    kind, _colon, rest = value.partition(":")
    return Decider(committee_id=int(rest)) if kind == "committee" else Decider(person_id=int(kind), role=rest)


def content(typed: dict[str, Any]) -> Content:
    deciders = {matter.value: decider(typed[matter.value]) for matter in Matter if typed.get(matter.value)}
    return Content(**{name: typed[name] for name in COLUMNS}, deciders=deciders)


def initial(charter: Charter) -> dict[str, Any]:
    named = {
        row.matter: f"committee:{row.committee_id}" if row.committee_id else f"{row.person_id}:{row.role}"
        for row in charter.authorities.all()
    }
    return {name: getattr(charter, name) for name in COLUMNS} | named


class SignForm(forms.Form):
    reason = ReasonField(required=False, label=_("Note"))
