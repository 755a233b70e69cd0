"""Which version of a policy an incentive or a sanction stands on: the one in force on the day it is about."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.errors import InvalidInput
from governance.organisation.models import Membership, Office, Person
from governance.policies.actions.life import touches
from governance.policies.models import Policy, PolicyVersion
from governance.policies.rules import life, signing
from governance.policies.selectors import issues, must_sign
from governance.policies.states import Touches


def cited(policy: Policy, clause: str, day: date, needed: Touches) -> PolicyVersion:
    """The version in force on that day, which must have the clause; InvalidInput with the reason otherwise."""
    issue = signing.in_force(issues(policy_id=policy.pk), day)
    version = PolicyVersion.objects.get(pk=issue.version_id) if issue else None
    reasons = life.against_citing(issue, clause, version.body_en if version else "", touches(version) if version else (), needed, day)
    if reasons or version is None:
        raise InvalidInput(reasons[0], fields={"clause": reasons[0]})
    return version


def refuse_unbound(policy: Policy, person: Person, day: date) -> None:
    """Nothing is granted to or imposed on somebody under a policy that was not addressed to them that day."""
    if policy.pk not in must_sign(day, people=[person.pk]).get(person.pk, set()):
        message = _(
            "On %(day)s this policy was not addressed to this person: their office, job or CRM role is not among those it is for."
        ) % {"day": written.day(day)}
        raise InvalidInput(message, fields={"person": message})


def place_of(person: Person, day: date) -> Office:
    """The office the person belonged to that day."""
    found = Membership.objects.current().on(day).filter(person=person).select_related("office").order_by("-first_day", "-pk").first()
    if found is None:
        message = _("This person belonged to no office on that day.")
        raise InvalidInput(message, fields={"person": message})
    office: Office = found.office
    return office
