"""Fields that this room's forms share: reasons, offices in tree order, people by number or name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from governance.core.calendars import calendars
from governance.organisation.models import Office, Person
from governance.organisation.selectors import find_people
from governance.organisation.tree import depths, in_order

INDENT = "\u2003"


class ReasonField(forms.CharField):
    """Why. Kept in the record for good, so it should not name people."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Reason"))
        options.setdefault("max_length", 2000)
        options.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        if not options.get("required", True):
            options.setdefault("help_text", _("Stays in the record for good: write no names or contacts."))
        super().__init__(**options)


def office_choices() -> Iterator[tuple[str, str]]:
    """Open offices in the order of the tree, indented by depth."""
    offices = {office.pk: office for office in Office.objects.filter(merged_into__isnull=True, closed_on__isnull=True)}
    parents = {pk: office.parent_id for pk, office in offices.items()}
    deep = depths(parents)
    yield "", "—"
    for pk in in_order(parents, {pk: str(office).casefold() for pk, office in offices.items()}):
        yield str(pk), f"{INDENT * deep[pk]}{offices[pk]} ({offices[pk].code})"


class OfficeField(forms.ChoiceField):
    """One open office; gives the Office, or None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Office"))
        super().__init__(choices=office_choices, **options)

    def clean(self, value: Any) -> Office | None:
        chosen = super().clean(value)
        return Office.objects.get(pk=chosen) if chosen else None

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Office) else value


class PersonField(forms.CharField):
    """One person, by employee number, pseudonym or full name; gives the Person, or None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Person"))
        options.setdefault("help_text", _("Employee number, pseudonym or full name."))
        super().__init__(max_length=120, **options)

    def clean(self, value: Any) -> Person | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = find_people(typed)
        if not found:
            raise ValidationError(_("Nobody with this number or name is known."))
        if len(found) > 1:
            raise ValidationError(_("Several people have this name. Please give the employee number."))
        return found[0]


def calendar_choices() -> list[tuple[str, Any]]:
    return [(code, one.name) for code, one in sorted(calendars().items())]
