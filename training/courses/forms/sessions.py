"""Forms of sessions and of places in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.dates import DayField
from governance.organisation.models import Office, Person
from training.courses.forms.fields import PersonField, TrainersField, instant, reason_field, time_field, trainers_on
from training.courses.models import Course, Mode, Session
from training.courses.rules.attending import PRESENCE
from training.courses.rules.states import Standing

MARKS = [(5, _("5 – fully agree")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – do not agree at all"))]


class SessionForm(forms.Form):
    """Day and times are those of the place; a session by link takes the zone of the office that is chosen, else the house's."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    mode = forms.ChoiceField(label=_("Form"), choices=Mode.choices)
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), required=False)
    place = forms.CharField(label=_("Other place"), max_length=200, required=False, help_text=_("Where it is not in an office."))
    room = forms.CharField(label=_("Room"), max_length=80, required=False)
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https", help_text=_("For a remote session."))
    day = DayField(label=_("Day"))
    begins = time_field(_("Begins"), initial="09:00", help_text=_("Local time of the place."))
    ends = time_field(_("Ends"), initial="12:00")
    trainers = TrainersField(label=_("Trainers"))
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=2000, initial=16)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="zh-hans")
    self_enrol = forms.BooleanField(label=_("People may enrol themselves once it is open"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, everywhere: bool, on: date, session: Session | None = None, **kwargs: Any) -> None:
        if session is not None:
            kwargs["initial"] = shown(session)
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.filter(active=True)  # type: ignore[attr-defined]
        self.fields["office"].queryset = Office.objects.branches().order_by("code")  # type: ignore[attr-defined]
        people: list[Person] = trainers_on(on)
        if not everywhere:
            people = [person for person in people if person.pk == actor.person_id]
        self.fields["trainers"].offer(people)  # type: ignore[attr-defined]
        if session is not None:
            del self.fields["course"]
            self.fields["reason"] = reason_field(required=True, hint=_("Everybody enrolled is told of the new time and place."))

    def fields_of_session(self) -> dict[str, Any]:
        """As the actions take them."""
        data = dict(self.cleaned_data)
        day, begins, ends = data.pop("day"), data.pop("begins"), data.pop("ends")
        zone = data["office"].time_zone if data["office"] else settings.TIME_ZONE
        return data | {"time_zone": zone, "starts_at": instant(day, begins, zone), "ends_at": instant(day, ends, zone)}


def shown(session: Session) -> dict[str, Any]:
    """A session as its form shows it."""
    names = ("mode", "office", "place", "room", "link", "capacity", "language", "self_enrol")
    start, end = session.local_start, session.local_end
    taught = [str(pk) for pk in session.taught_by.current().values_list("person_id", flat=True)]  # type: ignore[attr-defined]
    return {name: getattr(session, name) for name in names} | {
        "day": start.date(),
        "begins": start.time(),
        "ends": end.time(),
        "trainers": taught,
    }


class PlaceForm(forms.Form):
    person = PersonField(label=_("Which person"))
    reason = reason_field(required=False)


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To session"), queryset=Session.objects.none())
    reason = reason_field(required=True)

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = sessions  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    standing = forms.ChoiceField(label=_("Attended"), choices=[choice for choice in Standing.choices if choice[0] != Standing.EXPECTED])
    minutes = forms.IntegerField(
        label=_("Minutes there"), required=False, min_value=0, help_text=_("Needed for late and left early; empty means the whole session.")
    )
    reason = reason_field(required=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("standing") not in PRESENCE:
            data["minutes"] = None
        return data


class PeopleForm(forms.Form):
    """A tick box per person, all of them ticked."""

    people = forms.MultipleChoiceField(
        label=_("Which person"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Tick at least one person.")}
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(pk), name) for pk, name in people]  # type: ignore[attr-defined]
        self.fields["people"].initial = [str(pk) for pk, _name in people]


class FeedbackForm(forms.Form):
    """Marks from 1 to 5, and what somebody wants to say."""

    useful = forms.TypedChoiceField(label=_("It is useful for my work"), coerce=int, choices=MARKS, widget=forms.RadioSelect)
    clear = forms.TypedChoiceField(label=_("It was clearly taught"), coerce=int, choices=MARKS, widget=forms.RadioSelect)
    practice = forms.TypedChoiceField(label=_("There was enough practice"), coerce=int, choices=MARKS, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("What should stay, what should change?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The trainer reads it without your name. Do not write anything that tells who you are."),
    )
