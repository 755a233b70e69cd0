"""From when an office takes no order without a record in the CRM."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Text
from governance.core.permissions import Verb, require
from governance.organisation.models import Office
from governance.policies.models import Policy
from governance.policies.rules import signing
from governance.policies.selectors import issues
from rollout.impact.models import OrderStop


def enforce(
    *, office: Office, first_day: date, policy: Policy | None, clause: str = "", actor: Actor, at: datetime, reason: str
) -> OrderStop:
    """“No record, no order” from that day on, resting on a policy that is in force then. It does not reach back."""
    require(actor, Verb.CHANGE, "order_stop", office_id=office.pk)
    wrong: dict[str, Text] = {}
    if first_day < timezone.localdate(at):
        wrong["first_day"] = _("Not before today: an order that was taken cannot be refused afterwards.")
    if policy is None:
        wrong["policy"] = _("Choose the policy that lays it down.")
    elif signing.in_force(issues(policy_id=policy.pk), first_day) is None:
        wrong["policy"] = _("“%(policy)s” is not in force on that day.") % {"policy": policy}
    if not reason.strip():
        wrong["reason"] = _("Please say why.")
    if wrong:
        raise InvalidInput(_("This day cannot be set."), fields=wrong)
    return replaced(OrderStop(office=office, first_day=first_day, policy=policy, clause=clause.strip()), actor, at, reason)


def lift(*, office: Office, actor: Actor, at: datetime, reason: str) -> OrderStop:
    """It is not enforced, or no longer. What was recorded before stays readable."""
    require(actor, Verb.CHANGE, "order_stop", office_id=office.pk)
    if not reason.strip():
        raise InvalidInput(_("Please say why."), fields={"reason": _("Please say why.")})
    if not OrderStop.objects.current().filter(office=office, first_day__isnull=False).exists():
        raise Conflict(_("“No record, no order” is not set for this office."))
    return replaced(OrderStop(office=office), actor, at, reason)


def replaced(entry: OrderStop, actor: Actor, at: datetime, reason: str) -> OrderStop:
    """The entry in force, in place of the one before; of two at once one wins."""
    try:
        with transaction.atomic():
            OrderStop.objects.current().filter(office=entry.office).update(superseded_at=at)
            entry.recorded_at, entry.username, entry.reason = at, actor.username, reason.strip()
            entry.save()
    except IntegrityError as error:
        raise Conflict(_("Somebody set this day at the same time. Look at it again.")) from error
    return entry
