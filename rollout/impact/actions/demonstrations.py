"""The CRM shown to the top. A row is never changed: a correction is a row that stands for it instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.models import Attachment
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Office, Person, RoleAssignment
from governance.organisation.models.roles import RoleStatus
from rollout.impact.actions.checks import CHANGED, not_later, said
from rollout.impact.models import Demonstration

TOP = (Role.SPONSOR, Role.COMMITTEE)


def record_demonstration(
    *,
    on: date,
    shown: str,
    present: Sequence[Person],
    decided: str,
    office: Office | None = None,
    evidence: Attachment | None = None,
    corrects: Demonstration | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Demonstration:
    """When the CRM was shown, who of the top was there, what they decided."""
    require(actor, Verb.CHANGE, "demonstration")
    not_later(on, at)
    if corrects is not None:
        reason = said(reason, "reason", _("Say what was wrong: it is kept."))
        if Demonstration.objects.filter(corrects=corrects).exists():
            raise Conflict(CHANGED)
    check_top(present, on)
    with transaction.atomic(), audit.because(actor, reason):
        return Demonstration.objects.create(
            on=on,
            office=office,
            shown=said(shown, "shown", _("Say what was shown.")),
            present_ids=sorted(person.pk for person in present),
            decided=said(decided, "decided", _("Say what was decided, even if nothing was.")),
            evidence=evidence,
            corrects=corrects,
            recorded_at=at,
        )


def check_top(present: Sequence[Person], on: date) -> None:
    """Somebody who steers must have been there: a showing among colleagues is none to the top."""
    held = RoleAssignment.objects.current().on(on).filter(role__in=TOP, status=RoleStatus.ACTIVE)
    if not held.filter(person__in=[person.pk for person in present]).exists():
        message = _("Nobody of these was sponsor or member of the committee on that day.")
        raise InvalidInput(message, fields={"present": message})
