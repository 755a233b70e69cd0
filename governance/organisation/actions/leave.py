"""Leave: days on which a person is not expected to use the CRM."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Refused
from governance.core.jobs import announce
from governance.organisation.actions.dated import current, in_order, locked, reasoned, replace, supersede
from governance.organisation.actions.people import require_over
from governance.organisation.models import Absence, Person


@transaction.atomic
def record_absence(
    *, person: Person, first_day: date, actor: Actor, at: datetime, last_day: date | None = None, kind: str = "", reason: str = ""
) -> Absence:
    """Leave: on these days the person is not expected to use the CRM."""
    require_over(actor, person, at)
    in_order(first_day, last_day)
    locked(person)
    if person.absences.current().during(first_day, last_day or date.max).exists():  # type: ignore[attr-defined]
        raise Refused(_("Leave is already recorded on some of these days."))
    with audit.because(actor, reason):
        absence = Absence.objects.create(person=person, first_day=first_day, last_day=last_day, kind=kind.strip(), recorded_at=at)
        announce("roster", actor=actor, at=at)
    return absence


@transaction.atomic
def correct_absence(
    *, absence: Absence, first_day: date, actor: Actor, at: datetime, reason: str, last_day: date | None = None, withdraw: bool = False
) -> None:
    """Other days of leave than recorded, or none at all."""
    require_over(actor, absence.person, at)
    in_order(first_day, last_day)
    locked(absence.person)
    absence = current(absence)
    others = absence.person.absences.current().exclude(pk=absence.pk)  # type: ignore[attr-defined]
    if not withdraw and others.during(first_day, last_day or date.max).exists():
        raise Refused(_("Leave is already recorded on some of these days."))
    with audit.because(actor, reasoned(reason)):
        if withdraw:
            supersede(absence, at=at)
        else:
            replace(absence, at=at, first_day=first_day, last_day=last_day)
        announce("roster", actor=actor, at=at)
