"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from governance.core.roles import Role
from governance.organisation.models import Person, RoleAssignment, RoleStatus
from governance.organisation.selectors import find_people


def time_field(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


def reason_field(*, required: bool, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=_("Reason"), required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class ReasonForm(forms.Form):
    reason = reason_field(required=True)


class OptionalReasonForm(forms.Form):
    reason = reason_field(required=False)


class PersonField(forms.CharField):
    """A person by employee number, pseudonym or full name; says which when several have the name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Employee number, or full name."))
        super().__init__(max_length=150, **options)

    def clean(self, value: Any) -> Person | None:  # type: ignore[override]
        typed = super().clean(value)
        if not typed:
            return None
        found = find_people(typed)
        if not found:
            raise ValidationError(_("Nobody has this number or name."))
        if len(found) > 1:
            numbers = ", ".join(person.employee_number or person.pseudonym for person in found[:10])
            raise ValidationError(_("Several people have this name. Please give the number: %(numbers)s.") % {"numbers": numbers})
        return found[0]


def trainers_on(day: Any) -> list[Person]:
    """People who hold the role of trainer on that day, by name."""
    held = RoleAssignment.objects.current().on(day).filter(role=Role.TRAINER, status=RoleStatus.ACTIVE).values("person")
    return sorted(Person.objects.filter(pk__in=held).select_related("identity"), key=lambda person: (str(person), person.pk))


class TrainersField(forms.MultipleChoiceField):
    """One or several of the trainers."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, people: Iterable[Person]) -> None:
        self.people = {str(person.pk): person for person in people}
        self.choices = [(pk, str(person)) for pk, person in self.people.items()]

    def clean(self, value: Any) -> list[Person]:  # type: ignore[override]
        return [self.people[pk] for pk in super().clean(value)]


def instant(day: Any, time: Any, zone: str) -> datetime:
    """That time on that day, in the zone of the place."""
    return datetime.combine(day, time, ZoneInfo(zone))
